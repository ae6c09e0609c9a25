"""Many threads, few seats: how many work at once, who keeps a seat, and whose the connections are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from balairung.config.seats import Seats
from balairung.ground.common.streams import EventStream

Answer = Callable[[], HttpResponseBase]


def run(seats: Seats) -> Any:
    return seats({}, lambda *_given: None)


def application(answer: Answer) -> Callable[[dict[str, Any], Callable[..., Any]], HttpResponseBase]:
    return lambda _environ, _start: answer()


def in_threads(work: Callable[[], object], count: int) -> list[object]:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(work())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return found


def send(answer: Any) -> None:
    """What a server does with it."""
    assert b"".join(answer) == b"ab"
    answer.close()


def test_no_more_are_at_work_than_there_are_seats() -> None:
    working, most = [], []

    def answer() -> HttpResponse:
        working.append(1)
        most.append(len(working))
        time.sleep(0.01)
        working.pop()
        return HttpResponse("halo")

    seats = Seats(application(answer), 3)
    assert in_threads(lambda: run(seats), 20) == [[b"halo"]] * 20
    assert max(most) == 3


def test_connections_stay_at_their_seat() -> None:
    seen: list[int] = []

    def answer() -> HttpResponse:
        seen.append(id(connections["default"]))
        return HttpResponse()

    seats = Seats(application(answer), 1)
    in_threads(lambda: run(seats), 5)
    assert len(seen) == 5
    assert len(set(seen)) == 1


def test_a_stream_of_events_gives_its_seat_up_at_once() -> None:
    def events() -> Iterator[bytes]:
        yield b"data: 1\n\n"

    seats = Seats(application(lambda: EventStream(events())), 1)
    open_ones = in_threads(lambda: run(seats), 50)
    assert len(open_ones) == 50
    assert {type(answer) for answer in open_ones} == {EventStream}


def test_what_asks_the_database_while_it_is_sent_keeps_its_seat() -> None:
    def answer() -> StreamingHttpResponse:
        return StreamingHttpResponse(iter([b"a", b"b"]))

    seats = Seats(application(answer), 1)
    first = in_threads(lambda: run(seats), 1)[0]
    late: list[object] = []
    waiting = threading.Thread(target=lambda: late.append(run(seats)))
    waiting.start()
    waiting.join(0.1)
    assert not late
    in_threads(lambda: send(first), 1)
    waiting.join(10)
    assert late


def test_whoever_falls_gets_up() -> None:
    def answer() -> HttpResponse:
        raise RuntimeError("fell")

    def fall() -> str:
        with pytest.raises(RuntimeError):
            run(seats)
        return "up"

    seats = Seats(application(answer), 1)
    assert in_threads(fall, 3) == ["up"] * 3
