"""Three lives: an agency's plan, a milestone of it, and what a citizen contests. Told apart by their steps."""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE, WAITING, DONE = frozenset({State.ACTIVE}), frozenset({State.WAITING}), frozenset({State.DONE})
PLAN, APPROVE_STEP = frozenset({"plan"}), frozenset({"approve"})
FULFIL_STEP, ACCEPT_STEP = frozenset({"fulfil"}), frozenset({"accept"})
LOOK_STEP, ANSWER_STEP = frozenset({"look"}), frozenset({"answer"})

# An agency's plan: plan → approve
SUBMIT = Move(
    "submit", _("Ajukan kepada Sekda"), ACTIVE, State.WAITING, steps=PLAN, step="approve", meets=("plan",)
)  # fmt: skip
APPROVE = Move("approve", _("Setujui rencana"), WAITING, State.DONE, steps=APPROVE_STEP, step="")
RETURN_PLAN = Move(
    "return_plan", _("Kembalikan rencana"), WAITING, State.ACTIVE,
    steps=APPROVE_STEP, step="plan", starts=("plan",), needs_words=True,
)  # fmt: skip

# A milestone: fulfil → accept
FULFIL = Move(
    "fulfil", _("Kirim bukti"), ACTIVE, State.WAITING,
    steps=FULFIL_STEP, step="accept", meets=("fulfil",), needs_evidence=True, needs_words=True,
)  # fmt: skip
ACCEPT = Move("accept", _("Terima buktinya"), WAITING, State.DONE, steps=ACCEPT_STEP, step="done")
SEND_BACK = Move(
    "send_back", _("Kembalikan buktinya"), WAITING, State.ACTIVE,
    steps=ACCEPT_STEP, step="fulfil", starts=("fulfil",), needs_words=True,
)  # fmt: skip
REOPEN = Move(
    "reopen", _("Buka kembali"), DONE, State.ACTIVE,
    steps=frozenset({"done"}), step="fulfil", starts=("fulfil",), needs_words=True,
)  # fmt: skip

# What a citizen contests: look → answer
HIDE = Move("hide", _("Jangan tampilkan"), ACTIVE, State.REFUSED, steps=LOOK_STEP, step="", needs_words=True)
PASS_ON = Move(
    "pass_on", _("Tampilkan dan minta jawaban"), ACTIVE, State.ACTIVE,
    steps=LOOK_STEP, step="answer", meets=("look",), starts=("answer",),
)  # fmt: skip
GRANT = Move(
    "grant", _("Benar: buka kembali tonggaknya"), ACTIVE, State.DONE,
    steps=LOOK_STEP | ANSWER_STEP, step="", meets=("look", "answer"), needs_words=True,
)  # fmt: skip
ANSWER = Move(
    "answer", _("Jawab warga"), ACTIVE, State.DONE, steps=ANSWER_STEP, step="", meets=("answer",), needs_words=True
)

MOVES = (SUBMIT, APPROVE, RETURN_PLAN, FULFIL, ACCEPT, SEND_BACK, REOPEN, HIDE, PASS_ON, GRANT, ANSWER)
