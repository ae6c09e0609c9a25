"""Doors under load: calls of a vendor, a burst of messages in, a hundred thousand notices out.

.venv/bin/python -m bench.doors --messages 500 --notices 1000     a try on a PostgreSQL of its own
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from bench import servers
from bench.generator import drive
from tests.postgres import Cluster

if TYPE_CHECKING:
    from balairung.kernel.messaging.doors.door import Heard
    from balairung.kernel.messaging.listening import Say
    from balairung.kernel.messaging.models import Conversation
    from bench.run import Bench

ROOT = Path(__file__).resolve().parent.parent
SECRET, NUMBER = "rahasia-tolok-ukur", "10987654321"  # of the account at the vendor
TALKS, TOGETHER = 500, 4  # conversations of the burst; notices for one address
FAILING = 20  # one address in so many is never reached
TRIAL = 10_000_000  # from here on messages are of other people: those that only the acknowledgement is measured with
EPOCH = 1_770_000_000  # seconds: when the first message of the burst was written


# --- what a vendor sends ---------------------------------------------------------------------------------------------


def call(number: int, hook: str, *, talks: int = TALKS) -> bytes:
    """One message of WhatsApp, signed: the n-th, of conversation n mod `talks`."""
    sender = f"62{812 + number // TRIAL}{number % talks:07}"
    message = {
        "from": sender, "id": f"wamid.{number}", "timestamp": str(EPOCH + number % TRIAL // talks), "type": "text",
        "text": {"body": str(number % TRIAL // talks)},
    }  # fmt: skip
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, "messages": [message],
             "contacts": [{"profile": {"name": "Warga"}, "wa_id": sender}]}  # fmt: skip
    body = json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]}
    )
    sign = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
    head = f"POST {hook} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(body)}\r\nX-Hub-Signature-256: sha256={sign}\r\n\r\n"
    return (head + body).encode()


# --- inside a process of its own -------------------------------------------------------------------------------------


def echo(talk: Conversation, heard: Heard, at: datetime) -> Sequence[Say]:
    """The dialogue of the burst: it keeps what it heard, in its order, and says it back."""
    from balairung.kernel.messaging.listening import Say

    talk.state = f"{talk.state} {heard.text}".strip()
    talk.save(update_fields=["state"])
    return [Say(heard.text)]


def _prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.LISTENERS = ["bench.doors.echo"]
    settings.CHANNELS = {"whatsapp": "bench.doors.Vendor", "sms": "bench.doors.Other"}
    settings.LOOPS = ["balairung.kernel.messaging.listening.listen"]


class Vendor:
    """Takes what it is given at once; one address in so many is never there. `taken` counts each message."""

    taken: ClassVar[Counter[str]] = Counter()

    def __init__(self, account: object) -> None:
        from balairung.kernel.messaging.doors.door import Able

        self.able = Able(a_second=0, longest=4000)

    def send(self, message: Any) -> str:
        if int(message.to[-7:]) % FAILING == 0:
            raise OSError("away")
        self.taken[message.number] += 1
        return f"no-{message.number}"


class Other(Vendor):
    """The door that is tried next."""

    def send(self, message: Any) -> str:
        self.taken[message.number] += 1
        return ""


def listen_all() -> None:
    """Read the whole burst, and tell how long it took and whether anything was lost, doubled or out of order."""
    _prepare()
    from django.utils import timezone

    from balairung.kernel.messaging.listening import listen
    from balairung.kernel.messaging.models import Arrival, Conversation

    begin, done = time.monotonic(), 0
    while step := listen(now=timezone.now()):
        done += step
    seconds = time.monotonic() - begin
    talks = Conversation.objects.filter(arrivals__isnull=False).distinct()
    turns = [[int(word) for word in talk.state.split()] for talk in talks]
    wrong = sum(turn != list(range(len(turn))) for turn in turns)
    waiting = Arrival.objects.exclude(outcome="done").count()
    _say(done=done, seconds=seconds, heard=sum(map(len, turns)), wrong=wrong, waiting=waiting)


def deliver_all(count: int) -> None:
    """Owe so many notices, send them, and tell what became of them."""
    _prepare()
    from django.db.models import Count
    from django.utils import timezone

    from balairung.kernel.messaging.delivery import SHORT, deliver
    from balairung.kernel.messaging.models import Notice

    now = timezone.now()
    begin = time.monotonic()
    _owe(count, now)
    written, begin, seconds = time.monotonic() - begin, time.monotonic(), [0.0]
    for pause in (timedelta(), *SHORT):
        now += pause
        while Notice.objects.due(now).exists():
            deliver(now=now)
        seconds.append(time.monotonic() - begin)
    from bench.doors import Vendor as Asked  # this module runs under another name, and the doors belong to this one

    ours = Notice.objects.filter(key__startswith="tolok:")
    outcomes = dict(ours.order_by().values_list("outcome").annotate(Count("pk")))
    moved = ours.filter(key__contains=">", outcome="sent").count()
    _say(
        written=written, first=seconds[1], seconds=seconds[-1], outcomes=outcomes, moved=moved,
        messages=len(Asked.taken), twice=sum(times > 1 for times in Asked.taken.values()),
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )  # fmt: skip


def _owe(count: int, now: datetime) -> None:
    """Many to one address, each about a case of its own; every address has another door."""
    from balairung.kernel.messaging.actions import Recipient, notify_all
    from balairung.kernel.messaging.models import Contact
    from balairung.kernel.messaging.models.contacts import address_hash

    numbers = [f"+62812{number:07}" for number in range(max(count // TOGETHER, 1))]
    marks = [(one, address_hash("whatsapp", one)) for one in numbers]
    known: dict[str, Any] = {"channel": "whatsapp", "since": now, "verified_at": now}
    rows = [Contact(address=one, address_hash=mark, **known) for one, mark in marks]
    Contact.objects.bulk_create(rows, batch_size=1000)
    for turn in range(TOGETHER):
        to = [(Recipient("whatsapp", one, then=(("sms", one),)), f"tolok:{turn}:{one}") for one in numbers]
        for place in range(0, len(to), 1000):
            body = "Laporan Anda sedang ditangani. Jawaban pertama paling lambat Jumat, 6 Maret 2026."
            some = to[place : place + 1000]
            notify_all(some, subject="Kabar laporan", body=body, at=now, about=("complaints", f"P-{turn}"))


def _say(**found: object) -> None:
    print(json.dumps(found))


# --- measured from outside -------------------------------------------------------------------------------------------


@contextmanager
def web(log: Path) -> Iterator[int]:
    """The web server alone: what the worker does is measured apart."""
    port = servers.free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(servers.WORKERS), "--blocking-threads", str(servers.THREADS), "--no-ws",
        "--log-level", "warning", "balairung.config.wsgi:application",
    ]  # fmt: skip
    with servers.running(command, {}, log):
        servers.wait_for(port)
        yield port


def measure(bench: Bench, messages: int, notices: int) -> None:
    """After the regency was built; DATABASE_URL names it."""
    from bench.run import Figure, at_most

    hook = _connect()
    with web(bench.log) as port:
        result = drive(port, lambda number: call(number + TRIAL, hook), visitors=4, seconds=bench.seconds)
        if set(result.answers) != {200}:
            raise SystemExit(f"the hook answered {dict(result.answers)}")
        figure = Figure("a vendor's call acknowledged, p95", "ms", "≤ 50", at_most(50))
        figure.values = [result.percentile(0.95) * 1000]
        figure.note = f"{result.rate:.0f} /s from 4 connections, signature checked, message kept"
        bench.add(figure)
        bench.cluster.psql("DELETE FROM messaging_arrival")
        brought = _bring(port, hook, messages)
    _burst(bench, messages, brought)
    _outbound(bench, notices)


def _connect() -> str:
    from django.db import connection
    from django.utils import timezone

    from balairung.kernel.messaging import gateways

    account = {"number": NUMBER, "token": "x", "secret": SECRET, "verify": "x", "base": "http://127.0.0.1:9"}
    hook = gateways.hook_address(gateways.connect("whatsapp", account, at=timezone.now()))
    gateways.connect("sms", {"gateway": "lain"}, at=timezone.now())
    connection.close()
    return "/" + hook.split("/", 3)[3]


def _bring(port: int, hook: str, messages: int) -> float:
    """The burst over HTTP, one call after the other on eight connections; seconds."""
    from concurrent.futures import ThreadPoolExecutor

    from bench.generator import Visitor

    def bring(first: int) -> None:
        visitor = Visitor(port)
        for number in range(first, messages, 8):
            visitor.send(call(number, hook))
            while not (status := visitor.receive()):
                pass
            if status != 200:
                raise SystemExit(f"the hook answered {status}")

    begin = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bring, range(8)))
    return time.monotonic() - begin


def _burst(bench: Bench, messages: int, brought: float) -> None:
    from bench.run import Figure, at_most

    found = _apart("listen", str(messages))
    lost = messages - found["heard"]
    figure = Figure(
        f"{messages:,} messages in from {TALKS} conversations: lost, twice, out of order", "", "0", at_most(0)
    )
    figure.values = [float(abs(lost) + found["wrong"] + found["waiting"])]
    rate = found["done"] / found["seconds"]
    figure.note = f"taken in {brought:.1f} s, read in {found['seconds']:.1f} s by one worker, {rate:.0f} a second"
    bench.add(figure)
    bench.cluster.psql("DELETE FROM messaging_arrival")
    bench.cluster.psql("DELETE FROM messaging_notice WHERE conversation_id IS NOT NULL AND about_kind = ''")


def _outbound(bench: Bench, notices: int) -> None:
    from bench.run import Figure, at_most

    found = _apart("deliver", str(notices))
    sent, failed = found["outcomes"].get("sent", 0), found["outcomes"].get("failed", 0)
    owed = notices // TOGETHER * TOGETHER
    figure = Figure(f"{owed:,} notices out, 5 % of addresses failing: not sent, or sent twice", "", "0", at_most(0))
    figure.values = [float(abs(owed - sent) + found["twice"] + abs(failed - found["moved"]))]
    figure.note = (
        f"{found['messages']:,} messages, for many to one address are one; written in {found['written']:.0f} s, sent in"
        f" {found['first']:.0f} s ({(owed - found['moved']) / found['first']:.0f} notices a second), {found['moved']:,}"
        f" tried again three times and then by the next door, all after {found['seconds']:.0f} s;"
        f" {found['memory']:.0f} MiB"
    )
    bench.add(figure)
    bench.cluster.psql("DELETE FROM messaging_notice WHERE key LIKE 'tolok:%'")
    bench.cluster.psql("DELETE FROM messaging_contact")


def _apart(*words: str) -> dict[str, Any]:
    """In a process of its own, whose memory is its own."""
    command = [sys.executable, "-m", "bench.doors", *words]
    environment = {**os.environ, "BALAIRUNG_STATEMENT_TIMEOUT": "5min", "BALAIRUNG_LOG": "ERROR"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, text=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """A try: an empty regency on a PostgreSQL of its own."""
    parser = argparse.ArgumentParser("python -m bench.doors", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--notices", type=int, default=100_000)
    arguments = parser.parse_args()
    from bench.run import HOUSE, POSTGRESQL, WORK, Bench

    WORK.mkdir(parents=True, exist_ok=True)
    with Cluster(durable=True, options=POSTGRESQL) as cluster:
        os.environ.update(HOUSE, DATABASE_URL=cluster.url, BALAIRUNG_DATA=str(WORK / "data"))
        os.environ["DJANGO_SETTINGS_MODULE"] = "balairung.config.settings"
        import django

        django.setup()
        from django.utils import timezone

        from balairung.config.setup import prepare_static
        from bench.cast import build

        build(timezone.now(), proofs=1)
        prepare_static()
        bench = Bench(cluster, 3.0, 1)
        measure(bench, arguments.messages, arguments.notices)
        print("\n".join(figure.note for figure in bench.figures))


if __name__ == "__main__":
    if sys.argv[1:2] == ["listen"]:
        listen_all()
    elif sys.argv[1:2] == ["deliver"]:
        deliver_all(int(sys.argv[2]))
    else:
        main()
