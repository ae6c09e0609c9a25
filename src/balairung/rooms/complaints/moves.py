"""The whole life of a complaint, as data.

Steps: verify → forward → answer → resolve → confirm; `inform` while the reporter is asked for more. The decision of the
statute (`decide`) counts from the moment the report is complete: a question drops it, the answer starts it anew.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

NEW, ACTIVE, WAITING, DONE = State.NEW, State.ACTIVE, State.WAITING, State.DONE


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


VERIFY = Move(
    "verify", _("Verifikasi"), _from(NEW), NEW,
    steps=frozenset({"verify"}), step="forward", starts=("resolve", "decide"), meets=("statutory",),
)  # fmt: skip
FORWARD = Move(
    "forward", _("Teruskan"), _from(NEW, ACTIVE), ACTIVE,
    step="answer", starts=("answer", "decide"), meets=("verify", "statutory"),
)  # fmt: skip
ANSWER = Move(
    "answer", _("Beri jawaban pertama"), _from(ACTIVE), ACTIVE,
    steps=frozenset({"answer"}), step="resolve", meets=("answer",), needs_words=True,
)  # fmt: skip
ASK = Move(
    "ask", _("Minta keterangan"), _from(NEW, ACTIVE), WAITING,
    step="inform", starts=("complete_information",), meets=("statutory",), drops=("decide",), hold=True,
    needs_words=True,
)  # fmt: skip
RESUME = Move(
    "resume", _("Beri keterangan"), _from(WAITING), None,
    steps=frozenset({"inform"}), starts=("decide",), meets=("complete_information",), back=True, needs_words=True,
)  # fmt: skip
RESOLVE = Move(
    "resolve", _("Nyatakan selesai"), _from(ACTIVE), WAITING,
    step="confirm", starts=("citizen_reply",), meets=("answer", "resolve", "decide"),
    needs_evidence=True, needs_words=True,
)  # fmt: skip
CLOSE = Move("close", _("Tutup"), _from(WAITING), DONE, steps=frozenset({"confirm"}), step="", meets=("citizen_reply",))
REOPEN = Move(
    "reopen", _("Buka kembali"), _from(WAITING, DONE), ACTIVE,
    steps=frozenset({"confirm", ""}), step="resolve", starts=("resolve", "decide"), meets=("citizen_reply",),
    needs_words=True,
)  # fmt: skip
REFUSE = Move(
    "refuse", _("Tolak"), _from(NEW, ACTIVE), State.REFUSED,
    step="", meets=("statutory", "decide"), needs_words=True,
)  # fmt: skip
WITHDRAW = Move("withdraw", _("Cabut laporan"), _from(NEW, ACTIVE, WAITING), State.WITHDRAWN, step="")

# A report that ended in another register: one line says how it ended there, and no step is invented.
TAKE_OVER = Move("take_over", _("Diambil dari daftar lain"), _from(NEW), DONE, steps=frozenset({"verify"}), step="")
TAKE_OVER_AS = {state: replace(TAKE_OVER, target=state) for state in (DONE, State.REFUSED, State.WITHDRAWN)}

MOVES = (VERIFY, FORWARD, ANSWER, ASK, RESUME, RESOLVE, CLOSE, REOPEN, REFUSE, WITHDRAW, TAKE_OVER)
