"""`balairung tenant`: the regencies of one installation."""

from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.surface.tenants.actions import add_tenant, migrate_tenant, prepare_directory
from balairung.surface.tenants.directory import building, places, resolve


class Command(BaseCommand):
    help = "Menambah daerah, memutakhirkan semuanya, atau menampilkan daftarnya."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        create = words.add_parser("create", help="menambah satu daerah")
        create.add_argument("code", help="kode wilayah, misalnya 35.10")
        create.add_argument("host", help="nama host, misalnya banyuwangi.contoh.go.id")
        create.add_argument("--schema", help="nama skema; bawaannya dari kode, misalnya kab_3510")
        run = words.add_parser("run", help="menjalankan satu perintah di satu daerah, misalnya: run HOST create-admin")
        run.add_argument("host")
        run.add_argument("command", nargs=REMAINDER, help="perintah dengan pilihannya")
        words.add_parser("migrate", help="memutakhirkan semua daerah")
        words.add_parser("list", help="daftar daerah")

    def handle(self, *args: Any, word: str, **options: Any) -> None:
        prepare_directory()
        try:
            getattr(self, word)(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def create(self, options: dict[str, Any]) -> None:
        named = {key: options[key] or "" for key in ("code", "host", "schema")}
        tenant = add_tenant(**named, at=timezone.now())
        self.stdout.write(f"{tenant.host} siap di skema {tenant.schema}.")

    def run(self, options: dict[str, Any]) -> None:
        """Any command of ours, as if that regency were the only one."""
        place = resolve(options["host"])
        if place is None or not options["command"]:
            raise Refused(_("Sebutkan host sebuah daerah (lihat: balairung tenant list) dan satu perintah."))
        name, *arguments = options["command"]
        with building(place):
            call_command(name.replace("-", "_"), *arguments)

    def migrate(self, options: dict[str, Any]) -> None:
        """All, whatever happens to one; what failed is named at the end."""
        failed = []
        for place in places():
            try:
                migrate_tenant(place, at=timezone.now())
            except DatabaseError as problem:
                self.stderr.write(f"{place.host}: {problem}")
                failed.append(place.host)
            else:
                self.stdout.write(f"{place.host}: mutakhir.")
        if failed:
            raise CommandError(f"Gagal: {', '.join(failed)}.")

    def list(self, options: dict[str, Any]) -> None:
        for place in places():
            self.stdout.write(f"{place.schema}\t{place.host}")
