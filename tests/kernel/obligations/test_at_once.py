"""Two at once: one is first, the other is told, and nothing is half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from balairung.kernel.obligations.audit import findings
from tests import make
from tests.kernel.obligations import at_once

ROOT = Path(__file__).resolve().parents[3]
EXPECTED: dict[str, dict[str, Any]] = {
    "same_line": {
        "results": ["Event", "Stale"],
        "lines": [2, 2],
        "words": True,
        "evidence": True,
        "state": True,
        "memory of the loser": 1,
    },
    "many_lines": {"results": ["int"] * 4, "whole": True},
    "workers": {"raised": True, "results": ["int"] * 6, "levels": [1], "notices": True, "leaves": True},
}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scene", EXPECTED)
def test_on_postgresql(scene: str) -> None:
    make.regency()
    assert at_once.SCENES[scene]() == EXPECTED[scene]
    assert findings(now=make.START) == []


def in_a_file(folder: Path) -> dict[str, Any]:
    """The scenes on a database file, with the settings of a small server."""
    settings = {"BALAIRUNG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
    command = [sys.executable, "-W", "error", "-m", "tests.kernel.obligations.at_once"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    came_of: dict[str, Any] = json.loads(done.stdout)
    return came_of


@pytest.mark.sqlite
def test_on_sqlite(tmp_path: Path) -> None:
    assert in_a_file(tmp_path) == {**EXPECTED, "findings": []}
