"""A kiosk receives those who were invited to its session, and nobody else."""

from __future__ import annotations

import pytest

from balairung.ground.common.errors import NotAllowed
from balairung.rooms.meetings.holding import ending, kiosks
from balairung.rooms.meetings.holding.attending import Outcome, open_session
from balairung.rooms.meetings.models import AttendanceKiosk, Invitee, Meeting
from tests import make
from tests.rooms.meetings.holding import hall
from tests.rooms.meetings.holding.hall import DAY, EARLY

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    return hall.meeting()


def test_by_code_and_by_a_name_that_was_tapped(meeting: Meeting) -> None:
    secret = kiosks.make_kiosk(hall.session(meeting), name="Pintu utama", by=hall.leads(meeting), at=EARLY)
    kiosk = kiosks.get_kiosk(secret)
    found = kiosks.shown_at(kiosk, hall.shown(hall.seat(meeting).person), at=EARLY)
    assert (found.outcome, hall.seat(meeting).came_by) == (Outcome.IN, Invitee.Way.KIOSK)
    row = hall.seat(meeting, "disdik")
    assert row in kiosks.named(kiosk, row.name)
    assert kiosks.named(kiosk, row.name[:1]) == []
    assert kiosks.shown_at(kiosk, row, at=EARLY).outcome == Outcome.IN
    stranger = kiosks.shown_at(kiosk, hall.shown(hall.staff("dukcapil")), at=EARLY)
    assert stranger.outcome == Outcome.UNINVITED
    assert "meja penerima" in stranger.sentence
    kiosk.refresh_from_db()
    assert kiosk.seen_at == EARLY
    assert secret not in str(list(AttendanceKiosk.objects.values()))


def test_its_address_ends_when_it_is_taken_back_and_with_the_meeting(meeting: Meeting) -> None:
    by, session = hall.leads(meeting), hall.session(meeting)
    first, second = (kiosks.make_kiosk(session, name="", by=by, at=EARLY) for _two in range(2))
    with pytest.raises(NotAllowed):
        kiosks.revoke_kiosk(kiosks.get_kiosk(first), by=make.officer("dukcapil", "head"), at=EARLY)
    kiosks.revoke_kiosk(kiosks.get_kiosk(first), by=by, at=EARLY)
    with pytest.raises(AttendanceKiosk.DoesNotExist):
        kiosks.get_kiosk(first)
    open_session(session, by=by, at=DAY)
    ending.end(meeting, by=by, at=DAY)
    with pytest.raises(AttendanceKiosk.DoesNotExist):
        kiosks.get_kiosk(second)
