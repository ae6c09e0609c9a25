"""`balairung doctor`: is this server well, and if not, what is to be done."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.kernel.people.house import house_url
from balairung.surface.operations.asking import asking
from balairung.surface.operations.checks import machine
from balairung.surface.operations.checks.finding import Finding, Level
from balairung.surface.operations.examining import examine_all


class Command(BaseCommand):
    help = _("Memeriksa server ini. Setiap temuan berisi satu kalimat dan cara menanganinya; keluar dengan 1 bila ada.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("untuk program pemantau"))

    def handle(self, *args: Any, **options: Any) -> None:
        found = {place: list(findings) for place, findings in self._houses()}
        if options["json"]:
            self.stdout.write(json.dumps(_data(found), ensure_ascii=False, indent=2))
        else:
            self._tell(found)
        if any(one.level == Level.BAD for findings in found.values() for one in findings):
            sys.exit(1)

    def _houses(self) -> list[tuple[str, list[Finding]]]:
        """Each regency; a database that cannot be asked is a finding, and the machine is looked at all the same."""
        try:
            found = []
            for _regency in import_string(settings.REGENCIES)():
                with asking():
                    found.append((house_url(), examine_all(timezone.now())))
        except Error as problem:
            return [(settings.BASE_URL, [_away(problem), machine.writing(), machine.disk(), machine.folders()])]
        return found

    def _tell(self, found: dict[str, list[Finding]]) -> None:
        for place, findings in found.items():
            self.stdout.write(place)
            for one in findings:
                self.stdout.write(f"  [{one.word}] {one.title}: {one.sentence}")
                if one.remedy:
                    self.stdout.write(f"      → {one.remedy}")


def _away(problem: Exception) -> Finding:
    words = _("Basis data tidak menjawab (%(kind)s).") % {"kind": type(problem).__name__}
    remedy = _("Periksa apakah PostgreSQL berjalan dan DATABASE_URL benar, atau folder data dapat dibaca.")
    return Finding("database", _("Basis data"), Level.BAD, words, remedy)


def _data(found: dict[str, list[Finding]]) -> dict[str, Any]:
    houses = [{"house": place, "findings": [asdict(one) for one in findings]} for place, findings in found.items()]
    bad = sum(one.level == Level.BAD for findings in found.values() for one in findings)
    return {"at": timezone.now().isoformat(timespec="seconds"), "well": bad == 0, "houses": houses}
