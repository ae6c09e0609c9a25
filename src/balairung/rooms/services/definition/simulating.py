"""What happens to an application, told in advance with the real calendars, clocks and line of command.

Two stories: nobody acts, and everybody is just in time. Nothing is written; the days that joint leave is still to be
decreed for are counted as they are known today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common import working_time
from balairung.ground.common.calendars import Calendar
from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.working_time import Unit, working_days_between
from balairung.kernel.obligations.rules import ClockRule, clock_rule, ladder_rule
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Office, Post
from balairung.rooms.services.definition.shape import Definition, Does, Span, Step
from balairung.rooms.services.definition.shape import Unit as SpanUnit

KIND = "services"
HOURS = SpanUnit.OFFICE_HOURS


class Place(Protocol):
    """Where a step is done: routing.Place."""

    @property
    def office(self) -> Office: ...

    @property
    def post(self) -> Post | None: ...


Where = Callable[[Step], Place]


@dataclass(frozen=True)
class Happening:
    """One line of the story. `kind`: begin, step, late, warn, deemed, end, nobody."""

    at: datetime
    kind: str
    sentence: str


def if_nobody_acts(
    definition: Definition, steps: Sequence[Step], *, where: Where, start: datetime, calendars: Calendars
) -> list[Happening]:
    """From a complete application on `start` that nobody touches, to the last who hears of it, in order of time."""
    place, first = where(steps[0]), steps[0]
    calendar = calendars.get(place.office.calendar)
    due = _due(start, first.clock, calendar)
    told = [_begin(start, first, place, due)]
    told += _climbs(first.title, due, place, calendar)
    decide = _due(start, definition.standard.time or _legal(), calendar)
    told += _climbs(_("keputusan"), decide, place, calendar)
    if not definition.standard.time_basis.strip():
        told += _silence(start, calendar)
    return sorted(told, key=lambda one: one.at)


def if_all_is_in_time(
    definition: Definition, steps: Sequence[Step], *, where: Where, start: datetime, calendars: Calendars
) -> list[Happening]:
    """The same when each step is done on its last day."""
    told, at = [], start
    for step in steps:
        place = where(step)
        due = _due(at, step.clock, calendars.get(place.office.calendar))
        told.append(_begin(at, step, place, due))
        at = due
    sentence = _("Surat terbit; pemohon menerimanya hari itu juga.") if definition.letter else _("Permohonan diputus.")
    return [*told, Happening(at, "end", sentence), *_promise(definition, start, at, calendars, where(steps[0]))]


def _begin(at: datetime, step: Step, place: Place, due: datetime) -> Happening:
    who = full_title(place.post) if place.post else place.office.name
    doing = {
        Does.CHECK: _("memeriksa"), Does.INSPECT: _("memeriksa di lapangan"), Does.DECIDE: _("memutus"),
        Does.SIGN: _("menandatangani"),
    }[step.does]  # fmt: skip
    until = long_moment(due) if step.clock.unit == HOURS else long_date(due)
    said = {"who": who, "doing": doing, "step": step.title, "due": until}
    return Happening(at, "step", _("“%(step)s”: %(who)s %(doing)s, paling lambat %(due)s.") % said)


def _due(start: datetime, span: Span, calendar: Calendar) -> datetime:
    return working_time.deadline(start, span.amount, Unit(span.unit.value), calendar).due


def _legal() -> Span:
    rule = clock_rule(KIND, "decide")
    return Span.model_validate({"amount": rule.amount, "unit": rule.unit.value})


# --- nobody acts -------------------------------------------------------------------------------------------------


def _climbs(what: str, due: datetime, place: Place, calendar: Calendar) -> Iterator[Happening]:
    """Who hears that it is late, the owner's line of command upwards, each a rung later."""
    line, rule, at = CommandLine(due), ladder_rule(KIND), due
    chain = line.chain(place.office.pk, place.post.pk if place.post else None)
    empty: list[str] = []
    heard = 0
    for post in chain:
        if line.rung(post).person is None:
            empty.append(full_title(post))
            continue
        said = {"what": what, "who": full_title(post)}
        yield Happening(at, "late", _("Terlambat (%(what)s): %(who)s diberi tahu.") % said + _passed(empty))
        at, empty, heard = working_time.deadline(at, rule.amount, rule.unit, calendar).due, [], heard + 1
    if not heard:
        yield Happening(
            at, "nobody", _("Terlambat (%(what)s), dan tidak ada atasan yang dapat diberi tahu.") % {"what": what}
        )


def _passed(empty: Sequence[str]) -> str:
    """Who would have heard it before, if somebody were there."""
    if not empty:
        return ""
    return " " + _("Dilewati, karena belum ada pejabat yang dapat dihubungi: %(posts)s.") % {"posts": ", ".join(empty)}


def _silence(start: datetime, calendar: Calendar) -> Iterator[Happening]:
    """Silence grants, and is warned of before (UU 30/2014 art. 53 as changed by UU 6/2023)."""
    rule, warn = clock_rule(KIND, "decide"), clock_rule(KIND, "warn")
    due = working_time.deadline(start, rule.amount, rule.unit, calendar).due
    sentence = _("Peringatan: bila tidak diputus sampai %(due)s, permohonan dianggap dikabulkan menurut hukum.")
    yield Happening(_days_before(due, warn, calendar), "warn", sentence % {"due": long_date(due)})
    granted = _("Permohonan dianggap dikabulkan menurut hukum (UU 30/2014 Pasal 53). Suratnya tetap wajib diterbitkan.")
    yield Happening(due, "deemed", granted)


def _days_before(due: datetime, rule: ClockRule, calendar: Calendar) -> datetime:
    """The beginning of the working day so many before the last."""
    day, left = due, rule.amount
    while left:
        day -= timedelta(days=1)
        left -= working_days_between(calendar, day - timedelta(days=1), day)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


# --- in time -----------------------------------------------------------------------------------------------------


def _promise(
    definition: Definition, start: datetime, end: datetime, calendars: Calendars, place: Place
) -> Iterator[Happening]:
    """Whether what was promised is kept even when every step takes all of its time."""
    promised = _due(start, definition.standard.time or _legal(), calendars.get(place.office.calendar))
    said = {"promised": long_date(promised)}
    if localdate(end) > localdate(promised):
        sentence = _("Janji layanan adalah %(promised)s: langkah-langkahnya terlalu lama untuk itu.")
        yield Happening(end, "late", sentence % said)
    else:
        yield Happening(end, "end", _("Janji layanan (%(promised)s) ditepati.") % said)
