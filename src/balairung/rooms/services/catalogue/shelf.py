"""The catalogue as it is offered today, read once for each set of versions: what lists show and the search looks in.

A published version never changes, so what was read of a set of versions is true for as long as that set stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from balairung.rooms.services.catalogue.events import Event, life_events
from balairung.rooms.services.catalogue.wording import Lexicon, Line, word_book
from balairung.rooms.services.models import Service, Version

#: How much a word says by where it stands.
NAME, EVERYDAY, EVENT, TOLD = 4.0, 3.0, 1.5, 1.0
#: Components that stand in the standard alone; the others are told from the definition and are always there.
TOLD_THERE = (
    *("product", "basis", "facilities", "competence", "oversight", "staff", "guarantee", "safety", "evaluation"),
    "pledge",
)
SHELVES = 8  # one for each regency that this process serves, as long as they are few


@dataclass(frozen=True)
class Entry:
    """One service as a list shows it."""

    key: str
    name: str
    summary: str
    level: str
    office: str  # key of the agency; "" where it is that of the applicant's place
    events: tuple[str, ...]
    cost: int
    span: tuple[int, str] | None  # amount and unit
    cut: int
    missing: tuple[str, ...]  # components of its standard that nobody has said, by their field
    translations: Mapping[str, str]

    def said(self, words: str) -> str:
        """In the reader's language, where the definition holds that."""
        return self.translations.get(words, words)


@dataclass(frozen=True)
class Shelf:
    """All that is offered, in its order, and the words by which each is found."""

    entries: tuple[Entry, ...]
    lexicon: Lexicon

    def of_event(self, key: str) -> list[Entry]:
        return [entry for entry in self.entries if key in entry.events]

    def of_level(self, level: str, office: str = "") -> list[Entry]:
        return [entry for entry in self.entries if entry.level == level and office in ("", entry.office)]


def shelf(on: date) -> Shelf:
    """What citizens may apply for on this day: one short query, and one more after something was published."""
    offered = Service.objects.offered(on).select_related(None)
    return _shelf(tuple(offered.values_list("current_id", flat=True)), get_language() or "id")


@lru_cache(maxsize=SHELVES)
def _shelf(versions: tuple[UUID, ...], language: str) -> Shelf:
    rows = dict(Version.objects.filter(pk__in=versions).values_list("pk", "body"))
    bodies = [rows[version] for version in versions]
    events = {event.key: event for event in life_events()}
    return Shelf(
        tuple(_entry(body, language) for body in bodies), word_book(list(_lines(body, events)) for body in bodies)
    )


def _entry(body: Mapping[str, Any], language: str) -> Entry:
    standard = body["standard"]
    span = standard.get("time")
    return Entry(
        key=body["key"],
        name=body["name"],
        summary=body["summary"],
        level=body["level"],
        office=body.get("office") or "",
        events=tuple(body.get("events", ())),
        cost=standard.get("cost", 0),
        span=(span["amount"], span.get("unit", "working_days")) if span else None,
        cut=len(standard.get("cut", ())),
        missing=tuple(part for part in TOLD_THERE if not standard.get(part)),
        translations=body.get("translations", {}).get(language, {}),
    )


def _lines(body: Mapping[str, Any], events: Mapping[str, Event]) -> Iterator[Line]:
    """Everything by which it is found, each line with its weight."""
    yield Line(body["name"], NAME)
    yield from (Line(words, EVERYDAY) for words in body.get("words", ()))
    known = (events[key] for key in body.get("events", ()) if key in events)
    yield from (Line(words, EVENT) for event in known for words in (event.name, *event.words))
    yield Line(body["summary"], TOLD)
    yield Line(body["standard"].get("product", ""), TOLD)
