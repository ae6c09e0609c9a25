"""What `data/readiness.yaml` says, in the words of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts


@dataclass(frozen=True)
class Step:
    """One step of the ladder: the person in which `role` is asked by the first of `by` that they proved."""

    role: str  # a value of Ring.Role
    by: tuple[str, ...]
    waits: timedelta


@cache
def ladder() -> tuple[Step, ...]:
    """All steps in their order: everybody in turn, each through every channel in turn."""
    rule = _rules("ladder")
    channels = [(tuple(row["by"]), timedelta(seconds=row["seconds"])) for row in rule["channels"]]
    return tuple(Step(role, by, waits) for role in rule["who"] for by, waits in channels)


def ladder_time() -> timedelta:
    """How long a call lasts that nobody answers."""
    return sum((step.waits for step in ladder()), timedelta())


def next_role(place: int) -> int:
    """The place (from 0) of the first step for somebody else than the step at `place` is for."""
    steps = ladder()
    return next((n for n in range(place, len(steps)) if steps[n].role != steps[place].role), len(steps))


@cache
def channels() -> frozenset[str]:
    """Every channel through which somebody may be called."""
    return frozenset(channel for step in ladder() for channel in step.by)


def share() -> int:
    """Percent of the posts that are drawn for one drill."""
    return int(_rules("drill")["share"])


def late_for() -> timedelta:
    """So long after a call an answer is still written down."""
    return timedelta(hours=_rules("drill")["late_hours"])


@dataclass(frozen=True)
class Summons:
    """The limits of real calls."""

    an_hour: int
    pause: timedelta


def summons() -> Summons:
    rule = _rules("summons")
    return Summons(rule["an_hour"], timedelta(minutes=rule["pause"]))


@dataclass(frozen=True)
class Scoring:
    """What one call is worth, and from how many calls of how many months a score is counted."""

    months: int
    least: int
    publish_on: int
    quick: int  # seconds
    points: dict[str, int]

    @property
    def words(self) -> str:
        """The rule as sentences."""
        facts = {**self.points, "minutes": self.quick // 60, "months": self.months, "least": self.least}
        return _(
            "Setiap panggilan latihan bernilai %(quick)d bila pejabat menjawab sendiri dalam %(minutes)d menit, "
            "%(reached)d bila ia menjawab sesudahnya, %(deputy)d bila petugas jaga atau wakil yang menjawab, %(late)d "
            "bila jawaban datang setelah semua cara dicoba, dan %(unreached)d bila tidak ada jawaban. Nilai adalah "
            "rata-ratanya dari panggilan %(months)d bulan terakhir, paling sedikit %(least)d panggilan."
        ) % facts  # fmt: skip


def scoring() -> Scoring:
    return Scoring(**_rules("score"))


def gap_days() -> int:
    """An empty shift is an alarm when it lies within so many days."""
    return int(_rules("alarms")["gap_days"])


def required() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Roles whose holders must be reachable, and the kinds of office whose heads are meant."""
    rule = _rules("reachable")
    return tuple(rule["roles"]), tuple(rule["heads_of"])


def _rules(part: str) -> dict[str, Any]:
    found: dict[str, Any] = facts("readiness")[part]
    return found
