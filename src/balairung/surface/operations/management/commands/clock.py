"""`balairung clock trust`: the clock jumped, and it is right."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.surface.operations import rounds
from balairung.surface.operations.clock import reading


class Command(BaseCommand):
    help = _("Menyatakan bahwa jam mesin ini benar sesudah melompat, sehingga pekerja berjalan lagi.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["trust"])

    def handle(self, *args: Any, **options: Any) -> None:
        now = reading(timezone.now())
        for _regency in import_string(settings.REGENCIES)():
            rounds.trust(now)
        self.stdout.write(
            _("Jam mesin dipercaya mulai sekarang: %(at)s.") % {"at": now.at.isoformat(timespec="seconds")}
        )
