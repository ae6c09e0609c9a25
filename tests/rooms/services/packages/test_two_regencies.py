"""A package of one regency is adopted by another, which has a database of its own, and used there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from balairung.kernel.people.offices import add_office
from balairung.rooms.services.definition.publishing import publish, save_draft
from balairung.rooms.services.definition.shape import canonical
from balairung.rooms.services.packages.giving import export
from balairung.rooms.services.packages.taking import moved
from tests import make
from tests.make import START
from tests.rooms.services.packages import parcels

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.django_db
def test_what_one_regency_gives_another_uses(tmp_path: Path) -> None:
    make.regency()
    add_office(key="dinas-satu-pintu", name="Dinas Satu Pintu", kind=Office.Kind.AGENCY, by=SYSTEM, at=START)
    version = publish(save_draft(None, parcels.agency(), by=SYSTEM, at=START), by=SYSTEM, at=START)
    file = tmp_path / "izin-uji.layanan.json"
    file.write_text(export(version, partner="Pemerintah Kota Mojokerto", by=SYSTEM, at=START).content)

    found = elsewhere(file, tmp_path)
    assert (found["giver"], found["trust"], found["seats"][0]) == ("Kota Madiun", "new", False)
    assert found["body"] == canonical(moved(parcels.agency(), {"dinas-satu-pintu": "dpmptsp"}))
    assert found["number"].startswith("M-")
    assert (found["step"], found["office"]) == ("loket", "dpmptsp")


def elsewhere(file: Path, data: Path) -> dict[str, Any]:
    """What the other regency prints; it has nothing of ours but the file."""
    ours = ("DATABASE_URL", "BALAIRUNG_", "PYTEST_", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    own = {"DJANGO_SETTINGS_MODULE": "balairung.config.settings", "BALAIRUNG_DATA": str(data / "var"), "DEBUG": "1"}
    command = [sys.executable, "-m", "tests.rooms.services.packages.elsewhere", str(file)]
    done = subprocess.run(command, cwd=ROOT, env=kept | own, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
