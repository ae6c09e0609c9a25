"""The catalogue at 500 services: how long a question takes, warm and after something was published, and the plans.

Alone: `python -m bench.catalogue`, on SQLite; `python tests/postgres.py -- python -m bench.catalogue`. Its services are
those of the house, twenty times over, each with words of its own; its questions are their words, some of them mistyped.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(os.environ.get("BALAIRUNG_DATA") or ROOT / "var" / "prove" / "catalogue")

if __name__ == "__main__":
    if "BALAIRUNG_DATA" not in os.environ:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    os.environ |= {"BALAIRUNG_DATA": str(WORK), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
    import django

    django.setup()

if TYPE_CHECKING:
    from balairung.rooms.services.definition.shape import Definition

SERVICES, QUESTIONS, MISTYPED = 500, 400, 0.3
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
TODAY = AT.date()
SYLLABLES = ("ba", "ca", "da", "ga", "ja", "ka", "la", "ma", "na", "pa", "ra", "sa", "ta", "wa", "li", "mu", "ro", "te")


def main() -> int:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    dice = random.Random(3510)
    stocked = stock(dice)
    print(f"{connection.vendor}: {stocked} services")
    asked = questions(dice)
    told("first question after a version was published", [cold(words) for words in asked[:5]], "≤ 1000")
    told("a question", [milliseconds(partial(ask, words)) for words in asked], "≤ 30")
    from django.test import Client

    page = Client(headers={"host": "localhost"})
    for name, address in {
        "page with a question": "/layanan/?kata=surat+mlarat+buat+berobt", "front of the catalogue": "/layanan/",
        "one office": "/layanan/?kantor=dinkes", "overview of standards": "/layanan/standar/",
        "one service": "/layanan/keterangan-tidak-mampu/",
    }.items():  # fmt: skip
        page.get(address)
        told(name, [milliseconds(partial(page.get, address)) for _run in range(30)], "")
    for name, plan in plans():
        print(f"--- {name}\n{plan}")
    return 0


def stock(dice: random.Random) -> int:
    """So many services, published by the real actions; words that no other has beside those that they share."""
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.organisation import build_regency
    from balairung.rooms.services.definition.publishing import (
        STANDARD,
        load_standard,
        publish,
        save_draft,
        standard_definitions,
    )
    from balairung.rooms.services.models import Service

    if not Service.objects.exists():
        build_regency("35.10", by=SYSTEM, at=AT)
        load_standard(at=AT)
        own = list(standard_definitions(STANDARD))
        for number in range(len(own), SERVICES):
            draft = save_draft(None, _like(own[number % len(own)], number, dice), by=SYSTEM, at=AT)
            publish(draft, by=SYSTEM, at=AT)
    return Service.objects.count()


def _like(one: Definition, number: int, dice: random.Random) -> Definition:
    fresh = [f"{_word(dice)} {_word(dice)}" for _line in range(6)]
    words = (*fresh, *one.words[: len(one.words) // 2])
    return one.model_copy(
        update={"key": f"{one.key[:40]}-{number}", "name": f"{one.name[:80]} {fresh[0]}", "words": words}
    )


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4)))


def questions(dice: random.Random) -> list[str]:
    """Two or three words of a service, as people type them."""
    from balairung.rooms.services.models import Version

    bodies = list(Version.objects.filter(current_of__isnull=False).order_by("pk").values_list("body", flat=True))
    return [" ".join(_typed(word, dice) for word in _some(dice.choice(bodies), dice)) for _number in range(QUESTIONS)]


def _some(body: dict[str, Any], dice: random.Random) -> Iterator[str]:
    for _word_number in range(dice.randint(2, 3)):
        yield dice.choice(dice.choice([*body["words"], body["name"]]).split())


def _typed(word: str, dice: random.Random) -> str:
    if len(word) < 5 or dice.random() > MISTYPED:
        return word
    place = dice.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def ask(words: str) -> object:
    from balairung.rooms.services.catalogue.searching import find

    return find(words, TODAY)


def cold(words: str) -> float:
    from balairung.rooms.services.catalogue import shelf

    shelf._shelf.cache_clear()
    return milliseconds(lambda: ask(words))


def plans() -> list[tuple[str, str]]:
    from balairung.rooms.services.catalogue import counting
    from balairung.rooms.services.models import Service

    offered = Service.objects.offered(TODAY).select_related(None).values_list("current_id", flat=True)
    decided = counting.ranked(["keterangan-tidak-mampu"], AT + timedelta(days=300))
    return [("what is offered", plan(offered)), ("latest decisions of one service", plan(decided))]


def plan(rows: Any) -> str:
    """As the database tells it; Django's own `explain` writes a statement with a window that SQLite does not read."""
    from django.db import connection

    statement, given = rows.query.sql_with_params()
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {statement}", given)
        return "\n".join(f"  {row[-1]}" for row in cursor.fetchall())


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def told(name: str, times: list[float], target: str) -> None:
    times.sort()
    middle, late = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{name}: median {middle:.1f} ms, p95 {late:.1f} ms, longest {times[-1]:.1f} ms {target}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
