"""What several do at one moment, and what must be true afterwards. Each in a thread with a connection of its own.

On PostgreSQL the tests call these functions. SQLite's database of the tests lives in memory and has one connection, so
there this module is run as a program on a database file, and says in JSON what came of it.
"""

import json
import sys
import threading
from collections.abc import Callable

from django.db import connection


def together(*work: Callable[[], object]) -> list[object]:
    """Start all at one moment; what each returned, or raised."""
    barrier, results = threading.Barrier(len(work)), dict[int, object]()

    def run(place: int, task: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results[place] = task()
        except Exception as problem:
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, task)) for place, task in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[place] for place in range(len(work))]


def names(results: list[object]) -> list[str]:
    """Sorted, for the order is chance."""
    return sorted(type(result).__name__ for result in results)


def same_line() -> dict[str, object]:
    """Two officers read the same page; one forwards, the other refuses. Both send words and a photograph."""
    from balairung.kernel.obligations.actions import make_move
    from balairung.kernel.obligations.models import Evidence, Obligation, Remark
    from balairung.kernel.people.actors import SYSTEM
    from balairung.rooms.complaints.moves import MOVES
    from tests import make

    made = make.complaint().obligation
    verify, refuse = (next(move for move in MOVES if move.verb == verb) for verb in ("verify", "refuse"))
    photos = [make.photo(), make.photo()]
    read = [Obligation.objects.get(pk=made.pk) for _each in range(2)]

    def act(place: int) -> object:
        move, words = (verify, refuse)[place], f"Kata {place}"
        return make_move(read[place], move, by=SYSTEM, at=make.START, words=words, evidence=[photos[place]])

    results = together(lambda: act(0), lambda: act(1))
    made.refresh_from_db()
    loser = next(place for place in (0, 1) if type(results[place]).__name__ == "Stale")
    return {
        "results": names(results),
        "lines": [made.seq, made.events.count()],
        "words": list(Remark.objects.values_list("text", flat=True)) == [f"Kata {1 - loser}"],
        "evidence": Evidence.objects.get().file_id == photos[1 - loser].pk,
        "state": made.state == ("refused" if loser == 0 else "new"),
        "memory of the loser": read[loser].seq,
    }


def many_lines() -> dict[str, object]:
    """Four people write to one case as fast as they can; whoever comes too late reads again."""
    from balairung.ground.common.errors import Stale
    from balairung.kernel.obligations.actions import note
    from balairung.kernel.obligations.models import Obligation
    from balairung.kernel.people.actors import SYSTEM
    from tests import make

    made = make.complaint().obligation

    def write(count: int = 8) -> int:
        tries = 0
        while count:
            tries += 1
            try:
                note(Obligation.objects.get(pk=made.pk), by=SYSTEM, at=make.START, words="Catatan.")
                count -= 1
            except Stale:
                continue
        return tries

    results = together(*[write] * 4)
    made.refresh_from_db()
    lines = list(made.events.order_by("seq").values_list("seq", flat=True))
    return {"results": names(results), "whole": lines == list(range(1, 34)) and made.seq == 33}


def workers() -> dict[str, object]:
    """Three workers over the same late items: raised, numbered and written down once."""
    from balairung.kernel.messaging.models import Notice
    from balairung.kernel.obligations.escalation import escalate
    from balairung.kernel.obligations.leaves import number_leaves
    from balairung.kernel.obligations.models import Clock, Event, Leaf
    from tests import make

    make.holder("setda", "secretary")
    for _each in range(12):
        make.complaint()
    now = make.moment("2026-03-06 00:30")
    late = Clock.objects.filter(escalate_at__lte=now).count()
    raised = together(*[lambda: escalate(now=now)] * 3)
    numbered = together(*[lambda: number_leaves(now=now, whole=True)] * 3)
    number_leaves(now=now, whole=True)
    return {
        "raised": sum(result for result in raised if isinstance(result, int)) == late >= 12,
        "results": names([*raised, *numbered]),
        "levels": sorted(set(Clock.objects.filter(level__gt=0).values_list("level", flat=True))),
        "notices": Notice.objects.filter(key__startswith="escalate").count() == late,
        "leaves": Leaf.objects.count() == Event.objects.count(),
    }


SCENES = {"same_line": same_line, "many_lines": many_lines, "workers": workers}


def main() -> None:
    """All scenes on the database of the environment, which is made first."""
    import django

    django.setup()
    from balairung.kernel.obligations.audit import findings
    from tests import make, schema

    schema.prepare()
    make.regency()
    came_of = {name: scene() for name, scene in SCENES.items()}
    json.dump({**came_of, "findings": findings(now=make.START)}, sys.stdout)


if __name__ == "__main__":
    main()
