"""Leave is asked for, decided by who acts above today, and followed by the line of command."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint, end_absence
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Absence, Holding, Person
from balairung.kernel.people.presence import Presence
from balairung.rooms.learning import deciding, leaving
from balairung.rooms.learning.access import get_leave
from balairung.rooms.learning.counting.closing import close_days
from balairung.rooms.learning.models import Leave, PresenceDay
from tests import make
from tests.rooms.learning import crowd

AT = make.START
SINCE, UNTIL = date(2026, 4, 6), date(2026, 4, 10)  # Monday to Friday
Team = tuple[Person, Actor, Actor]


@pytest.fixture
def team(db: None) -> Team:
    """Siti, her superior, and somebody of another office."""
    make.regency()
    siti, above = make.holder("pupr", "staff", "Siti Aminah"), make.officer("pupr", "secretary_of_office", "Budi")
    make.holder("pupr", "head", "Pak Kadis")
    return siti, above, make.officer("dinkes", "head", "Rahmat")


def ask(siti: Person, sort: str = "annual", since: date = SINCE, until: date = UNTIL, **more: object) -> Leave:
    proof = [make.photo()] if sort in ("sick", "duty") else []
    by = actor_of(siti, AT)
    return leaving.ask(
        siti, sort=sort, since=since, until=until, reason="Menengok orang tua", proof=proof, by=by, at=AT
    )


def superior_of(siti: Person) -> Actor:
    """Whoever decides, as the house finds them."""
    people = Person.objects.exclude(pk=siti.pk)
    actors = [actor_of(one, AT) for one in people]
    return next(one for one in actors if deciding.waiting_for(one, AT))


def test_approved_by_the_superior_it_becomes_an_absence_and_a_plh_acts(team: Team) -> None:
    kadis = Person.objects.get(name="Pak Kadis")
    deputy = make.person("Ratna Dewi")
    make.holder("setda", "secretary", "Pak Sekda")  # the assistant between them is vacant
    leave = ask(kadis)
    with pytest.raises(NotAllowed):
        leaving.approve(leave, by=actor_of(kadis, AT), at=AT)
    with pytest.raises(NotAllowed):
        leaving.approve(leave, by=team[2], at=AT)
    leaving.approve(leave, by=superior_of(kadis), at=AT)
    absence = Absence.objects.get(person=kadis)
    assert (absence.since, absence.until, absence.reason) == (SINCE, UNTIL, "Cuti")
    post = make.post("pupr", "head")
    appoint(person=deputy, post=post, since=SINCE, until=UNTIL, capacity=Holding.Capacity.PLH, by=SYSTEM, at=AT)
    sitting = Presence(make.moment("2026-04-07 09:00")).sitting(post.pk)
    assert (sitting.person, sitting.acting) == (deputy, True)


def test_decided_once_and_told(team: Team) -> None:
    siti, _above, stranger = team
    leave = ask(siti)
    above = superior_of(siti)
    assert [one.person_id for one in Notice.objects.filter(about_ref=str(leave.pk))] == [above.person_id]
    assert deciding.waiting_for(stranger, AT) == []
    with pytest.raises(Refused, match="alasan mengapa"):
        leaving.refuse(leave, answer=" ", by=above, at=AT)
    leaving.refuse(leave, answer="Pekan itu ada pemeriksaan.", by=above, at=AT)
    with pytest.raises(Stale):
        leaving.approve(leave, by=above, at=AT)
    assert not Absence.objects.exists()
    assert Notice.objects.filter(person=siti, about_ref=str(leave.pk)).exists()
    with pytest.raises(Leave.DoesNotExist):
        get_leave(stranger, leave.pk, AT)


@pytest.mark.parametrize(
    ("sort", "since", "until", "why"),
    [
        ("annual", SINCE, SINCE - timedelta(days=1), "sebelum hari pertama"),
        ("annual", date(2026, 4, 1), date(2026, 4, 23), "Sisa cuti tahunan"),
        ("important", date(2026, 4, 1), date(2026, 5, 30), "paling lama"),
        ("besar", SINCE, UNTIL, "dari daftar"),
        ("annual", date(2020, 1, 1), date(2020, 1, 2), "terlalu jauh"),
    ],
)
def test_what_cannot_be_asked_for(team: Team, sort: str, since: date, until: date, why: str) -> None:
    with pytest.raises(Refused, match=why):
        ask(team[0], sort, since, until)
    assert not Leave.objects.exists()


def test_illness_wants_proof_and_two_requests_do_not_overlap(team: Team) -> None:
    siti = team[0]
    with pytest.raises(Refused, match="memerlukan bukti"):
        leaving.ask(siti, sort="sick", since=SINCE, until=UNTIL, reason="Demam", proof=[], by=actor_of(siti, AT), at=AT)
    leave = ask(siti, "sick")
    assert leave.proof.get().about_ref == str(leave.pk)
    with pytest.raises(Refused, match="sudah ada"):
        ask(siti, "duty", UNTIL, UNTIL + timedelta(days=1))
    leaving.withdraw(leave, by=actor_of(siti, AT), at=AT)
    assert ask(siti, "duty").state == Leave.State.ASKED


def test_days_of_a_leave_are_away_and_end_when_somebody_is_back_earlier(team: Team) -> None:
    siti, door = team[0], crowd.kiosk()
    crowd.show(siti, door, "2026-04-06 07:20")  # came for an hour on the first day of her leave
    leave = ask(siti)
    leaving.approve(leave, by=superior_of(siti), at=AT)
    close_days(now=make.moment("2026-04-11 00:10"))
    status = dict(PresenceDay.objects.filter(person=siti).values_list("day", "status"))
    assert list(status.values()) == ["away"] * 5
    end_absence(Absence.objects.get(), back=date(2026, 4, 9), by=SYSTEM, at=make.moment("2026-04-11 08:00"))
    close_days(now=make.moment("2026-04-11 08:02"))
    leave.refresh_from_db()
    assert leave.back_on == date(2026, 4, 9)
    assert PresenceDay.objects.get(person=siti, day=date(2026, 4, 9)).status == "absent"
    assert PresenceDay.objects.get(person=siti, day=date(2026, 4, 8)).status == "away"


def test_come_back_frees_the_days(team: Team) -> None:
    siti = team[0]
    leave = ask(siti)
    leaving.approve(leave, by=superior_of(siti), at=AT)
    assert leaving.balance(siti, 2026).left == 7
    leaving.come_back(leave, back_on=date(2026, 4, 8), by=actor_of(siti, AT), at=AT)
    assert leaving.balance(siti, 2026).left == 10
    assert Absence.objects.get().until == date(2026, 4, 7)
    leaving.allow(siti, year=2026, days=18, note="Sisa 2025", by=actor_of(superior_row(siti), AT), at=AT)
    assert leaving.balance(siti, 2026).left == 16


def superior_row(siti: Person) -> Person:
    decided = Leave.objects.filter(person=siti).select_related("decided_by")[0].decided_by
    assert decided
    return decided


class TestBalance(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(starts=st.lists(st.integers(0, 720), max_size=4), length=st.integers(1, 4))
    def test_used_days_are_the_working_days_of_each_year(self, starts: list[int], length: int) -> None:
        person = make.person()
        taken = set[date]()
        for start in starts:
            since = date(2026, 1, 1) + timedelta(days=start)
            days = {since + timedelta(days=place) for place in range(length)}
            if not days & taken:
                taken |= days
                Leave.objects.create(
                    person=person,
                    sort="annual",
                    since=since,
                    until=max(days),
                    reason="x",
                    asked_at=AT,
                    state="approved",
                )
        calendar = Calendars().get("5-day")
        for year in (2026, 2027):
            wanted = sum(day.year == year and calendar.day(day).working for day in taken)
            assert leaving.balance(person, year).used == wanted
