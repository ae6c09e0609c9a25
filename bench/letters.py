"""Letters: how long one takes to draw on one core, and whether a thousand of them need more memory than ten.

Alone: `python -m bench.letters`.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balairung.kernel.documents.bodies import Body
    from balairung.kernel.documents.drawing import Frame
    from bench.run import Bench

MANY, STACK = 200, 1000
AT = datetime(2026, 11, 25, 3, tzinfo=UTC)


def measure(bench: Bench) -> None:
    """The processor's time of each letter in milliseconds, so that another process changes nothing."""
    from bench.run import Figure, at_most

    for name in ("sktm", "f-1.03", "licence", "official"):
        figure = Figure(f"letter drawn on one core, median ({name})", "ms", "≤ 30", at_most(30))
        figure.values = [statistics.median(drawing_times(name)) for _run in range(bench.runs)]
        figure.note = f"{MANY} letters, each with another number and code; PDF/A-2a and PDF/UA-1"
        bench.add(figure)
    growth = Figure(f"memory that {STACK} letters need beyond the first ten", "MB", "≤ 40", at_most(40))
    growth.values = [memory_growth()]
    bench.add(growth)


def letters(name: str, count: int) -> list[tuple[Body, Frame]]:
    """So many letters of one kind, no two alike."""
    from tests.kernel.documents.samples import LETTERS

    body, frame = LETTERS[name]
    return [
        (body, replace(frame, number=f"470/{at:03}/Uji/2026", link=frame.link.replace("/v/0K3J", f"/v/{at:04}")))
        for at in range(count)
    ]


def drawing_times(name: str) -> list[float]:
    from balairung.kernel.documents.drawing import draw

    stack = letters(name, MANY)
    draw(*stack[0], at=AT)  # the first one reads the typefaces
    return [_milliseconds(partial(draw, *letter, at=AT)) for letter in stack]


def memory_growth() -> float:
    """Megabytes that the peak of this process rises between the tenth letter and the last."""
    from balairung.kernel.documents.drawing import draw

    stack = letters("f-1.03", STACK)
    before = 0.0
    for at, letter in enumerate(stack):
        draw(*letter, at=AT)
        if at == 10:
            before = _peak()
    return _peak() - before


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
    import django

    django.setup()
    for name in ("sktm", "f-1.03", "licence", "official"):
        times = sorted(drawing_times(name))
        print(f"{name}: median {times[len(times) // 2]:.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms")
    print(f"{STACK} letters: {memory_growth():.0f} MB more than ten; peak {_peak():.0f} MB")


if __name__ == "__main__":
    main()
