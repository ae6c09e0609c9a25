"""`balairung import-reports`: a preview unless told otherwise, and one sentence for whatever is wrong."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from balairung.kernel.obligations.models import Obligation, State
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import PNG
from tests.rooms.complaints.intake.sheets import SP4N, only, write_csv, write_sp4n

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _regency() -> None:
    make.regency()


def run(path: Path, *words: str, **options: Any) -> str:
    out = StringIO()
    call_command("import_reports", str(path), *words, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_preview_tells_everything_and_writes_nothing(tmp_path: Path) -> None:
    rows: list[dict[str, str]] = [
        {"Tracking ID": str(number), "Status Laporan": status, "Kelurahan": "Entah"}
        for number, status in enumerate(["Ditutup oleh Sistem", "Diarsipkan oleh Admin", "Belum Terverifikasi"])
    ]
    said = run(write_sp4n(tmp_path / "ekspor.csv", *rows))
    assert "ekspor.csv: CSV, UTF-8, dipisah koma." in said
    for header in SP4N:
        assert f"“{header}”" in said
    assert "“Isi Laporan Awal” menjadi isi laporan (nama kolom dikenal)" in said
    assert "“Instansi Induk” (nama kolom tidak dikenal)" in said
    assert "baris 2 · Senin, 23 September 2024 · selesai · Jalan berlubang di dekat pasar" in said
    assert "Baru: 3 (1 selesai, 1 masih terbuka, 1 ditolak)." in said
    assert "Batas waktu laporan yang masih terbuka dihitung sejak diimpor." in said
    assert "desa atau kelurahan 3" in said
    assert "belum ada yang ditulis" in said
    assert not Obligation.objects.exists()


def test_apply_writes_and_a_second_time_adds_nothing(tmp_path: Path) -> None:
    path = write_sp4n(tmp_path / "ekspor.csv")
    assert "Diimpor: 1 (1 selesai)." in run(path, "--apply")
    again = run(path, "--apply")
    assert "Diimpor: 0." in again
    assert "Sudah ada, atau berulang dalam berkas ini: 1." in again
    changed = write_sp4n(tmp_path / "b.csv", {"Isi Laporan Awal": "Isinya berubah."})
    assert "Sudah ada dengan isi lain, dibiarkan: 1 (baris 2)." in run(changed, "--apply")
    assert Complaint.objects.count() == 1


def test_bad_rows_are_named_and_stop_the_rest_unless_skipped(tmp_path: Path) -> None:
    rows = [["1", "Jalan rusak", "kapan-kapan"], ["2", "Lampu mati", "2024-01-02"]]
    path = write_csv(tmp_path / "a.csv", ["id", "isi", "tanggal"], rows)
    for words in ([], ["--apply"]):
        with pytest.raises(CommandError) as caught:
            run(path, *words)
        assert caught.value.returncode == 2
        assert not Complaint.objects.exists()
    assert "Baris 2: Tanggal “kapan-kapan” tidak terbaca" in run(path, "--skip-bad")
    assert not Complaint.objects.exists()
    assert "Diimpor: 1" in run(path, "--apply", "--skip-bad")
    assert only().legacy == "berkas:2"


def test_options_are_followed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["nomer", "uraiannya"], [["1", "Jalan rusak di kampung"]])
    with pytest.raises(CommandError, match="Kolom isi laporan tidak ditemukan"):
        run(path)
    words = ["--map", "isi=uraiannya", "--map", "nomor=nomer", "--as-of", "1 Februari 2024", "--district", "Taman"]
    words += ["--office", "dishub", "--source", "wargaku", "--no-status", "selesai", "--publish", "--apply"]
    said = run(path, *words)
    assert "“uraiannya” menjadi isi laporan (Anda yang memilih)" in said
    assert "Tanpa tanggal, dianggap masuk Kamis, 1 Februari 2024: 1." in said
    made = only()
    assert (made.legacy, made.obligation.state) == ("wargaku:1", State.DONE)
    assert made.obligation.owner_office == make.office("dishub")
    assert made.published_at is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--map", "isi"], "tanda sama dengan"),
        (["--map", "isinya=a"], "“isinya” tidak dikenal"),
        (["--status", "beres=entah"], "Arti status"),
        (["--as-of", "kapan"], "“kapan” tidak terbaca"),
        (["--office", "tidak-ada"], "Kantor dengan kunci"),
    ],
)
def test_wrong_option_is_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as caught:
        run(write_sp4n(tmp_path / "a.csv"), *words, "--apply")
    assert caught.value.returncode == 2
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (PNG, "bukan berkas CSV"),
        (b"tanggal,kategori\n2024-01-02,jalan\n", "Kolom isi laporan tidak ditemukan"),
        (b"isi,ISI\na,b\n", "lebih dari sekali"),
        (b"id,isi\n" + b"1,jalan rusak\n" * 500 + b"2,ru\0sak\n", "NUL"),
        (b"id,isi\n1,jalan rusak\n2," + b"a" * 1_000_000, "Baris 3 berisi satu sel"),
        (b",".join([b"isi"] + [b"x"] * 199) + b"\n", "lebih dari 100 kolom"),
    ],
    ids=["empty", "picture", "no text", "same header twice", "NUL", "a megabyte", "200 columns"],
)
def test_wrong_file_is_one_sentence_and_nothing_is_written(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "aneh.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as caught:
        run(path, "--apply", "--skip-bad")
    assert caught.value.returncode == 2
    assert not Obligation.objects.exists()
