"""Results against targets, per office and year. Where nobody recorded anything, that is what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.kernel.people.models import Office
from balairung.rooms.programmes.models import Indicator, PlanPeriod, QuarterResult
from balairung.rooms.programmes.models.cascade import quarter_of, share_of

NEARLY = Decimal(90)  # per cent of a target


class Light(models.TextChoices):
    """How a result stands against its year's target; a word, a shape and a colour."""

    REACHED = "reached", _("tercapai")
    NEARLY = "nearly", _("hampir tercapai")
    ON_PACE = "on_pace", _("sesuai laju")
    BEHIND = "behind", _("tertinggal")
    NO_TARGET = "no_target", _("tanpa target")
    NONE = "none", _("belum ada data")


@dataclass(frozen=True)
class Quarter:
    number: int
    result: QuarterResult | None
    coming: bool  # it has not begun yet


@dataclass(frozen=True)
class Gauge:
    """One indicator in one year: the last figure of each quarter, the target, what it is worth."""

    indicator: Indicator
    target: Decimal | None
    quarters: list[Quarter]
    over: bool  # the year is over: no more is coming

    @property
    def latest(self) -> QuarterResult | None:
        return next((one.result for one in reversed(self.quarters) if one.result), None)

    @property
    def share(self) -> Decimal | None:
        if self.latest is None or self.target is None:
            return None
        return share_of(self.latest.value, self.target, self.indicator.direction)

    @property
    def light(self) -> Light:
        if self.latest is None:
            return Light.NONE
        if self.share is None:
            return Light.NO_TARGET
        if self.share >= 100:
            return Light.REACHED
        if self.share >= NEARLY:
            return Light.NEARLY
        return Light.ON_PACE if self.keeps_pace else Light.BEHIND

    @property
    def keeps_pace(self) -> bool:
        """While the year runs: an output, which grows from quarter to quarter, has the part that is due by now."""
        counted = self.indicator.kind == Indicator.Kind.OUTPUT and self.indicator.direction == Indicator.Direction.UP
        if self.over or not counted or self.share is None or self.latest is None:
            return False
        return self.share * 4 / self.latest.quarter >= NEARLY


@dataclass(frozen=True)
class Card:
    """One office with its indicators."""

    office: Office
    outcomes: list[Gauge]
    outputs: list[Gauge]

    @property
    def all(self) -> list[Gauge]:
        return [*self.outcomes, *self.outputs]

    def count(self, light: Light) -> int:
        return sum(one.light == light for one in self.all)

    @property
    def tally(self) -> list[tuple[Light, int]]:
        return [(light, self.count(light)) for light in Light if self.count(light)]


def gauges(indicators: Iterable[Indicator], year: int, today: date) -> list[Gauge]:
    """Two statements for all of them."""
    rows = list(indicators)
    results: defaultdict[UUID, dict[int, QuarterResult]] = defaultdict(dict)
    for one in QuarterResult.objects.filter(indicator__in=rows, year=year).select_related("file"):
        results[one.indicator_id][one.quarter] = one  # in the order of recording: the last one counts
    now = (today.year, quarter_of(today))
    return [
        Gauge(
            one, next((aim.value for aim in one.targets.all() if aim.year == year), None),
            [Quarter(number, results[one.pk].get(number), (year, number) > now) for number in range(1, 5)],
            over=year < today.year,
        )
        for one in rows
    ]  # fmt: skip


def cards(period: PlanPeriod, year: int, today: date, office: UUID | None = None) -> list[Card]:
    """Every office that carries something of the plan: the same few statements for any number."""
    rows = Indicator.objects.filter(node__period=period, node__office__isnull=False)
    rows = rows.filter(node__office=office) if office else rows
    found = rows.select_related("node__office", "post").prefetch_related("targets").order_by("node__path", "name")
    shelves: dict[UUID, tuple[Office, list[Gauge]]] = {}
    for one in gauges(found, year, today):
        holder = one.indicator.node.office
        if holder:
            shelves.setdefault(holder.pk, (holder, []))[1].append(one)
    made = [
        Card(holder, [one for one in kept if one.indicator.kind == Indicator.Kind.OUTCOME],
             [one for one in kept if one.indicator.kind == Indicator.Kind.OUTPUT])
        for holder, kept in shelves.values()
    ]  # fmt: skip
    return sorted(made, key=lambda card: (-card.count(Light.BEHIND), card.office.order, card.office.name))
