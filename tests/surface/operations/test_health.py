"""What programs ask: /sehat, /siap, /metrik."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from balairung.surface.operations import clock, health, readonly
from balairung.surface.operations.models import Round
from tests import make
from tests.surface.operations.refusing import away, read_only

ELSEWHERE = {"HTTP_HOST": "10.1.2.3"}  # a program asks the machine, not the house


def lived(ago: timedelta = timedelta(), held: str = "") -> None:
    now = clock.reading(timezone.now())
    Round.objects.create(at=now.at - ago, boot=now.boot, ran=now.ran, held=held)


def asked(client: Client) -> tuple[int, str]:
    health.forget()
    answer = client.get("/siap", **ELSEWHERE)  # type: ignore[arg-type]
    assert ("Retry-After" in answer) == (answer.status_code == 503)
    return answer.status_code, answer.text.strip()


def test_the_process_lives_whatever_the_database_does(client: Client) -> None:
    """There is no database in this test, and no page is made: any query would fail."""
    answer = client.get("/sehat", **ELSEWHERE)  # type: ignore[arg-type]
    assert (answer.status_code, answer.text, answer["Cache-Control"]) == (200, "sehat\n", "no-store")


@pytest.mark.django_db
def test_ready_while_the_worker_lives(client: Client) -> None:
    make.regency()
    assert asked(client) == (503, "pekerja")
    lived(ago=timedelta(minutes=6))
    assert asked(client) == (503, "pekerja")
    lived()
    assert asked(client) == (200, "siap")
    lived(held="clock")
    assert asked(client) == (503, "jam")


@pytest.mark.django_db
def test_not_ready_while_nothing_can_be_written(client: Client, settings: Settings) -> None:
    make.regency()
    lived()
    readonly.order(True)
    assert asked(client) == (503, "hanya-baca")
    readonly.order(False)
    settings.DISK_RESERVE = 10**18
    assert asked(client) == (503, "disk")
    settings.DISK_RESERVE = 0
    assert asked(client) == (200, "siap")


@pytest.mark.django_db(transaction=True)
def test_not_ready_while_the_database_refuses_or_is_away(client: Client, tmp_path: Path) -> None:
    make.regency()
    lived()
    with read_only():
        assert asked(client) == (503, "basis-data")
    with away(tmp_path):
        assert asked(client) == (503, "basis-data")
    assert asked(client) == (200, "siap")


@pytest.mark.django_db
def test_who_asks_often_asks_no_database(client: Client) -> None:
    make.regency()
    lived()
    assert asked(client) == (200, "siap")
    Round.objects.all().delete()
    assert client.get("/siap").text == "siap\n", "two seconds have not passed"
    assert asked(client) == (503, "pekerja")


# --- figures -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_figures_are_for_whom_the_operator_allowed(client: Client, settings: Settings) -> None:
    make.regency()
    settings.METRICS_TOKEN, settings.METRICS_ALLOW = "", []
    assert client.get("/metrik").status_code == 404, "nobody, unless it is said"
    assert client.get("/metrik", headers={"Authorization": "Bearer "}).status_code == 404

    settings.METRICS_TOKEN = "kunci-pemantau"
    assert client.get("/metrik", headers={"Authorization": "Bearer salah"}).status_code == 404
    assert client.get("/metrik", headers={"Authorization": "Bearer kunci-pemantau"}).status_code == 200

    settings.METRICS_ALLOW = ["127.0.0.0/8"]
    assert client.get("/metrik").status_code == 200
    assert client.get("/metrik", REMOTE_ADDR="203.0.113.7").status_code == 404
    told = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrik", headers=told).status_code == 404, "behind a proxy that nobody counted"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/metrik", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


@pytest.mark.django_db
def test_figures_are_read_by_prometheus_and_name_nobody(client: Client, settings: Settings) -> None:
    settings.METRICS_ALLOW = ["127.0.0.1/32"]
    make.regency()
    lived(ago=timedelta(minutes=2))
    made = make.complaint(text="Kata rahasia qzwarga di jalan", contact="warga@contoh.id", name="Ani Pelapor")
    client.get("/")
    said = client.get("/metrik").text
    found = {one.name: one for one in text_string_to_metric_families(said)}
    assert {"2xx"} <= {one.labels["status"] for one in found["balairung_requests"].samples if "status" in one.labels}
    assert 100 < found["balairung_worker_age_seconds"].samples[0].value < 300
    assert found["balairung_readonly"].samples[0].value == 0
    assert found["balairung_disk_free_bytes"].samples[0].value > 0
    assert found["balairung_notices_due"].samples[0].value > 0, "the receipt to the citizen"
    for private in (made.ref, made.secret, "qzwarga", "warga@contoh.id", "Ani", "/lacak", "pupr"):
        assert private not in said
    labels = {name for one in found.values() for sample in one.samples for name in sample.labels}
    assert labels <= {"status", "le", "regency"}
    assert len(re.findall(r"^\w", said, re.MULTILINE)) < 60


@pytest.mark.django_db
def test_figures_cost_a_handful_of_statements(
    client: Client, settings: Settings, django_assert_max_num_queries: Any
) -> None:
    settings.METRICS_ALLOW = ["127.0.0.1/32"]
    make.regency()
    for _number in range(5):
        make.complaint(contact="warga@contoh.id")
    with django_assert_max_num_queries(12):
        client.get("/metrik")
