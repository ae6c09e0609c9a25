"""Whatever a program sends, the answer parses, in the format that was asked for, and is never a failure of ours."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.surface.open311.asking import BASE, POINT, key, published

pytestmark = pytest.mark.django_db
TEXTS = st.text(max_size=40) | st.sampled_from([
    "", "0", "-1", "1e999", "9" * 30, "2026-01-01", "2026-12-31T23:59:60Z", "9999-12-31T23:59:59-23:59", "open", "P-",
    "\0", "a\0b", "%00", "..", "' OR 1=1 --", "null", "true", "\u202e", "😀", "NaN", "Infinity", "2026-W01-1",
])  # fmt: skip
NAMES = st.sampled_from([
    "service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "extensions",
    "updated_after", "updated_before", "jurisdiction_id", "api_key", "lain",
])  # fmt: skip
SENT = st.sampled_from([
    "service_code", "lat", "long", "address_string", "address_id", "description", "email", "phone", "first_name",
    "last_name", "account_id", "device_id", "media_url", "attribute[anonim]", "attribute[kelompok][]", "attribute[x]",
    "attribute[]", "attribute[tanggal_kejadian]", "service_request_id", "status", "update_id", "updated_datetime",
])  # fmt: skip
PATHS = st.sampled_from(["requests", "servicerequestupdates", "services", "discovery"]) | st.builds(
    "{}/{}".format, st.sampled_from(["requests", "tokens", "services"]), st.text("PQ-7xé%\0 ./", min_size=1, max_size=9)
)
careful = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def _regency(settings: Any) -> None:
    settings.OPEN311_LIMIT = settings.OPEN311_KEY_LIMIT = "0/h"
    at = timezone.now() - timedelta(days=9)
    make.regency(at=at)
    published(make.coordinator(at=at))


@pytest.fixture
def text() -> str:
    return key()[1]


def check(answer: Any, form: str) -> None:
    assert answer.status_code < 500
    if answer["Content-Type"].startswith("text/plain"):
        assert answer.status_code == 404  # a slash or a dot made another address of it
    elif form == "json" or answer.status_code == 414:  # refused before any room was asked how it speaks
        json.loads(answer.content)
    else:
        ElementTree.fromstring(answer.content)


@careful
@given(PATHS, st.sampled_from(["json", "xml"]), st.dictionaries(NAMES, TEXTS, max_size=6))
def test_any_question_has_an_answer(path: str, form: str, query: dict[str, str]) -> None:
    check(Client().get(f"{BASE}{quote(path)}.{form}", query), form)


@careful
@given(
    path=st.sampled_from(["requests", "servicerequestupdates"]), form=st.sampled_from(["json", "xml"]),
    data=st.dictionaries(SENT, TEXTS | st.lists(TEXTS, max_size=3), max_size=8), sound=st.booleans(),
)  # fmt: skip
def test_any_post_has_an_answer(text: str, path: str, form: str, data: dict[str, Any], sound: bool) -> None:
    whole = {"service_code": "lampu-jalan-mati", **POINT} if sound else {}
    check(Client().post(f"{BASE}{path}.{form}", {"api_key": text, **whole, **data}), form)


@careful
@given(st.binary(max_size=300), st.sampled_from([
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/xml",
    "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-7", "nonsens",
]))  # fmt: skip
def test_any_body_has_an_answer(text: str, body: bytes, kind: str) -> None:
    check(Client().generic("POST", f"{BASE}requests.json?api_key={text}", body, kind), "json")


def test_thousands_of_arguments_are_too_many(text: str) -> None:
    many = {f"a{number}": "1" for number in range(1500)}
    answer = Client().post(f"{BASE}requests.json", {"api_key": text, **many})
    assert answer.status_code == 400
    check(answer, "json")
    check(Client().get(f"{BASE}requests.xml", many), "xml")
