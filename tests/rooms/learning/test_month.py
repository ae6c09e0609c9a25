"""A month of 3,000 officials, 130,000 scans: the figures are those of a naive reference, and the pages are quick."""

from __future__ import annotations

import random
import time as clock
from collections import Counter
from datetime import date, time, timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Person
from balairung.rooms.learning import figures
from balairung.rooms.learning.counting.closing import close_days, count_day
from balairung.rooms.learning.models import CountedDay, Leave, OfficeDay, PresenceScan
from tests import make
from tests.rooms.learning import crowd

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)  # Ramadan, Nyepi, Lebaran and its joint leave
NOW = make.moment("2026-04-01 00:30")
PEOPLE = 3000
Told = Counter[tuple[str, str]]  # office and figure


def lived(people: list[Person], offices: list[Office]) -> tuple[list[PresenceScan], list[Leave], Told]:
    """A month at random, and beside it what it comes to, minute by minute: knows nothing of the code it judges."""
    chance, told = random.Random(20260331), Told()
    scans, leaves = list[PresenceScan](), list[Leave]()
    for place, person in enumerate(people):
        office = offices[place % len(offices)]
        away = range(0)
        if chance.random() < 0.2:
            since = chance.randrange(1, 29)
            away = range(since, min(since + chance.randrange(1, 8), 32))
            sort = chance.choice(["annual", "sick", "duty"])
            term: dict[str, Any] = {"since": date(2026, 3, away[0]), "until": date(2026, 3, away[-1])}
            asked = make.moment("2026-02-20 08:00")
            leaves.append(Leave(person=person, sort=sort, state="approved", reason="x", asked_at=asked, **term))
        for day in crowd.days(FIRST, LAST):
            hours = KNOWN[office.calendar, day]
            fate = chance.random()
            arrives = time(chance.randrange(6, 10), chance.randrange(60), chance.randrange(60))
            leaves_at = time(chance.randrange(11, 19), chance.randrange(60))
            came = fate > 0.06 if hours else fate > 0.97
            if came:
                scans.append(crowd.scan_row(person, office, day, arrives))
                forgot = fate > 0.95
                if not forgot:
                    scans.append(crowd.scan_row(person, office, day, leaves_at))
            if not hours:
                continue
            told[office.key, "expected"] += 1
            if day.day in away:
                told[office.key, "duty" if leaves[-1].sort == "duty" else "away"] += 1
            elif not came:
                told[office.key, "absent"] += 1
            else:
                _naive(told, office.key, hours, arrives, None if forgot else leaves_at)
    return scans, leaves, told


KNOWN: dict[tuple[str, date], tuple[tuple[time, time], ...]] = {}


@cache
def _minutes(hours: tuple[tuple[time, time], ...]) -> tuple[time, ...]:
    """Each working minute of a day."""
    whole = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
    return tuple(moment for moment in whole if any(opens <= moment < closes for opens, closes in hours))


@cache
def _missed(hours: tuple[tuple[time, time], ...], came: time, went: time | None) -> tuple[int, int]:
    """Working minutes before they came and after they went, one by one."""
    late = sum(moment < came for moment in _minutes(hours))
    return late, sum(went is not None and moment >= went for moment in _minutes(hours))


def _naive(told: Told, key: str, hours: tuple[tuple[time, time], ...], came: time, went: time | None) -> None:
    late, early = _missed(hours, came.replace(second=0), went)
    told[key, "present"] += 1
    told[key, "late_people"] += late > 0
    told[key, "late_minutes"] += late
    told[key, "early_people"] += early > 0
    told[key, "early_minutes"] += early
    told[key, "unfinished"] += went is None


@pytest.mark.django_db
def test_a_month_of_three_thousand(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    offices = [make.office(key) for key in ("pupr", "dinkes", "disdik", "dlh", "dishub")]
    Office.objects.filter(key="dlh").update(calendar="6-day")
    offices[3].refresh_from_db()
    calendars = Calendars()
    for kind in ("5-day", "6-day"):
        KNOWN.update({(kind, day): calendars.get(kind).hours(day) for day in crowd.days(FIRST, LAST)})
    people = crowd.staff(PEOPLE, offices)
    scans, leaves, told = lived(people, offices)
    PresenceScan.objects.bulk_create(scans, batch_size=2000)
    Leave.objects.bulk_create(leaves)
    crowd.record(offices, FIRST)

    began = clock.monotonic()
    for minute in range(4):  # ten days a minute
        close_days(now=NOW + timedelta(minutes=minute))
    took = clock.monotonic() - began
    assert CountedDay.objects.filter(counted_at__isnull=False).count() == 31
    found = {
        (line.office.key, name): getattr(line.figures, name)
        for line in figures.by_office(FIRST, LAST)
        for name in figures.SUMS
        if line.office and getattr(line.figures, name)
    }
    assert found == {name: value for name, value in told.items() if value}
    assert took < 60, f"a month was counted in {took:.0f} s"

    regent = make.holder("pimpinan", "regent", "Ibu Bupati")
    client.force_login(make.account(regent))
    for address in (reverse("learning:everything"), reverse("learning:office", args=["pupr"])):
        client.get(address, {"bulan": "2026-03"})
        began = clock.monotonic()
        answer = client.get(address, {"bulan": "2026-03"})
        assert answer.status_code == 200
        assert clock.monotonic() - began < 2.5  # a page of 600 people; the one of all offices takes a tenth
    _adds_up(offices[0])
    with django_assert_num_queries(3):
        figures.by_office(FIRST, LAST)
    again = list(OfficeDay.objects.order_by("office", "day").values_list("office", "day", *figures.SUMS))
    count_day(date(2026, 3, 16), at=NOW, calendars=calendars)
    assert list(OfficeDay.objects.order_by("office", "day").values_list("office", "day", *figures.SUMS)) == again


def _adds_up(office: Office) -> None:
    """The people of an office come to what the office comes to; nobody stands twice."""
    people = figures.by_person(office, FIRST, LAST)
    assert len(people) == len({line.person for line in people}) == PEOPLE // 5
    whole = figures.together(people)
    one = next(line for line in figures.by_office(FIRST, LAST) if line.office == office)
    assert [getattr(whole, name) for name in figures.SUMS] == [getattr(one.figures, name) for name in figures.SUMS]
