"""The coordinator's page: upload, preview, apply; nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from balairung.kernel.obligations.models import State
from balairung.kernel.people.models import Draft, Person, Post
from balairung.rooms.complaints.intake import keeping
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import PNG
from tests.rooms.complaints.intake.sheets import only, write_csv, write_sp4n, write_xlsx

pytestmark = pytest.mark.django_db
PAGE = "/kerja/pengaduan-impor/"


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(make.account(who))
    return client


@pytest.fixture
def rahma() -> Client:
    seat = Post.objects.filter(role=Post.Role.COORDINATOR).select_related("office")[0]
    return signed_in(make.holder(seat.office.key, Post.Role.COORDINATOR, "Rahma"))


def upload(client: Client, path: Path, **data: str) -> Any:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(PAGE, {"file": file, "unsaid": "terbuka", **data})


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_upload_preview_apply(rahma: Client, tmp_path: Path) -> None:
    assert "Impor laporan" in text(rahma.get(PAGE))
    path = write_sp4n(tmp_path / "ekspor.csv", {}, {"Tracking ID": "7002", "Status Laporan": "Diproses"})
    preview = upload(rahma, path)["Location"]
    shown = text(rahma.get(preview))
    for words in (
        "ekspor.csv",
        "Tracking ID",
        "nomor laporan di daftar asal",
        "1 selesai, 1 masih terbuka",
        "Instansi Induk",
    ):
        assert words in shown
    assert not Complaint.objects.exists()
    answer = rahma.post(preview, {"apply": "1"})
    assert answer["Location"] == "/kerja/"
    assert Complaint.objects.count() == 2
    taken = Complaint.objects.get(legacy="sp4n:7001").obligation.events.get(verb="take_over")
    assert (taken.by_kind, taken.at) == ("officer", taken.obligation.closed_at)
    assert not Draft.objects.exists()
    assert "sudah tidak ada" in text(rahma.post(preview, {"apply": "1"}), 422)
    again = text(rahma.get(upload(rahma, path)["Location"]))
    assert "Semua laporan dalam berkas ini sudah ada" in again


def test_file_waits_sealed(rahma: Client, tmp_path: Path) -> None:
    upload(rahma, write_sp4n(tmp_path / "ekspor.csv", {"Nama Pelapor": "Sri Wahyuni"}))
    assert "Sri Wahyuni" not in Draft.objects.get().body
    assert not Draft.objects.get().body.startswith("{")


def test_columns_and_words_are_explained_on_the_page(rahma: Client, tmp_path: Path) -> None:
    rows = [["A1", "Jalan rusak", "Beres", "Taman"]]
    path = write_csv(tmp_path / "a.csv", ["kode", "uraiannya", "status", "kecamatan"], rows)
    assert "Kolom isi laporan tidak ditemukan" in text(upload(rahma, path), 422)
    preview = upload(rahma, path, text="uraiannya")["Location"]
    assert "Status “Beres” tidak dikenal" in text(rahma.get(preview))
    columns = {"columns": "1", "isi": "uraiannya", "nomor": "kode", "status": "status", "kecamatan": ""}
    assert "tanda sama dengan" in text(rahma.post(preview, columns | {"meanings": "beres"}), 422)
    assert "Kolom isi laporan tidak ditemukan" in text(rahma.post(preview, columns | {"isi": ""}), 422)
    assert rahma.post(preview, columns | {"meanings": "beres = selesai"})["Location"] == preview
    assert "Anda yang memilih" in text(rahma.get(preview))
    rahma.post(preview, {"apply": "1", "publish": "on"})
    made = only()
    assert (made.legacy, made.region, made.obligation.state) == ("berkas:A1", None, State.DONE)
    assert made.published_at is not None


def test_bad_rows_stop_it_unless_skipped(rahma: Client, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["id", "isi"], [["1", "<b>Jalan</b> rusak"], ["2", "-"]])
    preview = upload(rahma, path)["Location"]
    shown = text(rahma.get(preview))
    assert "Isi laporan kosong." in shown
    assert "<b>Jalan" not in shown
    assert "tidak satu pun yang ditulis" in text(rahma.post(preview, {"apply": "1"}), 422)
    assert not Complaint.objects.exists()
    rahma.post(preview, {"apply": "1", "skip_bad": "on"})
    assert Complaint.objects.count() == 1


def test_what_is_too_much_for_a_page(rahma: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "a.csv", ["isi"], [[f"Jalan {number} rusak"] for number in range(30)])
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "MOST_REPORTS", 29)
        assert "lebih dari 29 laporan" in text(upload(rahma, path), 422)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "MOST_BYTES", 100)
        assert "terlalu besar untuk halaman ini" in text(upload(rahma, path), 422)


def test_wrong_files_keep_the_page(rahma: Client, tmp_path: Path) -> None:
    picture = tmp_path / "a.csv"
    picture.write_bytes(PNG)
    assert "Ini bukan berkas CSV atau XLSX." in text(upload(rahma, picture), 422)
    assert "Pilih berkasnya" in text(rahma.post(PAGE, {"unsaid": "terbuka"}), 422)
    workbook = write_xlsx(tmp_path / "b.xlsx", ["isi"], ["Jalan rusak"])
    assert "XLSX" in text(rahma.get(upload(rahma, workbook)["Location"]))
    assert text(rahma.get(PAGE + "pratinjau/?berkas=tidakada"), 422)


def test_operator_may_and_others_may_not() -> None:
    assert text(signed_in(make.holder("kominfo", "administrator")).get(PAGE))
    for role in ("head", "liaison"):
        client = signed_in(make.holder("pupr", role))
        assert "Hanya koordinator" in text(client.get(PAGE), 403)
        assert client.post(PAGE, {}).status_code == 403
        assert client.get(PAGE + "pratinjau/").status_code == 403
