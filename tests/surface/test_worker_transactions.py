"""Each query of the worker runs in a transaction: outside of one it would belong to no regency (surface/tenants)."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from pytest_django import Settings

from tests import make
from tests.doors.witness import Witness
from tests.surface.life import CANARY, Life

DAYS = (*range(1, 9), 40, 200)  # so that every weekday comes, and what has months of time falls due
HOURS = (2, 9, 17)  # of the regency's clock: night work, the quiet, the office
#: This takes a transaction where regencies are schemas, and needs none elsewhere (gateways.inside).
ELSEWHERE = "kernel/messaging/gateways.py:_read"


@pytest.mark.django_db(transaction=True)
def test_every_query_of_the_worker_belongs_to_a_transaction(settings: Settings) -> None:
    start = timezone.now()
    make.regency(at=start)
    Life(CANARY)
    outside = set[str]()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not connection.in_atomic_block and not sql.startswith(("BEGIN", "PRAGMA")):
            outside.add(_who_asked())
        return execute(sql, params, many, context)

    with Witness() as witness, connection.execute_wrapper(watch):
        settings.RECEIPT_WITNESSES = [[str(witness.key), witness.url]]
        for days, hour in product(DAYS, HOURS):
            _round((localtime(start) + timedelta(days=days)).replace(hour=hour))
    assert {place for place in outside if not place.endswith(ELSEWHERE)} == set()


def _round(now: datetime) -> None:
    for path in house.LOOPS:
        import_string(path)(now=now)


def _who_asked() -> str:
    """The loop and the line of ours that sent it."""
    ours = [frame for frame in traceback.extract_stack() if "/balairung/" in frame.filename]
    return " > ".join(f"{frame.filename.rpartition('/balairung/')[2]}:{frame.name}" for frame in (ours[0], ours[-1]))
