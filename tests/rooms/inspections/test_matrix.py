"""All offices beside each other: what stands at the end of a month, what slipped back; the same queries for all."""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.ids import new_id
from balairung.kernel.people.models import Office
from balairung.rooms.inspections import matrix, sheets
from balairung.rooms.inspections.models import Inspection, Look
from tests import make
from tests.rooms.inspections import spots

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def _found(month: str = "2026-03-01", district: str = "") -> matrix.Matrix:
    items = list(sheets.current_sheet().items.values())
    return matrix.matrix(items, month=date.fromisoformat(month), district=district)


def test_the_last_check_counts_and_what_slipped_back_is_seen() -> None:
    auditor, pupr, dinkes = make.officer("inspektorat", "auditor"), make.office("pupr"), make.office("dinkes")
    spots.checked(pupr, {"toilet": "no"}, by=auditor, at=make.moment("2026-01-12 10:00"))
    spots.checked(pupr, {"poster": "no"}, by=auditor, at=make.moment("2026-02-12 10:00"))
    spots.checked(dinkes, by=auditor)
    now, before = _found(), _found("2026-01-01")
    first, second = now.rows[:2]
    assert (first.office, second.office) == (dinkes, pupr)  # the newest first
    keys = [column.item.key for column in now.columns]
    cells = dict(zip(keys, second.cells, strict=True))
    assert cells["poster"] == matrix.Cell("no", slipped=True)
    assert cells["toilet"] == matrix.Cell("yes")
    assert [row.office for row in now.slipped] == [pupr]
    assert (now.checked, now.this_month, len(now.never)) == (2, 1, len(now.rows) - 2)
    assert before.checked == 1
    shares = {column.item.key: column.share for column in now.columns}
    assert (shares["poster"], shares["toilet"]) == (50, 100)
    assert [row.office.kind for row in _found(district="35.77.01").rows][:1] == ["kecamatan"]


def test_a_check_that_came_late_stands_where_it_belongs() -> None:
    auditor, pupr = make.officer("inspektorat", "auditor"), make.office("pupr")
    spots.checked(pupr, {"poster": "no"}, by=auditor, at=make.moment("2026-03-05 10:00"))
    spots.checked(pupr, by=auditor, at=make.moment("2026-03-03 10:00"))
    row = _found().rows[0]
    assert row.last
    assert row.last.started_at.day == 5
    assert row.slipped == 1


def test_the_table_for_a_spreadsheet() -> None:
    auditor = make.officer("inspektorat", "auditor")
    spots.checked(make.office("pupr"), {"poster": "no"}, by=auditor)
    found = _found()
    lines = list(matrix.lines_of(found))
    assert len(lines) == len(found.rows)
    assert lines[0][:2] == ["pupr", make.office("pupr").name]
    assert "Tidak" in lines[0]
    assert len(matrix.columns_of(found)) == len(lines[0])


def _years(offices: int, months: int) -> None:
    """So many offices, checked each month: as rows, because only their number matters here."""
    who, sheet = make.holder("inspektorat", "auditor"), sheets.kept(sheets.current_sheet())
    seat = make.post("inspektorat", "auditor")
    made = [Office(key=f"uji-{n}", name=f"Kantor Uji {n}", short=f"Uji {n}", kind="dinas") for n in range(offices)]
    Office.objects.bulk_create(made)
    checks: list[Inspection] = []
    looks: list[Look] = []
    for office in made:
        for month in range(months):
            at = make.START - timedelta(days=30 * month)
            one = Inspection(
                ref=f"C-{len(checks)}", token=f"{len(checks)}", sheet=sheet, office=office, announced=False,
                inspector=who, post=seat, started_at=at, ended_at=at, told_started_at=at, told_ended_at=at,
                received_at=at, no_position="uji", score=Decimal(80), id=new_id(),
            )  # fmt: skip
            checks.append(one)
            looks += [Look(inspection=one, item=key, says="yes" if month % 2 else "no") for key in sheet.items]
    Inspection.objects.bulk_create(checks, batch_size=2000)
    Look.objects.bulk_create(looks, batch_size=5000)


def test_five_hundred_offices_in_three_years_ask_as_often_as_one(client: Client) -> None:
    client.force_login(make.account(make.holder("pimpinan", "regent")))
    counts = []
    for offices, months in ((1, 1), (500, 36)):
        if offices > 1:
            Look.objects.all().delete()
            Inspection.objects.all().delete()
            Office.objects.filter(key__startswith="uji-").delete()
        _years(offices, months)
        client.get(reverse("inspections:matrix"), {"bulan": "2026-03"})
        with CaptureQueriesContext(connection) as asked:
            begun = time.perf_counter()
            page = client.get(reverse("inspections:matrix"), {"bulan": "2026-03"})
            lasted = time.perf_counter() - begun
        assert page.status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert lasted < 3  # seconds; 0.28 measured (2026-11, two shared cores)
