"""Schemathesis holds every operation against the document: none fails, and none says what is not described."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance

from balairung.kernel.people.models import Person
from tests import make
from tests.surface.api.programs import Program, program

EXAMPLES = 12  # of each operation in each mode
Known = dict[str, list[str]]
#: Why what has the right shape may still not be done.
REFUSED = {"refused", "idempotency-key-reused"}


@pytest.fixture
def worker(settings: Settings) -> Program:
    """The coordinator's key, in a regency."""
    make.regency()
    settings.API_LIMIT = "0"
    return program(Person.objects.get(pk=str(make.coordinator().person_id)))


@pytest.fixture
def named(worker: Program) -> Known:
    """What path parameters may really name."""
    new = make.complaint(at=timezone.now())
    active = make.forwarded(make.coordinator("Rahmi"), at=timezone.now())
    hook = worker.post("/webhooks", {"url": "https://aplikasi.contoh.go.id/webhook"}).json()
    return {"ref": [new.ref, active.ref], "id": [hook["id"], str(uuid4())]}


def application() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Ours, closed after each answer as a server closes it; the connection with the test's transaction stays open."""
    ours = get_wsgi_application()

    def serve(environ: dict[str, Any], start: Any) -> list[bytes]:
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        answer = ours(environ, start)
        try:
            return list(answer)
        finally:
            answer.close()
            request_started.connect(close_old_connections)
            request_finished.connect(close_old_connections)

    return serve


def accepted(context: Any, response: Any, case: schemathesis.Case[Any]) -> None:
    """What has the described shape is never called misshapen; that a rule refuses it is another matter."""
    if case.meta and case.meta.generation.mode.is_positive and response.status_code in {400, 422}:
        assert response.json()["code"] in REFUSED, response.text


@pytest.mark.django_db
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_every_operation_keeps_what_the_document_says(worker: Program, named: Known, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application())
    for operations in schema.raw_schema["paths"].values():
        for one in operations.values():
            del one["security"]  # the key is shown with each request; without one: test_reports.py
    found = [failure for each in schema.get_all_operations() for failure in held(each, mode, worker, named)]
    assert found == []


def held(described: Any, mode: GenerationMode, worker: Program, named: Known) -> list[str]:
    """What is wrong with this operation."""
    operation = described.ok()
    places = [{name: value} for name, values in named.items() if f"{{{name}}}" in operation.path for value in values]
    ways = [operation.as_strategy(mode, path_parameters=place) for place in places]

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), deadline=None,
    )  # fmt: skip
    @given(st.one_of(operation.as_strategy(mode), *ways))
    def hold(case: schemathesis.Case[Any]) -> None:
        response = case.call(headers={"Authorization": f"Bearer {worker.text}"})
        # 412 says that somebody was faster, before anything of the content is read: that is no acceptance of it
        unread = [negative_data_rejection] if response.status_code == 412 else []
        case.validate_response(
            response, excluded_checks=[positive_data_acceptance, *unread], additional_checks=[accepted]
        )

    try:
        hold()
    except Unsatisfiable:  # there is nothing to get wrong: no parameter, no body
        return []
    except BaseExceptionGroup as wrong:
        return [f"{operation.label}: {one}" for one in wrong.exceptions]
    return []
