"""What is done inside the house for bench/hall.py, each in a process of its own: `python -m bench.hall_cast <what>`.

prepare    a hall with 50 counters and somebody at each, 20 lines, 200 displays, 20 kiosks; addresses as JSON
grow N     N tickets of past days with a visit and a turn each, copied by the database itself
act N GAP  N calls, one each GAP seconds, by the action behind the button of a counter; a line of JSON for each
bare       what a ticket, a call and a display say to the database, said again alone: milliseconds as JSON
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from balairung.config.setup import prepare_database
from balairung.ground.common.ids import new_id
from balairung.kernel.people.actions import add_person
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Office, Person, Post
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.reception.models import Counter, DayOfDesk, Hall, Line, Screen, Sitting, Ticket, Turn
from balairung.rooms.reception.queue import calling, setup
from balairung.rooms.reception.queue.taking import Taken, take
from balairung.rooms.reception.screens.snapshot import snapshot
from bench.statements import Script, recorded, renewed

COUNTERS, LINES, DISPLAYS, KIOSKS, WAITING = 50, 20, 200, 20, 400
A_DAY = 2700  # old tickets of one day: 2 million are three years of it


def prepare() -> None:
    now = timezone.now()
    prepare_database()
    with transaction.atomic():
        build_regency("35.10", by=SYSTEM, at=now)
        office = Office.objects.get(key="dukcapil")
        Office.objects.filter(pk=office.pk).update(calendar="24-hour")  # a bench runs at any hour
        hall = setup.open_hall(office=office, name="Mal Pelayanan Publik", key="mpp", mall=True, by=SYSTEM, at=now)
        booth = hall.booths.get()
        lines = [setup.add_line(booth, name=f"Layanan {place}", by=SYSTEM, at=now) for place in range(LINES)]
        for place in range(COUNTERS):
            served = [lines[(place + step) % LINES] for step in range(3)]
            setup.add_counter(hall, label=str(place + 1), lines=served, by=SYSTEM, at=now)
        for counter in _counters():
            calling.sit(counter, by=_clerk(office, counter.label), at=now - timedelta(hours=1))
        screens = {
            kind: [setup.make_screen(hall, kind=kind, name=f"{kind} {n}", by=SYSTEM, at=now) for n in range(count)]
            for kind, count in ((Screen.Kind.DISPLAY, DISPLAYS), (Screen.Kind.KIOSK, KIOSKS))
        }
        number = [_take(lines[place % LINES], f"menunggu-{place}") for place in range(WAITING)][-1]
    print(json.dumps({**screens, "lines": [str(line.pk) for line in lines], "code": number.code}))


def _clerk(office: Office, label: str) -> Actor:
    now = timezone.now()
    person = add_person(name=f"Petugas loket {label}", email=f"loket{label}@contoh.id", by=SYSTEM, at=now)
    post = Post.objects.filter(office=office, role=Post.Role.STAFF).order_by("order", "id")[0]
    appoint(person=person, post=post, since=now.date() - timedelta(days=400), by=SYSTEM, at=now)
    return actor_of(person, now)


def _counters() -> list[Counter]:
    return list(Counter.objects.select_related("hall__office").order_by("order"))


def _take(line: Line, token: str) -> Taken:
    line = Line.objects.select_related("hall__office").get(pk=line.pk)
    now = timezone.now()
    return take(hall=line.hall, lines=[line], channel="kiosk", token=token, by=CITIZEN, at=now)


# --- three years of it -----------------------------------------------------------------------------------------------

#: What differs from copy to copy; everything else is as the first one has it. `n` is the number of the copy.
VISIT = {"id": "{visit}", "day": "{day}", "token": "'lama-' || n", "secret_hash": "'lama-' || n"}
MOMENTS = ("taken_at", "stands_at", "called_at", "recalled_at", "started_at", "ended_at", "turned_at")
TICKET = {
    "id": "{ticket}", "visit_id": "{visit}", "day": "{day}",
    "line_id": "(SELECT id FROM kinds WHERE place = n % {lines})",
    "label": "{letter} || '-' || ((n % {a_day}) / {lines})",
}  # fmt: skip
TURN = {"id": "{turn}", "ticket_id": "{ticket}"}


def grow(count: int) -> None:
    """By the real actions once, then by the database itself."""
    hall, first = Hall.objects.get(), _counters()[0]
    by, now = actor_of(_sitter(first), timezone.now()), timezone.now()
    served = calling.call_next(first, by=by, at=now, after=_started(first, by))
    if served is None:
        raise SystemExit("nobody waits")
    calling.start(served, by=by, at=now)
    calling.finish(served, by=by, at=now)
    turn = Turn.objects.filter(ticket=served).values_list("pk", flat=True)[0]
    # the worker has closed and counted those days; it would make up for them while everything else is measured
    DayOfDesk.objects.create(hall=hall, day=timezone.localdate(now) - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(_copy("reception_hallvisit", VISIT, served.visit_id, count))
        shifted = {name: _earlier(f"t.{name}") for name in MOMENTS}
        cursor.execute(_copy("reception_ticket", TICKET | shifted, served.pk, count))
        cursor.execute(_copy("reception_turn", TURN, turn, count))
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    print(json.dumps({"tickets": Ticket.objects.filter(hall=hall).count(), "turns": Turn.objects.count()}))


def _copy(table: str, changes: dict[str, str], original: UUID, count: int) -> str:
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    letters = f"substr('ABCDEFGHJKLMNPQRSTUV', n % {LINES} + 1, 1)"
    words = {"visit": _key("1"), "ticket": _key("2"), "turn": _key("3"), "day": _earlier("t.day", date=True),
             "lines": LINES, "a_day": A_DAY, "letter": letters}  # fmt: skip
    values = [changes[name].format(**words) if name in changes else f't."{name}"' for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})"
    kinds = ', kinds AS (SELECT id, row_number() OVER (ORDER BY "order", prefix) - 1 AS place FROM reception_line)'
    literal = original.hex if connection.vendor == "sqlite" else str(original)
    source = f"SELECT {', '.join(values)} FROM n, {table} t WHERE t.id = '{literal}'"
    return f"INSERT INTO {table} ({quoted}) {numbers}{kinds} {source}"


def _key(kind: str) -> str:
    if connection.vendor == "sqlite":
        return f"printf('{kind.rjust(8, '0')}%024x', n)"
    return f"('{kind.rjust(8, '0')}' || lpad(to_hex(n), 24, '0'))::uuid"


def _earlier(column: str, *, date: bool = False) -> str:
    days = f"(1 + n / {A_DAY})"
    if connection.vendor == "sqlite":
        shape = "%Y-%m-%d" if date else "%Y-%m-%d %H:%M:%S"
        return f"strftime('{shape}', {column}, '-' || {days} || ' days')"
    return f"{column} - {days}" if date else f"{column} - {days} * interval '1 day'"


# --- calling ---------------------------------------------------------------------------------------------------------


def act(count: int, gap: float) -> None:
    """As the button does it: finish whom one has, call the next."""
    counters = _counters()
    actors = [actor_of(_sitter(counter), timezone.now()) for counter in counters]
    begin = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, begin + number * gap - time.monotonic()))
        counter, by = counters[number % COUNTERS], actors[number % COUNTERS]
        seen = _started(counter, by)
        sent = time.monotonic()
        called = calling.call_next(counter, by=by, at=timezone.now(), after=seen)
        key = f"{called.pk}.1" if called else ""
        print(json.dumps({"key": key, "sent": sent, "done": time.monotonic()}), flush=True)


def _started(counter: Counter, by: Actor) -> Ticket | None:
    seen = calling.before(counter)
    if seen and seen.state == Ticket.State.CALLED:
        calling.start(seen, by=by, at=timezone.now())
    return seen


def _sitter(counter: Counter) -> Person:
    return Sitting.objects.select_related("person").get(counter=counter, until=None).person


# --- the floor -------------------------------------------------------------------------------------------------------


def bare() -> None:
    line, counter = Line.objects.order_by("order")[0], _counters()[-1]
    by, numbers = actor_of(_sitter(counter), timezone.now()), iter(range(10_000))
    seen = _started(counter, by)
    with recorded() as taking:
        taken = _take(line, f"tolok-ukur-{time.time_ns()}")
    with recorded() as drawing:
        _draw()
    keys = [taken.visit.pk, *(ticket.pk for ticket in taken.tickets)]
    keys += Turn.objects.filter(ticket__in=taken.tickets).values_list("pk", flat=True)
    others = [taken.visit.token, taken.visit.secret_hash]
    label = taken.tickets[0].label
    spoken: dict[object, Callable[[], object]] = dict.fromkeys(keys, new_id)
    spoken |= dict.fromkeys(others, lambda: f"sekali-{next(numbers)}")
    spoken[label] = lambda: f"Z-{next(numbers)}"
    calls = [_timed(lambda: _call_again(counter, by)) for _try in range(10)]
    found = {
        "take": _milliseconds(taking, spoken), "draw": _milliseconds(drawing, {}), "call": statistics.median(calls),
        "statements": [len(taking.statements), len(drawing.statements)],
        "drawn": statistics.median(_timed(_draw) for _try in range(20)),
    }  # fmt: skip
    print(json.dumps(found | {"seen": seen.label if seen else ""}))


def _call_again(counter: Counter, by: Actor) -> None:
    calling.call_next(counter, by=by, at=timezone.now(), after=_started(counter, by))


def _draw() -> None:
    snapshot(Hall.objects.select_related("office").get(), at=timezone.now())


def _milliseconds(script: Script, fresh: dict[object, Callable[[], object]], times: int = 40) -> float:
    """The statements of one request in one transaction, without Django's building of them; the median."""
    return statistics.median(_timed(lambda: _play(script, fresh)) for _try in range(times))


def _play(script: Script, fresh: dict[object, Callable[[], object]]) -> None:
    new = {old: make() for old, make in fresh.items()}
    new |= {old.hex: made.hex for old, made in new.items() if isinstance(old, UUID) and isinstance(made, UUID)}
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params in script.statements:
            if sql == "BEGIN IMMEDIATE":
                continue
            cursor.execute(sql, renewed(params, new))
            if cursor.description:
                cursor.fetchall()


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    what, *more = sys.argv[1:]
    if what == "grow":
        grow(int(more[0]))
    elif what == "act":
        act(int(more[0]), float(more[1]))
    else:
        {"prepare": prepare, "bare": bare}[what]()


if __name__ == "__main__":
    main()
