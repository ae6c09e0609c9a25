"""A web server on the loopback that strangers might run: it answers, drips, redirects, lies, and keeps what it heard.

Ours, written for these tests, on the standard library alone.
"""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Heard:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebServer:
    """The path says what it does: /status/410, /redirect, /drip, /drip-head, /bytes/1000, /bomb, /silent, /nonsense."""

    heard: list[Heard] = field(default_factory=list)
    port: int = 0
    status: int = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _answers(server: WebServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.heard.append(Heard(self.command, self.path, dict(self.headers), body))
            word, _, value = self.path.strip("/").partition("/")
            MANNERS.get(word, plain)(self, value, server)

        do_GET = do_POST  # noqa: N815 -- the library's own names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler


Manner = Callable[[BaseHTTPRequestHandler, str, WebServer], None]


def say(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"baik", **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def plain(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    say(handler, server.status, Content_Type="text/plain", Set_Cookie="jejak=1")


def status(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    say(handler, int(value))


def redirect(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    say(handler, 302, Location=f"{server.url}/dituju")


def sized(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    say(handler, 200, b"x" * int(value), Content_Type="image/png")


def bomb(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    say(handler, 200, gzip.compress(b"0" * 1_000_000), Content_Type="image/png", Content_Encoding="gzip")


def drip(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    _slowly(handler, b"x" * 1000)


def drip_head(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    _slowly(handler, b"HTTP/1.1 200 OK\r\nX-A: " + b"x" * 1000)


def _slowly(handler: BaseHTTPRequestHandler, text: bytes) -> None:
    try:
        for start in range(len(text)):
            handler.wfile.write(text[start : start + 1])
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:  # the other side has had enough
        handler.close_connection = True


def silent(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    handler.close_connection = True
    time.sleep(float(value or 0.6))


def nonsense(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")
    handler.close_connection = True


MANNERS: dict[str, Manner] = {
    "status": status,
    "redirect": redirect,
    "bytes": sized,
    "bomb": bomb,
    "drip": drip,
    "drip-head": drip_head,
    "silent": silent,
    "nonsense": nonsense,
}


@contextmanager
def running(certificate: Path | None = None) -> Iterator[WebServer]:
    """The server, with TLS when a file with certificate and key is given."""
    server = WebServer()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _answers(server))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    server.port = httpd.server_address[1]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
