"""The life of what a meeting binds an office to: acknowledge → carry out (`follow_up`) → whoever runs it accepts.

Beside it the minutes themselves, which the organiser owes (step `minutes`) and which are met when the chair approves.
"""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

NEW, ACTIVE, WAITING = frozenset({State.NEW}), frozenset({State.ACTIVE}), frozenset({State.WAITING})
TASK = frozenset({"acknowledge", "follow_up"})
CLOCKS = ("acknowledge", "follow_up", "question")

ACKNOWLEDGE = Move(
    "acknowledge", _("Terima tugas"), ACTIVE, State.ACTIVE,
    steps=frozenset({"acknowledge"}), step="follow_up", meets=("acknowledge",),
)  # fmt: skip
FULFIL = Move(
    "fulfil", _("Laporkan sudah dilaksanakan"), ACTIVE, State.WAITING,
    steps=TASK, step="accept", meets=CLOCKS, needs_evidence=True, needs_words=True,
)  # fmt: skip
ACCEPT = Move("accept", _("Terima hasilnya"), WAITING, State.DONE, steps=frozenset({"accept"}), step="")
RETURN = Move(
    "send_back", _("Kembalikan"), WAITING, State.ACTIVE,
    steps=frozenset({"accept"}), step="follow_up", starts=("follow_up", "question"), needs_words=True,
)  # fmt: skip
SET_DATE = Move(  # "sebelum rapat berikutnya": that meeting has been called, or was moved
    "set_date", _("Tenggat mengikuti rapat berikutnya"), ACTIVE, None, steps=TASK, starts=("follow_up",)
)
APPROVE = Move(
    "approve", _("Notulen disahkan"), NEW | ACTIVE, State.DONE,
    steps=frozenset({"minutes"}), step="", meets=("minutes",),
)  # fmt: skip

MOVES = (ACKNOWLEDGE, FULFIL, ACCEPT, RETURN, SET_DATE, APPROVE)
