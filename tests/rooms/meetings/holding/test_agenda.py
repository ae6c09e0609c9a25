"""The agenda and its clock: what is late, what comes next, and in which order."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.rooms.meetings.holding import agenda, attending, speakers
from balairung.rooms.meetings.holding.presenting import late_words, left_words
from balairung.rooms.meetings.models import AgendaItem, Meeting, MeetingSession
from tests import make
from tests.rooms.meetings.holding import hall
from tests.rooms.meetings.holding.hall import DAY

Spans = list[tuple[int, int, int]]


@pytest.fixture
def meeting(db: None) -> Meeting:
    make.regency()
    return hall.meeting()


def after(minutes: float) -> datetime:
    return DAY + timedelta(minutes=minutes)


def titles(session: MeetingSession) -> list[str]:
    return [one.title for one in agenda.items_of(session)]


def opened(meeting: Meeting, *items: str) -> tuple[MeetingSession, list[AgendaItem]]:
    session, by = hall.session(meeting), hall.leads(meeting)
    attending.open_session(session, by=by, at=DAY)
    return session, [agenda.add(session, title=title, minutes=20, by=by, at=DAY) for title in items]


def test_items_change_places_and_the_first_stays_first(meeting: Meeting) -> None:
    session, (one, _two, three) = opened(meeting, "Satu", "Dua", "Tiga")
    by = hall.leads(meeting)
    agenda.move(three, up=True, by=by, at=DAY)
    assert titles(session) == ["Satu", "Tiga", "Dua"]
    agenda.move(one, up=True, by=by, at=DAY)
    agenda.move(one, up=False, by=by, at=DAY)
    assert titles(session) == ["Tiga", "Satu", "Dua"]


def test_one_item_runs_at_a_time_and_may_be_taken_up_again(meeting: Meeting) -> None:
    session, (one, two) = opened(meeting, "Satu", "Dua")
    by = hall.leads(meeting)
    with pytest.raises(Refused):
        agenda.finish(one, by=by, at=DAY)
    agenda.begin(one, by=by, at=after(5))
    agenda.begin(two, by=by, at=after(30))
    one.refresh_from_db()
    assert (one.began_at, one.ended_at) == (after(5), after(30))
    agenda.begin(one, by=by, at=after(40))
    one.refresh_from_db()
    assert (one.began_at, one.ended_at) == (after(5), None)
    attending.close_session(session, by=by, at=after(60))
    one.refresh_from_db()
    assert one.ended_at == after(60)
    with pytest.raises(Refused, match="sudah ditutup"):
        agenda.begin(two, by=by, at=after(61))


def test_what_is_wrong_is_said_and_nothing_is_kept(meeting: Meeting) -> None:
    session, by = hall.session(meeting), hall.leads(meeting)
    other = speakers.add(hall.meeting(days=8), name="Bu Dosen", title="", topic="Stunting", by=by, at=DAY)
    for fault in ({"title": " "}, {"minutes": 0}, {"minutes": 601}, {"speaker": other}):
        with pytest.raises(Refused):
            agenda.add(session, **{"title": "Paparan", **fault}, by=by, at=DAY)  # type: ignore[arg-type]
    item = agenda.add(session, title="Paparan", by=by, at=DAY)
    with pytest.raises(Refused, match="Buka dulu"):
        agenda.begin(item, by=by, at=DAY)
    with pytest.raises(NotAllowed):
        agenda.add(session, title="Paparan", by=make.officer("dukcapil", "head"), at=DAY)
    agenda.drop(item, by=by, at=DAY)
    assert titles(session) == []


def test_what_was_begun_is_not_taken_off(meeting: Meeting) -> None:
    session, (one,) = opened(meeting, "Satu")
    agenda.begin(one, by=hall.leads(meeting), at=DAY)
    with pytest.raises(Refused):
        agenda.drop(one, by=hall.leads(meeting), at=DAY)
    assert titles(session) == ["Satu"]


def test_a_cancelled_speaker_is_pointed_at(meeting: Meeting) -> None:
    session, by = hall.session(meeting), hall.leads(meeting)
    who = speakers.add(meeting, name="Bu Dosen", title="", topic="Stunting", by=by, at=DAY)
    agenda.add(session, title="Paparan", speaker=who, by=by, at=DAY)
    assert agenda.conflicts(agenda.items_of(session)) == []
    speakers.cancel(who, words="Sakit", by=by, at=DAY)
    assert [one.title for one in agenda.conflicts(agenda.items_of(session))] == ["Paparan"]


def test_a_late_item_pushes_what_follows() -> None:
    session = MeetingSession(starts_at=DAY, opened_at=after(10))
    first = AgendaItem(order=1, title="Satu", minutes=20, began_at=after(10))
    second = AgendaItem(order=2, title="Dua", minutes=30)
    seen = agenda.course(session, [first, second], after(25))
    assert [(one.planned_at, one.begins_at) for one in seen.lines] == [(DAY, after(10)), (after(20), after(30))]
    assert (seen.late, seen.current, seen.following) == (10, seen.lines[0], seen.lines[1])
    assert [seen.lines[0].left(after(minute)) for minute in (25, 30, 33)] == [5, 0, -3]
    first.ended_at = after(15)
    assert agenda.course(session, [first, second], after(15)).late == -5


def test_words_of_the_clock() -> None:
    assert [left_words(minutes) for minutes in (3, 0, -2)] == ["3 menit lagi", "waktu habis", "lewat 2 menit"]
    said = ["Sesuai jadwal", "Terlambat 12 menit", "Lebih cepat 4 menit"]
    assert [late_words(minutes) for minutes in (1, 12, -4)] == said


def items(spans: Spans) -> list[AgendaItem]:
    """What ran one after the other (from a pause, for so long), then what has not begun."""
    made, clock = [], 0
    for order, (minutes, pause, took) in enumerate(spans):
        item = AgendaItem(order=order, title=str(order), minutes=minutes)
        if took:
            item.began_at, item.ended_at = after(clock + pause), after(clock + pause + took)
            clock += pause + took
        made.append(item)
    return made


spans = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20), st.integers(0, 90)), max_size=8)


@given(spans=spans, now=st.integers(0, 600))
def test_expected_times_never_overlap_and_nothing_begins_in_the_past(spans: Spans, now: int) -> None:
    session = MeetingSession(starts_at=DAY, opened_at=DAY)
    rows = items(spans)
    last = max((one.ended_at for one in rows if one.ended_at), default=DAY)
    moment = max(after(now), last)
    seen = agenda.course(session, rows, moment)
    assert [one.item for one in seen.lines] == rows
    lines = sorted(seen.lines, key=lambda one: one.begins_at)
    assert all(one.ends_at <= other.begins_at for one, other in pairwise(lines))
    assert all(one.begins_at >= moment for one in lines if one.item.began_at is None)
    planned = DAY + timedelta(minutes=sum(one.minutes for one in rows))
    ends = max((one.ends_at for one in lines), default=planned)
    assert seen.late == round((ends - planned).total_seconds() / 60)
