"""Through which doors the reporter hears how it goes on, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balairung.kernel.messaging.contacts import proof_link, waiting_for_proof
from balairung.kernel.messaging.gateways import is_open, word
from balairung.kernel.messaging.reads import masked
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.notices import reporter_of

ADDRESSED = ("email", "sms", "whatsapp")  # doors whose address its owner knows by heart


@dataclass(frozen=True)
class Way:
    """One door; `address` masked, and empty where it says nothing to anybody."""

    word: str
    address: str


@dataclass(frozen=True)
class News:
    """The first door is tried first. `prove` is the page where a number is proved that nobody proved yet."""

    ways: Sequence[Way]
    prove: str


def news_of(complaint: Complaint) -> News:
    """Of this reporter; no ways when they left nothing that can be written to."""
    to = reporter_of(complaint)
    doors = [(channel, address) for channel, address in ((to.channel, to.to), *to.then) if address and is_open(channel)]
    waiting = waiting_for_proof(complaint.reporter_contact)
    ways = [Way(word(channel), masked(address) if channel in ADDRESSED else "") for channel, address in doors]
    return News(ways, proof_link(waiting) if waiting else "")
