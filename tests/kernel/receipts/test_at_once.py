"""Two workers never fork the log, and who erases is not outrun by who seals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import make
from tests.kernel.receipts import at_once

ROOT = Path(__file__).resolve().parents[3]
EXPECTED: dict[str, dict[str, Any]] = {
    "workers": {"results": ["int"] * 4, "made": True, "whole": True, "keys": 1, "findings": []},
    "erasing": {"results": ["bool"] * 6 + ["int"], "kept": 0, "findings": []},
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
    command = [sys.executable, "-W", "error", "-m", "tests.kernel.receipts.at_once"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == EXPECTED
