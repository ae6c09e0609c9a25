"""Reports like this one: the same place, the same weeks, the same words.

For everyone from what was published only, and then a place is no more exact than a square of a hundred metres: nobody
learns from the distance behind which door somebody lives. Officers are shown all that they may see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import cos, hypot, radians
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.trigrams import likeness, trigrams
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.models import Region
from balairung.kernel.search.stemming import words_of
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet, Topic
from balairung.rooms.complaints.public import SQUARE

Point = tuple[Decimal | float, Decimal | float]  # latitude, longitude

RADIUS = 250  # metres: what one can see from where one stands
RECENT = timedelta(days=90)
CLOSED_LATELY = timedelta(days=30)
MOST_NEAR, MOST_OF_REGION = 150, 200  # candidates that are compared
ENOUGH = 0.35  # of a likeness between 0 and 1: below it, it is another matter
ALIKE = 0.4  # of another topic, its words must say the same
DEGREE = 111_320  # metres of latitude
COMPARED = ("title", "text", "public_title", "public_text", "topic", "latitude", "longitude", "filed_at")
SHOWN = ("region__label", "region__name", "obligation__ref", "obligation__state", "obligation__owner_office__short")


@dataclass(frozen=True)
class Similar:
    """One report that may be about the same; `reason` says in words why it is shown."""

    key: UUID
    ref: str
    title: str
    state: str
    office: str
    filed_at: datetime
    url: str
    reason: str
    score: float

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


@dataclass(frozen=True)
class Sought:
    """What the others are compared with."""

    region: Region | None
    topic: Topic | None
    grams: frozenset[str]
    point: tuple[float, float] | None
    now: datetime
    public: bool

    def compare(self, other: Complaint) -> Similar | None:
        """That report, if it is near, recent and like enough."""
        metres = self._distance(other)
        if metres is not None and metres > RADIUS:
            return None
        same_topic = self.topic is not None and other.topic_id == self.topic.pk
        title, text = (other.public_title, other.public_text) if self.public else (other.title, other.text)
        alike = likeness(self.grams, trigrams(words_of(f"{title}\n{text}"))) if self.grams else 0.0
        near = 1 - metres / (2 * RADIUS) if metres is not None else 0.4
        fresh = 1 - (self.now - other.filed_at) / RECENT
        score = (0.5 * alike if self.grams else 0.25) + 0.25 * same_topic + 0.2 * near + 0.05 * max(fresh, 0)
        told = self.topic is not None or bool(self.grams)  # else what lies near is all that can be said
        if score < ENOUGH or (told and not same_topic and alike < ALIKE):
            return None
        return self._shown(other, title, metres, score)

    def _distance(self, other: Complaint) -> float | None:
        """Metres between both places; None where one of them is not known to the point."""
        if self.point is None or other.latitude is None or other.longitude is None:
            return None
        place = float(other.latitude), float(other.longitude)
        return distance(self.point, _square(place) if self.public else place)

    def _shown(self, other: Complaint, title: str, metres: float | None, score: float) -> Similar:
        obligation = other.obligation
        page = "complaints:published" if self.public else "complaints:detail"
        office = obligation.owner_office.short if obligation.owner_office else ""
        reason = f"{self._where(other, metres)}, {days_ago(other.filed_at, self.now)}"
        url = reverse(page, args=[obligation.ref])
        return Similar(other.pk, obligation.ref, title, obligation.state, office, other.filed_at, url, reason, score)

    def _where(self, other: Complaint, metres: float | None) -> str:
        if metres is None:
            return _("di %(place)s") % {"place": other.region} if other.region else _("di tempat yang sama")
        step = 50 if self.public else 10
        rounded = {"metres": max(round(metres / step) * step, step)}
        if self.public:
            return _("kira-kira %(metres)d m dari tempat Anda") % rounded
        return _("%(metres)d m dari tempat ini") % rounded


def similar(
    *,
    region: Region | None,
    topic: Topic | None,
    text: str,
    point: Point | None,
    now: datetime,
    public: bool,
    actor: Actor | None = None,
    without: UUID | None = None,
    most: int = 5,
) -> list[Similar]:
    """The likeliest, best first: filed in the last 90 days, and open or closed less than 30 days ago.

    `text` may be empty: then place, topic and age decide. `without` is the key of the report itself.
    """
    spot = (float(point[0]), float(point[1])) if point else None
    sought = Sought(region, topic, trigrams(words_of(text)), spot, now, public)
    rows = Complaint.objects.published() if public else Complaint.objects.visible_to(actor or CITIZEN)
    keys = {key for key in _candidates(region, spot, now) if key != without}
    found = [one for other in _alive(rows, now).filter(pk__in=keys) if (one := sought.compare(other))]
    return sorted(found, key=lambda one: (-one.score, one.ref))[:most]


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points that are not far apart: the earth is flat here."""
    north = (one[0] - other[0]) * DEGREE
    east = (one[1] - other[1]) * DEGREE * cos(radians((one[0] + other[0]) / 2))
    return hypot(north, east)


def days_ago(moment: datetime, now: datetime) -> str:
    """`3 hari lalu`."""
    days = (localdate(now) - localdate(moment)).days
    if days <= 0:
        return _("hari ini")
    return _("kemarin") if days == 1 else _("%(days)d hari lalu") % {"days": days}


def _candidates(region: Region | None, spot: tuple[float, float] | None, now: datetime) -> Iterator[UUID]:
    """Keys of what was filed lately around the point and in the region, whoever may see it: from two indexes."""
    lately = Complaint.objects.filter(filed_at__gte=now - RECENT).order_by("-filed_at", "-id")
    rows = lately.values_list("pk", flat=True)
    if spot:
        yield from rows.filter(_around(spot))[:MOST_NEAR]
    if region:
        within = Q(region=region) | Q(region__parent=region) if region.parent_id is None else Q(region=region)
        yield from rows.filter(within)[:MOST_OF_REGION]


def _around(spot: tuple[float, float]) -> Q:
    """A box of `RADIUS` and one square more: what everyone is shown stands in the middle of its square."""
    north = RADIUS / DEGREE + 10**-SQUARE
    east = RADIUS / (DEGREE * cos(radians(spot[0]))) + 10**-SQUARE
    box = [Decimal(f"{value:.5f}") for value in (spot[0] - north, spot[0] + north, spot[1] - east, spot[1] + east)]
    return Q(latitude__range=box[:2], longitude__range=box[2:])


def _alive(rows: ComplaintQuerySet, now: datetime) -> ComplaintQuerySet:
    ended = Q(obligation__closed_at__gte=now - CLOSED_LATELY, obligation__state=State.DONE)
    lately = rows.filter(Q(obligation__closed_at__isnull=True) | ended)
    return lately.select_related("obligation__owner_office", "region").only(*COMPARED, *SHOWN)


def _square(place: tuple[float, float]) -> tuple[float, float]:
    return round(place[0], SQUARE), round(place[1], SQUARE)
