"""`balairung snapshot`: all open data as one folder that says everything without our server."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.work import regencies
from balairung.kernel.messaging import gateways
from balairung.kernel.people.house import house_url, the_regency
from balairung.surface.opendata import kept
from balairung.surface.opendata.making import begin, make


class Command(BaseCommand):
    help = _("Memotret semua data terbuka ke satu folder yang dapat dibaca tanpa server.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        where = _("folder tempat potret dibuat; biasanya folder potret di dalam folder data")
        parser.add_argument("--to", type=Path, default=None, metavar="FOLDER", help=where)
        back = _("hapus semua potret yang memuat nomor ini, misalnya laporan yang penerbitannya ditarik")
        parser.add_argument("--take-back", default="", metavar="NOMOR", help=back)
        parser.add_argument("--host", default="", help=_("alamat daerah, bila satu server melayani banyak daerah"))

    def handle(self, *args: Any, to: Path | None, host: str, take_back: str, **options: Any) -> None:
        made = [
            self._take_back(take_back) if take_back else self._one(to)
            for _regency in regencies()
            if not host or house_url().partition("://")[2].partition(":")[0] == host
        ]
        if not made:
            raise CommandError(_("Tidak ada daerah dengan alamat %(host)s.") % {"host": host})

    def _take_back(self, ref: str) -> list[date]:
        gone = kept.take_back(ref)
        for day in gone:
            self.stdout.write(_("Potret %(day)s dihapus: memuat %(ref)s.") % {"day": day, "ref": ref})
        if not gone:
            self.stdout.write(_("Tidak ada potret yang memuat %(ref)s.") % {"ref": ref})
        return gone

    def _one(self, to: Path | None) -> Path:
        with gateways.inside():
            regency = the_regency()
        if regency is None:
            raise CommandError(_("Daerahnya belum dibangun. Jalankan balairung init dahulu."))
        parent = (to / regency.code if to else kept.root()).resolve()
        now = timezone.now()
        folder = begin(parent, now)
        if folder is None:
            told = _("Potret hari ini sudah ada, atau sedang dibuat, di %(folder)s. Potret tidak pernah ditimpa.")
            raise CommandError(told % {"folder": parent})
        for _breath in make(folder, now):
            pass
        if to is None:
            kept.prune(parent)
        whole = parent / folder.name.removeprefix(".")
        self.stdout.write(_("Potret dibuat di %(folder)s") % {"folder": whole})
        return whole
