"""Clocks as data: `data/deadlines.yaml` says how long, by which decree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from balairung.ground.common.facts import facts
from balairung.ground.common.working_time import Unit


@dataclass(frozen=True)
class ClockRule:
    """By when something is owed: `amount` of `unit`, by `source` (the decree), by which party."""

    name: str
    amount: int
    unit: Unit
    source: str
    party: str = "office"
    calendar: str = ""  # "" for the owner office's own
    since: datetime | None = None  # counts from an earlier moment than its start


@dataclass(frozen=True)
class LadderRule:
    """How long each rung has before the next one is told."""

    amount: int
    unit: Unit


def clock_rule(kind: str, name: str, variant: str = "", since: datetime | None = None) -> ClockRule:
    """The rule of a clock; `variant` chooses among its `by_class` amounts. Raise KeyError when there is none."""
    row = _row(kind, name)
    amount = row["by_class"][variant] if "by_class" in row else row["amount"]
    return ClockRule(name, amount, Unit(row["unit"]), row["source"], row["party"], row.get("calendar", ""), since)


def clock_label(kind: str, name: str) -> str:
    """What the clock is called on a page."""
    return gettext(_row(kind, name)["label"])


def source_text(name: str) -> str:
    """The decree or promise that a clock's `source` stands for, in words."""
    return gettext(facts("deadlines")["sources"].get(name, name))


def ladder_rule(kind: str) -> LadderRule:
    row = _row(kind, "ladder")
    return LadderRule(row["amount"], Unit(row["unit"]))


def _row(kind: str, name: str) -> dict[str, Any]:
    row: dict[str, Any] = facts("deadlines")[kind][name]
    return row
