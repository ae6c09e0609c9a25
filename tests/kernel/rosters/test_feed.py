"""A calendar of one's own shifts: a secret address, the same UID for the same shift, none for what was given away."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.people.actors import CITIZEN, SYSTEM, actor_of
from balairung.kernel.people.appointments import end_holding, record_absence
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.rosters.actions import cover, make_feed, make_roster, revoke_feed, set_layer
from balairung.kernel.rosters.feeds import calendar_of, has_feed, person_of_feed
from balairung.kernel.rosters.models import Feed
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra")]


def test_an_address_of_ones_own(staff: list[Person]) -> None:
    ani = staff[0]
    by = actor_of(ani, make.START)
    first = make_feed(by=by, at=make.START)
    assert (person_of_feed(first, make.START), has_feed(ani.pk)) == (ani, True)
    assert first not in str(Feed.objects.values())
    second = make_feed(by=by, at=make.START)
    assert (person_of_feed(first, make.START), person_of_feed(second, make.START)) == (None, ani)
    revoke_feed(by=by, at=make.START)
    assert (person_of_feed(second, make.START), has_feed(ani.pk)) == (None, False)
    with pytest.raises(NotAllowed):
        make_feed(by=CITIZEN, at=make.START)


def test_whoever_left_the_service_has_no_calendar(staff: list[Person]) -> None:
    token = make_feed(by=actor_of(staff[0], make.START), at=make.START)
    end_holding(Holding.objects.get(person=staff[0]), until=date(2026, 3, 3), by=SYSTEM, at=make.START)
    assert person_of_feed(token, make.START + DAY)
    assert person_of_feed(token, make.START + 2 * DAY) is None


def events(person: Person, days: float = 0) -> dict[str, str]:
    """The UIDs and where they begin on the wall."""
    read = Calendar.from_ical(calendar_of(person, make.START + days * DAY))
    return {str(one["uid"]): f"{one.decoded('dtstart'):%m-%d %H:%M}" for one in read.walk("VEVENT")}


def test_shifts_with_their_zone(staff: list[Person]) -> None:
    make.roster(*staff)
    text = calendar_of(staff[0], make.START).decode()
    assert "DTSTART;TZID=Asia/Jakarta:20260305T080000" in text
    assert "BEGIN:VTIMEZONE" in text
    found = events(staff[0])
    assert list(found.values())[:3] == ["03-02 10:00", "03-05 08:00", "03-08 08:00"]
    assert 120 <= len(found) <= 123
    later = events(staff[0], days=61)
    assert {uid: later[uid] for uid in found if uid in later} == {uid: found[uid] for uid in found if uid in later}
    assert "03-02 10:00" not in later.values()
    assert "03-05 08:00" in later.values()


def test_what_was_given_away_or_is_passed_by_vanishes_and_comes_back(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    before = events(staff[0])
    since = make.moment("2026-03-05 08:00")
    cover(roster, place=1, person=staff[1], since=since, until=since + DAY, by=SYSTEM, at=make.START)
    given = events(staff[0])
    assert set(before) - set(given) == {next(uid for uid, begin in before.items() if begin == "03-05 08:00")}
    assert "03-05 08:00" in events(staff[1]).values()
    record_absence(person=staff[0], since=date(2026, 3, 8), until=date(2026, 3, 9), by=SYSTEM, at=make.START)
    assert "03-08 08:00" not in events(staff[0]).values()


def test_a_zone_with_summer_time_is_told_with_its_rules(staff: list[Person]) -> None:
    roster = make_roster(
        office=make.office("pupr"), name="Jauh", coverage="always", zone="Europe/Berlin", by=SYSTEM, at=make.START
    )
    layer: dict[str, Any] = {"unit": "day", "length": 1, "starts_on": date(2026, 3, 2), "handover": make.START.time()}
    set_layer(roster, place=1, members=staff, by=SYSTEM, at=make.START, **layer)
    read = Calendar.from_ical(calendar_of(staff[0], make.START))
    begins = [one.decoded("dtstart") for one in read.walk("VEVENT")]
    assert {begin.astimezone(ZoneInfo("Europe/Berlin")).hour for begin in begins} == {10}
    assert {str(zone["tzid"]) for zone in read.walk("VTIMEZONE")} == {"Europe/Berlin"}
