"""`balairung import-reports FILE`: the reports of another register, first as a preview, then for good."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.house import regency_zone
from balairung.rooms.complaints.intake.checking import Order, Prepared, Survey, prepare, survey
from balairung.rooms.complaints.intake.columns import FIELDS
from balairung.rooms.complaints.intake.dates import read_moment
from balairung.rooms.complaints.intake.importing import import_reports
from balairung.rooms.complaints.intake.statuses import MEANINGS, read_pairs
from balairung.rooms.complaints.intake.wording import count, outcome_lines, preview_lines

STEP = 2000  # reports between two words about progress
WRONG = 2  # what the command returns when the file, or a row of it, is not right


class Command(BaseCommand):
    help = _("Mengimpor laporan dari berkas CSV atau XLSX. Tanpa --apply hanya menampilkan pratinjau.")

    def add_arguments(self, parser: CommandParser) -> None:
        known, meanings = ", ".join(one.key for one in FIELDS), ", ".join(MEANINGS)
        add = parser.add_argument
        add("file", type=Path, metavar=_("BERKAS"), help=_("berkas CSV atau XLSX"))
        add("--apply", action="store_true", help=_("tulis laporannya"))
        add("--skip-bad", action="store_true", help=_("tulis baris yang baik walaupun ada baris yang salah"))
        add("--leave-unknown", action="store_true", help=_("tulis walaupun ada nama instansi yang belum dipetakan"))
        add("--publish", action="store_true", help=_("terbitkan laporan yang sudah selesai dan tidak rahasia"))
        add("--map", action="append", default=[], metavar=_("ISIAN=KOLOM"), dest="columns",
            help=_("kolom untuk satu isian; tanpa nama kolom, isian itu dikosongkan. Isian: %(known)s")
            % {"known": known})  # fmt: skip
        add("--status", action="append", default=[], metavar=_("KATA=ARTI"),
            help=_("arti satu kata dalam kolom status: %(meanings)s") % {"meanings": meanings})  # fmt: skip
        add("--no-status", choices=list(MEANINGS), default="terbuka", help=_("arti laporan tanpa status"))
        add("--source", default="", metavar=_("NAMA"), help=_("nama daftar asal; nomor laporan unik di dalamnya"))
        add("--office", default="", metavar=_("KUNCI"), help=_("kunci kantor untuk laporan selesai tanpa kantor"))
        add("--district", default="", metavar=_("KECAMATAN"), help=_("kecamatan untuk laporan tanpa wilayah"))
        add("--as-of", default="", metavar=_("TANGGAL"), help=_("tanggal untuk laporan tanpa tanggal"))

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            prepared = prepare(_order(options), at=now)
            surveyed = survey(prepared)
            self._say(preview_lines(options["file"].name, prepared, surveyed))
            if options["apply"]:
                self._apply(prepared, surveyed, options, now)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=WRONG) from refusal
        self._conclude(surveyed, options)

    def _apply(self, prepared: Prepared, surveyed: Survey, options: dict[str, Any], now: datetime) -> None:
        outcome = import_reports(
            prepared, surveyed, by=SYSTEM, at=now, publish=options["publish"], skip_bad=options["skip_bad"],
            leave_unknown=options["leave_unknown"], tell=self._progress,
        )  # fmt: skip
        self._say(outcome_lines(outcome))

    def _conclude(self, surveyed: Survey, options: dict[str, Any]) -> None:
        """After a preview: the next word to type, or what stands in its way."""
        if surveyed.bad and not options["skip_bad"]:
            sentence = _("Perbaiki baris itu, atau tambahkan --skip-bad untuk mengimpor baris yang lain saja.")
            raise CommandError(sentence, returncode=WRONG)
        if surveyed.strangers and not options["leave_unknown"]:
            sentence = _("Petakan nama instansi itu di halaman SP4N-LAPOR!, atau tambahkan --leave-unknown.")
            raise CommandError(sentence, returncode=WRONG)
        if not options["apply"]:
            self.stdout.write(_("Ini pratinjau; belum ada yang ditulis. Tambahkan --apply untuk mengimpor."))

    def _progress(self, read: int) -> None:
        if read % STEP == 0:
            self.stderr.write(_("%(count)s laporan terbaca …") % {"count": count(read)})

    def _say(self, lines: Any) -> None:
        for line in lines:
            self.stdout.write(line)


def _order(options: dict[str, Any]) -> Order:
    return Order(
        path=options["file"], chosen=read_pairs(options["columns"]), meanings=read_pairs(options["status"]),
        unsaid=MEANINGS[options["no_status"]], source=options["source"], office=options["office"],
        district=options["district"], as_of=_moment(options["as_of"]),
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    return read_moment(text, "", regency_zone()) if text else None
