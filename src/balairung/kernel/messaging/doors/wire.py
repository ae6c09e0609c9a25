"""What doors that speak HTTP have in common: asking a vendor, and reading what a vendor brings without trusting it."""

from __future__ import annotations

import atexit
import base64
import hashlib
import hmac
import json
import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from balairung.kernel.messaging.doors.door import Forged, Undeliverable
from balairung.kernel.people.house import house_url

LARGEST_CALL = 3 * 1024 * 1024  # bytes of one call of a vendor; Meta says its own are never larger
LONGEST_ID = 200  # signs of a vendor's number that a row holds
CHUNK = 64 * 1024

logging.getLogger("httpx").setLevel(logging.WARNING)  # below it writes addresses, and some hold a token


@cache
def client() -> httpx.Client:
    """One pool of connections for a whole process; safe from threads."""
    made = httpx.Client(timeout=httpx.Timeout(15.0, connect=5.0), headers={"User-Agent": "Balairung"})
    atexit.register(made.close)
    return made


def ask(method: str, url: str, **more: Any) -> httpx.Response:
    """Call a vendor. Raise OSError, which never names the address, when nobody answered."""
    try:
        return client().request(method, url, **more)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise OSError(type(problem).__name__) from None


def download(url: str, *, headers: Mapping[str, str], longest: float = 120.0) -> BinaryIO:
    """The bytes behind an address, at most `settings.FILM_LIMIT`.

    Raise Undeliverable when there are more, or when the vendor no longer has them; OSError for everything else.
    """
    kept = tempfile.TemporaryFile()  # noqa: SIM115  whoever asked closes it
    try:
        with _stream(url, headers, longest) as answer:
            for chunk in answer.iter_bytes(CHUNK):
                kept.write(chunk)
                if kept.tell() > settings.FILM_LIMIT:
                    raise Undeliverable("too big")
    except BaseException as problem:
        kept.close()
        if isinstance(problem, httpx.HTTPError | httpx.InvalidURL):
            raise OSError(type(problem).__name__) from None
        raise
    kept.seek(0)
    return kept


@contextmanager
def _stream(url: str, headers: Mapping[str, str], longest: float) -> Iterator[httpx.Response]:
    with client().stream("GET", url, headers=dict(headers), timeout=httpx.Timeout(longest, connect=5.0)) as answer:
        if answer.status_code in {404, 410}:
            raise Undeliverable("gone")
        if answer.status_code != 200:
            raise OSError(f"HTTP {answer.status_code}")
        if int(answer.headers.get("Content-Length") or 0) > settings.FILM_LIMIT:
            raise Undeliverable("too big")
        yield answer


def body_of(request: HttpRequest, longest: int = LARGEST_CALL) -> bytes:
    """The bytes of a call; a body that no vendor sends is Forged."""
    body: bytes = request.read(longest + 1)
    if len(body) > longest:
        raise Forged
    return body


def signed_by_twilio(request: HttpRequest, secret: str, called: str = "") -> bool:
    """X-Twilio-Signature: HMAC-SHA1 of the address that was called and the sorted form, base64.

    `called` is an address of ours on the host that the vendor knows, where that is another than the house's. SignalWire
    says its own name in the header.
    """
    host = "{0.scheme}://{0.netloc}".format(urlsplit(called)) if called else house_url()
    form = "".join(f"{key}{said}" for key, said in sorted(request.POST.items()))
    signed = host + request.get_full_path() + form
    expected = base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    given = request.headers.get("X-Twilio-Signature") or request.headers.get("X-SignalWire-Signature", "")
    return bool(secret) and constant_time_compare(given, expected)


def json_of(body: bytes) -> dict[str, Any]:
    """An object, empty for everything else: whoever signed it may still be wrong."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def rows(found: object, *path: str) -> list[dict[str, Any]]:
    """The objects of a list that lies at the end of this path; whatever is of another kind is left out."""
    for name in path[:-1]:
        found = found.get(name) if isinstance(found, dict) else None
    several = found.get(path[-1]) if path and isinstance(found, dict) else found
    return [one for one in several if isinstance(one, dict)] if isinstance(several, list) else []


def part(found: object, *path: str) -> dict[str, Any]:
    """The object at the end of a path, empty where there is none."""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def word(found: object, *path: str) -> str:
    """The text or number at the end of a path, without what no database keeps; "" where there is none."""
    if path:
        found = part(found, *path[:-1]).get(path[-1])
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found).replace("\x00", "").encode("utf-8", "ignore").decode()


def number_of(found: object, *path: str) -> str:
    """A vendor's number for a message, as a row can hold it: one that is too long is known by its hash."""
    whole = word(found, *path)
    return whole if len(whole) <= LONGEST_ID else hashlib.sha256(whole.encode()).hexdigest()


def moment(found: object, *path: str) -> datetime:
    """Seconds since 1970 as a moment; now where they are none."""
    try:
        return datetime.fromtimestamp(int(word(found, *path)), UTC)
    except (ValueError, OverflowError, OSError):
        return timezone.now()


def count(found: object, *path: str) -> int:
    """A number of bytes; 0 where there is none."""
    said = part(found, *path[:-1]).get(path[-1])
    return said if isinstance(said, int) and 0 <= said < 2**40 else 0


def point(found: Mapping[str, Any]) -> tuple[float, float] | None:
    """`latitude` and `longitude` in degrees, where both are on this earth."""
    try:
        latitude, longitude = float(found["latitude"]), float(found["longitude"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def units(text: str) -> int:
    """How long the vendors of chats find a text: UTF-16 code units, two for most emoji."""
    return len(text.encode("utf-16-le")) // 2


def parts(text: str, longest: int) -> list[str]:
    """A text in pieces of at most so many units, cut between paragraphs, lines or words where that can be."""
    found, rest = [], text.strip()
    while units(rest) > longest:
        most = longest if units(rest[:longest]) <= longest else longest // 2
        place = _end(rest, most)
        found.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return [*found, rest]


def _end(text: str, most: int) -> int:
    """Where a piece of at most so many signs ends: no paragraph makes a piece that is less than half full."""
    for mark, least in (("\n\n", most // 2), ("\n", most // 2), (" ", 0)):
        if (place := text.rfind(mark, 0, most + len(mark))) > least:
            return place
    return most


def cut(text: str, longest: int) -> str:
    """A text of at most so many units, with … where something is missing."""
    if units(text) <= longest:
        return text
    kept = text[: longest - 1]
    while units(kept) > longest - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"
