"""The table of follow-up on one page across (A4, landscape)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.ground.common.paper import pdf, printable
from balairung.kernel.people.house import the_regency
from balairung.rooms.oversight.figures import Line, Table, heads
from balairung.rooms.oversight.models import Examination

SOURCE = Path(__file__).with_name("templates") / "oversight" / "follow_up.typ"
MOST = 20  # lines that one page holds even where every name takes two rows; the CSV has them all


def table_pdf(table: Table, *, at: datetime) -> bytes:
    """The same bytes for the same figures at the same moment."""
    return pdf(SOURCE.read_bytes(), printable(_words(table, at)), stamp=at)


def _words(table: Table, at: datetime) -> dict[str, Any]:
    regency = the_regency()
    rest = table.lines[MOST:]
    return {
        "lang": (get_language() or "id")[:2],
        "house": regency.name if regency else "Balairung",
        "title": _("Tindak lanjut hasil pemeriksaan"),
        "period": f"{table.year_words}, {table.source_words}",
        "heads": [_("Kantor"), _("Tahun"), _("Pemeriksa"), _("Rekomendasi"), *heads(),
                  _("Disetor"), _("Sisa"), _("Tuntas")],
        "lines": [_line(line) for line in table.lines[:MOST]],
        "rest": _("dan %(count)d baris lagi: unduh CSV untuk semuanya") % {"count": len(rest)} if rest else "",
        "total": _line(table.total),
        "empty": "" if table.lines else _("Belum ada rekomendasi yang dikirim."),
        "note": _("Dibuat %(moment)s. Pemeriksaan rahasia tidak termasuk.") % {"moment": long_moment(at)},
    }  # fmt: skip


def _line(line: Line) -> list[Any]:
    """Cells; those with money have a second row."""
    source = str(Examination.Source(line.source).label) if line.source else ""
    tallies = [[str(tally.count), tally.value_words] for tally in [line.total, *line.tallies]]
    share = f"{line.percent} %" if line.total.count else line.percent
    return [line.short or line.office, str(line.year or ""), source, *tallies, line.paid_words, line.rest_words, share]
