"""Two doors at one moment: the same person is received once, and a guest of both is one guest (PostgreSQL)."""

from __future__ import annotations

import pytest

from balairung.rooms.meetings.holding import receiving
from balairung.rooms.meetings.holding.attending import Outcome, check_in
from balairung.rooms.meetings.models import Invitee, Meeting
from tests import make
from tests.kernel.obligations.at_once import together
from tests.rooms.meetings.holding import hall
from tests.rooms.meetings.holding.hall import EARLY

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    return hall.meeting()


def test_the_same_person_at_two_doors(meeting: Meeting) -> None:
    text, by = hall.shown(hall.seat(meeting).person), hall.leads(meeting)
    before = Meeting.objects.get(pk=meeting.pk).beat
    results = together(*[lambda: check_in(meeting, text, way="qr", by=by, at=EARLY).outcome] * 6)
    assert sorted(map(str, results)) == sorted([Outcome.IN, *[Outcome.AGAIN] * 5])
    assert Meeting.objects.get(pk=meeting.pk).beat == before + 1


def test_somebody_uninvited_at_two_doors(meeting: Meeting) -> None:
    wira, by, session = hall.staff("dukcapil"), hall.leads(meeting), hall.session(meeting)
    results = together(*[lambda: receiving.receive_person(session, wira, way="qr", by=by, at=EARLY).pk] * 4)
    assert len(set(results)) == 1
    assert Invitee.objects.filter(meeting=meeting, person=wira).count() == 1
    assert meeting.rules.filter(who="tambahan").count() == 1
