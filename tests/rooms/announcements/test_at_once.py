"""Exactly once, also under several workers."""

from __future__ import annotations

from typing import Any

import pytest

from tests import make
from tests.rooms.announcements import at_once

EXPECTED: dict[str, dict[str, Any]] = {
    "workers": {"results": ["int", "int"], "sum": True, "each once": True, "finished": True},
    "openings": {"times": 4, "way": "wa"},
}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scene", EXPECTED)
def test_on_postgresql(scene: str) -> None:
    make.regency()
    assert at_once.SCENES[scene]() == EXPECTED[scene]
