"""The log: one line for each request and each failure, as text or as JSON, and nothing in it about anybody.

Addresses of pages hold numbers and codes, and an exception may quote what somebody wrote. So a line names the route
instead of the path, and of an exception its kind and where it happened; its words only where they cannot hold data.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DataError, Error, IntegrityError, ProgrammingError

#: Whose words are about the machine or about our code, never about what somebody wrote.
TELLING = (Error, ImportError, NameError, AttributeError)
QUOTING = (DataError, IntegrityError, ProgrammingError)  # of the database's errors, those that quote a row
FRAMES = 8  # of ours, and the last two of anybody's
OWN = "balairung.request"  # the logger of requests


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record, in order."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    found: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name}
    request = getattr(record, "request", None)
    if record.name == OWN:
        found |= getattr(record, "facts", {})
    elif request is not None or record.name.startswith("django.security"):
        # Django writes the path into these lines.
        found |= {"message": record.levelname.lower(), "status": getattr(record, "status_code", None)}
        found |= {"route": route_of(request), "id": str(getattr(request, "number", "") or "")}
    else:
        found |= {"message": record.getMessage()}
    if record.exc_info and record.exc_info[1]:
        found |= failure(record.exc_info[1])
    return {name: value for name, value in found.items() if value not in (None, "")}


def route_of(request: Any) -> str:
    """The name of the view; "-" where no address fits."""
    match = getattr(request, "resolver_match", None)
    return str(match.view_name) if match else "-"


def failure(problem: BaseException) -> dict[str, Any]:
    """Kind and place. While somebody changes the code (BALAIRUNG_DEBUG), its words as well."""
    frames = list(traceback.extract_tb(problem.__traceback__))
    ours = [frame for frame in frames if "/balairung/" in frame.filename][-FRAMES:]
    where = dict.fromkeys(f"{_below(frame.filename)}:{frame.lineno} {frame.name}" for frame in [*ours, *frames[-2:]])
    found: dict[str, Any] = {"error": type(problem).__qualname__, "where": [*where]}
    return found | ({"said": said} if (said := _said(problem)) else {})


def _said(problem: BaseException) -> str:
    if isinstance(problem, OSError):
        return str(problem.strerror or "")
    harmless = isinstance(problem, TELLING) and not isinstance(problem, QUOTING)
    return str(problem).strip() if harmless or settings.DEBUG else ""


def _below(path: str) -> str:
    """From the package on: where this machine keeps it is nobody's business."""
    for mark in ("/site-packages/", "/src/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return path.rpartition("/")[2]


class JsonLine(logging.Formatter):
    """One JSON object for each record."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(fields_of(record), default=str)


class TextLine(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        found = fields_of(record)
        head = " ".join(str(found.pop(name)) for name in ("at", "level", "logger"))
        where = found.pop("where", [])
        message = found.pop("message", "")
        rest = " ".join(f"{name}={value}" for name, value in found.items())
        return "\n  ".join([_one_line(" ".join(part for part in (head, str(message), rest) if part)), *where])


def _one_line(text: str) -> str:
    """Whoever's words get into a message, they do not begin a line that looks like one of ours."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
