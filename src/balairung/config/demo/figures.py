"""Public figures of the demonstration: counted when the year has been lived, so that the pages are full at once."""

from __future__ import annotations

from datetime import datetime

from balairung.config.demo.stage import Stage
from balairung.surface.openness.counting import count_months


def plan(stage: Stage) -> None:
    stage.plan(stage.end, count_all)


def count_all(at: datetime) -> None:
    """What the worker does in many turns."""
    while count_months(now=at):
        pass
