"""A roster as a month on the wall: what each day shows of each layer, and where nobody is on duty. No database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from balairung.kernel.people.models import Person
from balairung.kernel.rosters.plan import Passed, Segment, Stand, Why
from balairung.kernel.rosters.rotation import instant

ONE_DAY = timedelta(days=1)
TONES = 8  # colours that are told apart; everybody also has their own letters
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Sign:
    """Somebody as the calendar shows them: letters that nobody else in the roster has, and a colour."""

    person: Person
    letters: str
    tone: int


@dataclass(frozen=True)
class Entry:
    """One stretch of one layer. `when` is empty where it fills the day."""

    place: int
    sign: Sign
    since: datetime
    until: datetime
    why: Why
    passed: Passed | None
    when: str = ""

    @property
    def instead(self) -> bool:
        return self.why in (Why.OVERRIDE, Why.SWAP)


@dataclass(frozen=True)
class Gap:
    """Somebody should be on duty here, and nobody is."""

    since: datetime
    until: datetime
    when: str = ""


Stretch = TypeVar("Stretch", Entry, Gap)


@dataclass(frozen=True)
class Day:
    """A square of the calendar; `free` names the holiday."""

    date: date
    inside: bool
    today: bool
    free: str
    lanes: tuple[tuple[Entry, ...], ...]
    gaps: tuple[Gap, ...]

    @cached_property
    def holds(self) -> bool:
        return bool(self.lanes or self.gaps)


@dataclass(frozen=True)
class Month:
    """Weeks from Monday to Sunday; days of the months beside it are empty."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def before(self) -> date:
        return (self.first - ONE_DAY).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)


def month_of(
    first: date, *, entries: Sequence[Entry], gaps: Sequence[Gap], today: date, zone: ZoneInfo,
    free: Callable[[date], str] = lambda day: "",
) -> Month:  # fmt: skip
    """The month that begins on `first`."""
    after = (first + timedelta(days=32)).replace(day=1)
    squares = weeks_between(first, after - ONE_DAY, entries=entries, gaps=gaps, today=today, zone=zone, free=free)
    return Month(first, squares)


def weeks_between(
    first: date, last: date, *, entries: Sequence[Entry], gaps: Sequence[Gap], today: date, zone: ZoneInfo,
    free: Callable[[date], str] = lambda day: "",
) -> tuple[tuple[Day, ...], ...]:  # fmt: skip
    """Whole weeks that hold both dates."""
    monday = first - timedelta(days=first.weekday())
    count = (last - monday).days // 7 + 1

    def square(day: date) -> Day:
        if not first <= day <= last:
            return Day(day, False, False, "", (), ())
        begin, end = bounds(day, zone)
        lanes = (tuple(_shown(lane, begin, end, zone)) for lane in _by_place(entries))
        return Day(
            day, True, day == today, free(day), tuple(filter(None, lanes)), tuple(_shown(gaps, begin, end, zone))
        )

    return tuple(
        tuple(square(monday + timedelta(days=7 * week + place)) for place in range(7)) for week in range(count)
    )


def bounds(day: date, zone: ZoneInfo) -> Span:
    """Its midnight and the next one."""
    return instant(day, time(), zone), instant(day + ONE_DAY, time(), zone)


def entries_of(segments: Iterable[Segment], people: Mapping[UUID, Sign]) -> list[Entry]:
    """What each layer says as stretches of one person each, layer by layer; who has no turn is left out."""
    lanes: dict[int, list[Entry]] = {}
    for segment in segments:
        for stand in segment.stands:
            if stand.person and stand.person in people:
                _lengthen(lanes.setdefault(stand.place, []), segment, stand, people[stand.person])
    return [entry for place in sorted(lanes) for entry in lanes[place]]


def signs_of(people: Iterable[Person]) -> dict[UUID, Sign]:
    """Letters and a colour for each, the same whatever the order in which they come."""
    found: dict[UUID, Sign] = {}
    taken: set[str] = set()
    for place, person in enumerate(sorted(people, key=lambda one: (one.name, str(one.pk)))):
        letters = next(one for one in _letters(person.name) if one not in taken)
        taken.add(letters)
        found[person.pk] = Sign(person, letters, place % TONES)
    return found


def when_words(since: datetime, until: datetime, begin: datetime, end: datetime, zone: ZoneInfo) -> str:
    """`07.30–15.30`, `dari 07.30`, `sampai 07.30`; empty when it fills the time from `begin` to `end`."""
    clock = {"since": _clock(since, zone), "until": _clock(until, zone)}
    if since <= begin:
        return _("sampai %(until)s") % clock if until < end else ""
    return _("dari %(since)s") % clock if until - since > ONE_DAY else f"{clock['since']}–{clock['until']}"


# --- within ----------------------------------------------------------------------------------------------------------


def _lengthen(lane: list[Entry], segment: Segment, stand: Stand, sign: Sign) -> None:
    """Another layer's change does not cut this one's stretch, nor does midnight."""
    last = lane[-1] if lane else None
    same = last and last.until == segment.since and last.sign == sign
    if last and same and (last.why, last.passed) == (stand.why, stand.passed):
        lane[-1] = replace(last, until=segment.until)
    else:
        lane.append(Entry(stand.place, sign, segment.since, segment.until, stand.why, stand.passed))


def _shown(rows: Iterable[Stretch], begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Stretch]:
    """What of these a day shows: a night stands on the day on which it begins, what is longer on each of its days."""
    for row in rows:
        if row.since >= end or row.until <= begin:
            continue
        if row.since >= begin or row.until - row.since > ONE_DAY:
            yield replace(row, when=when_words(row.since, row.until, begin, end, zone))


def _by_place(entries: Sequence[Entry]) -> list[list[Entry]]:
    places = sorted({entry.place for entry in entries})
    return [[entry for entry in entries if entry.place == place] for place in places]


def _letters(name: str) -> Iterator[str]:
    """`SA` of `dr. Siti Aminah, M.Kes.`; then `SAM`, `SAMI` …, then numbers: endless."""
    words = [word for word in name.split(",")[0].split() if not word.endswith(".")] or name.split() or ["?"]
    first, last = words[0][0].upper(), words[-1].upper() if len(words) > 1 else words[0][1:].upper()
    yield first + last[:1]
    yield from (first + last[:length] for length in (2, 3))
    yield from (f"{first}{last[:1]}{number}" for number in range(2, 10_000))


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H.%M}"
