"""The life of an instruction. Steps: acknowledge → carry out (`resolve`) → the giver accepts (`accept`)."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})

ACKNOWLEDGE = Move(
    "acknowledge", _("Terima instruksi"), ACTIVE, State.ACTIVE,
    steps=frozenset({"acknowledge"}), step="resolve", meets=("acknowledge",),
)  # fmt: skip
FULFIL = Move(
    "fulfil", _("Laporkan sudah dilaksanakan"), ACTIVE, State.WAITING,
    step="accept", meets=("acknowledge", "resolve"), needs_evidence=True, needs_words=True,
)  # fmt: skip
ACCEPT = Move("accept", _("Terima hasilnya"), WAITING, State.DONE, step="")
RETURN = Move(
    "send_back", _("Kembalikan"), WAITING, State.ACTIVE, step="resolve", starts=("resolve",), needs_words=True
)
CANCEL = Move("cancel", _("Batalkan instruksi"), ACTIVE | WAITING, State.WITHDRAWN, step="", needs_words=True)

MEET = Move(  # what was asked for is there for everybody to see: nobody needs to report or to judge it
    "meet", _("Terpenuhi dengan sendirinya"), ACTIVE, State.DONE,
    step="", meets=("acknowledge", "resolve"), needs_words=True,
)  # fmt: skip

MOVES = (ACKNOWLEDGE, FULFIL, ACCEPT, RETURN, CANCEL, MEET)
