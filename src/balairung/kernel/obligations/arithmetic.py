"""The days of a deadline as a page draws them: weeks of a calendar, what each day counted for, and why one did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from balairung.ground.common.dates import WEEKDAYS
from balairung.ground.common.deadline_words import CLOSED, PAUSED
from balairung.ground.common.working_time import Day, Deadline
from balairung.kernel.obligations.models import Event

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Cell:
    """One day of the strip. `kind`: start, counted, due, free, paused, closed, or outside the stretch."""

    date: date
    kind: str
    number: int = 0
    reason: str = ""
    first: bool = False  # of the strip or of its month: says the month


@dataclass(frozen=True)
class FreeDay:
    """A day that was not counted although it is no weekend."""

    date: date
    reason: str
    decree: str


@dataclass(frozen=True)
class Recount:
    """A later decree moved the date."""

    at: datetime
    old: datetime
    new: datetime
    day: date
    decree: str


def weeks_of(deadline: Deadline) -> list[list[Cell]]:
    """The stretch from the start to the due day in weeks, Monday first, filled up at both ends."""
    known = {cell.date: cell for cell in _cells(deadline)}
    first, last = deadline.start.date(), deadline.due.date()
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= last:
        days = [monday + timedelta(days=place) for place in range(7)]
        weeks.append([_named(known.get(day) or Cell(day, "outside"), first) for day in days])
        monday += WEEK
    return weeks


def free_days(deadline: Deadline) -> list[FreeDay]:
    """What was skipped for a reason that a person would ask about; pauses are told apart."""
    asked = [day for day in deadline.skipped if _why(day) != "paused" and not _is_weekend(day)]
    return [FreeDay(day.date, day.reason, day.decree) for day in asked]


def weekend_days(deadline: Deadline) -> int:
    return sum(_is_weekend(day) for day in deadline.skipped)


def recounts_of(events: Sequence[Event], clock_id: object) -> list[Recount]:
    """The lines of the ledger that moved this clock."""
    mine = [event for event in events if event.facts.get("clock") == str(clock_id)]
    return [
        Recount(
            event.at, datetime.fromisoformat(event.facts["old"]), datetime.fromisoformat(event.facts["new"]),
            date.fromisoformat(event.facts["day"]), event.facts["decree"],
        )
        for event in mine
    ]  # fmt: skip


def _cells(deadline: Deadline) -> Iterator[Cell]:
    """Later ones win: a day that counts stands above the day of the start."""
    yield Cell(deadline.start.date(), "start")
    for day in deadline.skipped:
        yield Cell(day.date, _why(day), reason=day.reason)
    for place, day in enumerate(deadline.counted, 1):
        yield Cell(day.date, "counted", place)
    last = deadline.due.date()
    if deadline.counted and deadline.counted[-1].date == last:
        yield Cell(last, "due", len(deadline.counted))
    else:
        yield Cell(last, "due")


def _why(day: Day) -> str:
    return {PAUSED: "paused", CLOSED: "closed"}.get(day.reason, "free")


def _named(cell: Cell, first: date) -> Cell:
    if cell.kind == "outside" or not (cell.date == first or cell.date.day == 1):
        return cell
    return Cell(cell.date, cell.kind, cell.number, cell.reason, first=True)


def _is_weekend(day: Day) -> bool:
    """Free by the office's week and by nobody's decree: the name of the day is the whole reason."""
    return day.reason in WEEKDAYS["id"]
