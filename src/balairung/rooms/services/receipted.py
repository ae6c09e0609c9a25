"""Which lines of an application stand in the public log. What was filled in stays out of it: it may be completed."""

from balairung.kernel.obligations.receipted import ANSWER, CLOSURE, FILING, Receipted
from balairung.rooms.services import moves

LINES = Receipted(
    {
        **dict.fromkeys(("open", moves.COMPLETE.verb), FILING),
        **dict.fromkeys((moves.RETURN.verb, "deem"), ANSWER),
        **dict.fromkeys((moves.ISSUE.verb, moves.REFUSE.verb, moves.WITHDRAW.verb, moves.LAPSE.verb), CLOSURE),
    }
)
