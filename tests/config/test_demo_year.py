"""A short year of the demonstration regency: all that the house can do happens in it, and all is in order."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet

from balairung.config.demo.people import ACCOUNTS
from balairung.config.demo.year import DROWNED, live_a_year
from balairung.kernel.documents.models import Document
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.obligations.models import Event, Evidence, Mention, SavedSearch, Tag
from balairung.kernel.people.boundaries import region_at
from balairung.kernel.people.models import Account, Person
from balairung.rooms.complaints.models import Complaint, Follower, Outcome, Proposal, Scan, Tie
from balairung.rooms.complaints.topics.vocabulary import load_vocabulary
from balairung.rooms.innovations.models import IndexMark, Innovation, Laurel
from balairung.rooms.instructions.models import Instruction
from balairung.rooms.programmes.hundred.progress import board
from balairung.rooms.programmes.models import Acceptance, HundredDays, OutcomeVoice, PlanNode, QuarterResult, SakipCheck
from balairung.rooms.services.definition.publishing import load_standard
from balairung.rooms.services.models import Application
from balairung.surface.dashboards.models import Day

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
REPORTS = 200


@pytest.fixture
def year(db: None) -> Iterator[None]:
    before = gc.get_threshold()
    load_vocabulary()
    load_standard(at=NOW - timedelta(days=366))
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
        "letters signed": Document.objects.filter(state=Document.State.SIGNED, revoked_at=None),
        "letters revoked": Document.objects.exclude(revoked_at=None),
        "letters that wait for a camat": Document.objects.filter(
            state=Document.State.AWAITING, matter="keterangan-tidak-mampu"
        ),
        "applications that lack something": Event.objects.filter(verb="send_back", obligation__kind="services"),
        "applications granted": Application.objects.filter(granted=True),
        "conversations that wait": Conversation.objects.handed(),
        "results of a quarter": QuarterResult.objects.all(),
        "activities": PlanNode.objects.filter(level="kegiatan"),
        "SAKIP": SakipCheck.objects.filter(met__gt=0),
        "milestones opened again": Acceptance.objects.exclude(pk__in=Acceptance.objects.standing()),
        "contested and answered": OutcomeVoice.objects.shown().filter(verdict="tidak").exclude(answer=""),
        "months that were met": Innovation.objects.exclude(duty=None),
        "adoptions": Innovation.objects.published().exclude(origin=None),
        "ideas of citizens": Innovation.objects.filter(source=Innovation.Source.CITIZEN),
        "innovations of a month": Laurel.objects.all(),
        "proof for the national index": IndexMark.objects.exclude(entry=None),
    }
    assert [name for name, found in lived.items() if not found.exists()] == []
    assert Person.objects.exclude(user=None).count() == len(ACCOUNTS)
    assert not Event.objects.filter(leaf=None).exists()
    assert points_outside() == []
    stands_a_hundred_days()


def stands_a_hundred_days() -> None:
    """In the middle: agencies that are ahead and late, proof that waits, and what everybody can add up."""
    found = board(HundredDays.objects.get(), NOW)
    assert 60 <= found.plan.day_of(NOW.date()) <= 75
    assert {sum(one.milestone.weight for one in row.milestones) for row in found.promised} == {100}
    assert 0 < found.done < found.planned < 100
    assert found.late
    assert found.waiting
    assert len(found.rows) > len(found.promised)


def points_outside() -> list[Complaint]:
    """Reports whose point on the map lies elsewhere than in their village."""
    points = Complaint.objects.exclude(latitude=None).exclude(region=None).order_by("id")[:20]
    assert points
    return [one for one in points if region_at(*_point(one)) != one.region]


def _point(complaint: Complaint) -> tuple[Decimal, Decimal]:
    assert complaint.latitude is not None
    assert complaint.longitude is not None
    return complaint.latitude, complaint.longitude
