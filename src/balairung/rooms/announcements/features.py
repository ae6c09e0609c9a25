"""What Balairung can do and how it is used: data beside the code (ground/data/features/), never rows.

How often each is used is told by functions that the house names (settings.FEATURES): this room knows no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.people.actors import Actor
from balairung.rooms.announcements.models import SeenFeature

KINDS = ("citizens", "officers", "leaders")


class Use(NamedTuple):
    """How often something was done in a span, and by how many offices (None: offices do not do it)."""

    times: int
    offices: int | None = None


Counting = Callable[[datetime, datetime], Use]


@dataclass(frozen=True)
class Feature:
    """One thing that somebody can do here, with three sentences that say how."""

    key: str
    name: str
    whom: str
    since: str
    chapter: str
    how: Sequence[str]
    address: str = ""
    unit: str = ""  # what is counted, as "laporan"

    @property
    def href(self) -> str:
        """The page on which it is done; "" where that room is not here."""
        try:
            return reverse(self.address) if self.address else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Shown:
    """A feature on an officer's page."""

    feature: Feature
    fresh: bool
    use: Use | None = None


@dataclass
class Chapter:
    """What came together, under one title."""

    title: str
    features: list[Feature] = field(default_factory=list)


def features(*whom: str) -> list[Feature]:
    """For these readers, the newest chapter first."""
    order = {key: place for place, key in enumerate(facts("features/chapters")["chapters"])}
    found = [Feature(whom=kind, **_said(row)) for kind in whom or KINDS for row in facts(f"features/{kind}")]
    return sorted(found, key=lambda one: order[one.chapter])


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """In the reader's language where there is a translation."""
    return {**row, "name": _(row["name"]), "how": [_(line) for line in row["how"]], "unit": _(row["unit"])
            if row.get("unit") else ""}  # fmt: skip


def chapters(*whom: str) -> list[Chapter]:
    """The change log: what came in which chapter, for these readers."""
    titles = facts("features/chapters")["chapters"]
    made: dict[str, Chapter] = {}
    for one in features(*whom):
        made.setdefault(one.chapter, Chapter(_(titles[one.chapter]["title"]))).features.append(one)
    return list(made.values())


def version() -> str:
    """The one that these features are of."""
    return str(facts("features/chapters")["version"])


def readers_of(actor: Actor) -> tuple[str, ...]:
    return ("leaders", "officers") if actor.leads or actor.coordinates else ("officers",)


def shown_to(actor: Actor, *, at: datetime) -> list[Shown]:
    """With a mark where it is new to them, and how it was used this month so far."""
    seen = set(SeenFeature.objects.filter(person=actor.person_id).values_list("feature", flat=True))
    since, until = month_of(at)
    return [Shown(one, one.key not in seen, use_of(one.key, since, until)) for one in features(*readers_of(actor))]


def adoption(at: datetime) -> list[Shown]:
    """What citizens can do and how often they did, this month so far."""
    since, until = month_of(at)
    uses = [(one, use_of(one.key, since, until)) for one in features("citizens")]
    return [Shown(one, False, use) for one, use in uses if use]


def use_of(key: str, since: datetime, until: datetime) -> Use | None:
    """None for what nobody counts."""
    path = settings.FEATURES.get(key)
    if not path:
        return None
    count: Counting = import_string(path)
    return Use(*count(since, until))


def month_of(at: datetime) -> tuple[datetime, datetime]:
    first = datetime.combine(localdate(at).replace(day=1), time(), get_current_timezone())
    return first, at + timedelta(microseconds=1)


@transaction.atomic
def see(keys: Sequence[str], *, person: UUID, at: datetime) -> None:
    """They have been read: their marks go."""
    known = {one.key for one in features()}
    rows = [SeenFeature(person_id=person, feature=key, seen_at=at) for key in keys if key in known]
    SeenFeature.objects.bulk_create(rows, ignore_conflicts=True)
