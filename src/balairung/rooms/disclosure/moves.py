"""The life of a request for information, of an objection, and of the duty to renew a list.

A request is answered in one of four ways, each its own move; an extension may be taken once. To ask for what is
incomplete stops no clock: the law does not say that it does.
"""

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.moves import Move

ACTIVE = frozenset({State.ACTIVE})
ANSWERED = frozenset({State.DONE, State.REFUSED})
RUNNING = ("answer", "extended", "carry_out")  # clocks that an answer meets

# --- a request: first at "answer", then perhaps "extended" or "carry_out" -------------------------------------------

GIVE = Move("give", _("Berikan informasinya"), ACTIVE, State.DONE, step="", meets=RUNNING, needs_words=True)
GIVE_PART = Move("give_part", _("Berikan sebagian"), ACTIVE, State.DONE, step="", meets=RUNNING, needs_words=True)
LACK = Move("lack", _("Jawab: tidak kami kuasai"), ACTIVE, State.DONE, step="", meets=RUNNING, needs_words=True)
REFUSE = Move("refuse", _("Tolak"), ACTIVE, State.REFUSED, step="", meets=RUNNING, needs_words=True)
ASK = Move("ask", _("Minta dilengkapi"), ACTIVE, None, needs_words=True)
REPLY = Move("reply", _("Lengkapi"), ACTIVE, None, needs_words=True)
PASS_ON = Move("pass_on", _("Teruskan ke kantor lain"), ACTIVE, None)
EXTEND = Move(
    "extend",
    _("Perpanjang tujuh hari kerja"),
    ACTIVE,
    None,
    steps=frozenset({"answer"}),
    step="extended",
    starts=("extended",),
    drops=("answer",),
    needs_words=True,
)
WITHDRAW = Move("withdraw", _("Cabut permohonan"), ACTIVE, State.WITHDRAWN, step="", drops=RUNNING)
ORDER = Move(
    "order",
    _("Keberatan dikabulkan: jawab lagi"),
    ACTIVE | ANSWERED,
    State.ACTIVE,
    step="carry_out",
    starts=("carry_out",),  # what was late before stays late until it is answered
)

# --- an objection --------------------------------------------------------------------------------------------------

GRANT = Move("grant", _("Kabulkan keberatan"), ACTIVE, State.DONE, step="", meets=("decide",), needs_words=True)
TURN_DOWN = Move("turn_down", _("Tolak keberatan"), ACTIVE, State.REFUSED, step="", meets=("decide",), needs_words=True)
TAKE_BACK = Move("take_back", _("Cabut keberatan"), ACTIVE, State.WITHDRAWN, step="", drops=("decide",))

# --- a list that is renewed twice a year -----------------------------------------------------------------------------

CONFIRM = Move("confirm", _("Nyatakan sudah diperbarui"), ACTIVE, State.DONE, step="", meets=("renew",))
RELEASE = Move("release", _("Bebaskan"), ACTIVE, State.WITHDRAWN, step="", drops=("renew",), needs_words=True)

MOVES = (
    *(GIVE, GIVE_PART, LACK, REFUSE, ASK, REPLY, PASS_ON, EXTEND, WITHDRAW, ORDER),
    *(GRANT, TURN_DOWN, TAKE_BACK, CONFIRM, RELEASE),
)
