"""The life of a finding of a field check: the office repairs and proves it, whoever checks accepts or sends back."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})

FULFIL = Move(
    "fulfil", _("Laporkan sudah diperbaiki"), ACTIVE, State.WAITING,
    step="judge", meets=("repair",), needs_evidence=True, needs_words=True,
)  # fmt: skip
ACCEPT = Move("accept", _("Terima perbaikannya"), WAITING, State.DONE, step="")
RETURN = Move(
    "send_back", _("Kembalikan, belum beres"), WAITING, State.ACTIVE, step="repair", starts=("repair",),
    needs_words=True,
)  # fmt: skip
CONFIRM = Move(  # the next check saw with its own eyes that it is in order
    "confirm", _("Terlihat sudah beres"), ACTIVE | WAITING, State.DONE, step="", meets=("repair",), needs_words=True
)
WITHDRAW = Move(
    "withdraw", _("Cabut temuan"), ACTIVE | WAITING, State.WITHDRAWN, step="", drops=("repair",), needs_words=True
)

MOVES = (FULFIL, ACCEPT, RETURN, CONFIRM, WITHDRAW)
