"""Every verb of the table of moves, in one place: where each is written says what it is about."""

from balairung.rooms.disclosure.answering import (
    ask,
    extend,
    give,
    give_part,
    lack,
    order,
    pass_on,
    refuse,
    reply,
    withdraw,
)
from balairung.rooms.disclosure.objecting import grant, take_back, turn_down
from balairung.rooms.disclosure.renewing import confirm, release

__all__ = [
    "ask", "confirm", "extend", "give", "give_part", "grant", "lack", "order", "pass_on", "refuse", "release", "reply",
    "take_back", "turn_down", "withdraw",
]  # fmt: skip
