"""The access log as the officer for data protection reads it: line by line, and who stands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncDay, TruncHour
from django.utils.dateparse import parse_datetime

from balairung.ground.common.facts import facts
from balairung.kernel.obligations.models import Unsealing, UnsealingQuerySet
from balairung.kernel.people.models import Person
from balairung.rooms.privacy.rules import KIND

PAGE, MOST = 50, 20


@dataclass(frozen=True)
class Shelf:
    """One page of the log, and the address of the older one ("" where there is none)."""

    rows: list[Unsealing]
    older: str


@dataclass(frozen=True)
class Unusual:
    """Somebody who read more than others do: when, how many cases, and whether they were another office's."""

    person: Person
    since: datetime
    cases: int
    strange: bool


def page_of(before: str = "", *, broken: bool = False, person: str = "") -> Shelf:
    """The newest lines, or those before a mark; only those outside somebody's own work; only of one person."""
    rows = Unsealing.objects.for_list()
    rows = rows.filter(broken=True) if broken else rows
    rows = rows.filter(person=key) if (key := key_of(person)) else rows
    if mark := _read(before):
        rows = rows.filter(Q(at__lt=mark[0]) | Q(at=mark[0], pk__lt=mark[1]))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Shelf(found[:PAGE], f"{last.at.isoformat()}_{last.pk}" if last else "")


def standing_out(now: datetime) -> list[Unusual]:
    """Of the last weeks: many cases within an hour, several of other offices within a day (data/privacy.yaml)."""
    rule = facts(KIND)["unusual"]
    rows = Unsealing.objects.filter(at__gt=now - timedelta(days=rule["days"]), person__isnull=False)
    much = _grouped(rows, TruncHour("at"), rule["hour"])
    strange = _grouped(rows.filter(own=False), TruncDay("at"), rule["strange"])
    people = {one.pk: one for one in Person.objects.filter(pk__in=[row["person"] for row in (*much, *strange)])}
    found = [Unusual(people[row["person"]], row["since"], row["cases"], False) for row in much]
    found += [Unusual(people[row["person"]], row["since"], row["cases"], True) for row in strange]
    return sorted(found, key=lambda one: one.since, reverse=True)[:MOST]


def _grouped(rows: UnsealingQuerySet, span: TruncHour | TruncDay, least: int) -> list[dict[str, Any]]:
    counted = rows.annotate(since=span).values("person", "since").annotate(cases=Count("ref", distinct=True))
    return [dict(row) for row in counted.filter(cases__gte=least).order_by("-since", "person")[:MOST]]


def _read(text: str) -> tuple[datetime, UUID] | None:
    moment, _line, key = text.rpartition("_")
    try:
        at = parse_datetime(moment)
        return (at, UUID(key)) if at and at.tzinfo else None
    except ValueError:
        return None


def key_of(text: str) -> UUID | None:
    """What stands in an address as a key; None for any other text."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
