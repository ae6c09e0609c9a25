"""`balairung demo`: a regency that looks alive, on this machine, in one command."""

import os
import time
from typing import Any

from django.utils import timezone

from balairung.config.management.commands.serve import Command as Serve
from balairung.config.setup import prepare_database, prepare_static
from balairung.kernel.people.models import Regency


class Command(Serve):
    help = "Mengisi daerah percontohan bila basis data masih kosong, lalu menjalankannya."

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ.setdefault("BALAIRUNG_SECOND_FACTOR", "offered")  # nobody needs a telephone to look around
        prepare_database()
        prepare_static()
        if not Regency.objects.exists():
            self._fill()
        self.run(options, more=self._telephone(options) + self._doors())

    def _fill(self) -> None:
        from balairung.config.demo.year import live_a_year

        self.stdout.write("Mengisi Kabupaten Banyuwangi dengan data rekaan, satu sampai dua menit …")
        self.stdout.flush()
        started = time.monotonic()
        count = live_a_year()
        self.stdout.write(f"{count} laporan siap dalam {time.monotonic() - started:.0f} detik.")

    def _telephone(self, options: dict[str, Any]) -> str:
        """Where one plays the citizen, when `make run` started it beside us."""
        from balairung.config.demo.telephone import connect_telephone

        host = "127.0.0.1" if options["host"] in {"0.0.0.0", "::"} else options["host"]
        address = connect_telephone(f"http://{host}:{options['port']}", at=timezone.now())
        if address and options["host"] == "127.0.0.1":  # nobody else reaches it, and its browsers are on this machine
            os.environ.setdefault("BALAIRUNG_OUTBOUND_ALLOW", "127.0.0.1/32")
        return f"\nTelepon peraga (WhatsApp, Telegram, SMS …, hanya untuk mencoba): {address}" if address else ""

    def _doors(self) -> str:
        from balairung.config.demo.people import ACCOUNTS, PASSWORD

        rows = [f"  {account.email:24} {account.who}" for account in ACCOUNTS if "@" in account.email]
        return "\n".join(["", "", f"Masuk sebagai petugas (kata sandi semuanya: {PASSWORD})", *rows, ""])
