"""What people read about the API is so: the page shows every operation, and the sample of the manual believes us."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from balairung.kernel.people.keys import SCOPES
from balairung.surface.api.document import document
from balairung.surface.api.events import EVENTS
from balairung.surface.api.reading import sections
from balairung.surface.api.signing import new_secret, signed
from tests import make

MANUAL = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text()


@pytest.mark.django_db
def test_the_page_shows_every_operation() -> None:
    make.regency()
    page = Client().get(reverse("api:guide")).text
    for path, operations in document()["paths"].items():
        for method, one in operations.items():
            assert f"{method.upper()} {path}" in page
            assert one["summary"] in page
    for scope in SCOPES.keys() - {"open311"}:
        assert scope in page
    assert "<script" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.django_db
def test_both_speak_the_language_of_the_reader() -> None:
    make.regency()
    paths = Client().get(reverse("api:openapi")).json()["paths"]
    assert paths["/reports/{ref}/forward"]["post"]["summary"] == "Teruskan ke kantor"


def test_commands_name_all_that_an_operation_needs() -> None:
    for _tag, _title, operations in sections():
        for one in operations:
            assert "{" not in one.curl.partition("-d '")[0], one.curl
            for field in one.fields:
                if field.required and field.where != "path":
                    assert f'"{field.name}"' in one.curl or f"{field.name}" in one.curl, (one.path, field)
            if "-d '" in one.curl:
                json.loads(re.findall(r"-d '(.*)'", one.curl)[0])


def test_operations_have_names_of_their_own() -> None:
    names = [one["operationId"] for operations in document()["paths"].values() for one in operations.values()]
    assert len(set(names)) == len(names) == 29
    assert {"file_report", "track", "list_reports", "answer", "add_webhook"} <= set(names)


def test_the_manual_names_every_scope_event_and_refusal() -> None:
    for word in (*SCOPES, *EVENTS.values(), "unreadable", "stale", "in-flight", "outdated", "too-many", "invalid"):
        assert f"`{word}`" in MANUAL, word


def test_the_sample_of_the_manual_believes_us_and_nobody_else() -> None:
    space: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", MANUAL, re.DOTALL)[0], space)
    believed, secret, body = space["believed"], new_secret(), b'{"type":"webhook.test"}'
    now = int(space["time"].time())
    headers = {name.lower(): value for name, value in signed(secret, f"msg_{uuid4().hex}", now, body).items()}
    assert believed(secret, headers, body)
    assert not believed(secret, headers, body + b" ")
    assert not believed(new_secret(), headers, body)
    old = {name.lower(): value for name, value in signed(secret, "msg_1", now - 301, body).items()}
    assert not believed(secret, old, body)
