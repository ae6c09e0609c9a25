"""What a meeting costs the server: 150 people checked in by two telephones at once; five writers of its minutes.

    python -m bench.meeting

On the database of DATABASE_URL, else on an SQLite file of its own.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balairung.kernel.people.actors import Actor
    from balairung.kernel.people.models import Person
    from balairung.rooms.meetings.models import MeetingSession, MinutesItem

PEOPLE, TELEPHONES = 150, 2
WRITERS, STROKES = 5, 30
LIMIT = 180.0  # seconds for all of them (issue 8): 2.4 seconds for one telephone and one person


def check_in(people: int = PEOPLE, telephones: int = TELEPHONES) -> dict[str, float]:
    """Seconds for all of them, and milliseconds for one (median and the slowest of a hundred); each shown twice."""
    from django.db import connections
    from django.utils import timezone

    from balairung.kernel.people.passes import code_of
    from balairung.rooms.meetings.holding.listing import tally
    from balairung.rooms.meetings.holding.scanning import Scan, receive_scans

    session, siti, persons = _hall(people)
    now, took = timezone.now(), list[float]()

    def telephone(mine: int) -> None:
        for place, person in list(enumerate(persons))[mine::telephones]:
            for _twice in range(2):
                scan = Scan(f"{mine}-{place}", code_of(person, now), now)
                began = time.perf_counter()
                receive_scans(session, [scan], by=siti, at=now)
                tally(session)
                took.append(time.perf_counter() - began)
        connections.close_all()

    threads = [threading.Thread(target=telephone, args=(mine,)) for mine in range(telephones)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    assert tally(session).came == people
    return {"seconds": whole, "median": 1000 * statistics.median(took), "p99": 1000 * sorted(took)[-len(took) // 100]}


def echo(writers: int = WRITERS, strokes: int = STROKES) -> dict[str, float]:
    """Milliseconds from a save until another page is told of it; each writer saves three times a second.

    A browser waits 300 ms before it saves, and a network comes on top.
    """
    from django.utils import timezone

    from balairung.kernel.messaging.live import Exchange
    from balairung.rooms.meetings.minutes import arranging
    from balairung.rooms.meetings.minutes.showing import MINUTES

    session, siti, _persons = _hall(3)
    meeting, now, exchange = session.meeting, timezone.now(), Exchange()
    tokens = [f"butir-ukuran-{place}" for place in range(writers)]
    items = [arranging.add(meeting, section="bahas", token=token, by=siti, at=now) for token in tokens]
    sent, heard = dict[str, float](), dict[str, float]()

    def watch() -> None:
        for event in exchange.listen(MINUTES, meeting.pk) or ():
            at, told = time.perf_counter(), event.decode()
            heard.update({word: at for word in list(sent) if word not in heard and word in told})

    threads = [
        threading.Thread(target=_write, args=(item, f"halaman-{place}", strokes, siti, sent))
        for place, item in enumerate(items)
    ]
    for thread in [threading.Thread(target=watch, daemon=True), *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    exchange.stop()
    took = sorted(1000 * (heard[word] - began) for word, began in sent.items() if word in heard)
    return {"said": len(sent), "heard": len(took), "median": statistics.median(took), "p95": took[-len(took) // 20]}


def _write(item: MinutesItem, key: str, strokes: int, by: Actor, sent: dict[str, float]) -> None:
    """One writer, word by word; `sent` learns when each was saved."""
    from django.db import connections
    from django.utils import timezone

    from balairung.rooms.meetings.minutes import writing

    text = ""
    for stroke in range(1, strokes + 1):
        word = f"{key}ke{stroke}."
        text, sent[word] = f"{text} {word}", time.perf_counter()
        writing.keep(item, text=text, version=stroke - 1, key=key, stroke=stroke, by=by, at=timezone.now())
        time.sleep(1 / 3)
    connections.close_all()


def _hall(people: int) -> tuple[MeetingSession, Actor, list[Person]]:
    """A session that begins now, to which so many heads of offices are invited."""
    from django.utils import timezone

    from balairung.kernel.people.actors import actor_of
    from balairung.kernel.people.models import Office
    from balairung.rooms.meetings.models import Invitee
    from tests import make

    now = timezone.now()
    make.regency("35.10", at=now)
    keys = Office.objects.filter(posts__role="head").order_by("order", "id").values_list("key", flat=True)
    meeting = make.meeting(*keys[:people], at=now, starts_at=now + timedelta(minutes=1))
    invited = Invitee.objects.filter(meeting=meeting).select_related("person")
    session = meeting.sessions.select_related("meeting__office").get()
    chair = meeting.chair.holdings.select_related("person").get()
    return session, actor_of(chair.person, now), [row.person for row in invited if row.person]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
    os.environ["BALAIRUNG_DATA"] = tempfile.mkdtemp(prefix="rapat-")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    told = echo()
    print(f"{WRITERS} writers, from a save to another's page, ms:")
    print(", ".join(f"{name} {value:.0f}" for name, value in told.items()))
    took = check_in()
    print(f"{PEOPLE} people, {TELEPHONES} telephones, each code shown twice:")
    print(", ".join(f"{name} {value:.1f}" for name, value in took.items()))
    assert took["seconds"] < LIMIT


if __name__ == "__main__":
    main()
