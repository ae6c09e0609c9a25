"""The next 52 weeks of a roster: what is missing, who is not reached, what is shared, one score with its reasons."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from balairung.ground.common.facts import facts
from balairung.kernel.messaging.models import Contact, Notice
from balairung.kernel.people.actions import decree_day
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import end_absence, end_holding, record_absence
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.rosters.actions import clear_cover, cover, end_roster, set_layer
from balairung.kernel.rosters.burden import balance, longest_row
from balairung.kernel.rosters.explaining import parts_of
from balairung.kernel.rosters.gaps import gaps, minutes, required
from balairung.kernel.rosters.marking import follow_decree
from balairung.kernel.rosters.models import Outlook, Override, Roster
from balairung.kernel.rosters.outlook import Counted
from balairung.kernel.rosters.recounting import count_now, recount
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra")]


def prove(*people: Person) -> None:
    """Their e-mail came back with its code."""
    for person in people:
        mark = f"{person.pk.hex}"
        Contact.objects.create(
            channel="email", address=person.email, address_hash=mark, person=person, since=make.START,
            verified_at=make.START,
        )  # fmt: skip


def counted(roster: Roster, at: datetime = make.START) -> Counted:
    return count_now(Roster.objects.select_related("office").get(pk=roster.pk), at=at)


# --- what must be covered --------------------------------------------------------------------------------------------


def test_office_hours_are_those_of_the_office_and_its_holidays(staff: list[Person]) -> None:
    calendar = Calendars().get("5-day")
    monday = make.moment("2026-03-16 00:00")
    spans = {kind: required(kind, calendar, monday, monday + 7 * DAY) for kind in Roster.Coverage.values}
    assert minutes(spans["always"]) == 7 * 24 * 60
    assert minutes(spans["office_hours"]) + minutes(spans["outside_hours"]) == 7 * 24 * 60
    worked = {since.astimezone(calendar.zone).date().day for since, _until in spans["office_hours"]}
    assert worked == {16, 17}  # Nyepi and Idulfitri with the leave around them, 18 to 24 March 2026
    around_the_clock = Calendars().get("24-hour")
    assert minutes(required("office_hours", around_the_clock, monday, monday + DAY)) == 24 * 60
    assert required("outside_hours", around_the_clock, monday, monday + DAY) == []


def test_a_gap_has_its_reason(staff: list[Person]) -> None:
    roster = make.roster(*staff, window=(time(8), time(7)))
    day = make.moment("2026-03-03 08:00")
    cover(roster, place=1, person=None, since=day, until=day + HOUR, by=SYSTEM, at=make.START)
    record_absence(person=staff[2], since=date(2026, 3, 4), until=date(2026, 3, 4), by=SYSTEM, at=make.START)
    end_holding(Holding.objects.get(person=staff[0]), until=date(2026, 3, 5), by=SYSTEM, at=make.START)
    found = [(f"{gap.since.astimezone(roster.tz):%d %H}", f"{gap.until.astimezone(roster.tz):%d %H}", gap.code)
             for gap in gaps(roster, day, day + 3 * DAY)]  # fmt: skip
    assert found == [("03 08", "03 09", "empty"), ("04 07", "05 00", "none"), ("05 07", "05 08", "none"),
                     ("06 00", "06 08", "gone")]  # fmt: skip
    assert gaps(roster, day, day + HOUR)[0].words == "dikosongkan"


# --- the score -------------------------------------------------------------------------------------------------------


def test_the_weights_are_a_hundred() -> None:
    assert sum(facts("rosters")["score"].values()) == 100


def test_a_good_roster_has_almost_everything(staff: list[Person]) -> None:
    prove(*staff)
    roster = make.roster(*staff)
    found = counted(roster)
    assert (found.required, found.empty, found.unreached) == (52 * 7 * 24 * 60, 0, 0)
    assert (found.overloaded, found.doubled, found.unproved) == ({}, {}, ())
    assert found.score >= 99
    assert {one.place for one in found.carried} == {0, 1}
    assert sum(one.nights for one in found.carried if one.place == 1) == 364
    assert sum(week[1] for week in found.weeks) == found.required
    assert [week[0].weekday() for week in found.weeks] == [0] * 53


def test_an_empty_roster_has_nothing(staff: list[Person]) -> None:
    found = counted(make.roster())
    assert (found.score, found.empty) == (0, found.required)
    assert [gap.code for gap in found.gaps] == ["none"]


def test_people_without_a_proved_contact_do_not_count_as_reached(staff: list[Person]) -> None:
    prove(*staff[:2])
    roster = make.roster(*staff)
    found = counted(roster)
    assert found.unproved == (staff[2].pk,)
    assert abs(found.unreached / found.required - 1 / 3) < 0.01
    layer: dict[str, Any] = {"unit": "week", "length": 1, "starts_on": date(2026, 3, 2), "handover": time(8)}
    set_layer(roster, place=2, members=[staff[0]], since=make.START, by=SYSTEM, at=make.START, **layer)
    assert counted(roster).unreached == 0  # somebody beside them is


def test_whoever_has_too_much_is_named(staff: list[Person]) -> None:
    alone = counted(make.roster(staff[0]))
    assert alone.overloaded == {staff[0].pk: (7 * 24 * 60, 364)}
    weekly = make.roster(*staff, name="Mingguan", unit="week", window=(time(16), time(7, 30)))
    assert counted(weekly).overloaded == {}
    fortnight = make.roster(*staff, name="Dua minggu", unit="week", length=2, window=(time(16), time(7, 30)))
    assert {row for _week, row in counted(fortnight).overloaded.values()} == {14}


def test_whoever_is_in_two_places_is_named(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    assert counted(roster).doubled == {}
    make.holder("dinkes", "staff")
    Holding.objects.create(person=staff[0], post=make.post("dinkes", "staff"), since=date(2024, 1, 1))
    make.roster(staff[0], at_office="dinkes", window=(time(12), time(13)))
    make.roster(staff[1], name="Kantor sendiri")  # the same office is no other place
    found = counted(roster)
    assert set(found.doubled) == {staff[0].pk}
    assert 120 * 60 <= found.doubled[staff[0].pk] <= 122 * 60


@pytest.mark.parametrize(
    ("shares", "carried", "expected"),
    [
        ([1, 1, 1], [10, 10, 10], 1.0),
        ([1, 1, 1], [30, 0, 0], 0.0),
        ([1, 1], [20, 10], 2 / 3),
        ([2, 1], [20, 10], 1.0),
        ([1], [50], 1.0),
        ([1, 1], [0, 0], 1.0),
        ([], [], 1.0),
    ],
)
def test_balance_is_how_far_everybody_is_from_their_share(
    shares: list[float], carried: list[float], expected: float
) -> None:
    keys = [UUID(int=number) for number in range(3)]
    found = balance(dict(zip(keys, shares, strict=False)), dict(zip(keys, carried, strict=False)))
    assert abs(found - expected) < 1e-9


def test_nights_in_a_row() -> None:
    days = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 3)]
    assert (longest_row(days), longest_row([])) == (3, 0)


def test_the_score_is_told_in_words(staff: list[Person]) -> None:
    roster = make.roster(staff[0], window=(time(8), time(7)))
    assert parts_of(Outlook.objects.get(pk=roster.pk)) == []
    recount(now=make.START)
    outlook = Outlook.objects.get(pk=roster.pk)
    parts = parts_of(outlook)
    assert [part.name for part in parts] == list(facts("rosters")["score"])
    assert abs(sum(part.points for part in parts) - outlook.score) < 1.5
    said = " ".join(part.words for part in parts)
    assert "Kosong 364 jam dari 8736 jam" in said
    assert "hanya dijaga orang yang kontaknya belum dipastikan" in said
    assert "1 orang berjaga lebih dari 140 jam seminggu" in said


# --- the worker ------------------------------------------------------------------------------------------------------


def stale() -> int:
    return Outlook.objects.filter(stale_since__isnull=False).count()


def test_everything_that_changes_a_roster_makes_its_outlook_stale(staff: list[Person]) -> None:
    roster, other = make.roster(*staff), make.roster(make.holder("dinkes", "staff"), at_office="dinkes")
    assert recount(now=make.START) == 2
    assert (recount(now=make.START + HOUR), stale()) == (0, 0)

    def after(does: Any) -> int:
        does()
        found = stale()
        recount(now=make.START + HOUR)
        return found

    by: dict[str, Any] = {"by": SYSTEM, "at": make.START + HOUR}
    term: dict[str, Any] = {"since": make.START + DAY, "until": make.START + 2 * DAY}
    layer: dict[str, Any] = {"unit": "week", "length": 1, "starts_on": date(2026, 3, 2), "handover": time(8)}
    assert after(lambda: cover(roster, place=1, person=None, **term, **by)) == 1
    assert after(lambda: clear_cover(Override.objects.get(), **by)) == 1
    assert after(lambda: set_layer(roster, place=2, members=staff[:1], **layer, **by)) == 1
    away: dict[str, Any] = {"since": date(2026, 4, 1), "until": date(2026, 4, 5)}
    absence = record_absence(person=staff[0], **away, **by)
    assert (stale(), recount(now=make.START + HOUR)) == (1, 1)
    assert after(lambda: end_absence(absence, back=date(2026, 4, 2), **by)) == 1
    assert after(lambda: end_holding(Holding.objects.get(person=staff[1]), until=date(2026, 5, 1), **by)) == 1
    decree = decree_day(date=date(2026, 6, 10), kind="regional", name="Hari jadi", decree="Perda 1/2026", **by)
    assert after(lambda: follow_decree(decree, **by)) == 2
    end_roster(other, **by)
    assert recount(now=make.START + 2 * DAY) == 1  # a day has passed; what ended is not counted


def test_the_worker_counts_some_in_a_round_and_a_bad_one_stops_nobody(staff: list[Person]) -> None:
    bad = make.roster(*staff, name="A")
    for number in range(26):
        make.roster(name=f"Kosong {number}", at_office=("pupr", "dinkes", "disdik")[number % 3])
    Roster.objects.filter(pk=bad.pk).update(zone="Asia/Atlantis")
    with transaction.atomic():
        assert recount(now=make.START) == 24
    assert recount(now=make.START + HOUR) == 2
    assert Outlook.objects.get(pk=bad.pk).counted_at is None


def told(person: Person) -> list[str]:
    rows = Notice.objects.filter(person=person, subject="Jadwal jaga kosong").order_by("written_at", "id")
    return [notice.body for notice in rows]


def test_a_gap_that_is_near_is_told_once(staff: list[Person]) -> None:
    head, secretary = make.holder("pupr", "head"), make.holder("pupr", "secretary_of_office")
    roster = make.roster(*staff)
    near, far = make.moment("2026-03-10 08:00"), make.moment("2026-04-20 08:00")
    for since in (near, far):
        cover(roster, place=1, person=None, since=since, until=since + 4 * HOUR, by=SYSTEM, at=make.START)
    for hours in range(3):
        recount(now=make.START + hours * 30 * HOUR)
    assert (len(told(head)), len(told(secretary)), told(staff[0])) == (1, 1, [])
    assert "dari Selasa, 10 Maret 2026, 08.00 WIB sampai Selasa, 10 Maret 2026, 12.00 WIB: dikosongkan" in told(head)[0]
    assert "April" not in told(head)[0]
    later = near + 5 * DAY
    cover(roster, place=1, person=None, since=later - HOUR, until=later, by=SYSTEM, at=make.START + 3 * DAY)
    recount(now=make.START + 3 * DAY)
    assert len(told(head)) == 2
    assert "10 Maret" not in told(head)[1]
    recount(now=make.moment("2026-04-08 00:00"))
    assert len(told(head)) == 3  # April has come near
    cover(
        roster, place=1, person=None, since=far - HOUR, until=far + HOUR, by=SYSTEM, at=make.moment("2026-04-08 00:00")
    )
    recount(now=make.moment("2026-04-08 01:00"))
    assert len(told(head)) == 4  # it grew


def test_a_gap_without_end_is_told_once(staff: list[Person]) -> None:
    head = make.holder("pupr", "head")
    make.roster()
    for days in range(5):
        recount(now=make.START + days * DAY)
    assert len(told(head)) == 1
