"""The life of a duty of an agreement: carried out with proof, or released when the agreement ends."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE = frozenset({State.ACTIVE})

FULFIL = Move(
    "fulfil",
    _("Laporkan sudah dilaksanakan"),
    ACTIVE,
    State.DONE,
    step="",
    meets=("fulfil",),
    needs_evidence=True,
    needs_words=True,
)
RELEASE = Move("release", _("Bebaskan"), ACTIVE, State.WITHDRAWN, step="", drops=("fulfil",), needs_words=True)

MOVES = (FULFIL, RELEASE)
