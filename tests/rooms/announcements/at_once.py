"""Several workers at one moment over the same sending, and many pressing at once.

On PostgreSQL the tests call these functions; SQLite has one writer, and every round of it is one transaction.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.announcements import reach, sending
from balairung.rooms.announcements.models import Opening, Sending
from tests.kernel.obligations.at_once import names, together
from tests.make import START
from tests.rooms.announcements import told


def workers() -> dict[str, Any]:
    """Two workers, round after round, each as if it were alone; then one of them to the end.

    A worker that finds the row held goes on to its next minute, so the two may leave some for later: the last eight
    rounds are those of the minutes that follow.
    """
    people = told.crowd(700)
    made = told.published()
    sending.send(made, by=SYSTEM, at=START)

    def work(first: int = 0) -> int:
        done = 0
        for number in range(first, first + 8):
            done += sending.spread(now=START + number * timedelta(minutes=1))
            Notice.objects.filter(outcome="waiting").update(outcome="sent", sent_at=START)
        return done

    results = together(work, work)
    written = sum(one for one in results if isinstance(one, int)) + work(8)
    counts = Counter(one.address_hash for one in told.about(made))
    return {
        "results": names(results), "sum": written == 700,
        "each once": set(counts.values()) == {1} and len(counts) == len(people),
        "finished": not Sending.objects.get().is_running,
    }  # fmt: skip


def openings() -> dict[str, Any]:
    """The first of a day, four times at one moment."""
    made = told.published()
    together(*[lambda: reach.count_opening(made, way="wa", at=START)] * 4)
    row = Opening.objects.get()
    return {"times": row.times, "way": row.came_by}


SCENES = {"workers": workers, "openings": openings}
