"""What a full hall does at one moment, each in a thread with a connection of its own.

On PostgreSQL the tests call these functions; on SQLite this module is run as a program on a database file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from tests.kernel.obligations.at_once import names, together


def numbers() -> dict[str, object]:
    """Four kiosks give numbers of two lines as fast as they can, and one of them presses everything twice."""
    from balairung.rooms.reception.models import Ticket
    from tests import make

    hall = make.hall("KTP-el", "Akta", name="Nomor")

    def kiosk(name: int) -> int:
        for press in range(5):
            prefixes = (("A",), ("B",), ("B", "A"))[(name + press) % 3]
            for _twice in range(2 if name == 0 else 1):
                make.number(hall, *prefixes, token=f"kios-{name}-{press}")
        return name

    results = together(*[lambda name=name: kiosk(name) for name in range(4)])
    labels = sorted(Ticket.objects.filter(hall=hall).values_list("label", flat=True))
    wanted = [
        f"{letter}-{number:03}" for letter in "AB" for number in range(1, sum(x[0] == letter for x in labels) + 1)
    ]
    return {"results": names(results), "neither double nor gap": labels == wanted, "enough": len(labels) > 20}


def one_press() -> dict[str, object]:
    """The same press forty times at one moment, as a nervous thumb does."""
    from balairung.rooms.reception.models import Ticket
    from tests import make

    hall = make.hall("KTP-el", name="Tekan")
    results = together(*[lambda: make.number(hall, token="jempol-gugup").code] * 10)
    codes = {result for result in results if isinstance(result, str)}
    return {"results": names(results), "codes": len(codes), "tickets": Ticket.objects.filter(hall=hall).count()}


def calls() -> dict[str, object]:
    """Four counters call until nobody waits; half of the people wait for two services."""
    from balairung.ground.common.errors import Stale
    from balairung.rooms.reception.models import Ticket, Turn
    from balairung.rooms.reception.queue import calling
    from tests import make

    hall = make.hall("KTP-el", "Akta", counters=4, name="Panggil")
    clerks = {label: make.clerk(hall, label) for label in "1234"}
    for number in range(16):
        make.number(hall, *(("A", "B") if number % 2 else ("A",)))

    def serve(label: str) -> int:
        done, counter, idle = 0, make.counter(hall, label), 0
        while idle < 8:
            try:
                ticket = calling.call_next(counter, by=clerks[label], at=make.START)
            except Stale:
                ticket = None
            if ticket is None:
                idle += 1
                continue
            calling.start(ticket, by=clerks[label], at=make.START)
            calling.finish(ticket, by=clerks[label], at=make.START)
            done += 1
        return done

    results = together(*[lambda label=label: serve(label) for label in clerks])
    called = list(Turn.objects.filter(ticket__hall=hall, kind="called").values_list("ticket", flat=True))
    return {
        "results": names(results),
        "each once": len(called) == len(set(called)) == 24,
        "all served": set(Ticket.objects.filter(hall=hall).values_list("state", flat=True)) == {"done"},
    }


def one_chair() -> dict[str, object]:
    """Four sit down at one counter at one moment: one does."""
    from balairung.rooms.reception.models import Sitting
    from balairung.rooms.reception.queue import calling
    from tests import make

    hall = make.hall("KTP-el", name="Kursi")
    counter, people = make.counter(hall), [make.officer("dukcapil", "staff") for _each in range(4)]
    results = together(*[lambda who=who: calling.sit(counter, by=who, at=make.START) for who in people])
    sat = Sitting.objects.filter(counter=counter, until=None).count()
    return {"sat": sat, "refused": sum(type(result).__name__ in ("Refused", "Stale") for result in results)}


SCENES: dict[str, Callable[[], dict[str, object]]] = {
    "numbers": numbers, "one_press": one_press, "calls": calls, "one_chair": one_chair,
}  # fmt: skip


def main() -> None:
    """All scenes on the database of the environment, which is made first."""
    import django

    django.setup()
    from tests import make, schema

    schema.prepare()
    make.regency()
    json.dump({name: scene() for name, scene in SCENES.items()}, sys.stdout)


if __name__ == "__main__":
    main()
