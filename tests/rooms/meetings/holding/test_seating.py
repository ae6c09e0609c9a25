"""Chairs: by protocol from the first row, by hand afterwards, never two people on one."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.rooms.meetings.holding import seating
from balairung.rooms.meetings.models import Invitee, Meeting
from tests import make
from tests.make import START
from tests.rooms.meetings.holding import hall


@pytest.fixture
def meeting(db: None) -> Meeting:
    make.regency()
    return hall.meeting()


def seats(meeting: Meeting) -> dict[str, str]:
    return dict(Invitee.objects.filter(meeting=meeting).values_list("office__key", "seat"))


def test_by_protocol_and_not_for_those_who_stay_away(meeting: Meeting) -> None:
    session, by = hall.session(meeting), hall.leads(meeting)
    assert seating.assign(session, width=2, by=by, at=START) == 3
    first = list(Invitee.objects.filter(meeting=meeting).in_protocol_order())
    assert [one.seat for one in first] == ["A1", "A2", "B1"]
    Invitee.objects.filter(pk=first[0].pk).update(reply=Invitee.Reply.STAYS_AWAY)
    assert seating.assign(session, width=2, by=by, at=START) == 2
    first[0].refresh_from_db()
    assert first[0].seat == ""


def test_by_hand_two_change_chairs(meeting: Meeting) -> None:
    session, by = hall.session(meeting), hall.leads(meeting)
    seating.assign(session, width=9, by=by, at=START)
    one, two, _three = Invitee.objects.filter(meeting=meeting).in_protocol_order()
    assert seating.seat(two, " a1 ", by=by, at=START) == one
    one.refresh_from_db()
    assert (one.seat, two.seat) == ("A2", "A1")
    assert seating.seat(two, "", by=by, at=START) is None
    assert len({seat for seat in seats(meeting).values() if seat}) == 2


def test_faults_and_strangers(meeting: Meeting) -> None:
    session = hall.session(meeting)
    with pytest.raises(Refused):
        seating.assign(session, width=0, by=hall.leads(meeting), at=START)
    with pytest.raises(NotAllowed):
        seating.assign(session, width=3, by=make.officer("dukcapil", "head"), at=START)
    assert set(seats(meeting).values()) == {""}


@given(width=st.integers(1, 60), count=st.integers(0, 2000))
def test_no_chair_comes_twice(width: int, count: int) -> None:
    found = list(islice(seating.chairs(width), count))
    assert len(set(found)) == count


def test_rows_after_z() -> None:
    assert [seating.row_name(row) for row in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
