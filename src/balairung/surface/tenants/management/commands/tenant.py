"""`balairung tenant`: the regencies of one installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from balairung.ground.common.errors import Refused
from balairung.surface.tenants.actions import add_tenant, migrate_tenant, prepare_directory
from balairung.surface.tenants.directory import places


class Command(BaseCommand):
    help = "Menambah daerah, memutakhirkan semuanya, atau menampilkan daftarnya."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        create = words.add_parser("create", help="menambah satu daerah")
        create.add_argument("code", help="kode wilayah, misalnya 35.10")
        create.add_argument("host", help="nama host, misalnya banyuwangi.contoh.go.id")
        create.add_argument("--schema", help="nama skema; bawaannya dari kode, misalnya kab_3510")
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

    def migrate(self, options: dict[str, Any]) -> None:
        """All, whatever happens to one; what failed is named at the end."""
        failed = []
        for place in places():
            try:
                migrate_tenant(place)
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
