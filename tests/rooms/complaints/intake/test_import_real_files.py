"""Every file of reports that lies beside the project comes in whole, into a regency that is not theirs.

The reports are citizens' own words and nobody has licensed them: they are read here and never enter the project.
"""

from __future__ import annotations

import csv
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from django.db import connection

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.complaints.intake.checking import Order, prepare, survey
from balairung.rooms.complaints.intake.importing import import_reports
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import START

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "data" / "reports"
FILES = sorted(FOLDER.glob("*.csv"))
SOME = 2000  # rows of a file on PostgreSQL; the whole of it comes in on SQLite, in the same suite


@pytest.mark.django_db
@pytest.mark.skipif(not FILES, reason="the folder ../shared/data/reports is not here: no real reports were imported")
@pytest.mark.parametrize("path", FILES or [FOLDER], ids=lambda path: path.stem)
def test_real_file_comes_in_whole(path: Path, tmp_path: Path) -> None:
    make.regency()
    prepared = prepare(Order(_some(path, tmp_path) if connection.vendor == "postgresql" else path), at=START)
    surveyed = survey(prepared)
    assert [(bad.row, bad.sentence) for bad in surveyed.bad] == []
    assert surveyed.changed == []
    outcome = import_reports(prepared, surveyed, by=SYSTEM, at=START)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a database does by itself in time; the audit asks at once
    texts = sum(1 for _number, cells in prepared.table.rows() for _side in prepared.recognised.reports(cells))
    assert outcome.new.total() + outcome.known == texts
    assert Complaint.objects.count() == outcome.new.total() == surveyed.new.total() > 50
    assert Obligation.objects.filter(state=State.NEW).count() == outcome.new[State.NEW]
    assert not Obligation.objects.late(START + timedelta(days=1)).exists()
    assert not Notice.objects.exists()
    assert findings(now=START) == []
    again = survey(prepared)
    assert (again.new.total(), again.known) == (0, texts)


def _some(path: Path, folder: Path) -> Path:
    """The same file with its first rows only."""
    short = folder / path.name
    with path.open(encoding="utf-8", newline="") as rows, short.open("w", encoding="utf-8", newline="") as kept:
        csv.writer(kept).writerows(islice(csv.reader(rows), SOME + 1))
    return short
