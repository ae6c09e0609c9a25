"""The life of an alarm. Steps: the office explains or repairs → the secretary accepts (`accept`)."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})

EXPLAIN = Move(
    "explain", _("Jelaskan"), ACTIVE, State.WAITING, step="accept", meets=("explain", "repair"), needs_words=True
)
ACCEPT = Move("accept", _("Terima penjelasan"), WAITING, State.DONE, step="")
RETURN = Move(
    "send_back", _("Kembalikan"), WAITING, State.ACTIVE, step="explain", starts=("explain",), needs_words=True
)
MEET = Move(  # what was missing is there
    "meet", _("Terpenuhi dengan sendirinya"), ACTIVE | WAITING, State.DONE,
    step="", meets=("explain", "repair"), needs_words=True,
)  # fmt: skip

MOVES = (EXPLAIN, ACCEPT, RETURN, MEET)
