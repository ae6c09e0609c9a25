"""The yearly report on A4, as the law asks for it: words of the PPID, figures, reasons, objections."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_moment
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.kernel.people.house import the_regency
from balairung.rooms.disclosure.figures import Row, YearFigures
from balairung.rooms.disclosure.models import ServiceYear
from balairung.rooms.disclosure.telling import figure_rows

SOURCE = Path(__file__).parent / "templates" / "disclosure" / "report.typ"


def report_pdf(found: YearFigures, words: ServiceYear | None, *, at: datetime) -> bytes:
    """Paper speaks Indonesian."""
    with override("id"):
        said = printable(report_words(found, words, at))
    return pdf(SOURCE.read_bytes(), said | {"mark": mark_drawing()}, stamp=at)


def report_words(found: YearFigures, words: ServiceYear | None, at: datetime) -> dict[str, Any]:
    """Everything that stands on it."""
    regency = the_regency()
    days = _("rata-rata %(days)d hari sampai jawaban pertama") % {"days": found.days} if found.days is not None else ""
    share = _("%(share)d persen jawaban tepat waktu") % {"share": found.share} if found.share is not None else ""
    return {
        "house": regency.name if regency else "Balairung",
        "title": _("Laporan layanan informasi publik"), "year": str(found.year),
        "lead": ", ".join(filter(None, [_("%(n)d permohonan") % {"n": found.counts["filed"]}, share, days])) + ".",
        "heads": [_("Yang dihitung"), _("Jumlah")],
        "parts": _words(words),
        "tables": [table for table in _tables(found) if table[1]],
        "note": _("Dihitung sistem pada %(moment)s dari buku besar. Dasarnya Undang-Undang 14/2008; jumlah dihitung"
                  " menurut tanggal pendaftaran.") % {"moment": long_moment(at)},
    }  # fmt: skip


def _words(words: ServiceYear | None) -> list[list[str]]:
    if words is None:
        return []
    rows = [
        (_("Gambaran umum"), words.overview), (_("Sarana, petugas, dan anggaran"), words.means),
        (_("Kendala"), words.obstacles), (_("Rencana perbaikan"), words.plans),
    ]  # fmt: skip
    return [[title, text] for title, text in rows if text]


def _tables(found: YearFigures) -> list[tuple[str, list[list[str]]]]:
    def cells(rows: list[Row]) -> list[list[str]]:
        return [[words, str(count)] for words, count in rows]

    return [
        (_("Permohonan dan keberatan"), cells(figure_rows(found))),
        (_("Permohonan menurut bulan"), cells(found.months)),
        (_("Alasan penolakan"), cells(found.articles)),
        (_("Alasan keberatan"), cells(found.grounds)),
        (_("Permohonan menurut kantor"), cells(found.offices)),
    ]
