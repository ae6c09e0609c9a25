"""Open data in the demonstration: two snapshots, so that one sees what a month changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from balairung.config.demo.stage import Stage
from balairung.surface.opendata.kept import root
from balairung.surface.opendata.making import begin, make

DAY = timedelta(days=1)
AGO = (31, 1)  # days before the end of the year


def plan(stage: Stage) -> None:
    """At night, like the worker. Alone: the rows are read in transactions of their own."""
    for days in AGO:
        night = localtime(stage.end - days * DAY).replace(hour=2, minute=10, second=0, microsecond=0)
        stage.plan(night, _photograph, alone=True)


def _photograph(at: datetime) -> None:
    folder = begin(root(), at)
    if folder is None:  # of a year that was begun before
        return
    for _breath in make(folder, at):
        pass
