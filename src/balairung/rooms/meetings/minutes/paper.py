"""The follow-up matrix on paper across (A4, landscape): what, who, until when, how it stands, its proof."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.paper import pdf, printable
from balairung.kernel.people.house import the_regency
from balairung.rooms.meetings.minutes.matrix import SHOWS, Line, Matrix

SOURCE = Path(__file__).parents[1] / "templates" / "meetings" / "binding" / "matrix.typ"
SHORTEST = 160  # letters: so much of a long decision stands in a row


def matrix_pdf(found: Matrix, *, title: str, about: str, show: str, at: datetime) -> bytes:
    """The same bytes for the same rows at the same moment. A dozen rows stand on one page; more repeat the head."""
    regency = the_regency()
    words = {
        "lang": (get_language() or "id")[:2], "house": regency.name if regency else "Balairung",
        "name": _("Tindak lanjut rapat"), "title": title, "about": about,
        "show": _("Hanya yang %(what)s") % {"what": SHOWS[show]} if show else "", "counts": _counts(found),
        "heads": [_("No."), _("Apa"), _("Siapa"), _("Paling lambat"), _("Keadaan"), _("Bukti")],
        "groups": _groups(found), "empty": "" if found.lines else _("Tidak ada tugas di sini."),
        "several": found.meetings > 1, "page": _("halaman {n} dari {all}"),
        "note": _("Dibuat %(moment)s dari meja kerja.") % {"moment": long_moment(at)},
    }  # fmt: skip
    return pdf(SOURCE.read_bytes(), printable(words), stamp=at)


def _counts(found: Matrix) -> str:
    facts = {
        "all": found.total, "done": found.counts["selesai"], "late": found.counts["terlambat"],
        "open": found.counts["terbuka"],
    }  # fmt: skip
    return _("%(all)d tugas: %(done)d selesai, %(open)d masih terbuka, %(late)d di antaranya terlambat") % facts


def _groups(found: Matrix) -> list[dict[str, Any]]:
    """The rows of each decision: its words stand once, beside all of its offices."""
    groups: list[dict[str, Any]] = []
    for line in found.lines:
        if line.first:
            meeting = line.task.meeting
            above = f"{meeting.title}, {long_date(meeting.starts_at)}"
            fresh = not groups or groups[-1]["meeting"] != above
            groups.append({"place": str(line.place), "what": _shown(line.what), "asked": line.asked_proof,
                           "meeting": above, "begins": fresh, "rows": []})  # fmt: skip
        groups[-1]["rows"].append(_row(line))
    return groups


def _row(line: Line) -> dict[str, str]:
    proof = ", ".join(file.name for file in line.proof)
    due = f"{localdate(line.due):%d-%m-%Y}" if line.due else "–"
    office = line.task.office.short or line.task.office.name
    return {"who": office, "due": due, "said": line.said, "tone": line.tone, "proof": proof, "ref": line.ref}


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORTEST * 2 else f"{line[: SHORTEST * 2 - 1].rstrip()}…"
