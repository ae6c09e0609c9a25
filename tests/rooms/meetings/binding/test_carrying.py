"""From one meeting of a series to the next: what is open stands on its agenda, and "before the next one" is a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.obligations.models import State
from balairung.rooms.meetings import actions
from balairung.rooms.meetings.holding import agenda
from balairung.rooms.meetings.minutes import carrying, matrix
from balairung.rooms.meetings.minutes.carrying import fill_agenda, still_open
from balairung.rooms.meetings.models import AgendaItem, Decision, Meeting, MeetingTask
from tests import make
from tests.rooms.meetings.binding import held
from tests.rooms.meetings.binding.held import LATER, approved, chair, decided, ended, head, task, write, writer

pytestmark = pytest.mark.django_db
NEXT = make.moment("2026-03-30 08:00")


@pytest.fixture(autouse=True)
def regency() -> None:
    make.regency()


def first() -> Meeting:
    """Bound PUPR by the usual time, Disdik and Dinkes before the next meeting, Bkpsdm by a day of this week."""
    meeting = ended(series=held.series())
    write(meeting)
    decided(meeting, "Lazim.", ["pupr"])
    decided(meeting, "Sebelum rapat berikutnya.", ["disdik", "dinkes"], due=Decision.Due.NEXT)
    decided(meeting, "Cepat.", ["bkpsdm"], due=Decision.Due.DATE, due_on=make.moment("2026-03-12 08:00").date())
    return approved(meeting)


def following(of: Meeting, starts_at: datetime = NEXT, *, called: bool = True) -> Meeting:
    return make.meeting(
        at=LATER + timedelta(days=1), starts_at=starts_at, series=of.series, called=called, title="Yang kedua"
    )


def due(of: Meeting, office: str) -> datetime:
    owed = task(of, office).obligation
    assert owed
    return owed.clocks.get(name="follow_up", met_at=None, dropped_at=None).due_at


def test_late_first_then_as_it_falls_due_then_what_waits() -> None:
    meeting = first()
    assert meeting.series
    actions.acknowledge(task(meeting), by=head("pupr"), at=LATER)
    actions.fulfil(task(meeting), text="Selesai.", files=[make.photo()], by=head("pupr"), at=LATER)
    open_now = still_open(meeting.series, LATER + timedelta(days=10))
    assert [one.office.key for one in open_now][-1] == "pupr", "reported, it waits for a judgement"
    assert len(open_now) == 4
    actions.accept(task(meeting), by=chair(meeting), at=LATER)
    assert len(still_open(meeting.series, LATER)) == 3


def test_the_next_agenda_starts_from_what_is_open_and_never_doubles() -> None:
    meeting = first()
    second = following(meeting, called=False)
    by = chair(second)
    session = second.sessions.get()
    agenda.add(session, title="Pembukaan", kind=AgendaItem.Kind.OPENING, by=by, at=LATER)
    agenda.add(session, title="Paparan", by=by, at=LATER)
    assert fill_agenda(second, by=by, at=LATER) == 3, "one item for each decision"
    assert fill_agenda(second, by=by, at=LATER) == 0
    rows = list(session.agenda.order_by("order"))
    assert [one.kind for one in rows] == ["buka", "lanjutan", "lanjutan", "lanjutan", "lain"]
    titles = [one.title for one in rows[1:4]]
    assert any("2 kantor" in one for one in titles)
    assert fill_agenda(make.meeting(title="Tanpa seri", called=False), by=by, at=LATER) == 0


def test_the_next_minutes_say_what_became_of_each() -> None:
    meeting = first()
    second = following(meeting, called=False)
    fill_agenda(second, by=chair(second), at=LATER)
    actions.fulfil(task(meeting, "disdik"), text="Sudah.", files=[make.photo()], by=head("disdik"), at=LATER)
    actions.accept(task(meeting, "disdik"), by=chair(meeting), at=LATER)
    items = AgendaItem.objects.filter(session__meeting=second, carried__isnull=False).order_by("order")
    became = {item.title.split(".")[0]: matrix.summary(lines) for item, lines in matrix.became_of(list(items), NEXT)}
    assert became["Sebelum rapat berikutnya"] == "selesai 1 dari 2 kantor"
    assert became["Cepat"] == "terlambat"


def test_before_the_next_meeting_becomes_a_day_once_it_is_called() -> None:
    meeting = first()
    usual = make.moment("2026-04-08 23:59:59")
    assert due(meeting, "disdik") == usual
    second = following(meeting, called=False)
    assert carrying.follow(now=LATER) == 0, "a draft is no meeting yet"
    Meeting.objects.filter(pk=second.pk).update(state=Meeting.State.CALLED)
    assert carrying.follow(now=LATER) == 2
    assert carrying.follow(now=LATER) == 0, "a second run changes nothing"
    assert due(meeting, "disdik") == due(meeting, "dinkes") == make.moment("2026-03-29 23:59:59")
    assert due(meeting, "pupr") == usual
    Meeting.objects.filter(pk=second.pk).update(starts_at=NEXT + timedelta(days=7))
    assert carrying.follow(now=LATER) == 2, "it was moved"
    assert due(meeting, "disdik") == make.moment("2026-04-05 23:59:59")
    owed = task(meeting, "disdik").obligation
    assert owed
    said = owed.events.filter(verb="set_date").order_by("-seq")[0].remark.text
    assert "Rapat berikutnya Senin, 6 April 2026" in said


def test_a_task_lives_from_reading_to_acceptance() -> None:
    meeting = first()
    one = task(meeting)
    with pytest.raises(NotAllowed):
        actions.acknowledge(one, by=head("disdik"), at=LATER)
    actions.acknowledge(one, by=head("pupr"), at=LATER)
    one = task(meeting)
    actions.fulfil(one, text="Selesai diperbaiki.", files=[make.photo()], by=head("pupr"), at=LATER)
    actions.send_back(task(meeting), text="Fotonya buram.", by=writer(meeting), at=LATER)
    back = task(meeting).obligation
    assert back
    assert (back.state, back.step) == (State.ACTIVE, "follow_up")
    actions.fulfil(task(meeting), text="Foto baru.", files=[make.photo()], by=head("pupr"), at=LATER)
    actions.accept(task(meeting), by=chair(meeting), at=LATER)
    assert not MeetingTask.objects.running().filter(office__key="pupr").exists()
