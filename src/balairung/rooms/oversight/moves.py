"""The life of a recommendation: its office reports with proof, the Inspektorat judges; nobody else can close it."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})
CLOCKS = ("follow_up", "revise")

REPORT = Move(
    "report", _("Laporkan tindak lanjut"), ACTIVE, State.WAITING,
    step="judge", meets=CLOCKS, needs_evidence=True, needs_words=True,
)  # fmt: skip
SETTLE = Move("settle", _("Nyatakan sesuai"), WAITING, State.DONE, step="", needs_words=True)
SEND_BACK = Move(
    "send_back", _("Belum sesuai, kembalikan"), WAITING, State.ACTIVE, step="revise", starts=("revise",),
    needs_words=True,
)  # fmt: skip
SET_ASIDE = Move(
    "set_aside", _("Tidak dapat ditindaklanjuti"), ACTIVE | WAITING, State.WITHDRAWN, step="", drops=CLOCKS,
    needs_words=True,
)  # fmt: skip

MOVES = (REPORT, SETTLE, SEND_BACK, SET_ASIDE)
