"""What comes twice is done once, and how often one may come at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.rooms.complaints.models import Complaint
from balairung.surface.api.models import Answered
from balairung.surface.api.tidying import tidy
from tests import make
from tests.surface.api.at_once import twice
from tests.surface.api.programs import Program, program
from tests.surface.api.test_reports import WORDS

ROOT = Path(__file__).resolve().parents[3]
BODY = {"text": WORDS}


@pytest.fixture
def citizen(db: None) -> Program:
    make.regency()
    return program()


def test_the_same_request_is_answered_as_before(citizen: Program) -> None:
    first = citizen.post("/reports", BODY, Idempotency_Key="satu")
    again = citizen.post("/reports", BODY, Idempotency_Key="satu")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Complaint.objects.count() == 1
    assert citizen.post("/reports", BODY, Idempotency_Key="dua").json()["ref"] != first.json()["ref"]


def test_the_same_key_with_another_request_is_refused(citizen: Program) -> None:
    citizen.post("/reports", BODY, Idempotency_Key="satu")
    other = citizen.post("/reports", {"text": WORDS + " Tolong."}, Idempotency_Key="satu")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert Complaint.objects.count() == 1


def test_another_program_has_keys_of_its_own(citizen: Program) -> None:
    citizen.post("/reports", BODY, Idempotency_Key="satu")
    assert program().post("/reports", BODY, Idempotency_Key="satu").status_code == 201
    assert Complaint.objects.count() == 2


def test_files_belong_to_the_request(citizen: Program) -> None:
    """The boundary of a multipart request differs each time; what is in it counts."""

    def send(name: str) -> Any:
        photo = SimpleUploadedFile(name, make.PNG, "image/png")
        return citizen.send("/reports", BODY, [photo], Idempotency_Key="satu")

    first = send("a.png")
    assert first.status_code == 201
    assert send("a.png").json() == first.json()
    assert send("b.png").status_code == 422
    assert Complaint.objects.count() == 1


def test_a_refusal_is_not_kept(citizen: Program) -> None:
    wrong = citizen.post("/reports", {"text": WORDS, "topic": "tiada"}, Idempotency_Key="satu")
    assert wrong.status_code == 422
    assert citizen.post("/reports", BODY, Idempotency_Key="satu").status_code == 201


def test_what_is_still_being_answered_is_waited_for(citizen: Program) -> None:
    citizen.post("/reports", BODY, Idempotency_Key="satu")
    Answered.objects.update(status=None)
    waits = citizen.post("/reports", BODY, Idempotency_Key="satu")
    assert (waits.status_code, waits.json()["code"]) == (409, "in-flight")
    Answered.objects.update(begun_at=timezone.now() - timedelta(minutes=6))  # whoever answered it died
    assert citizen.post("/reports", BODY, Idempotency_Key="satu").status_code == 201


def test_answers_are_sealed_and_go_after_a_day(citizen: Program) -> None:
    said = citizen.post("/reports", BODY, Idempotency_Key="satu").json()
    raw = Answered.objects.extra(select={"raw": "body"}).values_list("raw", flat=True)[0]
    assert said["code"] not in raw
    assert tidy(now=timezone.now() + timedelta(hours=23)) == 0
    assert tidy(now=timezone.now() + timedelta(hours=25)) == 1
    assert citizen.post("/reports", BODY, Idempotency_Key="satu").json()["ref"] != said["ref"]


def test_a_failure_leaves_nothing_behind(citizen: Program) -> None:
    """What the action did and what was answered are one transaction."""
    citizen.post("/reports", BODY, Idempotency_Key="dua")
    for word in ("", "a b", "x" * 256):
        assert citizen.post("/reports", BODY, Idempotency_Key=word).status_code == 422
    assert (Complaint.objects.count(), Answered.objects.count()) == (1, 1)


CALLS = st.lists(st.tuples(st.sampled_from(["satu", "dua", "tiga"]), st.sampled_from([0, 1])), max_size=8)


@hypothesis_settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CALLS)
def test_any_order_of_calls_files_each_once(citizen: Program, calls: list[tuple[str, int]]) -> None:
    Answered.objects.all().delete()
    before, model, refs = Complaint.objects.count(), dict[str, int](), dict[str, str]()
    for word, which in calls:
        answer = citizen.post("/reports", {"text": f"{WORDS} ({which})"}, Idempotency_Key=word)
        if model.setdefault(word, which) == which:
            assert refs.setdefault(word, answer.json()["ref"]) == answer.json()["ref"]
        else:
            assert answer.status_code == 422
    assert Complaint.objects.count() - before == len(model)


# --- two at one moment -------------------------------------------------------------------------------------------


def check(found: dict[str, Any]) -> None:
    """One was first; the other heard the same, or that it should wait."""
    assert 201 in found["results"]
    assert set(found["results"]) <= {201, 409}
    assert found["filed"] == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_at_one_moment() -> None:
    check(twice())


@pytest.mark.sqlite
def test_two_at_one_moment_on_a_file(tmp_path: Path) -> None:
    """SQLite's database of the tests has one connection: a program on a database file, as at_once.py says."""
    environment = {"BALAIRUNG_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
    command = [sys.executable, "-W", "error", "-m", "tests.surface.api.at_once"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=True
    )
    check(json.loads(done.stdout))


# --- how often ---------------------------------------------------------------------------------------------------


def test_each_key_has_its_limit(citizen: Program, settings: Settings) -> None:
    settings.API_LIMIT = "2/h"
    first, second, third = (citizen.get("/topics") for _ in range(3))
    assert [one.status_code for one in (first, second, third)] == [200, 200, 429]
    assert first.headers["RateLimit-Policy"] == '"key";q=2;w=3600'
    assert first.headers["RateLimit"].startswith('"key";r=1;t=')
    assert third.json()["code"] == "too-many"
    assert 0 < int(third.headers["Retry-After"]) <= 3600
    assert program().get("/topics").status_code == 200


def test_a_limit_counts_every_kind_of_answer(citizen: Program, settings: Settings) -> None:
    settings.API_LIMIT = "3/m"
    codes = [citizen.get(path).status_code for path in ("/tiada", "/reports", "/topics?x=1", "/topics", "/topics")]
    assert codes[0] == 404
    assert codes[1:3] == [403, 422]
    assert 429 in codes


def test_a_person_is_not_a_program(db: None) -> None:
    """A session opens nothing here."""
    make.regency()
    client = Client()
    client.force_login(make.account(make.holder("pupr", "head")))
    assert client.get("/api/v1/reports").status_code == 401
