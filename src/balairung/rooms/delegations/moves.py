"""The life of a statement of a period: the receiver reports, the giver accepts it or sends it back."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})

SUBMIT = Move(
    "submit", _("Kirim laporan"), ACTIVE, State.WAITING, step="accept", meets=("report", "revise"), needs_words=True
)
ACCEPT = Move("accept", _("Terima laporan"), WAITING, State.DONE, step="")
RETURN = Move(
    "send_back", _("Minta diperbaiki"), WAITING, State.ACTIVE, step="report", starts=("revise",), needs_words=True
)

MOVES = (SUBMIT, ACCEPT, RETURN)
