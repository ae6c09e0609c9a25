"""By which doors a person's words reach whoever is in a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import gateways, stopping
from balairung.kernel.messaging.contacts import TELEPHONE, Door, proved
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.people.contacts import clean_phone
from balairung.rooms.complaints.models import Complaint

MOST = 10  # reports of one conversation whose contacts are looked at


def ways_of(talk: Conversation, now: datetime) -> tuple[Door, ...]:
    """The open doors to them, the first to be tried first: their own, unless its window for free words is shut.

    Then their other doors that were proved come before it: there the words arrive as they were written. None at all
    where their own door is shut and there is no other.
    """
    own = (talk.channel, talk.address)
    others = [door for door in _others(talk) if door != own]
    until = window_of(talk)
    ways = [own, *others] if until is None or now < until else [*others, own]
    return tuple(way for way in ways if gateways.is_open(way[0]))


def window_of(talk: Conversation) -> datetime | None:
    """Until when free words may be sent to them; None where the vendor sets no end."""
    span = gateways.able(talk.channel).window
    return talk.heard_at + span if span else None


def contact_of(talk: Conversation) -> str:
    """The address of a conversation, where an officer may write or call; "" for doors that have none."""
    if talk.channel == "email":
        return talk.address
    try:
        return clean_phone(talk.address) if talk.channel in TELEPHONE else ""
    except Refused:
        return ""


def _others(talk: Conversation) -> list[Door]:
    """Proved to be read by them, and not stopped: by the number they write from, and by what their reports name."""
    own = [talk.address] if talk.channel in (*TELEPHONE, "email") else []
    contacts = [contact for contact in dict.fromkeys([*own, *_left(talk)]) if contact]
    doors = [door for contact in contacts for door in _doors(contact)]
    known, deaf = proved(doors), stopping.stopped(contacts)
    return [door for door in doors if door in known and door[1] not in deaf]


def _left(talk: Conversation) -> list[str]:
    """The contacts of those reports of the conversation that were told with a name."""
    rows = Complaint.objects.filter(conversation=talk, anonymous=False).only("reporter_contact")
    return [one.reporter_contact for one in rows.order_by("-filed_at", "-id")[:MOST]]


def _doors(contact: str) -> Iterator[Door]:
    yield from [("email", contact)] if "@" in contact else [(channel, contact) for channel in TELEPHONE]
