"""How an office keeps its word with applications: by service, and for heads by officer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from balairung.ground.common.working_time import Calendar, working_days_between
from balairung.kernel.obligations.models import Clock, Event, Obligation, State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Person
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND

SPAN = timedelta(days=90)
MOST = 20_000  # decisions of a period that are counted


@dataclass(frozen=True)
class ServiceFigures:
    """One service: how many stand open here, how many of those are late or wait, and what was decided lately."""

    name: str
    key: str
    open: int
    late: int
    waiting: int
    decided: int
    granted: int
    median: int | None  # working days from complete to decided
    deemed: int


@dataclass(frozen=True)
class OfficerFigures:
    """One officer: steps done, and how long one took, in working days from when it came to the office."""

    name: str
    done: int
    late: int
    median: int


def services_of(actor: Actor, now: datetime) -> list[ServiceFigures]:
    """Of what this actor's offices owe, or went through their hands: the busiest first. Three queries."""
    standing, decided = _open(actor, now), _decided(actor, now)
    names = {key: row[0] for key, row in standing.items()} | {key: name for key, name, *_rest in decided}
    taken, granted, deemed = _sorted(decided)
    found = [
        ServiceFigures(
            name, key, *standing.get(key, (name, 0, 0, 0))[1:], len(taken[key]), granted[key],
            median_low(taken[key]) if taken[key] else None, deemed[key],
        )
        for key, name in names.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.late, -one.open, -one.decided, one.name))


def _open(actor: Actor, now: datetime) -> dict[str, tuple[str, int, int, int]]:
    """By key of the service: its name, how many are open, how many of them late, how many wait for the applicant."""
    rows = Application.objects.filter(obligation__in=Obligation.objects.visible_to(actor).near(actor).open())
    late = Q(obligation__next_at__lt=now, obligation__state=State.ACTIVE)
    waiting = Q(obligation__state=State.WAITING)
    counted = rows.order_by("service__key").values("service__key", "service__name")
    found: Any = counted.annotate(all=Count("pk"), late=Count("pk", filter=late), asked=Count("pk", filter=waiting))
    return {row["service__key"]: (row["service__name"], row["all"], row["late"], row["asked"]) for row in found}


def _decided(actor: Actor, now: datetime) -> list[tuple[str, str, Any, Any, bool, Any]]:
    """What was decided in the last ninety days in front of them."""
    rows = Application.objects.filter(decided_at__gte=now - SPAN, decided_at__lte=now)
    if not (actor.leads or actor.coordinates):
        hands = Event.objects.filter(by_post__office__in=actor.office_ids).values("obligation")
        rows = rows.filter(Q(obligation__owner_office__in=actor.office_ids) | Q(obligation__in=hands))
    columns = ("service__key", "service__name", "complete_at", "decided_at", "granted", "deemed_at")
    return list(rows.order_by("-decided_at", "id").values_list(*columns)[:MOST])


def _sorted(
    decided: Sequence[tuple[str, str, Any, Any, bool, Any]],
) -> tuple[dict[str, list[int]], Counter[str], Counter[str]]:
    days, calendar = defaultdict[str, list[int]](list), Calendars().get("5-day")
    granted, deemed = Counter[str](), Counter[str]()
    counted: dict[tuple[Any, Any], int] = {}
    for key, _name, begun, ended, yes, silent in decided:
        days[key].append(_days(begun or ended, ended, calendar, counted))
        granted[key] += bool(yes)
        deemed[key] += silent is not None
    return days, granted, deemed


def officers_of(actor: Actor, now: datetime) -> list[OfficerFigures]:
    """Steps done in the last ninety days by those who sit where this actor does: for heads."""
    done = Clock.objects.filter(
        obligation__kind=KIND, name="step", met_at__gte=now - SPAN, met_at__lte=now,
        obligation__events__at=F("met_at"), obligation__events__verb__in=("pass_on", "issue", "refuse"),
        obligation__events__by_post__office__in=actor.office_ids, obligation__events__by_person__isnull=False,
    )  # fmt: skip
    rows = done.order_by("-met_at", "id").values_list("obligation__events__by_person", "started_at", "met_at", "due_at")
    taken, late = defaultdict[UUID, list[int]](list), Counter[UUID]()
    calendar, counted = Calendars().get("5-day"), dict[tuple[Any, Any], int]()
    for who, begun, ended, due in rows[:MOST]:
        if ended:
            taken[who].append(_days(begun, ended, calendar, counted))
            late[who] += ended > due
    names = dict(Person.objects.filter(pk__in=list(taken)).values_list("pk", "name"))
    found = [OfficerFigures(names[who], len(days), late[who], median_low(days)) for who, days in taken.items()]
    return sorted(found, key=lambda one: (-one.done, one.name))


def _days(begun: datetime, ended: datetime, calendar: Calendar, counted: dict[tuple[Any, Any], int]) -> int:
    """The same two dates come again and again: each is counted once."""
    dates = begun.astimezone(calendar.zone).date(), ended.astimezone(calendar.zone).date()
    if dates not in counted:
        counted[dates] = max(working_days_between(calendar, begun, ended), 0)
    return counted[dates]
