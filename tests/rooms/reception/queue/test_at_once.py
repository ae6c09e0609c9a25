"""A hall at its fullest moment: no number twice, none left out, nobody called by two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import make
from tests.rooms.reception.queue import at_once

ROOT = Path(__file__).resolve().parents[4]
EXPECTED: dict[str, dict[str, Any]] = {
    "numbers": {"results": ["int"] * 4, "neither double nor gap": True, "enough": True},
    "one_press": {"results": ["str"] * 10, "codes": 1, "tickets": 1},
    "calls": {"results": ["int"] * 4, "each once": True, "all served": True},
    "one_chair": {"sat": 1, "refused": 3},
}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scene", EXPECTED)
def test_on_postgresql(scene: str) -> None:
    make.regency()
    assert at_once.SCENES[scene]() == EXPECTED[scene]


@pytest.mark.sqlite
def test_on_sqlite(tmp_path: Path) -> None:
    settings = {"BALAIRUNG_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
    command = [sys.executable, "-W", "error", "-m", "tests.rooms.reception.queue.at_once"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == EXPECTED
