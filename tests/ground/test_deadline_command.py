"""`balairung deadline`: JSON on success, one Indonesian sentence and exit code 2 on a slip, and no Django."""

import json
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from balairung.ground.common.deadline_command import add_arguments, run

START = ("--from", "2026-03-13T10:00+07:00")
DECREED = """
- {date: 2026-04-07, kind: regional, name: Hari Jadi Banyuwangi, decree: Keputusan Bupati 188/2026}
- {date: 2026-04-04, kind: workday, name: Pengganti hari kerja}
"""


def call(*arguments: str) -> int:
    parser = ArgumentParser(prog="balairung deadline")
    add_arguments(parser)
    return run(parser.parse_args(arguments))


def test_it_prints_what_was_counted_and_each_skipped_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*START, "--working-days", "14") == 0
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert list(result) == ["due", "rule", "counted", "skipped", "notes"]
    assert result["due"] == "2026-04-10T23:59:59+07:00"
    assert result["rule"].startswith("14 hari kerja menurut kalender lima hari kerja")
    assert result["counted"] == 14
    assert len(result["skipped"]) == 14
    assert result["skipped"][3] == {
        "date": "2026-03-19",
        "reason": "Hari Suci Nyepi",
        "decree": "SKB 3 Menteri No. 1497/2025, 2/2025, 5/2025",
    }
    assert result["notes"] == []
    assert printed.err == ""


@pytest.mark.parametrize(
    ("arguments", "due"),
    [
        (("--calendar-days", "14"), "2026-03-27T23:59:59+07:00"),
        (("--office-hours", "8"), "2026-03-16T11:30:00+07:00"),
        (("--hours", "24"), "2026-03-14T10:00:00+07:00"),
        (("--working-days", "14", "--calendar", "6-day"), "2026-04-07T23:59:59+07:00"),
        (("--working-days", "14", "--calendar", "24-hour"), "2026-03-27T23:59:59+07:00"),
        (("--working-days", "14", "--zone", "Asia/Jayapura"), "2026-04-10T23:59:59+09:00"),
    ],
)
def test_each_unit_calendar_and_zone(arguments: tuple[str, ...], due: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*START, *arguments) == 0
    assert json.loads(capsys.readouterr().out)["due"] == due


def test_own_decrees_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hari.yaml"
    file.write_text(DECREED, encoding="utf-8")
    assert call(*START, "--working-days", "14", "--decreed", str(file)) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["due"] == "2026-04-10T23:59:59+07:00"  # one day less, one day more
    assert {
        "date": "2026-04-07",
        "reason": "libur daerah: Hari Jadi Banyuwangi",
        "decree": "Keputusan Bupati 188/2026",
    } in result["skipped"]
    assert "2026-04-04" not in [day["date"] for day in result["skipped"]]


def test_what_is_not_sure_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--from", "2027-12-27T09:00+07:00", "--working-days", "10") == 0
    assert json.loads(capsys.readouterr().out)["notes"] == ["Cuti bersama 2028 belum ditetapkan"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Sebutkan waktu mulai, misalnya --from 2026-03-13T10:00+07:00."),
        (("--from",), "Sebutkan waktu mulai"),
        (("--from", "2026-03-13T10:00", "--hours", "3"), "“2026-03-13T10:00” belum menyebut zona waktu"),
        (("--from", "2026-03-13", "--hours", "3"), "“2026-03-13” belum menyebut zona waktu"),
        (("--from", "2026-03-13T10:00 07:00", "--hours", "3"), "“2026-03-13T10:00 07:00” tidak terbaca"),
        (("--from", "13 Maret 2026", "--hours", "3"), "“13 Maret 2026” tidak terbaca"),
        (("--from", "2026-02-30T10:00+07:00", "--hours", "3"), "tidak terbaca"),
        (("--from", "1999-03-13T10:00+07:00", "--hours", "3"), "tahun 2000 sampai 2100, bukan 1999"),
        (("--from", "0001-01-01T00:00+07:00", "--hours", "3"), "tahun 2000 sampai 2100, bukan 1"),
        (START, "Sebutkan tepat satu lama waktu: --working-days, --calendar-days, --office-hours, --hours."),
        ((*START, "--hours", "3", "--working-days", "3"), "Sebutkan tepat satu lama waktu"),
        ((*START, "--working-days"), "--working-days harus diikuti bilangan bulat, bukan “”"),
        ((*START, "--working-days", "empat"), "bukan “empat”"),
        ((*START, "--working-days", "1.5"), "bukan “1.5”"),
        ((*START, "--working-days", "٣"), "bukan “٣”"),
        ((*START, "--working-days", "-3"), "antara 0 dan 3660, bukan -3"),
        ((*START, "--working-days", "3661"), "antara 0 dan 3660, bukan 3661"),
        ((*START, "--hours", "9" * 30), "harus diikuti bilangan bulat"),
        (
            (*START, "--hours", "3", "--calendar", "7-day"),
            "Kalender 7-day tidak dikenal. Pilih: 5-day, 6-day, 24-hour.",
        ),
        ((*START, "--hours", "3", "--zone", "Asia/Tokyo"), "Zona Asia/Tokyo tidak dikenal. Pilih: Asia/Jakarta"),
        ((*START, "--hours", "3", "--zone", "../etc/passwd"), "Zona ../etc/passwd tidak dikenal"),
        ((*START, "--hours", "3", "--decreed", "tidak-ada.yaml"), "Berkas tidak-ada.yaml tidak dapat dibaca."),
        ((*START, "--hours", "3", "--decreed"), "tidak dapat dibaca"),
    ],
)
def test_a_slip_gets_one_sentence(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "harus berisi daftar hari"),
        (b"date: 2026-04-07", "harus berisi daftar hari"),
        (b"- {date: 2026-04-07", "bukan YAML yang benar"),
        (b"\xff\xfe\x00", "bukan YAML yang benar"),
        (b"- !!python/object/apply:os.getcwd []", "bukan YAML yang benar"),
        (b"- 2026-04-07", "Hari ke-1 harus berisi date, kind, name"),
        (b"- {date: 2026-04-07, kind: regional}", "Hari ke-1 harus berisi date, kind, name"),
        (b"- {date: 2026-04-07, kind: regional, name: A, note: B}", "Hari ke-1 harus berisi"),
        (b"- {date: 7 April, kind: regional, name: A}", "Hari ke-1: date harus tanggal"),
        (b"- {date: 2026-04-07 10:00:00, kind: regional, name: A}", "Hari ke-1: date harus tanggal"),
        (b"- {date: 2026-02-30, kind: regional, name: A}", "bukan YAML yang benar"),
        (b"- {date: 2026-04-07, kind: libur, name: A}", "kind harus salah satu dari holiday, joint_leave, regional"),
        (b"- {date: 2026-04-07, kind: [regional], name: A}", "kind harus salah satu dari"),
        (b"- {date: 2026-04-07, kind: regional, name: ' '}", "name tidak boleh kosong"),
        (b"- {date: 2026-04-07, kind: regional, name: 5}", "name dan decree harus teks"),
        (b"- {date: 2026-04-07, kind: regional, name: A, decree: 5}", "name dan decree harus teks"),
        (b"- {date: 2026-04-07, kind: regional, name: A}\n- {}", "Hari ke-2 harus berisi"),
        (b"[" * 100_000, "bukan YAML yang benar"),
        (b"#" * 1_000_001, "terlalu besar"),
    ],
)
def test_a_wrong_file_of_decrees_gets_one_sentence(
    content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hari.yaml"
    file.write_bytes(content)
    assert call(*START, "--hours", "3", "--decreed", str(file)) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err
    assert printed.err.count("\n") == 1


def test_it_runs_without_django() -> None:
    script = (
        "import sys; from argparse import ArgumentParser;"
        "from balairung.ground.common.deadline_command import add_arguments, run;"
        "parser = ArgumentParser(); add_arguments(parser);"
        "code = run(parser.parse_args(sys.argv[1:]));"
        "assert not any(name.partition('.')[0] == 'django' for name in sys.modules); sys.exit(code)"
    )
    command = [sys.executable, "-c", script, *START, "--working-days", "14"]
    done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C"}, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["due"] == "2026-04-10T23:59:59+07:00"
