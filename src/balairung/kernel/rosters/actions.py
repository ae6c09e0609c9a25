"""Every verb about rosters, in one list; each lives with its subject."""

from balairung.kernel.people.appointments import end_absence, record_absence
from balairung.kernel.rosters.covering import clear_cover, cover
from balairung.kernel.rosters.feeds import make_feed, revoke_feed
from balairung.kernel.rosters.keeping import change_roster, end_layer, end_roster, make_roster, set_layer
from balairung.kernel.rosters.swapping import answer_swap, ask_swap, lapse, withdraw_swap

__all__ = [
    "answer_swap", "ask_swap", "change_roster", "clear_cover", "cover", "end_absence", "end_layer", "end_roster",
    "lapse", "make_feed", "make_roster", "record_absence", "revoke_feed", "set_layer", "withdraw_swap",
]  # fmt: skip
