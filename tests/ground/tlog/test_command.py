"""`balairung verify-receipt`, as somebody calls it who has nothing of ours but the program and a file."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from balairung.ground.common.tlog.notes import WITNESS, cosign, read_note
from tests.ground.tlog.logs import AT, WORDS, Log, signer, told

LOG, RECEIPT = told(3, 4)
KEY = str(LOG.key)


def asked(*arguments: str, text: str = str(RECEIPT)) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("balairung")), "verify-receipt", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def with_checkpoint(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    file = folder / "titik-periksa.txt"
    file.write_text(text)
    return asked("-", "--key", KEY, "--checkpoint", str(file))


def test_it_tells_what_was_recorded(tmp_path: Path) -> None:
    file = tmp_path / "tanda-terima.json"
    file.write_text(str(RECEIPT))
    done = asked(str(file), "--key", KEY)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result.pop("checkpoint")["size"] == 8
    assert result == {
        "valid": True, "log": LOG.signer.name, "index": 3, "kind": "filing", "at": AT.isoformat(), "words": WORDS,
        "newer": None, "witnesses": {}, "key": KEY, "key_compared": True,
    }  # fmt: skip


def test_without_a_key_it_asks_to_compare() -> None:
    result = json.loads(asked("-").stdout)
    assert (result["valid"], result["key"], result["key_compared"]) == (True, KEY, False)
    assert "Cocokkan kunci ini" in result["note"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (str(RECEIPT).replace("dalam sekali", "dalam sekalI"), "Isi tanda terima ini bukan yang dicatat"),
        (str(replace(RECEIPT, proof=replace(RECEIPT.proof, hashes=()))), "tidak ada di log"),
    ],
)
def test_what_does_not_hold_is_said_and_is_one(text: str, sentence: str) -> None:
    done = asked("-", "--key", KEY, text=text)
    assert (done.returncode, done.stderr) == (1, "")
    result = json.loads(done.stdout)
    assert set(result) == {"valid", "why"}
    assert result["valid"] is False
    assert sentence in result["why"]


def test_another_key_is_another_log() -> None:
    other = str(replace(LOG.key, public=bytes(32)))
    assert "memakai kunci lain" in json.loads(asked("-", "--key", other).stdout)["why"]


def test_a_log_that_only_grew(tmp_path: Path) -> None:
    log, receipt = told(3, 4)
    log.fill(90)
    file = tmp_path / "tumbuh.txt"
    file.write_text(log.growth(8))
    done = asked("-", "--key", KEY, "--checkpoint", str(file), text=str(receipt))
    assert done.returncode == 0
    assert json.loads(done.stdout)["newer"]["size"] == 98
    same = json.loads(with_checkpoint(tmp_path, LOG.published()).stdout)
    assert same["newer"] == same["checkpoint"]


def forked() -> Log:
    """The same log with the same key, shown to somebody else."""
    log = Log()
    log.fill(7)
    log.add(b"instead")
    return log


def longer(log: Log) -> Log:
    log.fill(5)
    return log


@pytest.mark.parametrize(
    ("checkpoint", "sentence"),
    [
        (LOG.published(5), "Log ini mundur: dulu memuat 8 daun, kini dikatakan hanya 5"),
        (forked().published(), "Log ini bercabang: dua titik periksa dengan 8 daun"),
        (longer(forked()).growth(8), "tidak terbukti melanjutkan"),
        (Log(signer("log-lain.example", 2)).published(), "tidak ditandatangani"),
        (Log(signer(seed=2)).published(), "tidak ditandatangani"),
        (LOG.published().replace("\n8\n", "\n9\n"), "tidak cocok dengan isinya"),
    ],
)
def test_a_log_that_lies_is_told(tmp_path: Path, checkpoint: str, sentence: str) -> None:
    done = with_checkpoint(tmp_path, checkpoint)
    assert (done.returncode, done.stderr) == (1, "")
    assert sentence in json.loads(done.stdout)["why"]


def test_a_newer_checkpoint_needs_its_proof(tmp_path: Path) -> None:
    log, _receipt = told(3, 90)
    for text in (log.published(), log.growth(5)):
        done = with_checkpoint(tmp_path, text)
        assert (done.returncode, done.stdout) == (2, "")
        assert "diawali “old 8”" in done.stderr


def test_witnesses(tmp_path: Path) -> None:
    witness = signer("saksi.example", 7)
    seen = str(cosign(read_note(RECEIPT.proof.checkpoint), witness, at=AT))
    file = str(replace(RECEIPT, proof=replace(RECEIPT.proof, checkpoint=seen)))
    key = str(witness.key(WITNESS))
    assert json.loads(asked("-", "--witness", key, text=file).stdout)["witnesses"] == {"saksi.example": AT.isoformat()}
    missing = asked("-", "--witness", key)
    assert missing.returncode == 1
    assert "Saksi “saksi.example”" in json.loads(missing.stdout)["why"]


@pytest.mark.parametrize(
    ("arguments", "text", "sentence"),
    [
        ((), "", "Tulis: balairung verify-receipt"),
        (("tidak-ada.json",), "", "Berkas “tidak-ada.json” tidak dapat dibaca"),
        (("-",), "", "bukan JSON"),
        (("-",), "{}", "bukan berkas tanda terima"),
        (("-",), "[" * 200_000, "tidak terbaca"),
        (("-",), " " * 1_000_001, "terlalu besar"),
        (("-", "--key"), str(RECEIPT), "bukan kunci"),
        (("-", "--key", "a+b+c"), str(RECEIPT), "Base64"),
        (("-", "--key", str(signer().key(WITNESS))), str(RECEIPT), "adalah kunci saksi"),
        (("-", "--witness", KEY), str(RECEIPT), "adalah kunci log"),
        (("-", "--witness"), str(RECEIPT), "bukan kunci"),
        (("-", "--checkpoint"), str(RECEIPT), "tidak dapat dibaca"),
        (("-", "--checkpoint", "pyproject.toml"), str(RECEIPT), "bukan tanda tangan"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_two(arguments: tuple[str, ...], text: str, sentence: str) -> None:
    done = asked(*arguments, text=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_it_needs_neither_settings_nor_a_database_nor_a_network(tmp_path: Path) -> None:
    program = "import sys; from balairung.config.cli import main; c = main(sys.argv[1:]);"
    program += "assert 'django' not in sys.modules; assert 'socket' not in sys.modules; sys.exit(c)"
    command = [sys.executable, "-c", program, "verify-receipt", "-"]
    done = subprocess.run(command, input=str(RECEIPT), capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")
