"""Tables of what is owed to be said, through which doors, and what people said to us."""

from balairung.kernel.messaging.models.contacts import Contact, Gateway
from balairung.kernel.messaging.models.conversations import Arrival, Conversation, ConversationQuerySet
from balairung.kernel.messaging.models.notices import Echo, Notice, NoticeQuerySet, Stopped

__all__ = [
    "Arrival",
    "Contact",
    "Conversation",
    "ConversationQuerySet",
    "Echo",
    "Gateway",
    "Notice",
    "NoticeQuerySet",
    "Stopped",
]
