"""What a report is found by: all of it for officers, its redacted projection for everyone.

Never by its reporter: neither name nor contact, whom they report for, nor what help they need.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.obligations.models import Visibility
from balairung.kernel.search.actions import Said, index
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import public_view


def make_findable(complaint: Complaint) -> None:
    """Write it into the index as it reads now: called by whatever changes its words or its publication."""
    said = said_by(complaint)
    index(complaint.obligation, text=said.text, public=said.public)


def said_by(complaint: Complaint) -> Said:
    """Its words as they are searched. What everyone finds it by is what everyone reads."""
    region = complaint.region
    places = [str(place) for place in (region, region and region.parent) if place]
    topic = complaint.topic.name if complaint.topic else ""
    text = "\n".join([complaint.title, complaint.text, complaint.place, *places, topic, complaint.legacy])
    if complaint.published_at is None or complaint.obligation.visibility != Visibility.PUBLIC:
        return Said(text)
    view = public_view(complaint)
    return Said(text, "\n".join([view.title, view.text, view.region, view.topic]))


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """The same for many, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Complaint.objects.filter(obligation__in=keys).for_list()
    sealed = ("secret", "reporter_name", "reporter_contact", "affected_name", "help_wanted")
    return {complaint.obligation_id: said_by(complaint) for complaint in rows.defer(*sealed)}
