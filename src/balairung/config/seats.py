"""How many requests a process answers at once, however many threads it has.

A stream of events sleeps in a thread for minutes. So there are many threads, and few seats: whoever answers a request
takes one, and with it the database connection that stays at the seat. There are as many connections as seats, and as
few threads at work as before there were streams (docs/decisions/0020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from queue import Empty, LifoQueue
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import FileResponse
from django.http.response import HttpResponseBase

from balairung.ground.common.streams import EventStream

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
Seat = dict[str, BaseDatabaseWrapper]
#: What needs nothing of the house any more once it has begun: it may take as long as it likes.
QUIET = (EventStream, FileResponse)


class Seats:
    """A WSGI application of which at most so many requests are at work.

    Who waits longer than `wait` seconds is answered by `crowded`. What lies at `beside` needs no seat: whoever asks
    whether the process lives is not to wait for its visitors.
    """

    def __init__(
        self, application: Application, count: int, *, wait: float | None = None, crowded: Application | None = None,
        beside: str = "",
    ) -> None:  # fmt: skip
        self._application, self._wait, self._crowded, self._beside = application, wait, crowded, beside
        self._free: LifoQueue[Seat] = LifoQueue()  # the one that was used last has the warmest connection
        for _number in range(count):
            self._free.put({})

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self._beside and environ.get("PATH_INFO", "").rstrip("/") == self._beside:
            return list(self._application(environ, start_response))
        if not self._sit_down():
            return list(self._crowded(environ, start_response)) if self._crowded else []
        try:
            answer: HttpResponseBase = self._application(environ, start_response)
        except BaseException:
            self._stand_up()
            raise
        if isinstance(answer, QUIET):
            self._stand_up()
            return answer
        if answer.streaming:
            return Seated(answer, self._stand_up)
        return self._whole(answer)

    def _whole(self, answer: Any) -> list[bytes]:
        """The seat is free before the first byte is on its way."""
        try:
            with closing(answer):
                return list(answer)
        finally:
            self._stand_up()

    def _sit_down(self) -> bool:
        """False when no seat became free in time."""
        try:
            seat = self._free.get(timeout=self._wait)
        except Empty:
            return False
        for alias, connection in seat.items():
            connections[alias] = connection
        return True

    def _stand_up(self) -> None:
        """Leave the connections where they were used: the next one here goes on with them, in another thread."""
        seat: Seat = {}
        for connection in connections.all(initialized_only=True):
            if not connection.allow_thread_sharing:
                connection.inc_thread_sharing()
            seat[connection.alias] = connection
            del connections[connection.alias]
        self._free.put(seat)


class Seated:
    """A streamed answer that asks the database while it is sent: it keeps its seat to the end."""

    def __init__(self, answer: Any, stand_up: Callable[[], None]) -> None:
        self._answer, self._stand_up = answer, stand_up

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            self._answer.close()
        finally:
            self._stand_up()
