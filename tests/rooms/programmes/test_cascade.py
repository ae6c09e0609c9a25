"""From a vision to a receipt: what a spreadsheet asks for, what is refused, and what a page shows of it."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.spreadsheets import Row, read_rows
from balairung.rooms.programmes.cascade import importing, recording, tree
from balairung.rooms.programmes.cascade.gaps import gaps_of
from balairung.rooms.programmes.cascade.wanted import SHEET
from balairung.rooms.programmes.figures import figure, read_figure
from balairung.rooms.programmes.models import Indicator, PlanNode, PlanPeriod, QuarterResult
from tests import make
from tests.rooms.programmes import plans

AT = make.START


@pytest.fixture
def period(settings: Settings, db: None) -> PlanPeriod:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return plans.period()


def changed(rows: list[Row], number: int, **cells: str) -> list[Row]:
    """The same file with other cells in one row."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    return [Row(one.number, one.values | named) if one.number == number else one for one in rows]


def said(rows: list[Row], period: PlanPeriod) -> str:
    """The sentences of everything that is wrong with a file."""
    return " | ".join(line.sentence for line in importing.compare(rows, period, by=SYSTEM).of(importing.BAD))


def test_a_file_is_compared_then_applied_once(period: PlanPeriod) -> None:
    first = importing.compare(plans.rows(), period, by=SYSTEM)
    assert (len(first.of(importing.ADD)), PlanNode.objects.count()) == (8, 0)
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    assert [one.code for one in PlanNode.objects.order_by("path")][:4] == ["V", "M1", "T1", "S1"]
    again = importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    assert len(again.of(importing.SAME)) == 8
    assert Indicator.objects.count() == 4
    other = changed(plans.rows(), 7, uraian="Penyelenggaraan jalan daerah", target_2="72,5")
    (line,) = importing.compare(other, period, by=SYSTEM).of(importing.CHANGE)
    assert "Penyelenggaraan jalan → Penyelenggaraan jalan daerah" in line.sentence
    assert "2026 70" in line.sentence
    assert "2026 72,5" in line.sentence
    importing.apply(other, period, by=SYSTEM, at=AT)
    assert plans.indicator("1.03.10").targets.get(year=2026).value == Decimal("72.5")


@pytest.mark.parametrize(
    ("number", "cells", "sentence"),
    [
        (6, {"induk": "S9"}, "Induk S9 tidak ada"),
        (6, {"induk": "M1"}, "sedangkan M1 adalah Misi"),
        (5, {"induk": ""}, "Sebutkan kode induknya"),
        (3, {"kode": ""}, "digabung"),
        (3, {"tingkat": ""}, "digabung"),
        (3, {"bobot": "55,5"}, "95,5, seharusnya 100"),
        (3, {"bobot": ""}, "tanpa bobot"),
        (3, {"bobot": "0"}, "antara 0 dan 100"),
        (7, {"kantor": "Dinas Pekerjan Umum dan Penataan Ruang"}, "Mungkin maksud Anda “Dinas Pekerjaan Umum"),
        (7, {"kantor": "xyz"}, "tidak kami kenal"),
        (7, {"kantor": ""}, "harus menyebut kantornya"),
        (7, {"kode": "1.3"}, "Bentuknya seperti 1.02.02"),
        (7, {"awal": "12,5,1"}, "bukan angka"),
        (7, {"target_1": "1.250"}, "dibaca dua cara"),
        (7, {"satuan": ""}, "belum punya satuan"),
        (7, {"arah": "ke kiri"}, "tidak dikenal"),
        (7, {"penanggung_jawab": "Kepala Dinas Entah"}, "Jabatan"),
        (4, {"kode": "M1"}, "sudah dipakai baris 3"),
        (4, {"tingkat": "Mimpi"}, "tidak dikenal"),
    ],
)
def test_each_fault_has_its_sentence(period: PlanPeriod, number: int, cells: dict[str, str], sentence: str) -> None:
    rows = changed(plans.rows(), number, **cells)
    assert sentence in said(rows, period)
    with pytest.raises(Refused, match="tidak satu pun"):
        importing.apply(rows, period, by=SYSTEM, at=AT)
    assert not PlanNode.objects.exists(), "nothing half done"


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [(("30", "10"), "140, seharusnya 100"), (("", ""), "tanpa bobot"), (("60", "40"), "200, seharusnya 100")],
)
def test_weights_add_up_with_what_stands_already(period: PlanPeriod, weights: tuple[str, str], sentence: str) -> None:
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    more = [plans.row(number, tingkat="Misi", kode=f"M{number}", induk="V", uraian="Udara", bobot=weight)
            for number, weight in enumerate(weights, 3)]  # fmt: skip
    assert sentence in said(more, period)
    fewer = [plans.row(2, tingkat="Misi", kode="M1", induk="V", uraian="Jalan", bobot="55")]
    assert "95, seharusnya 100" in said(fewer, period)
    assert said([plans.row(2, tingkat="Misi", kode="M1", induk="V", uraian="Jalan", bobot="60,0")], period) == ""


def test_a_programme_without_a_parent_is_told_before_it_is_brought_in(period: PlanPeriod) -> None:
    """It may be so, or its cell was merged."""
    loose = changed(plans.rows(), 7, induk="")
    lines = importing.compare(loose, period, by=SYSTEM).of(importing.ADD)
    assert ["digabung" in line.sentence for line in lines if line.sentence] == [True]


def test_parents_in_a_circle_are_told(period: PlanPeriod) -> None:
    rows = changed(changed(plans.rows(), 5, induk="S1"), 6, induk="T1")
    assert "Induknya berputar: T1 → S1 → T1" in said(rows, period)


def test_a_branch_moves_with_all_that_hangs_below(period: PlanPeriod) -> None:
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    moved = changed(plans.rows(), 5, induk="M2")
    importing.apply(moved, period, by=SYSTEM, at=AT)
    paths = {one.code: one.path for one in PlanNode.objects.all()}
    assert all(paths[code].startswith(paths["M2"]) for code in ("T1", "S1", "1.03.10.2.01.0001"))
    assert len(set(paths.values())) == 8


def test_another_level_is_another_node(period: PlanPeriod) -> None:
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    rows = changed(plans.rows(), 4, tingkat="Tujuan", induk="M1", bobot="")
    assert "Tingkat yang sudah tersimpan" in said(rows, period) or "bobot" in said(rows, period)


def test_only_planners_bring_it_in(period: PlanPeriod) -> None:
    for stranger in (make.officer("pupr", "head"), make.officer("dinkes", "liaison")):
        with pytest.raises(NotAllowed):
            importing.apply(plans.rows(), period, by=stranger, at=AT)
    importing.apply(plans.rows(), period, by=make.officer("bappeda", "head"), at=AT)


def test_gaps_are_shown_until_they_are_closed(period: PlanPeriod) -> None:
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    orphan = plans.row(10, tingkat="Program", kode="1.02.02", uraian="Kesehatan", kantor="dinkes")
    importing.apply([*plans.rows(), orphan], period, by=SYSTEM, at=AT)
    gaps = gaps_of(period)
    keys = {one.key for one in gaps.offices}
    assert "pupr" not in keys
    assert {"dinkes", "kominfo"} <= keys
    assert [one.code for one in gaps.orphans] == ["1.02.02"]
    assert [one.code for one in gaps.idle] == ["M2"]
    assert (gaps.unmeasured, gaps.aimless, len(gaps.unanswered)) == ([], [], 4)


def test_one_walks_from_the_vision_to_the_receipt(period: PlanPeriod, client: Client) -> None:
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    head = make.officer("pupr", "head")
    leaf = plans.node("1.03.10.2.01.0001")
    pay: dict[str, Any] = {"paid_on": AT.date(), "amount": Decimal(125_000_000), "what": "Termin pertama"}
    recording.record_spending(leaf, **pay, receipt="SP2D-7", files=[plans.photo()], by=head, at=AT)
    with pytest.raises(Refused, match="sudah dicatat"):
        recording.record_spending(leaf, **pay, receipt="SP2D-7", files=[], by=head, at=AT)
    with pytest.raises(NotAllowed):
        recording.record_spending(leaf, **pay, receipt="8", files=[], by=make.officer("dinkes", "head"), at=AT)
    way, seen = "/program/susunan/2025/", []
    for code in ("T1", "S1", "1.03.10", "1.03.10.2.01", "1.03.10.2.01.0001"):
        page = client.get(way).text
        way = f"/program/butir/{plans.node(code).pk}/"
        seen.append(way in page)
    assert seen == [True] * 5
    page = client.get(way).text
    assert [word for word in ("SP2D-7", "Rp125.000.000", "Kota yang melayani") if word not in page] == []
    assert "bukti.png" not in page, "no name that somebody gave to a file"


def test_a_result_has_its_proof_and_a_correction_its_reason(period: PlanPeriod) -> None:
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    one, head = plans.indicator(), make.officer("pupr", "head")
    say: dict[str, Any] = {"year": 2026, "quarter": 1, "value": Decimal("17.5"), "words": "", "by": head, "at": AT}
    with pytest.raises(Refused, match="bukti"):
        recording.record_result(one, **say, files=[])
    recording.record_result(one, **say, files=[plans.photo()])
    with pytest.raises(Refused, match="diperbaiki"):
        recording.record_result(one, **say | {"value": Decimal(18)}, files=[plans.photo()])
    recording.record_result(one, **say | {"value": Decimal(18), "words": "Salah hitung."}, files=[plans.photo()])
    assert QuarterResult.objects.count() == 2
    with pytest.raises(Refused, match="belum mulai"):
        recording.record_result(one, **say | {"quarter": 2}, files=[plans.photo()])
    with pytest.raises(Refused, match="di luar periode"):
        recording.record_result(one, **say | {"year": 2024}, files=[plans.photo()])


def test_the_page_tries_the_file_out_and_applies_it_once(period: PlanPeriod) -> None:
    planner = Client()
    planner.force_login(make.account(make.holder("bappeda", "head")))
    columns = "tingkat;kode;induk;uraian;bobot\n"
    good = (columns + "Visi;V;;Kota;\nMisi;M1;V;Jalan;62,5\nMisi;M2;V;Air;37,5\n").encode()
    upload = {"file": SimpleUploadedFile("rpjmd.csv", good)}
    page = planner.post("/kerja/program/susunan/2025/impor/", upload)
    assert page.status_code == 302
    assert "Yang akan ditambahkan" in planner.get(page["Location"]).text
    assert planner.post(page["Location"]).status_code == 302
    assert planner.post(page["Location"]).status_code == 302, "pressed twice"
    assert PlanNode.objects.count() == 3
    bad = {"file": SimpleUploadedFile("rpjmd.csv", (columns + "Misi;M3;V;Udara;\n").encode())}
    text = planner.get(planner.post("/kerja/program/susunan/2025/impor/", bad)["Location"]).text
    assert "Sebagian butir di bawah V tanpa bobot" in text
    stranger = Client()
    stranger.force_login(make.account(make.holder("dinkes", "head")))
    assert stranger.get(page["Location"]).status_code == 404
    assert stranger.get("/kerja/program/susunan/2025/impor/").status_code == 403


@pytest.mark.django_db
def test_a_merged_cell_in_a_workbook_is_told(period: PlanPeriod) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    for line in (["tingkat", "kode", "induk", "uraian"], ["Visi", "V", "", "Kota"], ["Misi", "M1", "V", "Jalan"],
                 ["", "M2", "V", "Air"]):  # fmt: skip
        page.append(line)
    page.merge_cells("A3:A4")
    kept = io.BytesIO()
    book.save(kept)
    rows, _ignored = read_rows(SHEET, kept.getvalue())
    assert "digabung" in said(rows, period)


def test_nodes_are_found_by_code_and_word(period: PlanPeriod) -> None:
    importing.apply(plans.rows(), period, by=SYSTEM, at=AT)
    assert [one.code for one in tree.found(period, "1.03.10.2")] == ["1.03.10.2.01", "1.03.10.2.01.0001"]
    assert [one.code for one in tree.found(period, "mantap")] == ["T1", "S1"]
    assert tree.roots(period)[0].below == 7


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_figure_is_read_as_it_was_written(value: Decimal) -> None:
    written = figure(value)
    if "." in written or "," not in written or len(written.partition(",")[2]) != 3:
        whole = written if written.count(".") != 1 or "," in written else written.replace(".", "")
        assert read_figure(whole) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("37,5", "37.5"), ("37.5", "37.5"), ("1.250,5", "1250.5"), ("1,250.5", "1250.5"), ("0,125", "0.125"),
     ("1.250.000", "1250000"), (" 12 % ", "12"), ("-3,2", "-3.2"), ("1250", "1250")],
)  # fmt: skip
def test_figures_as_people_write_them(typed: str, value: str) -> None:
    assert read_figure(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1.250", "1,250", "abc", "1,2,3", "", "--1", "99999999999999999", "1.2.3"])
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_figure(typed)


def test_two_periods_do_not_begin_in_one_year(period: PlanPeriod) -> None:
    with pytest.raises(Refused, match="sudah ada"):
        plans.period()
    assert timezone.is_aware(period.recorded_at)
