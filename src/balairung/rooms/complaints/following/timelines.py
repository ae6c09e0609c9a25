"""The words and the stages by which reporters and everyone read what happened to a report."""

from __future__ import annotations

from functools import cache

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.reads import titles_of
from balairung.rooms.complaints import moves

SAID = {
    "open": _("Laporan diterima"),
    "verify": _("Laporan diperiksa"),
    "forward": _("Diteruskan ke kantor yang menangani"),
    "answer": _("Jawaban pertama"),
    "ask": _("Petugas meminta keterangan"),
    "resume": _("Keterangan diberikan"),
    "add": _("Pelapor menambah keterangan"),
    "resolve": _("Dinyatakan selesai"),
    "close": _("Laporan ditutup"),
    "reopen": _("Dibuka kembali"),
    "refuse": _("Tidak dapat ditangani"),
    "withdraw": _("Laporan dicabut"),
    "merge": _("Ditangani bersama laporan lain"),
    "separate": _("Ditangani sendiri lagi"),
    "split": _("Sebagian dijadikan laporan sendiri"),
    "tell": _("Pelapor dikabari dengan cara lain"),
}
TITLES = (moves.MOVES, SAID)
STAGES = (_("Diterima"), _("Diperiksa"), _("Diteruskan"), _("Dijawab"), _("Selesai"))
STAGE_OF = {"verify": 1, "forward": 2, "answer": 3, "resolve": 4, "confirm": 4}


@cache
def _titles(language: str) -> dict[str, str]:
    return titles_of(moves.MOVES, SAID)


def titles() -> dict[str, str]:
    """The words for the lines of a timeline, in the reader's language."""
    return _titles(get_language() or "")


def way(obligation: Obligation) -> str:
    """The way of a report, drawn; nothing for one that left it (refused, withdrawn)."""
    if obligation.state in (State.REFUSED, State.WITHDRAWN):
        return ""
    return _drawn(STAGE_OF.get(obligation.held_step or obligation.step, len(STAGES)), get_language() or "")


@cache
def _drawn(here: int, language: str) -> str:
    """Twelve drawings in all, so that they are made once: `here` is the number of the stage that is going on."""
    places = ["done"] * here + ["here"] + ["ahead"] * len(STAGES)
    return render_to_string("complaints/_stages.html", {"stages": list(zip(STAGES, places, strict=False))})
