"""`balairung demo`: a regency that looks alive, on this machine, in one command."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from balairung.config.management.commands.serve import Command as Serve
from balairung.config.setup import prepare_database, prepare_static
from balairung.kernel.people.models import Regency

A_YEAR = timedelta(days=366)  # and a day: the services are older than whoever applies for them
#: Stands beside the database as long as the year is being lived.
UNFINISHED = Path(settings.DATA) / "percontohan-belum-selesai"


class Command(Serve):
    help = "Mengisi daerah percontohan bila basis data masih kosong, lalu menjalankannya."

    def handle(self, *args: Any, **options: Any) -> None:
        self._stay_at_home()
        os.environ.setdefault("BALAIRUNG_SECOND_FACTOR", "offered")  # nobody needs a telephone to look around
        self._forget_what_broke_off()
        prepare_database(at=timezone.now() - A_YEAR)
        prepare_static()
        if not Regency.objects.exists():
            self._fill()
        self.run(options, more=self._telephone(options) + self._doors())

    def _stay_at_home(self) -> None:
        """Its accounts have a password that everybody may read."""
        if settings.HOSTS:
            raise CommandError(
                "Data rekaan hanya untuk komputer ini, karena kata sandinya tertulis di panduan. "
                "Kosongkan BALAIRUNG_HOSTS, atau jalankan balairung serve."
            )

    def _forget_what_broke_off(self) -> None:
        """Half a year is no demonstration: what was being filled when it was stopped is begun anew."""
        if not UNFINISHED.exists():
            return
        if connection.vendor != "sqlite":
            raise CommandError("Pengisian data rekaan terputus. Kosongkan dahulu basis datanya, lalu ulangi.")
        database = Path(settings.DATABASES["default"]["NAME"])
        for path in (database, *(database.with_name(f"{database.name}-{tail}") for tail in ("wal", "shm"))):
            path.unlink(missing_ok=True)
        UNFINISHED.unlink()

    def _fill(self) -> None:
        from balairung.config.demo.year import live_a_year

        self.stdout.write("Mengisi Kabupaten Banyuwangi dengan data rekaan, satu sampai dua menit …")
        self.stdout.flush()
        started = time.monotonic()
        UNFINISHED.touch()
        count = live_a_year()
        UNFINISHED.unlink()
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
