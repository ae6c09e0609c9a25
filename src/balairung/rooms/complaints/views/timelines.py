"""The words and the stages by which reporters and everyone read what happened to a report."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import Obligation, State
from balairung.rooms.complaints import moves

SAID = {
    "open": _("Laporan diterima"),
    "verify": _("Laporan diperiksa"),
    "forward": _("Diteruskan ke kantor yang menangani"),
    "answer": _("Jawaban pertama"),
    "ask": _("Petugas meminta keterangan"),
    "resume": _("Keterangan diberikan"),
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


@dataclass(frozen=True)
class Stage:
    """One stretch of the way that a report goes: behind us, where it is now, or still ahead."""

    label: str | Promise
    place: str


def stages(obligation: Obligation) -> list[Stage]:
    """The way of a report; none for one that left it (refused, withdrawn)."""
    if obligation.state in (State.REFUSED, State.WITHDRAWN):
        return []
    here = STAGE_OF.get(obligation.held_step or obligation.step, len(STAGES))
    places = ["done"] * here + ["here"] + ["ahead"] * len(STAGES)
    return [Stage(label, place) for label, place in zip(STAGES, places, strict=False)]
