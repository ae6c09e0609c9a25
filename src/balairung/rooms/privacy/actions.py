"""Every verb of the table of moves, in one place: where each is written says what it is about."""

from balairung.rooms.privacy.answering import complete, refuse, withdraw
from balairung.rooms.privacy.incidents import close, dismiss, report, tell

__all__ = ["close", "complete", "dismiss", "refuse", "report", "tell", "withdraw"]
