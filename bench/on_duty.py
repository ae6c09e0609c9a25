"""Who is on duty, and a year of rosters: every office with two layers of six people. A part of standing.py."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from datetime import time as clock
from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

from bench.standing import Found, explained

if TYPE_CHECKING:
    from uuid import UUID

    from balairung.kernel.rosters.models import Roster

LAYERS, MEMBERS = 2, 6
ASKED, COUNTED = 500, 60  # questions about one office; outlooks whose counting is timed
BEFORE, ONE_DAY = timedelta(days=90), timedelta(days=1)
PAGES = 15  # times that the page of the year is asked for


def measure(at: datetime) -> list[Found]:
    """Lay the rosters, then ask: one office, all of them, one outlook, the page of the year."""
    rosters = lay(at)
    return [_one(rosters, at), _all(at), _outlooks(rosters, at), _year(at)]


def lay(at: datetime) -> list[Roster]:
    """A roster for each office, its people turning by the week and by the day; every third has covers."""
    from django.db import connection

    from balairung.kernel.people.models import Holding, Office
    from balairung.kernel.rosters.models import Outlook, Roster

    people: dict[UUID, list[UUID]] = {}
    for office, person in Holding.objects.order_by("id").values_list("post__office", "person"):
        people.setdefault(office, []).append(person)
    offices = [one for one in Office.objects.order_by("order", "id") if one.pk in people]
    plain: dict[str, Any] = {"name": "Siaga", "coverage": "always", "zone": "Asia/Jakarta", "made_at": at - BEFORE}
    rosters = Roster.objects.bulk_create(Roster(office=one, **plain) for one in offices)
    _layers(rosters, people, at - BEFORE)
    _covers(rosters[::3], people, at)
    Outlook.objects.bulk_create(Outlook(roster=roster, stale_since=at) for roster in rosters)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rosters


def _layers(rosters: Sequence[Roster], people: dict[UUID, list[UUID]], since: datetime) -> None:
    from balairung.kernel.rosters.models import Layer, Member

    plain: dict[str, Any] = {"starts_on": since.date(), "handover": clock(8), "zone": "Asia/Jakarta"}
    places = list(enumerate(("week", "day")[:LAYERS], start=1))
    layers = Layer.objects.bulk_create(
        Layer(roster=roster, place=place, unit=unit, begins_at=since, made_at=since, **plain)
        for roster in rosters
        for place, unit in places
    )
    Member.objects.bulk_create(
        Member(layer=layer, person_id=person, place=place)
        for layer in layers
        for place, person in enumerate(islice(cycle(people[layer.roster.office_id]), MEMBERS))
    )


def _covers(rosters: Sequence[Roster], people: dict[UUID, list[UUID]], at: datetime) -> None:
    from balairung.kernel.rosters.models import Override

    Override.objects.bulk_create(
        Override(roster=roster, place=1, person_id=people[roster.office_id][-1], made_at=at,
                 since=at + days * ONE_DAY, until=at + (days + 1) * ONE_DAY)
        for roster in rosters
        for days in (-1, 3, 17, 40, 90)
    )  # fmt: skip


def _one(rosters: Sequence[Roster], at: datetime) -> Found:
    """As a page or the ladder asks it: nothing is remembered from the question before; until when is asked as well."""
    from balairung.kernel.rosters.duty import Duty

    dice = random.Random(5)
    asked = [dice.choice(rosters).office_id for _ in range(ASKED)]
    times = sorted(_milliseconds(partial(_until, at, office)) for office in asked)
    plans = [plan for office in asked[:3] for plan in explained(partial(Duty(at).of, office))]
    found = Found("who is on duty at one office, and until when, p95", "ms", 5, times[int(ASKED * 0.95)], plans=plans)
    found.note = f"median {times[ASKED // 2]:.2f} ms, {len(rosters)} offices of {LAYERS} layers and {MEMBERS} people"
    return found


def _until(at: datetime, office: UUID) -> object:
    from balairung.kernel.rosters.duty import Duty

    found = Duty(at).of(office)
    return found and found.until


def _all(at: datetime) -> Found:
    from balairung.kernel.rosters.duty import on_duty_now

    times = sorted(_milliseconds(lambda: on_duty_now(at)) for _ in range(7))
    found = Found("who is on duty everywhere", "ms", 1000, times[3])
    found.note = f"{len(on_duty_now(at))} offices in a fixed number of queries"
    return found


def _outlooks(rosters: Sequence[Roster], at: datetime) -> Found:
    """The worker's round: 52 weeks of one roster; then all of them, for the page."""
    from balairung.kernel.rosters.models import Outlook
    from balairung.kernel.rosters.outlook import Counting
    from balairung.kernel.rosters.recounting import recount

    counting = Counting(at)
    times = sorted(_milliseconds(partial(counting.count, one)) for one in rosters[:COUNTED])
    begin = time.perf_counter()
    while recount(now=at):
        pass
    taken = time.perf_counter() - begin
    assert not Outlook.objects.filter(counted_at__isnull=True).exists()
    found = Found("the outlook of one roster for 52 weeks", "ms", 250, times[COUNTED // 2])
    found.note = (
        f"slowest {times[-1]:.0f} ms; all {len(rosters)} counted, told and written by one worker in {taken:.0f} s"
    )
    return found


def _year(at: datetime) -> Found:
    """The whole page, from the request to its last byte, by somebody who is signed in."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from balairung.kernel.people.models import Holding, User

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    seat = Holding.objects.filter(post__role="secretary").select_related("person")[0]
    seat.person.user = User.objects.create_user("sekda@contoh.id", "rahasia-yang-panjang")
    seat.person.save(update_fields=["user"])
    client = Client()
    client.force_login(seat.person.user)
    page = reverse("rosters:year")
    first = client.get(page)
    assert first.status_code == 200, first.headers
    times = sorted(_milliseconds(lambda: client.get(page)) for _ in range(PAGES))
    found = Found("a year of rosters for every office, rendered", "ms", 300, times[PAGES // 2])
    found.note = f"slowest {times[-1]:.0f} ms, {len(first.content) / 1000:,.0f} kB"
    return found


def _milliseconds(does: Callable[[], object]) -> float:
    begin = time.perf_counter()
    does()
    return (time.perf_counter() - begin) * 1000
