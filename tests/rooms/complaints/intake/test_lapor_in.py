"""A file of SP4N-LAPOR! comes in: offices are explained first, open reports may go straight on, news is told once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.obligations.models import Remark, State
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.models import Person, Post
from balairung.rooms.complaints.intake.checking import Order, prepare, survey
from balairung.rooms.complaints.intake.importing import Outcome, import_reports
from balairung.rooms.complaints.intake.statuses import STATE_OF, is_disposed, read_class
from balairung.rooms.complaints.lapor.dispositions import explain_unknown, keep_dispositions, likely_offices
from balairung.rooms.complaints.models import Complaint, Disposition, LaporCase, LaporRun
from tests import make
from tests.make import START
from tests.rooms.complaints.intake.sheets import bring, only, write_csv, write_sp4n
from tests.rooms.complaints.intake.test_import_page import signed_in, text, upload

pytestmark = pytest.mark.django_db
UNIT, STATUS = "Instansi Terdisposisi", "Status Laporan"


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


@pytest.fixture
def rahma() -> Actor:
    return make.coordinator()


def notes(complaint: Complaint) -> list[str]:
    rows = complaint.obligation.events.filter(verb="note").order_by("seq")
    return [event.remark.text for event in rows]


def by(who: Actor, path: Path, **more: Any) -> Outcome:
    prepared = prepare(Order(path), at=START)
    return import_reports(prepared, survey(prepared), by=who, at=START, **more)


# --- which office is which ---------------------------------------------------------------------------------------


def test_words_of_sp4n_are_data() -> None:
    assert STATE_OF["ditutup oleh sistem"] == State.DONE
    assert STATE_OF["diarsipkan oleh pelapor"] == State.WITHDRAWN
    assert is_disposed("Belum ditindaklanjuti")
    assert not is_disposed("Belum terverifikasi")
    assert read_class("Permintaan Informasi") == "information"


def test_nothing_is_written_while_an_office_is_unknown(rahma: Actor, tmp_path: Path) -> None:
    path = write_sp4n(tmp_path / "a.csv", {UNIT: "Dinas Bina Marga dan Cipta Karya"}, {"Tracking ID": "7002"})
    prepared = prepare(Order(path), at=START)
    assert survey(prepared).strangers == {"Dinas Bina Marga dan Cipta Karya": 1}
    with pytest.raises(Refused, match="1 nama instansi"):
        by(rahma, path)
    assert not Complaint.objects.exists()
    keep_dispositions({"DINAS BINA MARGA DAN CIPTA KARYA": make.office("pupr")}, by=rahma, at=START)
    assert by(rahma, path).new.total() == 2
    assert Complaint.objects.get(legacy="sp4n:7001").obligation.owner_office == make.office("pupr")


def test_none_of_ours_is_an_answer_too(rahma: Actor, tmp_path: Path) -> None:
    path = write_sp4n(tmp_path / "a.csv", {UNIT: "Kantor Pertanahan"})
    keep_dispositions({"Kantor Pertanahan": None}, by=rahma, at=START)
    assert by(rahma, path).new.total() == 1
    assert only().obligation.owner_office == make.office("setda")


def test_what_was_decided_goes_before_a_name_that_we_know(rahma: Actor, tmp_path: Path) -> None:
    keep_dispositions({"Dinas Perhubungan": make.office("pupr")}, by=rahma, at=START)
    by(rahma, write_sp4n(tmp_path / "a.csv", {UNIT: "Dinas Perhubungan"}))
    assert only().obligation.owner_office == make.office("pupr")


@pytest.mark.parametrize(("name", "key"), [
    ("Dinas PU dan Penataan Ruang", "pupr"),
    ("DINAS PEKERJAAN UMUM & PENATAAN RUANG KOTA MADIUN", "pupr"),
    ("Dishub / Dinas Perhubungan Darat", "dishub"),
    ("Dinas Lingkungan Hidup dan Kebersihan", "dlh"),
])  # fmt: skip
def test_the_likeliest_office_stands_first(name: str, key: str) -> None:
    (found,) = explain_unknown({name: 3})
    assert found.likely[0].key == key
    assert found.sure
    assert found.count == 3


def test_a_guess_is_named_and_not_chosen() -> None:
    (found,) = explain_unknown({"Kantor Pertanahan": 1})
    assert found.likely
    assert not found.sure


def test_what_resembles_nothing_has_no_suggestion() -> None:
    (found,) = explain_unknown({"PT Kereta Api": 1})
    assert found.likely == []


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_any_name_may_be_asked_about(name: str) -> None:
    assert likely_offices(name, []) == []


def test_a_name_changes_its_meaning_and_is_forgotten(rahma: Actor) -> None:
    assert keep_dispositions({"Dinas A": make.office("pupr"), "Dinas B": None}, by=rahma, at=START) == 2
    assert keep_dispositions({"dinas  a": make.office("pupr"), "Dinas B": None}, by=rahma, at=START) == 0
    assert keep_dispositions({"Dinas A": None}, by=rahma, at=START, forget=["Dinas B", "Tidak ada"]) == 2
    row = Disposition.objects.get()
    assert (row.name, row.office, row.kept_by_id) == ("Dinas A", None, rahma.person_id)
    for stranger in (CITIZEN, make.officer("pupr", "head")):
        with pytest.raises(NotAllowed):
            keep_dispositions({"Dinas C": None}, by=stranger, at=START)


# --- what is new -------------------------------------------------------------------------------------------------


def test_a_newer_status_is_noted_once_and_only_what_is_new(rahma: Actor, tmp_path: Path) -> None:
    first = {STATUS: "Belum Terverifikasi"}
    by(rahma, write_sp4n(tmp_path / "a.csv", first))
    made = only()
    assert made.channel == "lapor"
    before = made.obligation.events.count()
    later = write_sp4n(tmp_path / "b.csv", {STATUS: "Diproses", "Alasan Tunda/Arsip": "Menunggu survei"})
    prepared = prepare(Order(later), at=START)
    found = survey(prepared)
    assert (found.known, found.news, found.new.total()) == (1, 1, 0)
    assert made.obligation.events.count() == before  # looking writes nothing
    outcome = import_reports(prepared, found, by=rahma, at=START)
    assert (outcome.known, outcome.news) == (1, 1)
    (note,) = notes(made)
    assert note.splitlines()[1:] == ["Status: Diproses", "Alasan ditunda atau diarsipkan: Menunggu survei"]
    assert made.obligation.events.get(verb="note").remark.audience == Remark.Audience.OFFICERS
    made.obligation.refresh_from_db()
    assert made.obligation.state == State.NEW  # their status is news, no step of ours
    assert by(rahma, later).news == 0
    assert (
        by(rahma, write_sp4n(tmp_path / "c.csv", {STATUS: "Selesai", "Alasan Tunda/Arsip": "Menunggu survei"})).news
        == 1
    )
    assert [note.splitlines()[1:] for note in notes(made)][1] == ["Status: Selesai"]


def test_a_number_in_two_rows_is_one_report_and_never_news_of_itself(rahma: Actor, tmp_path: Path) -> None:
    rows = [{STATUS: "Proses", UNIT: "Dinas Perhubungan"}, {STATUS: "Proses", UNIT: "Dinas Lingkungan Hidup"}]
    path = write_sp4n(tmp_path / "a.csv", *rows)
    assert [by(rahma, path).news for _ in range(3)] == [0, 0, 0]
    assert notes(only()) == []


def test_what_is_remembered_of_their_words_is_sealed(rahma: Actor, tmp_path: Path) -> None:
    by(rahma, write_sp4n(tmp_path / "a.csv", {"Alasan Tunda/Arsip": "Bu Tini belum menjawab"}))
    assert "Tini" in LaporCase.objects.get().said
    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM complaints_laporcase")
        assert "Tini" not in cursor.fetchone()[0]


def test_other_registers_have_no_news(rahma: Actor, tmp_path: Path) -> None:
    names = ["nomor aduan", "isi", "status", "instansi"]
    path = write_csv(tmp_path / "a.csv", names, [["1", "Jalan rusak", "proses", "Dinas Antah"]])
    by(rahma, path)
    assert not LaporCase.objects.exists()
    assert not LaporRun.objects.exists()
    assert only().channel == "import"


# --- straight to the office --------------------------------------------------------------------------------------


def test_open_reports_go_where_sp4n_had_sent_them(rahma: Actor, tmp_path: Path) -> None:
    path = write_sp4n(
        tmp_path / "a.csv",
        {"Tracking ID": "1", STATUS: "Terdisposisi"},
        {"Tracking ID": "2", STATUS: "Belum Terverifikasi"},
        {"Tracking ID": "3", STATUS: "Terdisposisi", "Tipe Laporan (Anonim/Rahasia)": "Rahasia"},
        {"Tracking ID": "4", STATUS: "Terdisposisi", "Klasifikasi Laporan": "Pengaduan Berkadar Pengawasan"},
        {"Tracking ID": "5", STATUS: "Ditutup oleh Sistem"},
    )
    outcome = by(rahma, path, hand=True)
    assert outcome.handed == 1
    rows = Complaint.objects.select_related("obligation__owner_office").order_by("legacy")
    steps = [
        (one.legacy, one.obligation.owner_office.key, one.obligation.step)
        for one in rows
        if one.obligation.owner_office
    ]
    assert steps == [
        ("sp4n:1", "pupr", "answer"), ("sp4n:2", "setda", "verify"), ("sp4n:3", "setda", "verify"),
        ("sp4n:4", "inspektorat", "verify"), ("sp4n:5", "pupr", ""),
    ]  # fmt: skip
    assert by(rahma, path, hand=True).handed == 0
    verbs = [event.verb for event in rows[0].obligation.events.order_by("seq")]
    assert verbs == ["open", "take_over", "verify", "forward"]


def test_an_open_report_that_stays_tells_where_it_was(rahma: Actor, tmp_path: Path) -> None:
    by(rahma, write_sp4n(tmp_path / "a.csv", {STATUS: "Terdisposisi"}))
    words = only().obligation.events.get(verb="take_over").remark.text
    assert "Kantor yang menangani: Dinas Pekerjaan Umum dan Penataan Ruang" in words


def test_the_command_line_hands_nothing_on(tmp_path: Path) -> None:
    bring(write_sp4n(tmp_path / "a.csv", {STATUS: "Terdisposisi"}))
    assert only().obligation.step == "verify"
    run = LaporRun.objects.get()
    assert (run.kind, run.new, run.known, run.news, run.by_person) == ("in", 1, 0, 0, None)


# --- the page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk() -> Client:
    seat = Post.objects.filter(role=Post.Role.COORDINATOR).select_related("office")[0]
    who: Person = make.holder(seat.office.key, Post.Role.COORDINATOR, "Rahma")
    return signed_in(who)


def test_the_page_asks_for_the_offices_before_it_offers_to_write(desk: Client, tmp_path: Path) -> None:
    path = write_sp4n(tmp_path / "a.csv", {UNIT: "Dinas PU dan Penataan Ruang", STATUS: "Terdisposisi"})
    preview = upload(desk, path)["Location"]
    shown = text(desk.get(preview))
    assert "Dinas PU dan Penataan Ruang" in shown
    assert "Impor sekarang" not in shown
    assert desk.post(preview, {"apply": "1"}).status_code == 422
    page = "/kerja/lapor/instansi/" + preview[preview.index("?") :]
    form = desk.get(page)
    assert "Paling mirip: Dinas Pekerjaan Umum dan Penataan Ruang" in text(form)
    (key,) = form.context["form"].names
    assert form.context["form"].fields[key].initial == "pupr"
    assert desk.post(page, {key: "tidak-ada"}).status_code == 422
    assert desk.post(page, {key: "pupr"})["Location"] == preview
    assert "Impor sekarang" in text(desk.get(preview))
    assert desk.post(preview, {"apply": "1", "hand": "on"}).status_code == 302
    assert only().obligation.owner_office == make.office("pupr")
    kept = desk.get("/kerja/lapor/instansi/")
    assert "Dinas PU dan Penataan Ruang" in text(kept)
    assert desk.post("/kerja/lapor/instansi/", {key: ""})["Location"] == "/kerja/lapor/"
    assert not Disposition.objects.exists()


def test_only_news_may_be_written_too(desk: Client, tmp_path: Path) -> None:
    preview = upload(desk, write_sp4n(tmp_path / "a.csv", {STATUS: "Proses"}))["Location"]
    desk.post(preview, {"apply": "1"})
    preview = upload(desk, write_sp4n(tmp_path / "b.csv", {STATUS: "Selesai"}))["Location"]
    assert "kabar baru dari SP4N-LAPOR!" in text(desk.get(preview))
    assert desk.post(preview, {"apply": "1"}).status_code == 302
    assert len(notes(only())) == 1
    assert "1 sudah ada, 1 dengan kabar baru" in text(desk.get("/kerja/lapor/"))


def test_the_file_waits_only_so_long(desk: Client) -> None:
    assert desk.get("/kerja/lapor/instansi/?berkas=tidak-ada").status_code == 422
