"""`balairung readonly on|off`: pages are read, nothing is written."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from balairung.surface.operations import readonly


class Command(BaseCommand):
    help = _(
        "Hanya-baca: halaman tetap dapat dibaca, kiriman dijawab dengan kalimat dan waktu tunggu, pekerja berhenti."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=["on", "off", "status"])

    def handle(self, *args: Any, state: str, **options: Any) -> None:
        if state != "status":
            readonly.order(state == "on")
        on = _("Hanya-baca. `balairung readonly off` mengakhirinya.")
        self.stdout.write(on if readonly.ordered() else _("Kiriman diterima seperti biasa."))
