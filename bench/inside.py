"""What the measurements ask of the house from within: sessions, addresses, statements, plans."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from balairung.kernel.obligations import audit, escalation, ledger
from balairung.kernel.obligations.inbox import OVERVIEWS, page_of
from balairung.kernel.obligations.models import Clock, Event, Obligation, State
from balairung.kernel.people.accounts import give_account
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.models import Holding, Person, Post, User
from balairung.kernel.search.reads import find
from balairung.rooms.complaints.models import Complaint
from balairung.surface.dashboards import reads
from balairung.surface.dashboards.sums import sum_running
from bench import finding
from bench.cast import DOORS
from bench.statements import Script, fresh_keys, keys_since, recorded

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOST = {"host": "127.0.0.1"}
CREATE = "/pengaduan/baru/"
LIST = "/kerja/"
LEADER = "/pimpinan/"
VILLAGES = ("35.10.01.2001", "35.10.01.2002", "35.10.01.2004")


def client_of(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return client


def session_of(email: str) -> str:
    """The cookie of somebody who has signed in."""
    return f"sesi={client_of(email).cookies['sesi'].value}"


def coordinator() -> str:
    return DOORS[Post.Role.COORDINATOR]


def regent() -> str:
    return DOORS[Post.Role.REGENT]


def officer_with(rows: int, *, at_least: bool) -> str:
    """The account of an officer whose own list has (at least) so many rows; made when there is none."""
    offices = Obligation.objects.running().values("owner_office").annotate(n=Count("id")).order_by("n", "owner_office")
    found = offices.filter(n__gte=rows) if at_least else offices.filter(n=rows)
    holdings = Holding.objects.filter(post__role__in=(Post.Role.LIAISON, Post.Role.HEAD)).select_related("person")
    for row in found:
        holding = holdings.filter(post__office=row["owner_office"]).order_by("id").first()
        if holding and holding.person.user is None:
            give_account(holding.person, password=secrets.token_urlsafe(16), by=SYSTEM, at=timezone.now())
        if holding and holding.person.user:
            return str(holding.person.user.email)
    return ""


def queries(email: str, path: str) -> tuple[int, int]:
    """How many statements a page asks, and how many rows the officer's own list holds."""
    client = client_of(email)
    client.get(path, headers=HOST)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path, headers=HOST)
    assert answer.status_code == 200, (path, answer.status_code)
    actor = actor_of(Person.objects.get(user__email=email), timezone.now())
    key = "baru" if actor.coordinates else "kantor"
    overview = next(one for one in OVERVIEWS if one.key == key)
    return len(captured), min(len(page_of(overview, actor, timezone.now())), 50)


def own_pages(count: int) -> list[str]:
    """Addresses of reporters' pages, spread over the three years: keys are made of their moments."""
    rows = Complaint.objects.select_related("obligation").order_by("id")
    first, last = rows[0].pk.int, rows.reverse()[0].pk.int
    keys = (UUID(int=first + (last - first) * place // count) for place in range(count))
    found = (rows.filter(pk__gte=key).first() for key in keys)
    return [f"/lacak/{one.ref}/{one.secret}/" for one in found if one]


def report_body(token: str, csrf: str, number: int) -> bytes:
    """A report with every field filled in but for the photograph."""
    return urlencode({
        "csrfmiddlewaretoken": csrf, "token": token, "region": VILLAGES[number % len(VILLAGES)],
        "place": "Depan pasar, dekat tugu", "topic": "jalan-berlubang", "klass": "", "happened_on": "2026-01-15",
        "text": "Jalan di depan pasar berlubang sejak sebulan lalu dan membahayakan pengendara motor, apalagi di malam"
                " hari ketika hujan. Mohon segera ditambal, terima kasih.",
        "name": "Siti Aminah", "contact": f"warga{number % 900}@contoh.id", "accused": "", "kept": "", "draft": "",
    }).encode()  # fmt: skip


# --- statements ------------------------------------------------------------------------------------------------------


def filing_script() -> Script:
    """What one filing says to the database, with new keys, number and token each time it is played."""
    client, token, ms = Client(), secrets.token_urlsafe(24), int(time.time() * 1000)
    with recorded() as script:
        answer = client.post(
            CREATE, report_body(token, "", 1), content_type="application/x-www-form-urlencoded", headers=HOST
        )
    assert answer.status_code == 302, answer.content[:300]
    ref = answer["Location"].split("/")[2]
    hashed = Complaint.objects.get(obligation__ref=ref).token
    keys = keys_since(script, ms)
    script.writes, script.fresh = True, fresh_keys(keys)
    script.fresh |= {ref: lambda: f"T-{secrets.token_hex(6)}", hashed: lambda: secrets.token_hex(32)}
    return script


def page_script(path: str, email: str = "") -> Script:
    client = client_of(email) if email else Client()
    client.get(path, headers=HOST)
    with recorded() as script:
        answer = client.get(path, headers=HOST)
    assert answer.status_code == 200, (path, answer.status_code)
    return script


# --- escalation ------------------------------------------------------------------------------------------------------


def let_fall_due(count: int, at: datetime) -> int:
    """Move the earliest clock of so many running obligations to that moment, with the line that a decree leaves."""
    now = timezone.now()
    running = Obligation.objects.filter(state__in=(State.NEW, State.ACTIVE), next_at__gt=at + timedelta(hours=1))
    moved = {one.pk: one for one in running.order_by("id")[:count]}
    clocks: dict[UUID, Clock] = {}
    open_ones = Clock.objects.filter(
        obligation__in=moved, party="office", met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True
    )
    for clock in open_ones.order_by("-due_at", "id"):
        clocks[clock.obligation_id] = clock  # the earliest stays
    lines = [_moved(moved[key], clock, at, now) for key, clock in clocks.items()]
    with transaction.atomic():
        Clock.objects.filter(pk__in=[clock.pk for clock in clocks.values()]).update(due_at=at, escalate_at=at)
        Obligation.objects.filter(pk__in=clocks).update(next_at=at, seq=F("seq") + 1)
        Event.objects.bulk_create(lines)
    return len(lines)


def _moved(obligation: Obligation, clock: Clock, at: datetime, now: datetime) -> Event:
    obligation.seq += 1
    facts = {
        "clock": str(clock.pk), "name": clock.name, "old": clock.due_at.isoformat(), "new": at.isoformat(),
        "day": at.date().isoformat(), "decree": "make bench",
    }  # fmt: skip
    return ledger.line_for(obligation, "recount", by=SYSTEM, at=now, facts=facts)


def still_due(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM obligations_clock WHERE escalate_at = %s", [at])
        return int(cursor.fetchone()[0])


def waiting_notices() -> int:
    """Those whose turn has come; what is spared a busy reader for some minutes is not waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM messaging_notice WHERE outcome = 'waiting' AND try_at <= now()")
        return int(cursor.fetchone()[0])


class _Undone(Exception):
    """Takes a recorded step back."""


def escalation_scripts(at: datetime, count: int) -> list[Script]:
    """What raising each of so many clocks says to the database; nothing of it is done."""
    now = timezone.now()
    scripts = []
    ids = list(Clock.objects.filter(escalate_at=at).order_by("id").values_list("id", flat=True)[:count])
    watch = escalation.Watch(now)
    for clock_id in ids:
        try:
            with transaction.atomic(), recorded() as script:
                escalation._raise_one(clock_id, watch)
                raise _Undone
        except _Undone:
            script.writes = True
            scripts.append(script)
    return scripts


def shorter_check() -> tuple[list[str], float]:
    """What `balairung check` asks of cases and clocks; words and leaves of all lines were read after the load."""
    begin, now = time.monotonic(), timezone.now()
    asked = (
        audit.guards(), audit.overdue_without_escalation(now), audit.escalations(), audit.broken_lines(),
        audit.clocks_and_times(), audit.lines_without_leaf(now),
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        found = [finding for findings in asked for finding in findings]
    return found, time.monotonic() - begin


# --- plans -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    name: str
    text: str


def plans() -> list[Plan]:
    """EXPLAIN (ANALYZE, BUFFERS) of the queries that a million rows could make slow."""
    now = timezone.now()
    chief = actor_of(Person.objects.get(user__email=regent()), now)
    desk = actor_of(Person.objects.get(user__email=coordinator()), now)
    overview = next(one for one in OVERVIEWS if one.key == "baru")
    asked = {
        "the officer's list (coordinator, not yet forwarded)": lambda: page_of(overview, desk, now),
        "the leader's page: what is owed, added up": lambda: sum_running(chief, now),
        "the leader's page: promises kept": lambda: reads.promises(now),
        "the leader's page: since yesterday": lambda: reads.since_yesterday(chief, now),
        "escalation: what is due": lambda: escalation._due(now, set()),
        "search by two common words (coordinator)": lambda: find(Obligation.objects.visible_to(desk), "jalan lubang"),
        "similar reports": finding.similar_calls()[0],
        "the public list": lambda: list(Complaint.objects.published().for_list().order_by("-filed_at", "-id")[:21]),
    }
    found = [Plan(name, _explained(ask)) for name, ask in asked.items()]
    many = Complaint.objects.count() >= finding.MANY
    if many and (scanned := {plan.name: finding.scans(plan.text) for plan in found if finding.scans(plan.text)}):
        raise SystemExit(f"large tables are read from end to end: {scanned}")
    return found


def _explained(ask: Any) -> str:
    with recorded() as script:
        ask()
    texts = []
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for sql, params in script.statements:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}", params)
            texts.append("\n".join(row[0] for row in cursor.fetchall()))
    return "\n\n".join(texts)
