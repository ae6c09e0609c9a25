"""The end: not with an open question; then the minutes are owed, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.obligations.models import Clock, Obligation, State
from balairung.rooms.meetings.holding import attending, ending
from balairung.rooms.meetings.models import Meeting, MeetingQuestion, MeetingSession
from tests import make
from tests.rooms.meetings.holding import hall
from tests.rooms.meetings.holding.hall import DAY

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(hours=2)


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    return hall.meeting()


def running(meeting: Meeting) -> Meeting:
    attending.open_session(hall.session(meeting), by=hall.leads(meeting), at=DAY)
    meeting.refresh_from_db()
    return meeting


def test_the_minutes_are_owed_by_the_office_that_called(meeting: Meeting) -> None:
    running(meeting)
    first, second = (ending.end(meeting, by=hall.leads(meeting), at=LATER) for _twice in range(2))
    assert (first, meeting.state, meeting.ended_at) == (second, Meeting.State.ENDED, LATER)
    owed = Obligation.objects.get(origin="minutes")
    assert (first.owed, owed.owner_office, owed.state, owed.step) == (owed, meeting.office, State.ACTIVE, "minutes")
    assert owed.ref.startswith("H-")
    clock = Clock.objects.get(obligation=owed)
    assert (clock.name, clock.due_at.date().isoformat()) == ("minutes", "2026-03-12"), "three working days"
    assert hall.session(meeting).closed_at == LATER


def test_not_while_a_question_is_open(meeting: Meeting) -> None:
    running(meeting)
    asked = MeetingQuestion.objects.create(meeting=meeting, text="Kapan jalan kami?", asked_at=DAY, token="tanya-1")
    with pytest.raises(Refused, match="1 pertanyaan belum terjawab"):
        ending.end(meeting, by=hall.leads(meeting), at=LATER)
    assert ending.missing(meeting).questions == [asked]
    assert not Obligation.objects.filter(origin="minutes").exists()
    MeetingQuestion.objects.filter(pk=asked.pk).update(state=MeetingQuestion.State.SETTLED)
    assert ending.end(meeting, by=hall.leads(meeting), at=LATER).owed


def test_not_before_its_last_session(meeting: Meeting) -> None:
    running(meeting)
    MeetingSession.objects.create(
        meeting=meeting, order=9, name="Hari kedua", starts_at=DAY + timedelta(days=1), place="Aula"
    )
    with pytest.raises(Refused, match="Hari kedua"):
        ending.end(meeting, by=hall.leads(meeting), at=LATER)


def test_what_never_began_does_not_end_and_strangers_end_nothing(meeting: Meeting) -> None:
    with pytest.raises(Refused, match="belum dimulai"):
        ending.end(meeting, by=hall.leads(meeting), at=LATER)
    running(meeting)
    with pytest.raises(NotAllowed):
        ending.end(meeting, by=make.officer("dukcapil", "head"), at=LATER)


def test_after_the_end_nobody_is_checked_in(meeting: Meeting) -> None:
    running(meeting)
    ending.end(meeting, by=hall.leads(meeting), at=LATER)
    with pytest.raises(NotAllowed, match="sudah ditutup"):
        attending.check_in(meeting, hall.seat(meeting), way="daftar", by=hall.leads(meeting), at=LATER)
