"""A short year of the demonstration regency: all that the house can do happens in it, and all is in order."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet

from balairung.config.demo.people import ACCOUNTS
from balairung.config.demo.year import DROWNED, live_a_year
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.obligations.models import Event, Evidence, Mention, SavedSearch, Tag
from balairung.kernel.people.boundaries import region_at
from balairung.kernel.people.models import Account, Person
from balairung.rooms.complaints.models import Complaint, Follower, Outcome, Proposal, Scan, Tie
from balairung.rooms.complaints.topics.vocabulary import load_vocabulary
from balairung.rooms.instructions.models import Instruction
from balairung.surface.dashboards.models import Day

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
REPORTS = 200


@pytest.fixture
def year(db: None) -> Iterator[None]:
    before = gc.get_threshold()
    load_vocabulary()
    live_a_year(now=NOW, reports=REPORTS)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("year")
def test_a_year_has_everything_and_is_in_order() -> None:
    rows = Complaint.objects.order_by("filed_at", "id")
    assert rows.count() == REPORTS + Tie.objects.filter(kind=Tie.Kind.SPLIT).count()
    assert max(lead.merged.count() for lead in rows.filter(merged__isnull=False)) >= DROWNED / 2
    lived: dict[str, QuerySet[Any]] = {
        "heads told": rows.filter(vulnerable=True).exclude(head_told_at=None).exclude(groups=""),
        "proxies": rows.exclude(proxy_as=""),
        "to the leader": rows.filter(to_leader=True),
        "second readers": Proposal.objects.filter(outcome=Proposal.Outcome.APPROVED),
        "followers": Follower.objects.confirmed(),
        "outcomes": Outcome.objects.exclude(answer=""),
        "mentions": Mention.objects.all(),
        "work shared out": Event.objects.filter(verb="assign"),
        "pictures after": Evidence.objects.filter(public=True, event__verb="resolve"),
        "labels": Tag.objects.exclude(word__startswith=Tag.HOUSE),
        "kept lists": SavedSearch.objects.all(),
        "days": Day.objects.all(),
        "contacts": Account.objects.standing(),
        "asked for contacts": Instruction.objects.about_contacts(),
        "met by publishing": Event.objects.filter(verb="meet"),
        "posters read": Scan.objects.all(),
        "reports by chat": rows.filter(channel="whatsapp", conversation__isnull=False),
        "conversations that wait": Conversation.objects.handed(),
    }
    assert [name for name, found in lived.items() if not found.exists()] == []
    assert Person.objects.exclude(user=None).count() == len(ACCOUNTS)
    assert not Event.objects.filter(leaf=None).exists()
    assert points_outside() == []


def points_outside() -> list[Complaint]:
    """Reports whose point on the map lies elsewhere than in their village."""
    points = Complaint.objects.exclude(latitude=None).exclude(region=None).order_by("id")[:20]
    assert points
    return [one for one in points if region_at(*_point(one)) != one.region]


def _point(complaint: Complaint) -> tuple[Decimal, Decimal]:
    assert complaint.latitude is not None
    assert complaint.longitude is not None
    return complaint.latitude, complaint.longitude
