"""Which lines of a request and of an objection stand in the public log. What was asked is the remark of the first."""

from balairung.kernel.obligations.receipted import ANSWER, CLOSURE, FILING, Receipted
from balairung.rooms.disclosure import moves

LINES = Receipted(
    {
        **dict.fromkeys(("open", moves.REPLY.verb), FILING),
        **dict.fromkeys((moves.ASK.verb, moves.EXTEND.verb, moves.ORDER.verb), ANSWER),
        **dict.fromkeys((moves.GIVE.verb, moves.GIVE_PART.verb, moves.LACK.verb, moves.GRANT.verb), ANSWER),
        **dict.fromkeys((moves.REFUSE.verb, moves.TURN_DOWN.verb), CLOSURE),
        **dict.fromkeys((moves.WITHDRAW.verb, moves.TAKE_BACK.verb), CLOSURE),
    }
)
