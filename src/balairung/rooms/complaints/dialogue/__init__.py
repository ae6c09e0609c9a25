"""What people say to the house on a telephone, and what it answers. A conversation is no case: it may hold several."""

from balairung.rooms.complaints.dialogue.answering import answer

__all__ = ["answer"]
