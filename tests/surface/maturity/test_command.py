"""`balairung maturity`, as another program calls it: no database, JSON out, a sentence and 2 when it cannot."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

LEVELS = {"indicators": {str(number): 2 + (number > 31) for number in range(1, 48)}}


def asked(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("balairung")), "maturity", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def test_it_prints_what_the_levels_come_to(tmp_path: Path) -> None:
    file = tmp_path / "nilai.json"
    file.write_text(json.dumps(LEVELS))
    done = asked("score", "--instrument", "spbe-2020", "--values", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "instrument": "spbe-2020", "index": "2.46", "predicate": "Cukup",
        "domains": {"1": "2.00", "2": "2.00", "3": "2.00", "4": "3.00"},
        "aspects": dict.fromkeys("123456", "2.00") | dict.fromkeys("78", "3.00"),
    }  # fmt: skip
    piped = asked("score", "--instrument", "spbe-2020", "--values", "-", text=json.dumps(LEVELS))
    assert piped.stdout == done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("score", "--instrument", "spbe-2019", "--values", "-"), "Instrumen “spbe-2019” tidak dikenal"),
        (("score", "--instrument", "spbe-2018", "--values", "-"), "Nomor “36” tidak dikenal"),
        (("score", "--instrument", "spbe-2020"), "Tulis: balairung maturity score"),
        (
            ("score", "--instrument", "spbe-2020", "--values", "tidak-ada.json"),
            "Berkas “tidak-ada.json” tidak dapat dibaca",
        ),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    done = asked(*arguments, text=json.dumps(LEVELS))
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "nilai.json"
    file.write_bytes(b"\xff\xfe\x00")
    assert "bukan teks UTF-8" in asked("score", "--instrument", "spbe-2020", "--values", str(file)).stderr


def test_it_needs_neither_settings_nor_a_database(tmp_path: Path) -> None:
    program = "import sys; from balairung.config.cli import main; c = main(sys.argv[1:]);"
    program += "assert 'django.conf' not in sys.modules; sys.exit(c)"
    words = ["maturity", "score", "--instrument", "spbe-2020", "--values", "-"]
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, input=json.dumps(LEVELS), capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_way_up_is_printed_with_its_reasons() -> None:
    done = asked("way", "--instrument", "spbe-2020", "--values", "-", "--target", "3.2", text=json.dumps(LEVELS))
    assert (done.returncode, done.stderr) == (0, "")
    way = json.loads(done.stdout)
    assert (way["today"], way["predicate"]) == ("2.46", "Baik")
    assert Decimal(way["index"]) >= Decimal("3.2")
    assert way["effort"] == sum(step["effort"] for step in way["steps"])
    assert way["weeks"] == max(step["ready"] for step in way["steps"])
    gained = sum((Decimal(step["gain"]) for step in way["steps"]), Decimal("2.455"))
    assert abs(gained - Decimal(way["index"])) <= Decimal("0.005")
    again = asked(
        "way", "--instrument", "spbe-2020", "--values", "-", "--effort", str(way["effort"]), text=json.dumps(LEVELS)
    )
    assert json.loads(again.stdout)["index"] == way["index"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--target", "5.01"), "di atas 5"),
        (("--target", "2.46"), "tidak di atas indeks hari ini, 2.46"),
        (("--target", "3,87"), "“3,87” bukan angka"),
        (("--target",), "bukan angka"),
        (("--target", "4.9", "--weeks", "8"), "Sasaran 4.9 tidak tercapai dengan batas ini: paling tinggi"),
        (("--target", "4", "--weeks", "setahun"), "--weeks: “setahun” bukan bilangan bulat"),
        (("--weeks", "8"), "Sebutkan sasaran"),
    ],
)
def test_a_way_that_is_not_there_is_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    done = asked("way", "--instrument", "spbe-2020", "--values", "-", *arguments, text=json.dumps(LEVELS))
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
