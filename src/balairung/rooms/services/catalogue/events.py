"""What happens in a life for which one needs an office: the doors of the catalogue (`data/life_events.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from balairung.ground.common.facts import facts


@dataclass(frozen=True)
class Event:
    key: str
    name: str
    icon: str  # of events.svg
    hint: str
    words: tuple[str, ...] = ()


@lru_cache
def life_events() -> tuple[Event, ...]:
    """In the order in which they are shown."""
    return tuple(Event(**row | {"words": tuple(row["words"])}) for row in facts("life_events")["events"])


def life_event(key: str) -> Event | None:
    return next((event for event in life_events() if event.key == key), None)


@lru_cache
def same_words() -> tuple[tuple[str, ...], ...]:
    """Groups of words that people use for the same thing; the first stands for all of them."""
    return tuple(tuple(group) for group in facts("life_events")["same"])
