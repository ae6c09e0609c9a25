"""The public log of the demonstration: sealed week by week as the year went, so that it has a history to check."""

from __future__ import annotations

from datetime import datetime, timedelta

from balairung.config.demo.stage import Stage
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.receipts.sealing import seal

WEEK = timedelta(days=7)


def plan(stage: Stage) -> None:
    at = stage.start + WEEK
    while at < stage.end:
        stage.plan(at, seal_now)
        at += WEEK


def seal_now(at: datetime) -> None:
    """What the worker does each minute; here everything of a week at once."""
    number_leaves(now=at, whole=True)
    seal(now=at)
