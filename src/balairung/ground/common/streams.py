"""Answers that go on for minutes."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse


class EventStream(StreamingHttpResponse):
    """Server-sent events (WHATWG HTML, 9.2). Its events ask no database: whoever carries it may give all else back.

    The server frees the place of an ordinary request (config/seats.py) and the regency's transaction before the first
    event is waited for, so that hundreds may be open.
    """

    def __init__(self, events: Iterator[bytes]) -> None:
        super().__init__(events, content_type="text/event-stream; charset=utf-8")
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"  # nginx: pass on at once
