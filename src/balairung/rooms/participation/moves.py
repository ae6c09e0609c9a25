"""The life of what an office owes to the people whom it asked."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE = frozenset({State.ACTIVE})

PUBLISH = Move(
    "publish", _("Umumkan jawaban"), ACTIVE, State.DONE, steps=frozenset({"answer"}), step="", meets=("answer",)
)
CONCLUDE = Move(
    "conclude", _("Pemeriksaan selesai"), ACTIVE, State.DONE, steps=frozenset({"conclude"}), step="",
    meets=("conclude",),
)  # fmt: skip
FULFIL = Move(
    "fulfil",
    _("Laporkan sudah dilaksanakan"),
    ACTIVE,
    State.DONE,
    steps=frozenset({"fulfil"}),
    step="",
    meets=("fulfil",),
    needs_evidence=True,
    needs_words=True,
)
RELEASE = Move(
    "release", _("Bebaskan"), ACTIVE, State.WITHDRAWN, steps=frozenset({"fulfil"}), step="", drops=("fulfil",),
    needs_words=True,
)  # fmt: skip

MOVES = (PUBLISH, CONCLUDE, FULFIL, RELEASE)
