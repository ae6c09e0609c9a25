"""A whole regency's standing: who may sign this, who is on duty; 500 offices, 5,000 posts, 20,000 delegations.

.venv/bin/python -m bench.standing     on a PostgreSQL of its own, about two minutes

Every measurement is one function that takes the moment and returns what it found; `MEASUREMENTS` lists them.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.postgres import Cluster

if TYPE_CHECKING:
    from balairung.kernel.people.authority import Matter
    from balairung.kernel.people.models import Delegation, Post
    from bench.run import Bench

ROOT = Path(__file__).resolve().parent.parent
CODE = "33.05"  # Kabupaten Kebumen: 543 offices with what every regency has
POSTS, DELEGATIONS = 5_000, 20_000
SERVICES, TOPICS, LETTERS = 150, 5, 10  # kinds that are given away
ASKED = 2_000  # questions of one measurement
LARGE = 1_000  # rows: a table as large as this is never read from end to end


@dataclass
class Found:
    """One line of the report: a value, what it may be at most, and the plans behind it."""

    name: str
    unit: str
    most: float
    value: float
    note: str = ""
    plans: list[tuple[str, str]] = field(default_factory=list)


# --- the load that all measurements share ----------------------------------------------------------------------------


def load(at: datetime) -> None:
    """The regency with somebody in every post and a full register. Rosters are laid by the measurement of them."""
    from balairung.config.setup import prepare_database
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.models import Delegation
    from balairung.kernel.people.organisation import build_regency

    prepare_database()
    build_regency(CODE, by=SYSTEM, at=at)
    _more_posts()
    _people(at)
    rows = list(islice(_rows(at), DELEGATIONS))
    Delegation.objects.bulk_create(rows, batch_size=1000)


def _more_posts() -> None:
    """Sections beside the standard ones, until there are as many posts as a large regency has."""
    from balairung.kernel.people.models import Post

    heads = list(Post.objects.filter(role=Post.Role.HEAD).select_related("office").order_by("order", "id"))
    wanted = POSTS - Post.objects.count()
    made = [
        Post(office=head.office, title=f"Kepala Subbagian {number // len(heads) + 1}", role=Post.Role.SECTION_HEAD,
             superior=head, order=9_000_000 + number)
        for number, head in zip(range(wanted), heads * (wanted // len(heads) + 1), strict=False)
    ]  # fmt: skip
    Post.objects.bulk_create(made, batch_size=1000)


def _people(at: datetime) -> None:
    """One person for each post; every tenth is away today."""
    from balairung.kernel.people.models import Absence, Holding, Person, Post

    posts = list(Post.objects.order_by("order", "id"))
    people = [Person(name=f"Pegawai {number}") for number in range(len(posts))]
    for number, person in enumerate(people):
        person.write_contacts(nip="", email=f"pegawai{number}@contoh.id", phone="")
    Person.objects.bulk_create(people, batch_size=1000)
    since, today = at.date() - timedelta(days=400), at.date()
    pairs = zip(posts, people, strict=True)
    Holding.objects.bulk_create((Holding(person=one, post=post, since=since) for post, one in pairs), batch_size=1000)
    Absence.objects.bulk_create(Absence(person=one, since=today, until=today) for one in people[9::10])


def _rows(at: datetime) -> Iterator[Delegation]:
    """The register of a busy regency: services to the districts and on, complaints, letters, days of absence, and
    what is over.
    """
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.delegating import record_basis
    from balairung.kernel.people.models import Delegation, Post

    basis = record_basis(kind="regent_decree", number="1", dated=at.date(), about="Tolok ukur", by=SYSTEM, at=at)
    posts = list(Post.objects.select_related("office").order_by("order", "id"))
    regent, heads, camats, agencies = _leading(posts)
    seconds = {post.superior_id: post for post in reversed(posts) if post.superior_id}
    common: dict[str, Any] = {"basis": basis, "since": at.date() - timedelta(days=30), "recorded_at": at}

    def row(giver: Post, receiver: Post, kind: str, subject: str, matter: str = "", **more: Any) -> Delegation:
        said = {"giver": giver, "receiver": receiver, "kind": kind, "subject": subject, "matter": matter}
        return Delegation(**common | said | more)

    for camat, number in product(camats, range(SERVICES)):
        place = camat.office.region_id
        yield row(regent, camat, "delegation", "service", f"layanan-{number}", region_id=place, may_pass_on=True)
        yield row(camat, seconds[camat.pk], "mandate", "service", f"layanan-{number}")
    for head in heads:
        second = seconds[head.pk]
        yield from (row(head, second, "mandate", "letter", f"surat-{number}") for number in range(LETTERS))
        yield from (row(head, second, "mandate", one, only_in_absence=True) for one in ("attendance", "escalation"))
    for head, camat, number in product(agencies, camats, range(TOPICS)):
        yield row(head, camat, "delegation", "complaint", f"topik-{number}", region_id=camat.office.region_id)
    over = at.date() - timedelta(days=1)
    for number, camat in product(range(DELEGATIONS), camats):
        yield row(regent, camat, "delegation", "service", f"dulu-{number}", until=over, since=over)


def _leading(posts: Sequence[Post]) -> tuple[Post, list[Post], list[Post], list[Post]]:
    """The regent, the heads of all offices, those of districts, those of agencies."""
    heads = [post for post in posts if post.role == "head"]
    camats = [post for post in heads if post.office.kind == "kecamatan"]
    agencies = [post for post in heads if post.office.kind in ("dinas", "badan")]
    return next(post for post in posts if post.role == "regent"), heads, camats, agencies


# --- who may sign this -----------------------------------------------------------------------------------------------


def signing(at: datetime) -> list[Found]:
    """One question at a time, as a page asks it: nothing is remembered from the question before."""
    from balairung.kernel.people.authority import Authority

    asked = _questions(random.Random(5))
    times, nobody = [], 0
    for post, matter in asked:
        begin = time.perf_counter()
        answer = Authority(at).who(post, matter)
        times.append((time.perf_counter() - begin) * 1000)
        nobody += answer.person is None
    times.sort()
    plans = [plan for post, matter in asked[:5] for plan in explained(partial(Authority(at).who, post, matter))]
    found = Found("who may sign this, p95", "ms", 5, times[int(len(times) * 0.95)], plans=plans)
    found.note = f"median {times[len(times) // 2]:.2f} ms, {len(times):,} questions, {nobody} answered with a reason"
    return [found, _all_at_once(at)]


def _all_at_once(at: datetime) -> Found:
    """Every head at once, as a page of the whole regency would ask."""
    from balairung.kernel.people.authority import Matter, answers
    from balairung.kernel.people.models import Post

    heads = list(Post.objects.filter(role=Post.Role.HEAD).select_related("office"))
    begin = time.perf_counter()
    answers(heads, Matter("escalation"), at)
    taken = (time.perf_counter() - begin) * 1000
    return Found(f"who hears what is late, {len(heads)} heads at once", "ms", 1000, taken)


def _questions(dice: random.Random) -> list[tuple[Post, Matter]]:
    from balairung.kernel.people.authority import Matter
    from balairung.kernel.people.models import Post

    posts = list(Post.objects.select_related("office").order_by("order", "id"))
    regent, heads, camats, agencies = _leading(posts)
    asked: list[tuple[Post, Matter]] = []
    while len(asked) < ASKED:
        place = dice.choice(camats).office.region_id or ""
        service = Matter("service", f"layanan-{dice.randrange(SERVICES)}", place)
        asked += [
            (regent, service), (dice.choice(camats), service), (dice.choice(posts), service),
            (dice.choice(agencies), Matter("complaint", f"topik-{dice.randrange(TOPICS)}", place)),
            (dice.choice(heads), Matter("letter", f"surat-{dice.randrange(LETTERS)}")),
            (dice.choice(posts), Matter(dice.choice(["attendance", "escalation"]))),
        ]  # fmt: skip
    return asked


# --- who is on duty --------------------------------------------------------------------------------------------------


def duty(at: datetime) -> list[Found]:
    """On rosters that it lays itself; see on_duty.py."""
    from bench.on_duty import measure as ask

    return ask(at)


def drill(at: datetime) -> list[Found]:
    """With everybody's telephone; see readiness.py."""
    from bench.readiness import measure as ask

    return ask(at)


MEASUREMENTS: Sequence[Callable[[datetime], list[Found]]] = (signing, duty, drill)


# --- plans -----------------------------------------------------------------------------------------------------------


def explained(ask: Callable[[], object]) -> list[tuple[str, str]]:
    """Each statement of a question with its plan. Raise `SystemExit` where a large table is read from end to end."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as said:
        ask()
    found = []
    for query in said.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query['sql']}")
                found.append((query["sql"], "\n".join(line for (line,) in cursor.fetchall())))
    if scanned := [plan for _sql, plan in found if _scans(plan)]:
        raise SystemExit("a large table is read from end to end:\n" + "\n\n".join(scanned))
    return found


def _scans(plan: str) -> bool:
    from django.db import connection

    names = re.findall(r"Seq Scan on (\w+)", plan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples >= %s", [LARGE])
        large = {name for (name,) in cursor.fetchall()}
    return bool(large.intersection(names))


# --- all of it -------------------------------------------------------------------------------------------------------


def measure(bench: Bench) -> None:
    """In a process and on a PostgreSQL of its own, beside the million reports."""
    from bench.run import Figure, at_most

    command = [sys.executable, "-m", "bench.standing", "--json"]
    done = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
    for row in json.loads(done.stdout.splitlines()[-1]):
        figure = Figure(row["name"], row["unit"], f"≤ {row['most']:g}", at_most(row["most"]), [row["value"]])
        figure.note = row["note"]
        bench.add(figure)


def run() -> list[Found]:
    """Load once, then every measurement; the database must be empty."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)  # pages name their sheets
    at = timezone.now()
    with transaction.atomic():
        load(at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [found for measurement in MEASUREMENTS for found in measurement(at)]


def main() -> None:
    from bench.run import HOUSE, POSTGRESQL, WORK

    WORK.mkdir(parents=True, exist_ok=True)
    with Cluster(durable=True, options=POSTGRESQL) as cluster:
        os.environ.update(HOUSE, DATABASE_URL=cluster.url, BALAIRUNG_DATA=str(WORK / "data"))
        os.environ.update(DJANGO_SETTINGS_MODULE="balairung.config.settings", BALAIRUNG_STATEMENT_TIMEOUT="5min")
        every = run()
    if "--json" in sys.argv:
        print(json.dumps([asdict(found) for found in every]))
        return
    for found in every:
        print(f"{found.name}: {found.value:.2f} {found.unit} (≤ {found.most:g}) {found.note}")
        if "--plans" in sys.argv:
            print("\n\n".join(f"{sql}\n{plan}" for sql, plan in found.plans))


if __name__ == "__main__":
    main()
