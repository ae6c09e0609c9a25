"""`balairung retention`: what would go because its time is over, and letting it go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.work import regencies
from balairung.ground.common.errors import Refused
from balairung.surface.records import retention


class Command(BaseCommand):
    help = _("Menunjukkan apa yang sudah lewat masa simpannya, per jenis. Dengan --apply: menghapusnya bertahap.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help=_("hapus sekarang, bertahap; boleh dihentikan"))
        parser.add_argument("--rule", default="", help=_("satu aturan saja, misalnya contacts"))

    def handle(self, *args: Any, apply: bool, rule: str, **options: Any) -> None:
        for _regency in regencies():
            for one in self._chosen(rule):
                self._do(one, apply)

    def _chosen(self, key: str) -> list[retention.Rule]:
        try:
            return [retention.rule_of(key)] if key else [one for one in retention.rules() if one.by_cases]
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def _do(self, rule: retention.Rule, apply: bool) -> None:
        now = timezone.now()
        count = sum(retention.apply(rule, now=now)) if apply else retention.due(rule, now=now)
        said = _("dihapus") if apply else _("akan dihapus")
        self.stdout.write(f"{rule.key}: {count} {said} · {rule.what} ({rule.keep})")
