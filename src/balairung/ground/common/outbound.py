"""The one client for addresses that strangers give us: webhooks, push endpoints, pictures of an Open311 report.

Such an address may point back into our own network (SSRF). So the name is resolved here, every address is looked at,
and the address that was looked at is the one that is connected: a second answer of the name server (DNS rebinding) is
never asked for. TLS still checks the certificate against the name.

`settings.OUTBOUND_ALLOW` lists networks ("10.20.0.0/16") that the operator vouches for, such as a regency's own
receiver: there any port and plain http are allowed too. Special ranges: RFC 6890 and the IANA registries of 2026.
"""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from ssl import SSLContext
from time import monotonic
from typing import Any

import httpcore
import httpx
from django.conf import settings

PORTS = frozenset({80, 443, 8443})
TIMEOUT = 10.0  # seconds for all of it: name, connection, request, answer
READ = 64 * 1024  # bytes of an answer to `post` that are kept unless more are asked for; the rest is not fetched
LONGEST = 2000  # signs of an address

#: IPv4 that is not the public internet: this host, private, CGNAT, loopback, link-local, protocol assignments,
#: documentation, 6to4 relays, benchmarks, multicast, reserved.
CLOSED_4 = [
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
#: IPv6 that is the public internet, and what is none of it there: Teredo and its neighbours, documentation, 6to4.
#: IPv4 in IPv6 clothes (mapped, compatible, NAT64), loopback, link-local, unique local and multicast lie outside.
OPEN_6 = ip_network("2000::/3")
CLOSED_6 = [ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]

_NUMBER = re.compile(r"^(\d+|0x[0-9a-f]*)$", re.IGNORECASE)
Resolver = Callable[[str, int], Iterable[str]]


class Unreachable(OSError):
    """The address was not reached, or may not be. `reason` is one word; neither it nor the text tells what is inside.

    url: no web address, plain http, or an odd port · address: not of the public internet · name: not found · time ·
    size · connection: refused, broken, or no valid certificate · answer: not HTTP, redirected, not what was asked for.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"unreachable: {reason}")
        self.reason = reason


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system resolves it. Raise OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def post(
    url: str,
    *,
    content: bytes,
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    most: int = READ,
    resolve: Resolver = look_up,
) -> httpx.Response:
    """The answer, whatever its status, with at most `most` bytes of its body (64 KiB); redirects are not followed.

    `timeout` is in seconds, for all of it. Raise `Unreachable`.
    """
    return call("POST", url, content=content, headers=headers, timeout=timeout, most=most, resolve=resolve)


def call(
    method: str,
    url: str,
    *,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    most: int = READ,
    resolve: Resolver = look_up,
) -> httpx.Response:
    """The same with any method: for programs of an operator's choice that answer with words of their own."""
    with _called(method, url, headers, content, timeout, resolve) as answer:
        body = b"".join(_at_most(answer, most, cut=True))
        kept = [(key, value) for key, value in answer.headers if key.lower() not in _OF_THE_WIRE]
        return httpx.Response(answer.status, headers=kept, content=body, request=httpx.Request(method, url))


def get(url: str, *, most: int, timeout: float = TIMEOUT, resolve: Resolver = look_up) -> tuple[bytes, str]:
    """The content, of at most `most` bytes, and the type that the other side says it has ("" when it says none).

    The type is a claim. Raise `Unreachable`, also for any other status than 200 and for more bytes.
    """
    with _called("GET", url, None, None, timeout, resolve) as answer:
        if answer.status != 200:
            raise Unreachable("answer")
        said = {key.lower(): value.decode("latin-1") for key, value in answer.headers}
        if said.get(b"content-encoding", "identity") != "identity":  # we asked for none: it may be a bomb
            raise Unreachable("answer")
        return b"".join(_at_most(answer, most)), said.get(b"content-type", "")


def check_url(url: str) -> None:
    """Raise `Unreachable` for what can be no address to call, whatever its name means; nothing is asked of anybody."""
    found = _checked(url)
    common = found.scheme == "https" and (found.port or 443) in PORTS
    if not common and not settings.OUTBOUND_ALLOW:
        raise Unreachable("url")
    if _is_address(found.host) and not permitted(found.host):
        raise Unreachable("address")


def permitted(address: str) -> bool:
    """Whether this IP address is one of the public internet, or of a network that the operator vouches for."""
    return _is_open(address) or _vouched_for(address)


def _is_open(address: str) -> bool:
    found = ip_address(address)
    if found.version == 4:
        return not any(found in network for network in CLOSED_4)
    return found in OPEN_6 and not any(found in network for network in CLOSED_6)


def _vouched_for(address: str) -> bool:
    return any(ip_address(address) in network for network in _networks(tuple(settings.OUTBOUND_ALLOW)))


@lru_cache
def _networks(texts: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(text) for text in texts]


# --- the call ----------------------------------------------------------------------------------------------------

_OF_THE_WIRE = {b"content-encoding", b"content-length", b"transfer-encoding", b"set-cookie"}
#: What goes wrong on the way, and the word for it.
_REASONS: list[tuple[type[Exception], str]] = [
    (httpcore.TimeoutException, "time"),
    (httpcore.NetworkError, "connection"),
    (httpcore.ProtocolError, "answer"),
]


@contextmanager
def _called(
    method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None, timeout: float, resolve: Resolver
) -> Iterator[httpcore.Response]:
    """One connection for one request; no proxy, no cookie, nothing from the environment but a CA file."""
    target = _checked(url)
    own = {"User-Agent": "Balairung", "Accept-Encoding": "identity", "Connection": "close"}
    said: list[tuple[bytes | str, bytes | str]] = [("Host", target.netloc), *own.items(), *(headers or {}).items()]
    backend = _Guarded(resolve, plain=target.scheme == "http", until=monotonic() + timeout)
    address = httpcore.URL(scheme=target.scheme, host=target.raw_host, port=target.port, target=target.raw_path)
    waits = {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}
    pool = httpcore.ConnectionPool(ssl_context=_trust(os.environ.get("SSL_CERT_FILE", "")), network_backend=backend)
    try:
        with pool, pool.stream(method, address, headers=said, content=content, extensions={"timeout": waits}) as answer:
            yield answer
    except tuple(kind for kind, _ in _REASONS) as failure:
        reason = next(word for kind, word in _REASONS if isinstance(failure, kind))
        raise Unreachable(reason) from None


@lru_cache(maxsize=2)
def _trust(ca_file: str) -> SSLContext:
    """Whom we believe: the CA file that SSL_CERT_FILE names, otherwise the public authorities."""
    return httpx.create_ssl_context()


def _checked(url: str) -> httpx.URL:
    """The address in its parts, when we call such a one at all: web, a name or an honest IP address, no password."""
    try:
        found = httpx.URL(url) if len(url) <= LONGEST else httpx.URL()
        host, last = found.host, found.host.rstrip(".").rpartition(".")[2]
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Unreachable("url") from None
    if found.scheme not in {"http", "https"} or not host or found.userinfo:
        raise Unreachable("url")
    if _NUMBER.match(last) and not _is_address(host):  # 127.1, 0177.0.0.1, 2130706433, 0x7f000001
        raise Unreachable("address")
    return found


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _at_most(answer: httpcore.Response, most: int, *, cut: bool = False) -> Iterator[bytes]:
    """The body as it comes; beyond `most` bytes it is cut off, or refused."""
    left = most
    for chunk in answer.iter_stream():
        if len(chunk) > left and not cut:
            raise Unreachable("size")
        yield chunk[:left]
        left -= len(chunk[:left])
        if cut and left == 0:
            return


class _Guarded(httpcore.NetworkBackend):
    """Connects to what it has resolved and looked at, and to nothing else; no step outlasts `until`."""

    def __init__(self, resolve: Resolver, *, plain: bool, until: float) -> None:
        self.resolve, self.plain, self.until = resolve, plain, until
        self.honest = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *args: Any, **more: Any) -> _Timed:
        failure: Exception = Unreachable("name")
        for address in self._addresses(host, port):
            try:
                return _Timed(self.honest.connect_tcp(address, port, _left(self.until)), self.until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:  # the next one may answer
                failure = failed
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        """Those that may be connected; none is one reason for all, so that nobody learns what a name means inside."""
        every = [host] if _is_address(host) else self._resolved(host, port)
        common = port in PORTS and not self.plain
        found = [each for each in every if _vouched_for(each) or (common and _is_open(each))]
        if every and not found:
            raise Unreachable("address" if common else "url")
        return found[:4]

    def _resolved(self, host: str, port: int) -> list[str]:
        """As the system resolves; it knows no time limit, so it is asked aside and left alone when it is slow."""
        found: list[str] = []

        def ask() -> None:
            try:
                found.extend(self.resolve(host, port))
            except (OSError, UnicodeError):
                return

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(_left(self.until))
        if asking.is_alive():
            raise Unreachable("time")
        return list(dict.fromkeys(found))


class _Timed(httpcore.NetworkStream):
    """A stream whose every step gets only what is left of the time: a body that drips does not hold us."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self.stream, self.until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _left(self.until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), READ):
            self.stream.write(buffer[start : start + READ], _left(self.until))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> _Timed:
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, _left(self.until)), self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _left(until: float) -> float:
    """Seconds that are left; raise when there are none."""
    left = until - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
