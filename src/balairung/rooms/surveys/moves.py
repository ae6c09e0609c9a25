"""The life of a follow-up: a betterment is fulfilled with proof; somebody who said it was bad is called back."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE = frozenset({State.ACTIVE})

FULFIL = Move(
    "fulfil", _("Laporkan sudah diperbaiki"), ACTIVE, State.DONE,
    steps=frozenset({"fulfil"}), step="", meets=("fulfil",), needs_evidence=True, needs_words=True,
)  # fmt: skip
CALL_BACK = Move(
    "call_back", _("Catat yang sudah dilakukan"), ACTIVE, State.DONE,
    steps=frozenset({"call"}), step="", meets=("call",), needs_words=True,
)  # fmt: skip
GIVE_UP = Move(
    "give_up", _("Tidak dapat dihubungi"), ACTIVE, State.REFUSED,
    steps=frozenset({"call"}), step="", meets=("call",), needs_words=True,
)  # fmt: skip

MOVES = (FULFIL, CALL_BACK, GIVE_UP)
