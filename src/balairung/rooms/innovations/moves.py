"""Two lives: of a month for which a village owes an innovation, and of the review of a card or of its next stage."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})
MONTH, REVIEW, STAGE = frozenset({"month"}), frozenset({"review"}), frozenset({"stage"})

FILE = Move("file", _("Kartu dikirim"), ACTIVE, State.DONE, steps=MONTH, step="", meets=("month",))
RELEASE = Move(
    "release", _("Bebaskan dari kewajiban bulan ini"), ACTIVE, State.WITHDRAWN, steps=MONTH, step="",
    drops=("month",), needs_words=True,
)  # fmt: skip

APPROVE = Move("approve", _("Setujui"), ACTIVE, State.DONE, steps=REVIEW, step="", meets=("review",))
SEND_BACK = Move("send_back", _("Minta dilengkapi"), ACTIVE, State.WAITING, steps=REVIEW, hold=True, needs_words=True)
RESUBMIT = Move("resubmit", _("Dikirim lagi"), WAITING, State.ACTIVE, back=True)
ACCEPT = Move("accept", _("Terima buktinya"), ACTIVE, State.DONE, steps=STAGE, step="", meets=("stage",))
DECLINE = Move(
    "decline", _("Tidak disetujui"), ACTIVE, State.REFUSED, steps=REVIEW | STAGE, step="",
    meets=("review", "stage"), needs_words=True,
)  # fmt: skip

MOVES = (FILE, RELEASE, APPROVE, SEND_BACK, RESUBMIT, ACCEPT, DECLINE)
