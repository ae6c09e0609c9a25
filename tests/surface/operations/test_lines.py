"""The log tells what happened, and of nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from pytest_django import Settings

from balairung.rooms.complaints.models import Complaint
from balairung.surface.operations.lines import JsonLine, TextLine
from tests import make

WORDS = "qzlampu di depan rumah Bu qzsiti padam"
CONTACT = "qzwarga@contoh.id"
FORMS = {"json": JsonLine, "text": TextLine}


@pytest.fixture(params=FORMS)
def written(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Everything that is logged from now on, at the most talkative level, as it would be written."""
    paper, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(paper)
    handler.setFormatter(FORMS[request.param]())
    root.addHandler(handler)
    before, quiet = root.level, logging.getLogger("balairung.request").level
    root.setLevel(logging.INFO)
    logging.getLogger("balairung.request").setLevel(logging.INFO)
    yield paper.getvalue
    root.removeHandler(handler)
    root.setLevel(before)
    logging.getLogger("balairung.request").setLevel(quiet)


@pytest.mark.django_db
def test_a_report_is_filed_and_tracked_and_the_log_knows_nothing_of_it(
    client: Client, written: Callable[[], str], settings: Settings
) -> None:
    settings.FILING_LIMIT = "0/h"
    make.regency()
    said = {"text": WORDS, "token": "satu-token-yang-panjang", "name": "Qzani", "contact": CONTACT}
    assert client.post("/pengaduan/baru/", said).status_code == 302
    made = Complaint.objects.get()
    track = f"/lacak/{made.ref}/{made.secret}/"
    assert client.get(track).status_code == 200
    assert client.get(f"/lacak/{made.ref}/AAAAAAAAAA/?q=qzcari").status_code in {302, 404}
    assert client.get(f"/tidak-ada/{made.secret}/qzalamat/").status_code == 404
    log = written()
    assert "complaints:track" in log or "complaints:own" in log
    private = ("qz", "Qz", made.secret, made.ref, "/lacak", "/tidak-ada", "127.0.0.1")
    assert [word for word in private if word in log] == []


@pytest.mark.django_db
@pytest.mark.urls("tests.surface.operations.urls")
def test_a_page_that_fails_tells_where_and_not_what_was_written(client: Client, written: Callable[[], str]) -> None:
    """Django writes the path, the exception quotes what it was given: neither stands in the log."""
    make.regency()
    made = make.complaint(text=WORDS)
    address = f"/lacak/{made.ref}/{made.secret}/rusak/"
    assert client.get(address, {"kata": WORDS}).status_code == 500
    log = written()
    assert "ValueError" in log
    assert "operations/urls.py" in log or "urls.py" in log, "where it was raised"
    assert "broken" in log, "the route"
    assert [word for word in ("qz", made.secret, made.ref, "/lacak") if word in log] == []


@pytest.mark.django_db
def test_a_line_of_a_request_has_these_fields_and_no_others(
    client: Client, written: Callable[[], str], settings: Settings
) -> None:
    make.regency()
    client.get("/")
    settings.LOG_ADDRESSES = True
    client.get("/")
    try:
        lines = [json.loads(line) for line in written().splitlines()]
    except ValueError:
        return  # the text form
    first, second = [line for line in lines if line["logger"] == "balairung.request"]
    assert first.keys() == {"at", "level", "logger", "id", "method", "route", "status", "ms"}
    assert (first["method"], first["route"], first["status"]) == ("GET", "home", 200)
    assert second["address"] == "127.0.0.1", "the operator asked for it"


def test_words_of_an_exception_stand_only_where_they_cannot_hold_data() -> None:
    def line(problem: Exception) -> str:
        record = logging.LogRecord("balairung", logging.ERROR, "x.py", 1, "a loop failed", None, None)
        record.exc_info = (type(problem), problem, None)
        return JsonLine().format(record)

    assert "connection refused" in line(OperationalError("connection refused"))
    assert "qz" not in line(IntegrityError('duplicate key: "contact"=(qzwarga@contoh.id)'))
    assert "qz" not in line(ValueError("qz"))
    opened = FileNotFoundError(2, "No such file or directory", "/srv/qznama.pdf")
    assert "No such file" in line(opened)
    assert "qz" not in line(opened)
