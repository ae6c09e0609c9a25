"""What every contract server has: a port of its own on 127.0.0.1, what was asked of it, and bad days on request."""

from __future__ import annotations

import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Call:
    """One request that reached the server."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass(frozen=True)
class Answer:
    """What it answers; a dict or list goes out as JSON."""

    body: Any = b""
    status: int = 200
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Bubble:
    """One message as the citizen's telephone shows it."""

    number: str  # the vendor's
    address: str  # the citizen's
    text: str
    ours: bool  # the house said it
    choices: list[tuple[str, str]] = field(default_factory=list)
    kind: str = "text"
    asks_place: bool = False
    state: str = ""  # sent, delivered, read, failed
    subject: str = ""
    at: float = field(default_factory=time.time)


class Vendor(ABC):
    """A server of a vendor. `misbehave` says what it does with the next requests, one word each.

    A number is the HTTP status that is answered, `lose` answers well and forgets, `hang` says nothing for a while.
    """

    def __init__(self, port: int = 0) -> None:
        self.calls: list[Call] = []
        self.shown: list[Bubble] = []
        self.hook = ""  # where the house is called
        self.lock = threading.RLock()
        self._bad_days: deque[str] = deque()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def misbehave(self, *days: str) -> None:
        self._bad_days.extend(days)

    def take(self, call: Call) -> Answer | None:
        """One request; None hangs up without a word."""
        with self.lock:
            self.calls.append(call)
            day = self._bad_days.popleft() if self._bad_days else ""
        if day == "hang":
            return None
        if day.isdigit():
            return self.refuse(int(day))
        with self.lock:
            return self.answer(call, lose=day == "lose")

    @abstractmethod
    def answer(self, call: Call, *, lose: bool) -> Answer:
        """What the vendor answers to this request; with `lose` it says yes and does nothing."""

    def refuse(self, status: int) -> Answer:
        """How the vendor says that it cannot at the moment."""
        return Answer({"error": status}, status)

    @property
    def said(self) -> list[str]:
        """What the house said, in the order in which it came."""
        return [bubble.text for bubble in self.shown if bubble.ours]

    def choice(self, key: str) -> Bubble:
        """The latest message with this button. Raise LookupError when nobody sees it."""
        found = [one for one in self.shown if one.ours and any(name == key for name, _label in one.choices)]
        if not found:
            raise LookupError(f"no button {key} among {[one.choices for one in self.shown if one.choices]}")
        return found[-1]


def fresh(prefix: str) -> str:
    """A number that this process gave nobody yet, and no earlier one."""
    return f"{prefix}{time.time_ns():x}{next(_numbers):04x}"


def call(url: str, body: bytes, headers: Mapping[str, str], method: str = "POST") -> tuple[int, bytes]:
    """Call somebody over HTTP; the status and the body, whatever the status is."""
    request = urllib.request.Request(url, body if method == "POST" else None, dict(headers), method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine only
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.read()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no fault."""


def _handler(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _take(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = vendor.take(Call(self.command, parts.path, query, headers, body))
            if answer is None:
                self.close_connection = True
                return
            self._say(answer)

        do_GET = do_POST = do_PUT = do_DELETE = _take  # noqa: N815  as http.server names them

        def _say(self, answer: Answer) -> None:
            plain = isinstance(answer.body, bytes | str)
            body = answer.body if isinstance(answer.body, bytes) else None
            if body is None:
                body = (answer.body if plain else json.dumps(answer.body)).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind or ("text/plain" if plain else "application/json"))
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_request(self, code: Any = "-", size: Any = "-") -> None:
            """Quiet."""

    return Handler
