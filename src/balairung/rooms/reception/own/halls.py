"""The halls of the regency for whoever wants to go to one: which, how far, how full, open until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from uuid import UUID

from django.db.models import Count

from balairung.ground.common.text import plain
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Boundary, Region
from balairung.kernel.people.place_names import places_named
from balairung.kernel.search.stemming import asked_words, words_of
from balairung.rooms.reception.models import Booth, Hall, Line, Sitting, Ticket
from balairung.rooms.reception.queue.hours import day_of, open_spans, why_closed

LIKE = 0.8  # how alike a mistyped word must be
CALM, BUSY = 2, 6  # people for each counter at which somebody sits: up to so many it is quiet, up to so many busy


@dataclass(frozen=True)
class Listed:
    """One hall as a list shows it. `closed` says why and when again; empty while it is open, then `until` is told."""

    hall: Hall
    agencies: tuple[str, ...]
    people: int
    fullness: str  # quiet, busy, full
    closed: str
    until: datetime | None


@dataclass(frozen=True)
class Found:
    """What words found, the likeliest or nearest first; `near` is the place that they named."""

    rows: tuple[Listed, ...]
    near: Region | None = None


@dataclass(frozen=True)
class _Known:
    """A hall with the words by which it is found."""

    hall: Hall
    agencies: tuple[str, ...]
    words: frozenset[str]


def find(words: str, *, at: datetime) -> Found:
    """The halls that these everyday words mean: a hall, an office, a service, or a place and what is near it.

    Without words all of them. A handful of queries, however many halls there are.
    """
    known = _known()
    near = _place(words)
    chosen = _nearest(known, near) if near else _matching(known, words)
    return Found(tuple(_listed(chosen, at)), near)


def halls_named(words: str, *, whole: bool = False) -> list[Hall]:
    """The same without counting anybody, for a chat; with `whole` only if each of the words is known, as it stands."""
    known, near = _known(), _place(words)
    if near and (not whole or plain(near.name) in plain(words)):
        return [one.hall for one in _nearest(known, near)]
    if whole and not frozenset[str]().union(*(one.words for one in known)).issuperset(asked_words(words)):
        return []
    return [one.hall for one in _matching(known, words)]


def fullness(people: int, counters: int) -> str:
    """quiet, busy or full, by the people for each counter at which somebody sits."""
    each = people / max(1, counters)
    return "quiet" if each <= CALM else "busy" if each <= BUSY else "full"


def _known() -> list[_Known]:
    halls = list(Hall.objects.standing().select_related("office__region__parent").order_by("-mall", "name", "id"))
    booths, lines = defaultdict[UUID, list[str]](list), defaultdict[UUID, list[str]](list)
    for hall, name in _names(Booth):
        booths[hall].append(name)
    for hall, name in _names(Line):
        lines[hall].append(name)
    return [_Known(hall, tuple(booths[hall.pk]), _words(hall, booths[hall.pk] + lines[hall.pk])) for hall in halls]


def _names(model: type[Booth] | type[Line]) -> Iterable[tuple[UUID, str]]:
    rows = model._default_manager.filter(closed_on__isnull=True).order_by("order", "name")
    return rows.values_list("hall", "name")


def _words(hall: Hall, names: list[str]) -> frozenset[str]:
    office, region = hall.office, hall.office.region
    places = [str(region), str(region.parent or "")] if region else []
    said = [hall.name, hall.place, office.name, office.short, office.address, *places, *names]
    mall = ["mpp mal pelayanan publik"] if hall.mall else []
    return frozenset(words_of(" ".join([*said, *mall])).split())


def _place(words: str) -> Region | None:
    found = places_named(words) if words.strip() else []
    return found[0] if len(found) == 1 else None


def _matching(known: list[_Known], words: str) -> list[_Known]:
    """Those that more of the words speak of come first; a mistyped word is read as the likest one."""
    asked = asked_words(words)
    if not asked:
        return [] if words.strip() else known
    vocabulary = frozenset[str]().union(*(one.words for one in known))
    meant = [{word} if word in vocabulary else set(get_close_matches(word, vocabulary, 2, LIKE)) for word in asked]
    scored = [(sum(not one.words.isdisjoint(word) for word in meant), one) for one in known]
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score]


def _nearest(known: list[_Known], near: Region) -> list[_Known]:
    """Of the same village, of the same district, those for everyone, then the others as the crow flies."""
    middles = _middles()

    def far(one: _Known) -> tuple[int, float]:
        region = one.hall.office.region
        if region is None:
            return 2, 0.0
        rank = 0 if region == near else 1 if _district(region) == _district(near) else 3
        return rank, _between(middles.get(region.pk), middles.get(near.pk))

    return sorted(known, key=far)


def _district(region: Region) -> str:
    return region.parent_id or region.pk


def _middles() -> dict[str, tuple[float, float]]:
    rows = Boundary.objects.values_list("region", "south", "north", "west", "east")
    return {code: ((south + north) / 2, (west + east) / 2) for code, south, north, west, east in rows}


def _between(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float:
    """Only to be compared: near the equator a degree is as long either way."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 if a and b else 0.0


def _listed(chosen: list[_Known], at: datetime) -> Iterable[Listed]:
    calendars = Calendars()
    keys = [one.hall.pk for one in chosen]
    waiting = Ticket.objects.waiting().filter(hall__in=keys, day=day_of(at)).order_by()
    people = dict(waiting.values_list("hall").annotate(count=Count("pk")))
    seated = Sitting.objects.filter(until__isnull=True, resting__isnull=True, counter__hall__in=keys).order_by()
    counters = dict(seated.values_list("counter__hall").annotate(count=Count("pk")))
    for one in chosen:
        hall, count = one.hall, people.get(one.hall.pk, 0)
        spans = open_spans(hall, at, calendars)
        closed = why_closed(hall, at, calendars)
        until = spans[-1][1] if spans and not closed else None
        yield Listed(hall, one.agencies, count, fullness(count, counters.get(hall.pk, 0)), closed, until)
