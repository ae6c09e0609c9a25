"""The facts of ground/data/presence.yaml: kinds of leave, what a scan means, thresholds of discipline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from balairung.ground.common.facts import facts

DUTY = "duty"
ANNUAL = "annual"


@dataclass(frozen=True)
class Sort:
    """One kind of leave, or duty elsewhere. `yearly`: working days that everybody has in a year; 0: not counted."""

    key: str
    name: str
    unit: str
    days: int
    basis: str
    proof: bool = False
    private: bool = False  # the kind itself tells of health or family: nobody but the superior reads it
    duty: bool = False
    yearly: int = 0


@dataclass(frozen=True)
class Threshold:
    """From how many days of absence without a reason in a year on, and what the law calls it."""

    days: int
    words: str


def sorts() -> dict[str, Sort]:
    rows: dict[str, dict[str, Any]] = facts("presence")["leave"]
    return {key: Sort(key, **row) for key, row in rows.items()}


def sort_of(key: str) -> Sort:
    """The kind with this key; one that is no longer in the list keeps its key as its name."""
    return sorts().get(key) or Sort(key, key, "calendar", 0, "")


def minutes(key: str) -> timedelta:
    """`again`, `apart` or `clock`."""
    return timedelta(minutes=facts("presence")["minutes"][key])


def checked() -> bool:
    """Whether somebody has read the sources of these facts in the gazette."""
    return bool(facts("presence")["checked"])


def threshold(days: int) -> Threshold | None:
    """The highest step that so many days reach; a figure beside a law, never a decision."""
    steps = [Threshold(**row) for row in facts("presence")["discipline"]["steps"]]
    return max((one for one in steps if one.days <= days), key=lambda one: one.days, default=None)


def discipline_source() -> str:
    return str(facts("presence")["discipline"]["source"])
