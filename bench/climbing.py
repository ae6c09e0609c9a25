"""Escalation: so many clocks end at the same moment, and one worker climbs them all."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bench import servers
from bench.generator import Result

if TYPE_CHECKING:
    from bench.run import Bench


def escalation(bench: Bench, count: int, insert: Sequence[Result]) -> None:
    """The worker alone, with so many clocks that end at the same moment."""
    from datetime import timedelta

    from django.utils import timezone

    from bench import inside, statements
    from bench.run import Figure, at_most

    sample = min(200, count // 20)
    at = timezone.now() + timedelta(seconds=20)
    made = inside.let_fall_due(count + sample, at)
    scripts = inside.escalation_scripts(at, min(sample, made // 20))
    with statements.connect(bench.cluster.url) as database:
        begin = time.monotonic()
        for script in scripts:
            script.play(database)
        bare = (time.monotonic() - begin) / max(len(scripts), 1)
    command = [sys.executable, "-m", "balairung.config.cli", "worker"]
    with servers.running(command, {"BALAIRUNG_STATEMENT_TIMEOUT": "5min"}, bench.log):
        due = inside.still_due(at)
        while timezone.now() < at:
            time.sleep(0.05)
        begin = time.monotonic()
        while inside.still_due(at):
            time.sleep(0.2)
        taken = time.monotonic() - begin
        while inside.waiting_notices():
            time.sleep(0.2)
        told = time.monotonic() - begin
    figure = Figure(f"{due:,} clocks due at once, escalated", "s", "≤ 60", at_most(60), [taken])
    figure.minimal = [due / statistics.median(result.rate for result in insert)]
    figure.bare = [bare * due]
    figure.note = f"{due / taken:.0f} a second, one transaction each; all notices delivered after {told:.0f} s"
    bench.add(figure)
