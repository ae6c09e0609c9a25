"""What every part of the simulated year stands on: the clock, the cast, the places, and what is at hand."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from balairung.config.demo import pictures
from balairung.config.demo.calendar import Pace
from balairung.config.demo.people import Cast
from balairung.ground.common.polygons import UNITS, Rings, box, contains, parse
from balairung.kernel.files.actions import store_bytes
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Boundary, Office, Region
from balairung.rooms.complaints.models import Complaint, Topic

SEED = 3510
Step = Callable[[datetime], None]


class Second(NamedTuple):
    """Another thing that the same report speaks of."""

    code: str
    place: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Case:
    """One report of the simulation and what its texts and pictures must agree on."""

    complaint: Complaint
    code: str
    topic: Topic
    place: Mapping[str, str]
    village: Region
    picture: int = -1  # in the album; below zero for a report without one
    second: Second | None = None

    @property
    def is_public(self) -> bool:
        return self.complaint.published_at is not None


class Stage:
    """The agenda of what is to come, and the things that people and offices take in their hands."""

    def __init__(self, rng: random.Random, start: datetime, end: datetime) -> None:
        self.rng, self.start, self.end = rng, start, end
        self.cast, self.pace = Cast(end), Pace(rng)
        self.villages = list(Region.objects.filter(level="village").select_related("parent").order_by("code"))
        self.topics = {topic.code: topic for topic in Topic.objects.select_related("group")}
        self.shapes = {row.region_id: parse(row.rings) for row in Boundary.objects.filter(region__level="village")}
        self.album = pictures.album(seed=SEED)
        self.agenda: list[tuple[datetime, int, Step, bool]] = []
        self.numbers = itertools.count()

    def beside(self, number: int) -> Stage:
        """The same year with chance of its own: whatever happens there, the rest of the year stays what it is."""
        other = copy(self)
        other.rng = random.Random(SEED + number)
        other.pace = Pace(other.rng)
        return other

    def plan(self, at: datetime, step: Step, *, alone: bool = False) -> None:
        """`alone`: the step makes transactions of its own, as signing does."""
        heapq.heappush(self.agenda, (at, next(self.numbers), step, alone))

    def play(self) -> None:
        """Up to the next step that stands alone in one transaction, or a year would take an hour."""
        while self._due():
            with transaction.atomic():
                while self._due() and not self.agenda[0][3]:
                    self._go_on()
            if self._due():
                self._go_on()

    def _due(self) -> bool:
        return bool(self.agenda) and self.agenda[0][0] <= self.end

    def _go_on(self) -> None:
        at, _number, step, _alone = heapq.heappop(self.agenda)
        step(at)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def recent(self, at: datetime, days: int) -> bool:
        return at > self.end - timedelta(days=days)

    def soon(self, at: datetime, minutes: int, until: int) -> datetime:
        return at + timedelta(seconds=self.rng.randint(minutes * 60, until * 60))

    def clerk(self, complaint: Complaint) -> Actor:
        """Who sorts it: the coordinator; the Inspektorat's own officer for what accuses somebody."""
        if complaint.klass == Complaint.Class.SUPERVISORY:
            return self.cast.officer(complaint.obligation.owner_office_id) or self.cast.coordinator()
        return self.cast.coordinator()

    def desk(self, complaint: Complaint) -> tuple[Office, Actor | None]:
        office = complaint.obligation.owner_office
        assert office  # a complaint always has an owner office
        return office, self.cast.officer(office.pk)

    def token(self) -> str:
        return f"percontohan-{SEED}-{next(self.numbers)}-{self.rng.getrandbits(64):x}"

    def photo(self, number: int, *, after: bool, at: datetime) -> File:
        """Of this scene: how it was, or how it is now."""
        return store_bytes("foto.jpg", self.album[number][after], at=at)

    def minutes(self, at: datetime) -> File:
        return store_bytes("berita-acara.pdf", pictures.MINUTES, at=at)

    def point(self, village: Region) -> tuple[Decimal, Decimal] | None:
        """Somewhere in the village; None where its outline is unknown."""
        shape = self.shapes.get(village.pk)
        return self._inside(shape) if shape else None

    def _inside(self, shape: Rings) -> tuple[Decimal, Decimal]:
        south, west, north, east = box(shape)
        while True:
            up, right = self.rng.randint(south, north), self.rng.randint(west, east)
            if contains(shape, up, right):
                return Decimal(up) / UNITS, Decimal(right) / UNITS


def read(case: Case) -> Complaint:
    """The complaint with its obligation as it stands now: another's step or the worker's may have moved it since."""
    known = case.complaint.obligation
    if Obligation.objects.filter(pk=known.pk, seq=known.seq).exists():
        return case.complaint
    case.complaint.refresh_from_db(fields=["hops", "lead", "published_at", "head_told_at"])
    case.complaint.obligation = Obligation.objects.select_related("owner_office").get(pk=known.pk)
    return case.complaint
