"""What an officer sees while they type: what the same person reported, what others did, what it is about, any danger.

By a number that somebody says nobody learns more than they may see anyhow: reports of other offices and reports made
without a name are not found by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office, Region
from balairung.rooms.complaints import access
from balairung.rooms.complaints.behalf.posts import post_token
from balairung.rooms.complaints.filing.report import find_filed
from balairung.rooms.complaints.filing.similar import Similar, similar
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.topics.vocabulary import find_topics

MOST_EARLIER, MOST_ALIKE, MOST_TOPICS = 3, 4, 4
WORDS = 200  # signs of the story that name its topic


@dataclass(frozen=True)
class Sought:
    """What the form says so far."""

    contact: str = ""
    text: str = ""
    region: Region | None = None
    topic: Topic | None = None
    accused: Office | None = None
    link: str = ""


@dataclass(frozen=True)
class Alike:
    """Somebody's report about the same thing; `public` when everyone may read and follow it."""

    report: Similar
    public: bool


@dataclass(frozen=True)
class Found:
    """What lies beside the form."""

    earlier: Sequence[Complaint] = ()
    alike: Sequence[Alike] = ()
    topics: Sequence[Topic] = ()
    captured: str = ""  # the number under which this very post is kept already
    own_office: bool = False  # the report is about the officer's own office

    urgent: bool = False  # likely about something that may cost a life
    sensitive: bool = False  # being seen with it may hurt


def look(sought: Sought, *, actor: Actor, now: datetime) -> Found:
    """All of it, for this officer."""
    filed = find_filed(post_token(sought.link)) if sought.link else None
    meant = find_topics(sought.text[:WORDS])[:MOST_TOPICS] if sought.text else []
    chosen = [sought.topic] if sought.topic else []
    likely = [*chosen, *meant[:1]]  # a warning at every second call is heeded by nobody
    return Found(
        earlier=earlier_of(sought.contact, actor=actor), alike=_alike(sought, actor, now),
        topics=list(dict.fromkeys([*chosen, *meant])), captured=filed.ref if filed else "",
        urgent=any(topic.urgent for topic in likely), sensitive=any(topic.sensitive for topic in likely),
        own_office=bool(sought.accused and actor.seat_at(sought.accused.pk)),
    )  # fmt: skip


def earlier_of(contact: str, *, actor: Actor) -> list[Complaint]:
    """What was reported from this contact and is still dealt with, the newest first, as far as the officer may know.

    A report made without a name never stands beside another: that would say who made it.
    """
    if not contact:
        return []
    rows = Complaint.objects.visible_to(actor).filter(contact_hash=keyed_hash("contact", contact), anonymous=False)
    rows = rows.filter(obligation__closed_at__isnull=True).for_list().order_by("-filed_at", "-id")
    return [row for row in rows[: MOST_EARLIER * 2] if access.sees_name(actor, row)][:MOST_EARLIER]


def _alike(sought: Sought, actor: Actor, now: datetime) -> list[Alike]:
    """What the officer may see and what everyone may, each once."""
    if not (sought.region and (sought.text or sought.topic)):
        return []
    public, seen = (
        similar(
            region=sought.region, topic=sought.topic, text=sought.text, point=None, now=now, public=everyone,
            actor=actor, most=MOST_ALIKE,
        )
        for everyone in (True, False)
    )  # fmt: skip
    open_to_all = {one.key for one in public}
    both = {one.key: one for one in (*public, *seen)}.values()
    best = sorted(both, key=lambda one: (one.state == State.DONE, -one.score, one.ref))[:MOST_ALIKE]
    return [Alike(one, one.key in open_to_all) for one in best]
