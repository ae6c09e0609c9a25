"""What an imported report becomes: honest history, ordinary open reports, and nothing twice."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.models import Clock, Event, Obligation, State, Visibility
from balairung.kernel.people.actors import CITIZEN
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.intake import importing
from balairung.rooms.complaints.intake.checking import Order, prepare, survey
from balairung.rooms.complaints.intake.importing import Import, import_reports
from balairung.rooms.complaints.intake.planning import Planned
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import START, moment
from tests.rooms.complaints.intake.sheets import bring, only, write_csv, write_sp4n, write_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _regency() -> None:
    make.regency()


def lines(complaint: Complaint) -> list[Event]:
    return list(complaint.obligation.events.select_related("remark").order_by("seq"))


def reports(tmp_path: Path, count: int, status: str = "selesai") -> Path:
    rows = [[f"lama-{number}", f"Jalan nomor {number} rusak parah.", status] for number in range(count)]
    return write_csv(tmp_path / "banyak.csv", ["id", "isi", "status"], rows)


# --- history -----------------------------------------------------------------------------------------------------


def test_finished_report_keeps_its_date_and_is_closed_by_one_line(tmp_path: Path) -> None:
    outcome = bring(write_sp4n(tmp_path / "a.csv", {"Sumber Laporan": "Android"}))
    made = only()
    assert (outcome.new, outcome.known, outcome.bad) == ({State.DONE: 1}, 0, [])
    assert (made.channel, made.legacy, made.klass) == ("lapor", "sp4n:7001", "ordinary")
    assert made.topic is not None
    assert made.topic.code == "jalan-berlubang"
    assert made.region is not None
    assert str(made.region) == "Kelurahan Demangan"
    assert made.filed_at == moment("2024-09-23 00:41:43")
    assert (made.title, made.text.count("\n")) == ("Jalan berlubang di dekat pasar", 1)
    obligation = made.obligation
    assert (obligation.state, obligation.step, obligation.seq) == (State.DONE, "", 2)
    assert (obligation.opened_at, obligation.closed_at) == (made.filed_at, START)
    assert obligation.owner_office == make.office("pupr")
    opened, taken = lines(made)
    assert (opened.verb, opened.at, opened.by_kind) == ("open", made.filed_at, "citizen")
    assert (taken.verb, taken.at, taken.by_kind) == ("take_over", START, "system")
    assert taken.facts == {"source": "sp4n", "reported_on": "2024-09-23", "status": "ditutup oleh sistem"}
    assert "sp4n:7001" in taken.remark.text
    assert "Android" in taken.remark.text
    assert not Clock.objects.exists()
    assert not Notice.objects.exists()
    assert findings(now=START) == []


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Ditutup oleh Pelapor", State.DONE),
        ("Ditutup oleh Admin", State.DONE),
        ("Diarsipkan oleh Admin", State.REFUSED),
        ("Diarsipkan oleh Sistem", State.WITHDRAWN),
        ("Diarsipkan oleh Pelapor", State.WITHDRAWN),
        ("Menunggu Kelengkapan Informasi", State.NEW),
    ],
)
def test_every_status_of_sp4n_has_its_state(tmp_path: Path, status: str, state: State) -> None:
    bring(write_sp4n(tmp_path / "a.csv", {"Status Laporan": status, "Alasan Tunda/Arsip": "Tidak jelas"}))
    assert only().obligation.state == state
    assert "Tidak jelas" in lines(only())[-1].remark.text
    assert findings(now=START) == []


def test_date_of_an_answer_is_an_end_where_no_status_is(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["id", "isi", "tanggal", "answered", "tanggal selesai"], [
        ["1", "Jalan rusak", "2024-01-02", "2024-01-05", "2024-01-09"],
        ["2", "Lampu mati", "2024-01-02", "", ""],
        ["3", "Pohon tumbang", "2024-01-02", "2023-12-30", ""],
    ])  # fmt: skip
    bring(path)
    answered, waiting, impossible = Complaint.objects.select_related("obligation").order_by("legacy")
    assert lines(answered)[1].facts == {
        "source": "berkas", "reported_on": "2024-01-02", "answered_on": "2024-01-05", "ended_on": "2024-01-09",
    }  # fmt: skip
    assert waiting.obligation.state == State.NEW
    assert impossible.obligation.state == State.DONE
    assert "answered_on" not in lines(impossible)[1].facts
    assert "2023-12-30" in lines(impossible)[1].remark.text


def test_ledger_holds_no_words_of_strangers(tmp_path: Path) -> None:
    bring(write_sp4n(tmp_path / "a.csv", {"Instansi Terdisposisi": "Pak Slamet", "Kelurahan": "Rumah Bu Tini"}))
    told = [str(event.facts) for event in lines(only())]
    assert not any("Slamet" in words or "Tini" in words or "Sri" in words for words in told)
    assert "Pak Slamet" in lines(only())[1].remark.text


def test_report_of_another_regency_comes_in_without_a_place(tmp_path: Path) -> None:
    bring(write_sp4n(tmp_path / "a.csv", {"Kota/Kabupaten": "Kabupaten Madiun"}))
    assert only().region is None
    assert "Demangan, Taman, Kabupaten Madiun, Jawa Timur" in lines(only())[1].remark.text


def test_unknown_office_and_village_are_words_and_no_error(tmp_path: Path) -> None:
    bring(write_sp4n(tmp_path / "a.csv", {"Instansi Terdisposisi": "Dinas Bina Marga", "Kelurahan": "Antah Berantah"}))
    made = only()
    assert made.region is not None
    assert str(made.region) == "Kecamatan Taman"
    assert made.obligation.owner_office is not None
    assert made.obligation.owner_office.key == "setda"
    words = lines(made)[1].remark.text
    assert "Dinas Bina Marga" in words
    assert "Antah Berantah" in words


def test_defaults_stand_in_for_what_is_not_said(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["isi", "status"], [["Jalan rusak di kampung kami", "selesai"]])
    at = START - timedelta(days=30)
    bring(path, office="dlh", district="Manguharjo", as_of=at)
    made = only()
    assert made.obligation.owner_office == make.office("dlh")
    assert made.region is not None
    assert (made.region.name, made.filed_at) == ("Manguharjo", at)
    assert lines(made)[1].facts == {"source": "berkas", "status": "selesai"}


# --- what is still open ------------------------------------------------------------------------------------------


def test_open_report_is_as_one_filed_today(tmp_path: Path) -> None:
    """Beside the line that says where it comes from, it is what `file_complaint` makes."""
    bring(write_sp4n(tmp_path / "a.csv", {"Status Laporan": "Belum Terverifikasi"}))
    made, filed = only(), make.complaint(topic=make.topic("jalan-berlubang"))
    mine, theirs = made.obligation, filed.obligation
    for name in ("kind", "state", "step", "visibility", "owner_office", "opened_at", "next_at", "answer_by"):
        assert getattr(mine, name) == getattr(theirs, name), name
    rows = ("name", "party", "amount", "unit", "calendar", "source", "started_at", "due_at", "escalate_at")
    assert list(mine.clocks.order_by("name").values(*rows)) == list(theirs.clocks.order_by("name").values(*rows))
    assert [event.verb for event in lines(made)] == ["open", "take_over"]
    assert lines(made)[0].at == START
    assert "Batas waktu dihitung sejak" in lines(made)[1].remark.text
    assert made.filed_at == moment("2024-09-23 00:41:43")
    assert findings(now=START) == []


def test_open_report_is_not_late_after_it_was_verified(tmp_path: Path) -> None:
    """Reported in 2024, verified today: the clock of the whole counts from today too."""
    bring(write_sp4n(tmp_path / "a.csv", {"Status Laporan": "Belum Terverifikasi"}))
    made, rahma = only(), make.coordinator()
    actions.verify(made, klass=made.klass, topic=made.topic, by=rahma, at=START)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=START)
    assert not Obligation.objects.late(START + timedelta(days=3)).exists()


# --- whose it is -------------------------------------------------------------------------------------------------


def test_name_and_contact_are_sealed_and_secret_stays_secret(tmp_path: Path) -> None:
    names = ["id", "isi", "nama", "email", "tipe", "status", "instansi"]
    path = write_csv(tmp_path / "a.csv", names, [
        ["1", "Jalan rusak di depan rumah", "Sri", "SRI@contoh.id", "Rahasia", "selesai", "Dinas Perhubungan"],
        ["2", "Lampu mati di gang", "Budi", "0812 3456 7890", "Anonim", "selesai", "Dinas Perhubungan"],
        ["3", "Pohon tumbang", "Anonim", "tidak punya", "", "selesai", "Dinas Perhubungan"],
    ])  # fmt: skip
    bring(path, publish=True)
    secret, hidden, nameless = Complaint.objects.select_related("obligation__owner_office").order_by("legacy")
    assert secret.obligation.visibility == Visibility.SECRET
    assert (secret.published_at, secret.public_text) == (None, "")
    assert secret.obligation.owner_office != make.office("dishub"), "the office that may be meant does not get it"
    assert (secret.reporter_name, secret.reporter_contact, secret.anonymous) == ("Sri", "sri@contoh.id", False)
    assert (hidden.reporter_contact, hidden.anonymous, hidden.published_at) == ("+6281234567890", True, START)
    assert (nameless.reporter_name, nameless.reporter_contact, nameless.anonymous) == ("", "", True)
    assert "tidak terbaca" in lines(nameless)[1].remark.text
    stored = str(list(Complaint.objects.values_list("pk", "token", "contact_hash", "legacy", "text")))
    assert "Sri" not in stored
    assert "sri@" not in stored
    assert not Notice.objects.exists()


def test_supervisory_report_goes_to_the_inspectorate_and_stays_there(tmp_path: Path) -> None:
    bring(write_sp4n(tmp_path / "a.csv", {"Klasifikasi Laporan": "Pengaduan Berkadar Pengawasan"}), publish=True)
    made = only()
    assert (made.klass, made.obligation.visibility) == ("supervisory", Visibility.SECRET)
    assert made.obligation.owner_office is not None
    assert made.obligation.owner_office.key == "inspektorat"
    assert made.published_at is None


def test_published_only_when_asked_and_masked(tmp_path: Path) -> None:
    words = {"Isi Laporan Awal": "Jalan rusak. Hubungi saya di 081234567890."}
    bring(write_sp4n(tmp_path / "a.csv", words))
    assert only().published_at is None
    bring(write_sp4n(tmp_path / "b.csv", words | {"Tracking ID": "7002"}), publish=True)
    published = Complaint.objects.published().get()
    assert "081234567890" not in published.public_text
    assert "081234567890" in published.text


def test_only_coordinator_and_operator_import(tmp_path: Path) -> None:
    path = write_sp4n(tmp_path / "a.csv")
    prepared = prepare(Order(path), at=START)
    for actor in (CITIZEN, make.officer("pupr", "head")):
        with pytest.raises(NotAllowed, match="koordinator"):
            import_reports(prepared, survey(prepared), by=actor, at=START)
    with pytest.raises(NotAllowed):
        actions.take_over(
            make.complaint(), state=State.DONE, words="", facts={}, by=make.officer("dlh", "head"), at=START
        )
    rahma = make.coordinator()
    import_reports(prepared, survey(prepared), by=rahma, at=START)
    assert lines(Complaint.objects.exclude(legacy="").get())[1].by_person_id == rahma.person_id


# --- again, broken off, changed ----------------------------------------------------------------------------------


def test_same_file_again_adds_nothing(tmp_path: Path) -> None:
    path = reports(tmp_path, 7)
    bring(path)
    again = bring(path.rename(tmp_path / "nama lain.csv"), at=START + timedelta(days=1))
    assert (again.new.total(), again.known, again.changed) == (0, 7, [])
    assert (Complaint.objects.count(), Event.objects.count()) == (7, 14)


def test_report_without_a_number_is_known_by_its_words(tmp_path: Path) -> None:
    rows = [["2024-01-02", "Jalan rusak"], ["2024-01-03", "Jalan rusak"], ["2024-01-02", "Jalan rusak"]]
    path = write_csv(tmp_path / "a.csv", ["tanggal", "isi"], rows)
    first = bring(path)
    assert (first.new.total(), first.known) == (2, 1)
    assert bring(path).known == 3


def test_changed_report_is_named_and_left_alone(tmp_path: Path) -> None:
    bring(write_sp4n(tmp_path / "a.csv"))
    text = only().text
    again = bring(write_sp4n(tmp_path / "b.csv", {"Isi Laporan Awal": "Lain sama sekali."}, {"Tracking ID": "7002"}))
    assert (again.new.total(), again.known, again.changed) == (1, 0, ["2"])
    assert Complaint.objects.get(legacy="sp4n:7001").text == text


def test_same_number_of_another_register_is_another_report(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["id", "isi"], [["1", "Jalan rusak"], ["1", "Lampu mati"]])
    assert bring(path).changed == ["3"]
    other = write_csv(tmp_path / "b.csv", ["id", "isi"], [["1", "Pohon tumbang"]])
    assert bring(other).changed == ["2"]
    assert bring(other, source="wargaku").new.total() == 1


def test_broken_off_in_the_middle_and_run_again(tmp_path: Path) -> None:
    path = reports(tmp_path, 450)
    prepared = prepare(Order(path), at=START)

    def fall(read: int) -> None:
        if read == 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_reports(prepared, survey(prepared), by=make.coordinator(), at=START, tell=fall)
    assert Complaint.objects.count() == 400
    assert Event.objects.count() == 800, "each batch is whole"
    assert bring(path).known == 400
    assert Complaint.objects.count() == 450
    assert findings(now=START) == []


def test_batch_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    prepared = prepare(Order(reports(tmp_path, 3)), at=START)
    plans = [plan for plan in prepared.plans() if isinstance(plan, Planned)]
    order = Import(make.officer("dlh", "head"), START)
    with pytest.raises(NotAllowed):
        importing.write_batch(plans, order)
    assert not Obligation.objects.exists()
    assert not Complaint.objects.exists()


def test_two_imports_at_once_make_each_report_once(tmp_path: Path) -> None:
    """The other import writes between our look and our write."""
    path = reports(tmp_path, 5)
    prepared = prepare(Order(path), at=START)
    plans = [plan for plan in prepared.plans() if isinstance(plan, Planned)]
    order = Import(make.coordinator(), START)
    importing.write_batch(plans[:2], order)
    with transaction.atomic():
        written = importing._write(plans, order)
    assert [plan.row for plan in written] == ["4", "5", "6"]
    assert Complaint.objects.count() == 5


# --- rows that are wrong -----------------------------------------------------------------------------------------


def wrong(tmp_path: Path) -> Path:
    names = ["id", "isi", "tanggal", "status", "answered", "jam"]
    return write_csv(tmp_path / "salah.csv", names, [
        ["1", "Jalan rusak", "2024-01-02", "selesai", "", ""],
        ["2", " - ", "2024-01-02", "selesai", "", ""],
        ["3", "!!!", "", "", "", ""],
        ["4", "Jalan rusak", "besok", "selesai", "", ""],
        ["5", "Jalan rusak", "2031-01-01", "selesai", "", ""],
        ["6", "Jalan rusak", "2024-01-02", "entah", "", ""],
        ["7", "Jalan rusak", "2024-01-02", "selesai", "lusa", ""],
        ["8", "Jalan rusak", "2024-01-02", "selesai", "", "99:99"],
        ["9", "Jalan", " rusak", "2024-01-02", "selesai", "", "", "x"],
        ["10", "a" * 20_001, "2024-01-02", "selesai", "", ""],
    ])  # fmt: skip


def test_every_bad_row_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    prepared = prepare(Order(wrong(tmp_path)), at=START)
    found = survey(prepared)
    assert [bad.row for bad in found.bad] == ["3", "4", "5", "6", "7", "8", "9", "10", "11"]
    says = [
        "Isi laporan kosong", "Isi laporan kosong", "“besok” tidak terbaca", "belum terjadi", "“entah” tidak dikenal",
        "“lusa” tidak terbaca", "“99:99” tidak terbaca", "lebih banyak daripada kolomnya", "terlalu panjang: 20001",
    ]  # fmt: skip
    for words, bad in zip(says, found.bad, strict=True):
        assert words in bad.sentence
    with pytest.raises(Refused, match="9 baris tidak dapat diimpor"):
        import_reports(prepared, found, by=make.coordinator(), at=START)
    assert not Complaint.objects.exists()


def test_good_rows_come_in_when_bad_ones_may_be_skipped(tmp_path: Path) -> None:
    outcome = bring(wrong(tmp_path), skip_bad=True)
    assert (outcome.new.total(), len(outcome.bad)) == (1, 9)


def test_word_of_a_status_is_explained_by_the_operator(tmp_path: Path) -> None:
    rows = [["1", "Jalan rusak", "Beres"], ["2", "Lampu mati", ""]]
    path = write_csv(tmp_path / "a.csv", ["id", "isi", "status"], rows)
    bring(path, meanings={"beres": "selesai"}, unsaid=State.DONE)
    assert [made.obligation.state for made in Complaint.objects.select_related("obligation")] == [State.DONE] * 2
    with pytest.raises(Refused, match="Arti status “apa” tidak dikenal"):
        bring(path, meanings={"beres": "apa"})


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"office": "tidak-ada"}, "Kantor dengan kunci"),
        ({"district": "Tidak Ada"}, "Kecamatan “Tidak Ada”"),
        ({"source": "Wargaku 2"}, "huruf kecil"),
        ({"as_of": START + timedelta(days=1)}, "masa depan"),
    ],
)
def test_order_that_cannot_be_followed_is_one_sentence(tmp_path: Path, order: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        bring(write_sp4n(tmp_path / "a.csv"), **order)


def test_names_without_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="tidak berisi satu baris pun"):
        bring(write_csv(tmp_path / "a.csv", ["id", "isi"], []))


# --- what strangers type -----------------------------------------------------------------------------------------


def test_html_formulas_and_control_signs_are_only_text(tmp_path: Path) -> None:
    text = "<script>alert(1)</script> =1+1 \x07\x1b[31m\u202emerah\u200b\ufeff"
    path = write_csv(tmp_path / "a.csv", ["id", "isi", "judul"], [["=cmd|' /C calc'!A0", text, "<b>Jalan</b>\x07"]])
    bring(path)
    made = only()
    assert made.text == "<script>alert(1)</script> =1+1 [31mmerah"
    assert made.legacy == "berkas:=cmd|' /C calc'!A0"
    assert made.title == "<b>Jalan</b>"


def test_long_cells_are_cut_where_they_do_not_matter(tmp_path: Path) -> None:
    names = ["id", "isi", "judul", "nama", "lokasi", "kategori", "status"]
    bring(write_csv(tmp_path / "a.csv", names, [["9" * 500, "Jalan rusak", *["panjang " * 2000] * 4, "selesai"]]))
    made = only()
    assert len(made.legacy) <= 60
    assert (len(made.title), len(made.reporter_name), len(made.place)) == (140, 120, 200)
    assert len(lines(made)[1].remark.text) <= 4000


def test_workbook_comes_in_like_csv(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", ["id", "isi", "tanggal", "status"], [12, "Jalan rusak", date(2024, 9, 23), "Selesai"]
    )
    bring(path)
    assert (only().legacy, only().filed_at) == ("berkas:12", moment("2024-09-23 00:00"))


def test_pairs_are_reports_of_their_own(tmp_path: Path) -> None:
    rows = [["a1", "b1", "D", "Jalan rusak", "Jalan berlubang"], ["a1", "b2", "N", "Jalan rusak", ""]]
    path = write_csv(tmp_path / "a.csv", ["id_a", "id_b", "label", "text_a", "text_b"], rows)
    outcome = bring(path, skip_bad=True)
    assert (outcome.new.total(), outcome.known) == (2, 1)
    assert [bad.row for bad in outcome.bad] == ["3b"]
