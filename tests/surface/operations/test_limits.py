"""The limits of the table in docs/operate.md that nobody else proves: what is too long, too big, too deep, too many."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from balairung.config.seats import Seats
from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.doors.push import read_subscription
from balairung.kernel.messaging.doors.wire import json_of
from balairung.rooms.innovations.forms import read_shots
from balairung.rooms.learning.views.doors import _read as taken
from balairung.rooms.meetings.holding.scanning import read_scans
from balairung.surface.operations.crowded import crowded
from balairung.surface.operations.health import ALIVE
from tests import make
from tests.surface.api.programs import program

TABLE = Path(__file__).resolve().parents[3] / "docs" / "operate.md"


@pytest.mark.django_db
def test_an_address_that_is_too_long(client: Client) -> None:
    make.regency()
    fits = "x" * (house.ADDRESS_LIMIT - len("/pengaduan/") - len("kata="))
    assert client.get(f"/pengaduan/?kata={fits}").status_code == 200
    answer = client.get(f"/pengaduan/?kata={fits}y")
    assert answer.status_code == 414
    assert "terlalu panjang" in answer.text
    assert fits not in answer.text
    assert client.get(f"/api/v1/reports?q={fits}yy").json()["code"] == "address-too-long"


def test_a_body_that_is_too_big_is_not_read(client: Client, settings: Settings) -> None:
    """There is no database in this test: it is refused before anything is asked."""
    settings.BODY_LIMIT = 1024 * 1024
    answer = client.post("/pengaduan/baru/", b"x", content_type="text/plain", CONTENT_LENGTH=str(2**20 + 1))
    assert answer.status_code == 413
    assert "lebih besar dari 1 MB" in answer.text
    answer = client.post("/api/v1/reports", b"x", content_type="application/json", CONTENT_LENGTH=str(2**30))
    assert answer.json()["code"] == "too-big"


@pytest.mark.django_db
def test_a_form_with_too_many_fields_or_too_much_text(client: Client) -> None:
    make.regency()
    assert client.post("/pengaduan/baru/", {f"f{number}": "x" for number in range(1001)}).status_code == 400
    much = "x" * (house.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert client.post("/pengaduan/baru/", {"text": much}).status_code in {400, 413}


DEEP = "[" * 100_000


@pytest.mark.django_db
def test_json_that_is_too_deep_for_a_program() -> None:
    make.regency()
    key = {"Authorization": f"Bearer {program().text}"}
    answer = Client().post("/api/v1/reports", DEEP, content_type="application/json", headers=key)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        (lambda: read_scans(DEEP[:50_000].encode(), make.START), Refused),
        (lambda: read_shots(DEEP[:5000]), ValidationError),
        (lambda: read_subscription(DEEP[:2000]), ValueError),
        (lambda: taken(RequestFactory().post("/", DEEP, content_type="application/json")), Refused),
    ],
)
def test_json_that_is_too_deep_for_a_page(read: Callable[[], object], kind: type[Exception]) -> None:
    """A sentence, where Python raises RecursionError."""
    with pytest.raises(kind):
        read()


def test_json_of_a_door_that_is_too_deep_is_no_json() -> None:
    assert json_of(DEEP.encode()) == {}


def test_whoever_waits_for_a_seat_too_long_is_told_when_to_come_back() -> None:
    going, leave = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start: Any) -> HttpResponse:
        if environ["PATH_INFO"].rstrip("/") == ALIVE:
            return HttpResponse("sehat")
        going.set()
        leave.wait(10)
        return HttpResponse("selesai")

    seats = Seats(slow, 1, wait=0.05, crowded=crowded, beside=ALIVE)
    first = threading.Thread(target=lambda: _ask(seats, "/"))
    first.start()
    going.wait(5)
    status, headers, page = _ask(seats, "/pengaduan/")
    assert (status[:3], headers["Retry-After"]) == ("503", "10")
    assert "Sedang ramai sekali" in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    status, headers, page = _ask(seats, "/api/v1/reports")
    assert '"code": "unavailable-busy"' in page
    assert _ask(seats, "/sehat")[2] == "sehat", "whether it lives is answered beside the queue"
    leave.set()
    first.join(5)
    said: list[str] = []
    last = threading.Thread(target=lambda: said.append(_ask(seats, "/")[2]))
    last.start()
    last.join(5)
    assert said == ["selesai"], "and then there is a seat again"


def _ask(seats: Seats, path: str) -> tuple[str, dict[str, str], str]:
    begun: list[Any] = ["200 OK", []]

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        begun[:] = [status, headers]

    parts = seats(RequestFactory().get(path).environ, start)
    return begun[0], dict(begun[1]), b"".join(parts).decode()


def test_the_table_names_every_limit_there_is() -> None:
    """Each setting of a limit stands in the table of limits, and each of its rows says what people see."""
    section = TABLE.read_text().partition("## Limits")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("|")][2:]
    assert rows
    assert all(all(cell.strip() for cell in row) for row in rows)
    named = set(re.findall(r"BALAIRUNG_\w*LIMIT\w*|BALAIRUNG_\w+_MB", section))
    config = Path(house.PACKAGE, "config")
    source = "".join(path.read_text() for path in (*config.glob("settings*.py"), *config.glob("settings/*.py")))
    assert source
    written = set(re.findall(r"BALAIRUNG_\w*LIMIT\w*|BALAIRUNG_\w+_MB", source))
    assert written - named == set()
