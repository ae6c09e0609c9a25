"""What may be done with an application: one function for each move (handling/)."""

from balairung.rooms.services.handling.actions import (
    complete,
    hand_back,
    inspect,
    issue,
    lapse,
    open_application,
    pass_on,
    reassign,
    refuse,
    send_back,
    withdraw,
)

__all__ = [
    "complete",
    "hand_back",
    "inspect",
    "issue",
    "lapse",
    "open_application",
    "pass_on",
    "reassign",
    "refuse",
    "send_back",
    "withdraw",
]
