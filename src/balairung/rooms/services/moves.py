"""The life of an application. Its steps are data, the definition's, so the action sets a move's own `step`."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})

PASS = Move("pass_on", _("Teruskan"), ACTIVE, State.ACTIVE, meets=("step",), starts=("step",))
RETURN = Move(
    "send_back", _("Minta dilengkapi"), ACTIVE, State.WAITING, starts=("complete",), hold=True, needs_words=True
)
COMPLETE = Move("complete", _("Lengkapi"), WAITING, None, meets=("complete",), back=True)
BACK = Move(
    "hand_back",
    _("Kembalikan ke langkah sebelumnya"),
    ACTIVE,
    State.ACTIVE,
    drops=("step",),
    starts=("step",),
    needs_words=True,
)
INSPECT = Move("inspect", _("Catat pemeriksaan lapangan"), ACTIVE, State.ACTIVE, needs_evidence=True, needs_words=True)
REFUSE = Move("refuse", _("Tolak"), ACTIVE, State.REFUSED, step="", meets=("step", "decide"), needs_words=True)
ISSUE = Move("issue", _("Terbitkan"), ACTIVE, State.DONE, step="", meets=("step", "decide"))
WITHDRAW = Move(
    "withdraw", _("Cabut permohonan"), ACTIVE | WAITING, State.WITHDRAWN, step="", drops=("step", "decide", "complete")
)
LAPSE = Move("lapse", _("Tidak dilengkapi"), WAITING, State.WITHDRAWN, step="", drops=("step", "decide", "complete"))

REASSIGN = Move("reassign", _("Alihkan penanda tangan"), ACTIVE, State.ACTIVE)  # its clocks run on

MOVES = (REASSIGN, PASS, RETURN, COMPLETE, BACK, INSPECT, REFUSE, ISSUE, WITHDRAW, LAPSE)
