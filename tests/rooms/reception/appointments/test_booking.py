"""Promised, moved, given back, kept, missed, void: and never more people at a time than there are places."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actions import decree_day
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.rooms.reception.appointments import booking
from balairung.rooms.reception.appointments.booking import Booked, book, cancel, check_in, find, move
from balairung.rooms.reception.appointments.calendars import calendar_of
from balairung.rooms.reception.appointments.following import follow_decree, review
from balairung.rooms.reception.appointments.hosting import expected, set_hosts
from balairung.rooms.reception.appointments.keeping import keep
from balairung.rooms.reception.appointments.slots import Aim, slots
from balairung.rooms.reception.models import Appointment, Hall, Line
from balairung.rooms.reception.queue import setup
from tests import make
from tests.make import JAKARTA, START, moment

pytestmark = pytest.mark.django_db
TUESDAY = START.date() + timedelta(days=1)
State = Appointment.State


@pytest.fixture
def line() -> Line:
    make.regency()
    setup.change_line(make.line(make.hall("KTP-el")), bookable=True, per_slot=1, by=SYSTEM, at=START)
    return make.line(Hall.objects.get())


def made(line: Line, place: int = 0, *, at: datetime = START, token: str = "", **more: Any) -> Booked:
    """The place-th free time of Tuesday."""
    more.setdefault("contact", "ani@contoh.id")
    starts_at = slots(line, TUESDAY, at=at)[place].starts_at
    return book(
        aim=Aim(line.hall, line), starts_at=starts_at, name="Ani Lestari", token=token or f"janji-uji-{place}",
        by=CITIZEN, at=at, **more,
    )  # fmt: skip


def fresh(one: Appointment) -> Appointment:
    return Appointment.objects.for_list().get(pk=one.pk)


def test_of_two_who_want_the_last_place_one_gets_it_and_the_other_hears_what_is_free(line: Line) -> None:
    first = made(line)
    with pytest.raises(Refused) as refused:
        book(aim=Aim(line.hall, line), starts_at=first.appointment.starts_at, name="Budi", token="lain-00001",
             by=CITIZEN, at=START)  # fmt: skip
    assert "baru saja diambil" in str(refused.value)
    assert str(refused.value).count("WIB") == 4  # the one that is gone, and three that are free
    assert Appointment.objects.count() == 1


def test_the_same_form_twice_is_one_appointment_and_one_code(line: Line) -> None:
    first, again = made(line), book(
        aim=Aim(line.hall, line), starts_at=START, name="Ani", token="janji-uji-0", by=CITIZEN, at=START
    )  # fmt: skip
    assert (first.fresh, again.fresh) == (True, False)
    assert first.code == again.code
    assert find(first.code.lower()) == first.appointment
    assert find("AAAAAAAAAA") is None
    assert find("") is None
    row = Appointment.objects.values().get()
    assert not any(first.code in str(value) for value in row.values())


def test_whoever_booked_is_told_once_with_the_link(line: Line) -> None:
    code = made(line).code
    (notice,) = Notice.objects.all()
    assert code in notice.body
    assert f"/antrean/janji/{code}/" in notice.body


def test_a_time_that_is_not_offered_is_refused(line: Line) -> None:
    for wrong in (moment("2026-03-03 07:11"), moment("2026-03-07 10:00"), START - timedelta(days=1)):
        with pytest.raises(Refused, match="tidak tersedia"):
            book(aim=Aim(line.hall, line), starts_at=wrong, name="Ani", token="salah-00001", by=CITIZEN, at=START)
    setup.change_line(line, bookable=False, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="tidak ada janji temu"):
        made(make.line(line.hall), 0)


def test_moved_keeps_its_code_and_frees_its_time(line: Line) -> None:
    first, second = made(line), made(line, 1)
    old = first.appointment.starts_at
    with pytest.raises(Refused, match="baru saja diambil"):
        move(first.appointment, starts_at=second.appointment.starts_at, by=CITIZEN, at=START)
    later = slots(line, TUESDAY, at=START)[0].starts_at
    move(first.appointment, starts_at=later, by=CITIZEN, at=START)
    assert fresh(first.appointment).starts_at == later
    assert booking.code_of(fresh(first.appointment)) == first.code
    assert old in [slot.starts_at for slot in slots(line, TUESDAY, at=START)]
    with pytest.raises(Refused, match="sudah tiba"):
        move(first.appointment, starts_at=old, by=CITIZEN, at=later)


def test_given_back_by_its_owner_or_by_the_office_with_a_reason(line: Line) -> None:
    first, second = made(line).appointment, made(line, 1).appointment
    cancel(first, by=CITIZEN, at=START)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        cancel(first, by=CITIZEN, at=START)
    desk, stranger = make.officer("dukcapil", "receptionist"), make.officer("pupr", "receptionist")
    with pytest.raises(NotAllowed):
        cancel(second, why="rapat", by=stranger, at=START)
    with pytest.raises(Refused, match="alasan"):
        cancel(second, by=desk, at=START)
    cancel(second, why="petugasnya sakit", by=desk, at=START)
    assert {fresh(first).state, fresh(second).state} == {State.CANCELLED}
    assert "petugasnya sakit" in Notice.objects.order_by("written_at", "id").last().body  # type: ignore[union-attr]
    assert len(slots(line, TUESDAY, at=START)) == len(slots(line, TUESDAY, at=START - timedelta(minutes=1)))


def test_whoever_comes_on_time_stands_at_their_time(line: Line) -> None:
    one = made(line, 4, lane="elderly").appointment
    on_time = one.starts_at - timedelta(minutes=20)
    done = check_in(one, by=CITIZEN, at=on_time)
    again = check_in(one, by=CITIZEN, at=on_time + timedelta(minutes=1))
    assert done.taken
    assert again.taken
    assert (done.late, again.taken.code, again.taken.fresh) == (False, done.taken.code, False)
    ticket = done.taken.tickets[0]
    assert ticket.stands_at == one.starts_at - timedelta(minutes=line.hall.head_start)
    assert (done.taken.visit.channel, done.taken.visit.lane) == ("appointment", "elderly")
    assert (fresh(one).state, fresh(one).visit) == (State.ARRIVED, done.taken.visit)
    assert booking.number_code(fresh(one)) == done.taken.code


def test_whoever_comes_late_gets_an_ordinary_place(line: Line) -> None:
    one = made(line, 2).appointment
    late = one.starts_at + timedelta(minutes=16)
    done = check_in(one, here=True, by=SYSTEM, at=late)
    assert done.late
    assert done.taken
    assert done.taken.tickets[0].stands_at == late


def test_only_on_the_day_and_by_telephone_only_near_the_time(line: Line) -> None:
    one = made(line, 6).appointment
    for wrong in (START, one.starts_at + timedelta(days=1)):
        with pytest.raises(Refused, match="hanya pada hari itu"):
            check_in(one, here=True, by=SYSTEM, at=wrong)
    early = one.starts_at - timedelta(minutes=61)
    with pytest.raises(Refused, match="lewat telepon mulai"):
        check_in(one, by=CITIZEN, at=early)
    assert check_in(one, here=True, by=make.officer("dukcapil", "receptionist"), at=early).taken
    gone = made(line, 0).appointment
    cancel(gone, by=CITIZEN, at=START)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        check_in(gone, here=True, by=SYSTEM, at=gone.starts_at)


def test_a_guest_of_a_person_draws_no_number_and_the_host_hears_of_it(line: Line) -> None:
    head = make.holder("dukcapil", "head", "Pak Kadis")
    post = make.post("dukcapil", "head")
    set_hosts(line.hall, hosts=[post], by=SYSTEM, at=START)
    starts_at = slots(line, TUESDAY, at=START)[1].starts_at
    guest = book(aim=Aim(line.hall, host=post), starts_at=starts_at, name="Bu Ratna", purpose="Kerja sama",
                 token="tamu-000001", by=CITIZEN, at=START).appointment  # fmt: skip
    assert check_in(guest, here=True, by=SYSTEM, at=starts_at).taken is None
    told = Notice.objects.get(person=head)
    assert "Bu Ratna sudah datang" in told.body
    assert list(expected(line.hall, TUESDAY)) == [guest]
    with pytest.raises(Refused):
        set_hosts(line.hall, hosts=[make.post("pupr", "head")], by=SYSTEM, at=START)
    with pytest.raises(NotAllowed):
        set_hosts(line.hall, hosts=[], by=make.officer("pupr", "staff"), at=START)


def test_a_holiday_decreed_later_voids_and_tells_once(line: Line) -> None:
    lost, cancelled = made(line).appointment, made(line, 1).appointment
    cancel(cancelled, by=CITIZEN, at=START)
    Notice.objects.all().delete()
    decree = decree_day(date=TUESDAY, kind="regional", name="Hari Jadi Kota", decree="Kep. 5/2026", by=SYSTEM, at=START)
    for _twice in range(2):
        assert follow_decree(decree, by=SYSTEM, at=START) == 0
    assert (fresh(lost).state, fresh(cancelled).state) == (State.VOID, State.CANCELLED)
    (notice,) = Notice.objects.all()
    assert "Hari Jadi Kota" in notice.body
    assert f"/antrean/{line.hall.key}/janji/?layanan={line.pk}" in notice.body
    with pytest.raises(Refused, match="gugur"):
        check_in(lost, here=True, by=SYSTEM, at=lost.starts_at)


def test_shorter_hours_void_only_what_they_cut_off(line: Line) -> None:
    kept, lost = made(line, 0).appointment, made(line, -1).appointment
    setup.change_hall(line.hall, hours={"1": [["08:00", "11:00"]]}, by=SYSTEM, at=START)
    assert review(line.hall, by=SYSTEM, at=START) == 1
    assert (fresh(kept).state, fresh(lost).state) == (State.BOOKED, State.VOID)


def test_a_line_that_ends_voids_what_was_promised_for_it(line: Line) -> None:
    lost = made(line).appointment
    setup.close_line(line, by=SYSTEM, at=START)
    assert (review(line.hall, by=SYSTEM, at=START), fresh(lost).state) == (1, State.VOID)


def test_reminded_once_the_day_before_by_day(line: Line) -> None:
    at = moment("2026-02-27 10:00")
    one = made(line, at=at).appointment
    made(line, 1, at=START)  # made on the day before: nobody needs to be reminded
    assert keep(now=moment("2026-03-02 06:00")) == 0
    assert keep(now=moment("2026-03-02 08:30")) == 1
    assert keep(now=moment("2026-03-02 08:31")) == 0
    told = Notice.objects.filter(key__contains=":remind:")
    assert [notice.key.split(":")[1] for notice in told] == [str(one.pk)]
    assert told[0].body.startswith("Besok ada janji Anda")


def test_missed_is_counted_and_names_are_forgotten(line: Line) -> None:
    one = made(line).appointment
    assert keep(now=one.starts_at.replace(hour=19)) == 0
    assert keep(now=one.starts_at + timedelta(days=1)) == 1
    assert fresh(one).state == State.MISSED
    assert keep(now=one.starts_at + timedelta(days=31)) == 1
    assert (fresh(one).name, fresh(one).contact) == ("", "")
    assert keep(now=one.starts_at + timedelta(days=32)) == 0


def test_the_calendar_of_a_telephone_reads_it(line: Line) -> None:
    one = made(line).appointment
    text = calendar_of(one, "https://contoh.id/antrean/janji/X/", START).decode()
    assert f"DTSTART;TZID=Asia/Jakarta:{one.starts_at.astimezone(JAKARTA):%Y%m%dT%H%M%S}" in text
    assert "STATUS:CONFIRMED" in text
    assert f"UID:{one.pk}@balairung" in text
    assert "BEGIN:VTIMEZONE" in text
    assert "Ani" not in text
    cancel(one, by=CITIZEN, at=START)
    assert "STATUS:CANCELLED" in calendar_of(fresh(one), "https://contoh.id/", START).decode()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_no_time_has_more_of_them_than_places(line: Line, seed: int) -> None:
    setup.change_line(line, per_slot=2, by=SYSTEM, at=START)
    line, dice = make.line(line.hall), random.Random(seed)
    times = [slot.starts_at for slot in slots(line, TUESDAY, at=START)][:3]
    standing: list[Appointment] = []
    for step in range(40):
        chosen = dice.choice(times)
        try:
            if not standing or dice.random() < 0.5:
                said = book(aim=Aim(line.hall, line), starts_at=chosen, name="Ani", token=f"dadu-{seed}-{step:04}",
                            by=CITIZEN, at=START)  # fmt: skip
                standing.append(said.appointment)
            elif dice.random() < 0.5:
                move(dice.choice(standing), starts_at=chosen, by=CITIZEN, at=START)
            else:
                cancel(standing.pop(dice.randrange(len(standing))), by=CITIZEN, at=START)
        except Refused:
            pass
        held = Counter(Appointment.objects.standing().values_list("starts_at", flat=True))
        assert max(held.values(), default=0) <= 2
        assert sum(held.values()) == len(standing)
        free = {slot.starts_at: slot.left for slot in slots(line, TUESDAY, at=START)}
        assert all(free.get(one, 0) + held[one] == 2 for one in times)
