"""Who works while everything breaks: each report is filed, verified, forwarded, answered, resolved with a photograph.

Whatever was asked is asked again, to the letter, until it is acknowledged: a citizen sends the same form again, a
program the same Idempotency-Key. What was acknowledged is written down here, outside of the house.
"""

from __future__ import annotations

import json
import random
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.generator import PIXEL, ask, get, post

OFFICE = "pupr"
CREATE = "/pengaduan/baru/"
CHECKPOINT = "/log/checkpoint"
RECEIPT = re.compile(rb"\r\nlocation: /lacak/([^/]+)/([^/]+)/tanda-terima/", re.IGNORECASE)
AGAIN = 0.1  # of what was acknowledged is sent once more
PATIENCE = (0.1, 0.6)  # seconds until somebody tries again
WAIT = 20.0  # seconds for one answer
TAKEN = {200, 302}
#: An answer after which the same is sent again: in flight, too many at once, whatever the server did not manage.
LATER = {408, 409, 425, 429, *range(500, 600)}
STEPS = ("verify", "forward", "answer", "resolve")
BOUNDARY = "batas-uji"


@dataclass
class Acknowledged:
    """What people were told, and when."""

    receipts: dict[str, set[tuple[str, str]]] = field(default_factory=dict)  # of each form's token: number, code
    steps: dict[str, list[str]] = field(default_factory=dict)  # of each number
    moments: list[tuple[float, float]] = field(default_factory=list)  # asked, acknowledged
    answers: Counter[str] = field(default_factory=Counter)
    checkpoints: dict[str, None] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)


class Unacceptable(Exception):
    """An answer that nobody should be given, whatever is broken."""


@dataclass
class Person:
    """One at a time: a citizen and the officers of their report."""

    port: int
    keys: dict[str, str]
    known: Acknowledged
    rng: random.Random
    lock: threading.Lock

    def live(self, number: int) -> None:
        """One report, from the form to the resolution."""
        csrf, token = secrets.token_hex(16), f"badai-{number}-{secrets.token_hex(8)}"
        ref = self.file(token, post(CREATE, _form(token, csrf, number), f"csrf={csrf}"))
        for step in STEPS:
            self.do(ref, step)

    def file(self, token: str, request: bytes) -> str:
        ref = ""
        for _time in range(1 + (self.rng.random() < AGAIN)):
            answer = self.until_taken(request)
            found = RECEIPT.search(answer)
            if found is None:
                raise Unacceptable(f"no receipt: {answer[:300]!r}")
            ref, code = found[1].decode(), found[2].decode()
            with self.lock:
                self.known.receipts.setdefault(token, set()).add((ref, code))
        return ref

    def do(self, ref: str, step: str) -> None:
        request = _request(ref, step, self.keys["middle" if step in ("verify", "forward") else "head"])
        for _time in range(1 + (self.rng.random() < AGAIN)):
            self.until_taken(request)
        with self.lock:
            self.known.steps.setdefault(ref, []).append(step)

    def until_taken(self, request: bytes) -> bytes:
        while True:
            asked = time.monotonic()
            try:
                status, answer = ask(self.port, request, timeout=WAIT)
            except (OSError, ValueError) as problem:
                self.count(type(problem).__name__)
            else:
                self.count(str(status))
                if status in TAKEN:
                    with self.lock:
                        self.known.moments.append((asked, time.monotonic()))
                    return answer
                if status not in LATER:
                    raise Unacceptable(f"{status} for {request[:80]!r}: {answer[-600:]!r}")
            time.sleep(self.rng.uniform(*PATIENCE))

    def count(self, what: str) -> None:
        with self.lock:
            self.known.answers[what] += 1


def _form(token: str, csrf: str, number: int) -> bytes:
    return urlencode({
        "csrfmiddlewaretoken": csrf, "token": token, "contact": f"warga{number}@contoh.id", "name": "Siti Aminah",
        "text": f"Lampu jalan di depan pasar padam sejak minggu lalu, laporan ke-{number}.",
    }).encode()  # fmt: skip


def _request(ref: str, step: str, key: str) -> bytes:
    """One step through the API, with a key of its own for the repetition; a photograph with the resolution."""
    body: dict[str, object] = {"text": "Sudah kami periksa dan kami kerjakan hari ini."}
    body |= {"verify": {"class": "ordinary"}, "forward": {"office": OFFICE}}.get(step, {})
    head = [
        f"POST /api/v1/reports/{ref}/{step} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {key}",
        f"Idempotency-Key: {ref}-{step}-{secrets.token_hex(4)}",
    ]  # fmt: skip
    content, kind = json.dumps(body).encode(), "application/json"
    if step == "resolve":
        content, kind = _multipart(content), f"multipart/form-data; boundary={BOUNDARY}"
    head += [f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    return "\r\n".join([*head, "", ""]).encode() + content


def _multipart(said: bytes) -> bytes:
    parts = [
        b'Content-Disposition: form-data; name="json"\r\n\r\n' + said,
        b'Content-Disposition: form-data; name="files"; filename="bukti.png"\r\nContent-Type: image/png\r\n\r\n'
        + PIXEL,
    ]
    edge = f"--{BOUNDARY}".encode()
    return b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts) + edge + b"--\r\n"


# --- all of them -------------------------------------------------------------------------------------------------


@dataclass
class Crowd:
    """So many lives, by so many people at once, none begun before its time."""

    port: int
    keys: dict[str, str]
    lives: int
    seconds: float
    seed: str
    people: int = 8
    known: Acknowledged = field(default_factory=Acknowledged)

    def __post_init__(self) -> None:
        self.lock, self.numbers = threading.Lock(), iter(range(self.lives))
        self.begin, self.over = time.monotonic(), threading.Event()
        self.threads = [self.started(self.work, number) for number in range(self.people)]
        self.watcher = self.started(self.watch, self.people)

    def started(self, what: Callable[[random.Random], None], number: int) -> threading.Thread:
        thread = threading.Thread(target=self.guarded, args=(what, random.Random(f"{self.seed}-{number}")), daemon=True)
        thread.start()
        return thread

    def guarded(self, what: Callable[[random.Random], None], rng: random.Random) -> None:
        try:
            what(rng)
        except BaseException as failure:
            self.known.failures.append(failure)

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self.threads) and not self.known.failures

    def end(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(timeout=1 if self.known.failures else None)
        self.watcher.join(timeout=WAIT)
        if self.known.failures:
            raise self.known.failures[0]

    def work(self, rng: random.Random) -> None:
        person = Person(self.port, self.keys, self.known, rng, self.lock)
        while (number := self.next()) is not None and not self.known.failures:
            time.sleep(max(0.0, self.begin + self.seconds * number / self.lives - time.monotonic()))
            person.live(number)

    def next(self) -> int | None:
        with self.lock:
            return next(self.numbers, None)

    def watch(self, rng: random.Random) -> None:
        """A stranger who keeps every checkpoint that the house publishes."""
        while not self.over.wait(1.0):
            try:
                status, answer = ask(self.port, get(CHECKPOINT), timeout=5)
            except (OSError, ValueError):
                continue
            if status == 200:
                self.known.checkpoints[answer.partition(b"\r\n\r\n")[2].decode()] = None


def recoveries(moments: Sequence[tuple[float, float]], ends: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """How many seconds after each fault was over something was acknowledged that was asked after it, worst first."""
    asked = sorted(moments)
    found = []
    for name, end in ends:
        after = [done for begun, done in asked if begun >= end]
        if after:
            found.append((name, min(after) - end))
    return sorted(found, key=lambda one: -one[1])
