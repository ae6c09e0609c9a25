"""`balairung survey score`: without a database, with a sentence for every slip."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from balairung.config.cli import main

CODES = [f"U{number}" for number in range(1, 10)]


def run(tmp_path: Path, content: Any, *more: str) -> int:
    file = tmp_path / "jawaban.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return main(["survey", "score", "--counts", str(file), *more])


def each(said: str) -> str:
    return "{" + ", ".join(f'"{code}": {said}' for code in CODES) + "}"


def test_the_three_forms_give_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = {code: {"1": 0, "2": 2, "3": 12, "4": 15} for code in CODES}
    totals = {"n": 29, "totals": dict.fromkeys(CODES, 100)}
    found = []
    for given in (counts, totals):
        assert run(tmp_path, given) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0] == found[1]
    assert (found[0]["ikm"], found[0]["category"], found[0]["performance"]) == ("86.21", "B", "Baik")
    assert found[0]["elements"]["U1"] == {
        "name": "Persyaratan", "n": 29, "nrr": "3.448", "value": "86.21", "category": "B", "performance": "Baik",
    }  # fmt: skip
    assert run(tmp_path, f'{{"means": {each("3.0642")}}}') == 0
    assert json.loads(capsys.readouterr().out)["ikm"] == "76.61"  # 76.605 exactly: no float stood between


def test_elements_that_were_not_asked_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"n": 10, "totals": {code: 30 for code in CODES if code != "U4"}}
    assert run(tmp_path, given, "--without", "U4") == 0
    assert json.loads(capsys.readouterr().out)["ikm"] == "75.00"
    assert run(tmp_path, given) == 2
    assert "U4" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("bukan json", "bukan JSON"),
        ("", "bukan JSON"),
        ("[1]", "sebuah objek"),
        ("[" * 60_000, "tidak terbaca"),
        ('{"U1": {"1": 3}}', "U2"),
        (each('{"5": 1}'), "1 sampai 4"),
        (each('{"1": -1, "2": 4}'), "negatif"),
        (each('{"1": 1.5}'), "bulat"),
        (each('{"1": true}'), "bulat"),
        (each('{"1": 0}'), "belum dijawab"),
        (each('{"1": 1, "1": 2}'), "dua kali"),
        (f'{{"n": 0, "totals": {each("3")}}}', "nol"),
        (f'{{"n": 2, "totals": {each("9")}}}', "antara 2 dan 8"),
        (f'{{"totals": {each("9")}}}', "bulat"),
        (f'{{"n": {"9" * 5000}, "totals": {each("9")}}}', "terlalu besar"),
        (f'{{"means": {each("NaN")}}}', "NaN"),
        (f'{{"means": {each("Infinity")}}}', "Infinity"),
        (f'{{"means": {each("4.01")}}}', "1 sampai 4"),
        (f'{{"means": {each("1e999999999")}}}', "1 sampai 4"),
        (f'{{"means": {each("true")}}}', "1 sampai 4"),
        (f'{{"means": {each("3")}, "lain": 1}}', "lain"),
    ],
)
def test_a_slip_gets_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str, says: str) -> None:
    assert run(tmp_path, given) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 1


def test_it_needs_neither_settings_nor_a_database(tmp_path: Path) -> None:
    """A process of its own, in which Django's settings cannot even be read."""
    program = "import sys; from balairung.config.cli import main; c = main(['survey', 'score', '--counts', '-']);"
    program += "assert 'django.conf' not in sys.modules; sys.exit(c)"
    given = f'{{"n": 29, "totals": {each("105")}}}'
    done = subprocess.run(
        [sys.executable, "-c", program], input=given.encode(), capture_output=True, cwd=tmp_path, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ikm"] == "90.52"
    done = subprocess.run([sys.executable, "-c", program], input=b"\xff\xfe", capture_output=True, timeout=30)
    assert done.returncode == 2


def test_it_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["survey"]) == 2
    assert main(["survey", "score", "--counts", "/tidak/ada.json"]) == 2
    assert "tidak dapat dibaca" in capsys.readouterr().err
