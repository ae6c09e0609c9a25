"""A lean load generator: one thread, raw sockets kept alive, the next request when the answer before it is whole.

Debian's `wrk` is not on every machine, and each filing needs a token of its own; at these rates one Python thread that
only sends prepared bytes and reads lengths costs little, and its CPU time is reported beside every figure.
"""

from __future__ import annotations

import re
import resource
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
Request = Callable[[int], bytes]
#: The smallest photograph: what is sent as proof.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@dataclass
class Result:
    """What one run came to."""

    seconds: float
    answers: Counter[int]
    latencies: list[float] = field(repr=False)  # seconds, in order of size
    cpu: float = 0.0  # of the generator

    @property
    def rate(self) -> float:
        return sum(self.answers.values()) / self.seconds

    def percentile(self, share: float) -> float:
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


class Visitor:
    """One connection and the answer that it waits for."""

    def __init__(self, port: int, timeout: float = 30.0) -> None:
        self.buffer, self.sent = b"", 0.0
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self.buffer, self.sent = b"", time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int:
        """The status once the answer is whole; 0 before that."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise ConnectionError("the server hung up")
        self.buffer += chunk
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return 0
        length = LENGTH.search(self.buffer, 0, end + 2)
        if length is None:
            raise ValueError("an answer without its length")
        return int(self.buffer[9:12]) if len(self.buffer) >= end + 4 + int(length[1]) else 0


def drive(port: int, request: Request, *, visitors: int, seconds: float, warm: float = 1.0) -> Result:
    """Keep that many visitors busy. What was answered during the first `warm` seconds does not count."""
    selector, number = selectors.DefaultSelector(), 0
    for _ in range(visitors):
        visitor = Visitor(port)
        selector.register(visitor.socket, selectors.EVENT_READ, visitor)
        visitor.send(request(number))
        number += 1
    answers, latencies = Counter[int](), list[float]()
    begin = time.perf_counter() + warm
    end, cpu = begin + seconds, _cpu()
    now = time.perf_counter()
    while now < end:
        for ready, _mask in selector.select(1.0):
            visitor = ready.data
            status = visitor.receive()
            now = time.perf_counter()
            if not status:
                continue
            if now >= begin:
                answers[status] += 1
                latencies.append(now - visitor.sent)
            visitor.send(request(number))
            number += 1
        now = time.perf_counter()
    spent = (_cpu() - cpu) * seconds / (seconds + warm)
    for ready in list(selector.get_map().values()):
        ready.data.socket.close()
    selector.close()
    return Result(seconds, answers, sorted(latencies), spent)


def ask(port: int, request: bytes, *, timeout: float = 30.0) -> tuple[int, bytes]:
    """One request: the status and the whole answer."""
    visitor = Visitor(port, timeout)
    try:
        visitor.send(request)
        while not (status := visitor.receive()):
            pass
        return status, visitor.buffer
    finally:
        visitor.socket.close()


def get(path: str, cookie: str = "") -> bytes:
    """The bytes of a GET as a browser sends it."""
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n{more}\r\n".encode()


def post(path: str, body: bytes, cookie: str) -> bytes:
    """The bytes of a form that is sent."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
