"""The way up as a page shows it: what was asked, the plan that answers it, and which of its steps an office has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from balairung.kernel.obligations.desk import Row, row_of
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.instructions.actions import LONGEST
from balairung.rooms.instructions.models import Instruction
from balairung.surface.maturity.curve import Curve, cheap_first, draw
from balairung.surface.maturity.instruments import HIGHEST, LOWEST, Aspect, Indicator, Instrument, Predicate
from balairung.surface.maturity.models import Assessment, Charge, StepPrice
from balairung.surface.maturity.prices import changed_prices, price_of
from balairung.surface.maturity.pricing import default_prices
from balairung.surface.maturity.reasons import Reason, reasons
from balairung.surface.maturity.scoring import rounded
from balairung.surface.maturity.ways import Infeasible, Ladder, Limits, Price, Rung, Way, cheapest, furthest

#: Of all the effort that there is to spend: what less of it reaches. Each half carries less far than the half before.
SHARES = (16, 8, 4, 2, 1)
CENT = Decimal("0.01")
EFFORTS = 5  # person-days of one notch of a slider
PLACES = 4  # of an index that rounds up to a target and does not reach it


@dataclass(frozen=True)
class Rise:
    """One step of the plan, and where one stands after it."""

    reason: Reason
    indicator: Indicator
    index: Decimal
    effort: int  # so far

    @property
    def rung(self) -> Rung:
        return self.reason.step.rung

    @property
    def level(self) -> int:
        return self.rung[1]

    @property
    def key(self) -> str:
        """As addresses and buttons name it."""
        return key_of(self.rung)

    @property
    def gain(self) -> Decimal:
        """Two decimals, or three where two would say too much or too little."""
        exact = self.reason.step.gain
        short = rounded(exact)
        return short if Fraction(short) == exact else rounded(exact, 3)

    @property
    def asks(self) -> str:
        return self.indicator.asks(self.level)

    @property
    def opens(self) -> str:
        """What waits for it in this plan, in words; of others first."""
        number = self.indicator.number
        return _and([_named(other, number) for other in self.reason.opens])


@dataclass(frozen=True)
class Climb:
    """A plan in the order in which the index rises soonest; `short` where it does not reach what was asked."""

    instrument: Instrument
    way: Way
    short: bool
    rises: tuple[Rise, ...]
    curve: Curve | None

    @property
    def predicate(self) -> Predicate:
        return self.instrument.predicate_of(self.way.index)


@dataclass(frozen=True)
class Reach:
    """How far a budget carries."""

    budget: int
    way: Way
    predicate: Predicate

    @property
    def share(self) -> str:
        """Of the scale from 1 to 5, in per cent, as SVG writes it."""
        return str(rounded(100 * (self.way.exact - LOWEST) / (HIGHEST - LOWEST), 1))


@dataclass(frozen=True)
class Charged:
    """A step that an office has; `linked` where the reader may open the instruction."""

    charge: Charge
    row: Row
    linked: bool

    @property
    def rung(self) -> Rung:
        return self.charge.indicator, self.charge.level

    @property
    def running(self) -> bool:
        return self.row.obligation.closed_at is None


def climb(instrument: Instrument, ladder: Ladder, target: Decimal | None, limits: Limits) -> Climb:
    """The cheapest way to the target; without one, or where nothing reaches it, the furthest within the limits."""
    if target is None:
        return _climb(instrument, furthest(ladder, limits), short=False)
    try:
        return _climb(instrument, cheapest(ladder, target, limits), short=False)
    except Infeasible as fault:
        return _climb(instrument, fault.furthest, short=True)


def _climb(instrument: Instrument, way: Way, *, short: bool) -> Climb:
    plan = cheap_first(reasons(way))
    return Climb(instrument, way, short, tuple(_rises(instrument, way.today, plan)), draw(instrument, way.today, plan))


def _rises(instrument: Instrument, today: Fraction, plan: Iterable[Reason]) -> Iterable[Rise]:
    index, effort = today, 0
    for one in plan:
        index, effort = index + one.step.gain, effort + one.step.price.effort
        yield Rise(one, instrument.indicators[one.step.rung[0]], rounded(index), effort)


def why_short(found: Climb, target: Decimal, limits: Limits) -> str:
    """That a target is out of reach, and what is in reach."""
    highest, places = found.way.index, 2
    if highest >= target:  # only rounded: more decimals tell the two apart
        highest, places = Decimal(int(found.way.exact * 10**PLACES)).scaleb(-PLACES), PLACES
    facts = {"limits": said_of(limits), "highest": _comma(highest, places), "target": _comma(target, 2)}
    if not facts["limits"]:
        return _("Indeks tertinggi yang dapat dicapai %(highest)s, belum %(target)s.") % facts
    return _("Dengan %(limits)s indeks tertinggi %(highest)s, belum %(target)s.") % facts


def said_of(limits: Limits) -> str:
    """`60 hari orang dan 12 minggu`; nothing where nothing limits."""
    said = []
    if limits.effort is not None:
        said.append(_("%(amount)s hari orang") % {"amount": _dotted(limits.effort)})
    if limits.weeks is not None:
        said.append(_("%(amount)s minggu") % {"amount": _dotted(limits.weeks)})
    if limits.money is not None:
        said.append(_("Rp%(amount)s") % {"amount": _dotted(limits.money)})
    return _and(said)


def _and(words: Sequence[str]) -> str:
    """`a, b dan c`."""
    *most, last = words or [""]
    return f"{', '.join(most)} {_('dan')} {last}" if most else last


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _comma(value: Decimal, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",")


# --- what else there is to ask ---------------------------------------------------------------------------------------


def goals(instrument: Instrument, today: Decimal) -> list[Predicate]:
    """The predicates above today's, the next one first; at the highest of them, all that is left."""
    above = [one for one in reversed(instrument.predicates) if one.least > today]
    best = instrument.predicates[0]
    return above or ([Predicate(Decimal(HIGHEST), best.words)] if today < HIGHEST else [])


def reaches(instrument: Instrument, ladder: Ladder, limits: Limits) -> list[Reach]:
    """The furthest way for some budgets, from little to all that there is to do by then."""
    whole = sum(one.price.effort for one in ladder.within(limits))
    budgets = dict.fromkeys(round_up(ceil(whole / share)) for share in SHARES if whole)
    ways = [(most, furthest(ladder, Limits(limits.weeks, most, limits.money))) for most in budgets]
    return [Reach(most, way, instrument.predicate_of(way.index)) for most, way in ways]


def round_up(amount: int) -> int:
    """To two digits: 585 is 590, 2405 is 2500."""
    size = int(f"1{'0' * (len(str(amount)) - 2)}")
    return -(-amount // size) * size


@dataclass(frozen=True)
class Slider:
    """A field as something to slide; at its right end an `open` one sets no limit. Written as HTML reads numbers."""

    least: str
    most: str
    step: str
    value: str
    open: bool


def sliders(index: Decimal, ladder: Ladder, target: Decimal | None, limits: Limits) -> dict[str, Slider]:
    """By the name of the field."""
    highest = Decimal(HIGHEST).quantize(CENT)
    effort = round_up(sum(one.price.effort for one in ladder.steps.values()))
    weeks = max(ladder.ready.values(), default=0)
    return {
        "sasaran": Slider(str(index + CENT), str(highest), str(CENT), str(target or highest), open=False),
        "hari": _limit(effort, EFFORTS, limits.effort),
        "minggu": _limit(weeks, 1, limits.weeks),
    }


def _limit(most: int, step: int, value: int | None) -> Slider:
    return Slider("0", str(most), str(step), str(most if value is None else value), open=True)


# --- steps that offices have -----------------------------------------------------------------------------------------


def charged(assessment: Assessment, actor: Actor, now: datetime) -> dict[Rung, Charged]:
    """By step: the one that runs, else the latest that ended."""
    rows = Charge.objects.filter(assessment=assessment, level__gt=0).order_by("id")
    found = list(rows.select_related("instruction__obligation__owner_office"))
    seen = set(Instruction.objects.visible_to(actor).filter(charge__in=rows).values_list("pk", flat=True))
    calendars, latest = Calendars(), dict[Rung, Charged]()
    for row in found:
        owed: Obligation = row.instruction.obligation
        one = Charged(row, row_of(owed, calendars, now), row.instruction_id in seen)
        if one.rung not in latest or not latest[one.rung].running:
            latest[one.rung] = one
    return latest


def last_office(given: Iterable[Charged]) -> str:
    """The key of the office that got a step last: it mostly gets the next one, too."""
    latest = max(given, key=lambda one: one.charge.pk, default=None)
    office = latest.row.obligation.owner_office if latest else None
    return office.key if office else ""


def beside(given: dict[Rung, Charged], plan: Sequence[Rise]) -> list[Charged]:
    """What runs already and stands in no step of this plan."""
    shown = {one.rung for one in plan}
    return [one for rung, one in sorted(given.items()) if one.running and rung not in shown]


def words_of(instrument: Instrument, rung: Rung) -> str:
    """What an instruction says of a step: the indicator, the level, and what the level asks."""
    indicator, level = instrument.indicators[rung[0]], rung[1]
    facts = {"number": indicator.number, "title": indicator.title, "level": level, "asks": indicator.asks(level)}
    plain = _("Naikkan indikator %(number)d, %(title)s, ke tingkat %(level)d") % facts
    return Truncator(f"{plain}: {facts['asks']}" if facts["asks"] else plain).chars(LONGEST)


# --- what steps take -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Priced:
    """What one step takes, what the house assumes, and who changed it."""

    level: int
    price: Price
    assumed: Price
    row: StepPrice | None


def price_rows(instrument: Instrument) -> list[tuple[Aspect, list[tuple[Indicator, list[Priced]]]]]:
    """Every step by aspect and indicator. One query."""
    assumed, changed = default_prices(instrument.key), changed_prices(instrument.key)
    return [
        (aspect, [(one, _priced(one.number, assumed, changed)) for one in aspect.indicators])
        for aspect in instrument.aspects
    ]


def _priced(number: int, assumed: Mapping[Rung, Price], changed: Mapping[Rung, StepPrice]) -> list[Priced]:
    found = []
    for level in range(LOWEST + 1, HIGHEST + 1):
        rung = number, level
        row = changed.get(rung)
        found.append(Priced(level, price_of(row) if row else assumed[rung], assumed[rung], row))
    return found


# --- words -----------------------------------------------------------------------------------------------------------


def key_of(rung: Rung) -> str:
    return f"{rung[0]}-{rung[1]}"


def _named(rung: Rung, own: int) -> str:
    if rung[0] == own:
        return _("tingkat %(level)d") % {"level": rung[1]}
    return _("indikator %(number)d tingkat %(level)d") % {"number": rung[0], "level": rung[1]}
