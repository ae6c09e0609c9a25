"""Twice at one moment, and only once done. More of it: votes, queue numbers, signatures, ledger lines (the table)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import make
from tests.attack import at_once

ROOT = Path(__file__).resolve().parents[2]
EXPECTED: dict[str, dict[str, object]] = {
    "same_form": {"answers": 1, "made": 1},
    "close_or_reopen": {"told": 1, "lines": 1},
    "code_of_a_contact": {"refused": True, "tries": True},
    "last_place": {"failed": [], "rows": 1},
    "one_link": {"taken": 1, "again": False},
}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scene", EXPECTED)
def test_at_one_moment(scene: str) -> None:
    make.regency()
    assert at_once.SCENES[scene]() == EXPECTED[scene]


@pytest.mark.sqlite
def test_at_one_moment_on_a_file(tmp_path: Path) -> None:
    own = {"BALAIRUNG_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
    command = [sys.executable, "-m", "tests.attack.at_once"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == EXPECTED
