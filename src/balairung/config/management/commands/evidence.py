"""`balairung evidence`: bundles of what the platform's own running proves; `--check` tells whether one is true."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.config.work import regencies
from balairung.ground.common.dates import long_moment
from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import gateways
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.house import house_url, regency_zone, the_regency
from balairung.surface.maturity import bundling
from balairung.surface.maturity.gathering.subjects import SUBJECTS
from balairung.surface.maturity.models import Bundle
from balairung.surface.maturity.photographing import photograph

OTHERWISE, UNKNOWN = 1, 2  # counted again it differs; nothing of ours, or nothing that can be done


class Command(BaseCommand):
    help = _("Membuat paket bukti kematangan digital dari catatan sistem, atau memeriksa satu paket dengan --check.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, default=None, help=_("tahun yang dihitung; biasanya yang dinilai"))
        parser.add_argument("--source", default="", help=_("hanya sumber ini: %(known)s") % {
            "known": ", ".join(SUBJECTS)})  # fmt: skip
        parser.add_argument("--no-pictures", action="store_true", help=_("tanpa gambar halaman"))
        parser.add_argument("--check", type=Path, default=None, metavar="BERKAS.pdf")
        parser.add_argument("--host", default="", help=_("alamat daerah, bila satu server melayani banyak daerah"))

    def handle(self, *args: Any, host: str, check: Path | None, **options: Any) -> None:
        content, answers = self._read(check), list[int]()
        for _regency in regencies():
            if not host or house_url().partition("://")[2].partition(":")[0] == host:
                answers.append(self._check(content) if content is not None else self._make(**options))
        if not answers:
            raise CommandError(_("Tidak ada daerah dengan alamat %(host)s.") % {"host": host}, returncode=UNKNOWN)
        worst = min(answers) if check else max(answers)  # a file is of one regency: the one that knows it answers
        if worst:
            sys.exit(worst)

    def _read(self, path: Path | None) -> bytes | None:
        if path is None:
            return None
        try:
            return path.read_bytes()
        except OSError as fault:
            raise CommandError(_("Berkas %(path)s tidak terbaca.") % {"path": path}, returncode=UNKNOWN) from fault

    def _make(self, *, year: int | None, source: str, no_pictures: bool, **options: Any) -> int:
        """One line for each source."""
        now = timezone.now()
        with gateways.inside():
            if the_regency() is None:
                raise CommandError(_("Daerahnya belum dibangun. Jalankan balairung init dahulu."), returncode=UNKNOWN)
            wanted = year or bundling.year_now(now)
        try:
            for key in [source] if source else SUBJECTS:
                self.stdout.write(self._one(key, wanted, now, pictured=not no_pictures))
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=UNKNOWN) from refusal
        return 0

    def _one(self, key: str, year: int, now: datetime, *, pictured: bool) -> str:
        """The pictures are taken between two transactions: a page is asked for like any other."""
        with gateways.inside():
            pages = bundling.pages_of(key, year, now) if pictured else []
        shots = photograph(pages)
        with gateways.inside():
            made, found = bundling.refresh(key, year=year, by=SYSTEM, at=now, shots=shots)
        return _line(made, found)

    def _check(self, content: bytes) -> int:
        with gateways.inside(), timezone.override(regency_zone()):
            return self._compare(content)

    def _compare(self, content: bytes) -> int:
        bundle = bundling.bundle_of(content)
        if bundle is None:
            self.stdout.write(_("Bukan paket bukti kami, atau isinya sudah diubah."))
            return UNKNOWN
        facts = {"title": bundle.content["title"], "year": bundle.year, "moment": long_moment(bundle.made_at)}
        self.stdout.write(_("Asli, bita demi bita: %(title)s %(year)d, dibuat %(moment)s.") % facts)
        found = bundling.again(bundle)
        for one in found:
            pair = _("%(before)s, sekarang %(now)s") % vars(one) if one.before else _("isi tabelnya lain")
            self.stdout.write(f"  {one.words}: {pair}")
        self.stdout.write(
            _("Dihitung lagi sampai saat yang sama, angka di atas berbeda: catatannya berubah sesudah itu.")
            if found
            else _("Dihitung lagi sampai saat yang sama, semua angkanya tetap.")
        )
        return OTHERWISE if found else 0


def _line(made: Bundle, found: bundling.Attached) -> str:
    said = {"source": made.source, "year": made.year, "digest": made.sha256[:12], **vars(found)}
    line = _("%(source)s %(year)d: dibuat, SHA-256 %(digest)s…") % said
    if not found.assessment:
        return line
    return line + " " + _("%(assessment)s: %(new)d baru, %(renewed)d diperbarui, %(accepted)d tetap.") % said
