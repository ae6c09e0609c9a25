"""What an office owes because of a project: put right what a visit found, or say whether what was given is used."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING = frozenset({State.ACTIVE}), frozenset({State.WAITING})
TO_REPAIR, TO_SAY = frozenset({"repair"}), frozenset({"use"})

REPAIR = Move(
    "repair", _("Laporkan sudah diperbaiki"), ACTIVE, State.WAITING,
    steps=TO_REPAIR, step="judge", meets=("repair",), needs_evidence=True, needs_words=True,
)  # fmt: skip
CLOSE = Move("close", _("Terima dan tutup"), WAITING, State.DONE, step="")
SEND_BACK = Move(
    "send_back", _("Kembalikan"), WAITING, State.ACTIVE, step="repair", starts=("repair",), needs_words=True
)
CANCEL = Move("cancel", _("Batalkan"), ACTIVE | WAITING, State.WITHDRAWN, step="", needs_words=True)

STILL_USED = Move(
    "still_used", _("Masih dipakai"), ACTIVE, State.DONE,
    steps=TO_SAY, step="", meets=("use",), needs_evidence=True, needs_words=True,
)  # fmt: skip
PARTLY_USED = Move(
    "partly_used", _("Dipakai sebagian"), ACTIVE, State.DONE,
    steps=TO_SAY, step="", meets=("use",), needs_evidence=True, needs_words=True,
)  # fmt: skip
NOT_USED = Move(
    "not_used", _("Tidak dipakai lagi"), ACTIVE, State.DONE,
    steps=TO_SAY, step="", meets=("use",), needs_evidence=True, needs_words=True,
)  # fmt: skip

MOVES = (REPAIR, CLOSE, SEND_BACK, CANCEL, STILL_USED, PARTLY_USED, NOT_USED)
