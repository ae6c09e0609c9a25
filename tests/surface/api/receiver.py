"""A receiver of webhooks that is no part of Balairung: it knows the Standard Webhooks specification and its secret.

Ours, written for these tests on the standard library alone, from the text of the specification and not from the code
that signs. It keeps what it took, and misbehaves on request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WINDOW = 5 * 60


def verify(secret: str, headers: dict[str, str], body: bytes, now: float) -> str:
    """Why this message is not believed; "" when it is."""
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        message, stamp = lower["webhook-id"], int(lower["webhook-timestamp"])
        given = [word.split(",", 1)[1] for word in lower["webhook-signature"].split() if word.startswith("v1,")]
    except (KeyError, ValueError):
        return "headers"
    if abs(now - stamp) > WINDOW:
        return "time"
    key = base64.b64decode(secret.split("_", 1)[1])
    content = f"{message}.{stamp}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return "" if any(hmac.compare_digest(wanted, each) for each in given) else "signature"


@dataclass
class Receiver:
    """`status` is what it answers to believed messages; `location` where it sends them instead; `wait` in seconds."""

    secret: str = ""
    status: int = 204
    location: str = ""
    wait: float = 0.0
    port: int = 0
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)  # by message id: twice is once
    raw: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhook"

    def take(self, headers: dict[str, str], body: bytes) -> int:
        self.raw.append((headers, body))
        if doubt := verify(self.secret, headers, body, time.time()):
            self.doubts.append(doubt)
            return 401
        if 200 <= self.status < 300:
            self.taken[headers["webhook-id"]] = json.loads(body)
        return self.status


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.take(dict(self.headers), body)
            time.sleep(receiver.wait)
            self.send_response(302 if receiver.location else status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
            """Say nothing."""

    return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
