"""`balairung check`: Django's own checks, and then whether the house keeps its rules."""

import sys
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.check import Command as DjangoCheck
from django.db import connection
from django.utils import timezone

from balairung.config.work import regencies
from balairung.kernel.obligations.audit import findings


class Command(DjangoCheck):
    help = "Memeriksa pengaturan, penjaga buku besar, jenjang keterlambatan, dan keutuhan catatan."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--code-only", action="store_true", help="tanpa basis data")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["code_only"]:
            return
        found = 0
        for _regency in regencies():
            for finding in findings(now=timezone.now()):
                self.stderr.write(finding)
                found += 1
        connection.close()
        if found:
            sys.exit(1)
        self.stdout.write("Semua baik.")
