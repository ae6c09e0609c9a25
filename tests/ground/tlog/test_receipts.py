"""A receipt holds only whole, and its leaf tells nothing to anybody else."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.tlog.checkpoints import Checkpoint
from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.leaves import Leaf, canonical, commitment, new_key, read_leaf
from balairung.ground.common.tlog.notes import LOG, WITNESS, cosign, read_note
from balairung.ground.common.tlog.proofs import Proof
from balairung.ground.common.tlog.receipts import Receipt, check, read_receipt
from balairung.ground.common.tlog.texts import NotProved
from tests.ground.tlog.logs import AT, KEY, ORIGIN, WORDS, Log, signer, told
from tests.ground.tlog.test_tree import flipped

TEXT = st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=5)


def verdict(file: str, log: Log) -> str:
    """Why this file proves nothing; empty when it does."""
    try:
        check(read_receipt(file), log.key)
    except ValueError as error:
        return str(error)
    return ""


# --- leaves -----------------------------------------------------------------------------------------------------------


def test_a_leaf_is_these_bytes() -> None:
    leaf = Leaf(ORIGIN, 300, "filing", AT, bytes(32))
    zeroes = "A" * 43 + "="
    assert leaf.data.decode() == (
        f'{{"at":"2026-11-23T01:02:03Z","commitment":"{zeroes}","index":300,"kind":"filing","log":"{ORIGIN}","v":1}}'
    )
    assert read_leaf(leaf.data.decode()) == leaf


def test_a_leaf_tells_whole_seconds_in_one_zone() -> None:
    wib = timezone(timedelta(hours=7))
    here = Leaf(ORIGIN, 0, "filing", datetime(2026, 11, 23, 8, 2, 3, 999_999, wib), bytes(32))
    assert here.data == Leaf(ORIGIN, 0, "filing", AT, bytes(32)).data


def test_nothing_of_the_words_stands_in_the_leaf() -> None:
    leaf = Log().leaf({"nama": "Siti Rahayu", "isi": "rahasia"})
    assert b"Siti" not in leaf.data
    assert b"rahasia" not in leaf.data
    assert set(json.loads(leaf.data)) == {"at", "commitment", "index", "kind", "log", "v"}


def test_the_same_words_are_another_leaf_under_another_key() -> None:
    assert new_key() != new_key()
    assert commitment(new_key(), WORDS) != commitment(new_key(), WORDS)
    assert commitment(KEY, WORDS) == commitment(KEY, dict(reversed(WORDS.items())))


def test_the_commitment_is_that_of_rfc_2104() -> None:
    """As `openssl mac -digest SHA256 -macopt hexkey:00…1f HMAC` says of these bytes."""
    assert canonical({"b": "2", "a": "é"}) == b'{"a":"\xc3\xa9","b":"2"}'
    assert commitment(KEY, {"a": "1"}).hex() == "ff44a3594eb8e2edb03c1b33d48fcbeb32af312b88fa9e80a8867ddc7f77fa9e"


def test_signs_are_written_as_browsers_do() -> None:
    """What JSON.stringify makes of the same text."""
    text = canonical({"a": '\x08\t\n\x0b\x0c\r\x1f"\\/\x7f\u2028'})
    assert text == b'{"a":"\\b\\t\\n\\u000b\\f\\r\\u001f\\"\\\\/\x7f\xe2\x80\xa8"}'


@pytest.mark.parametrize(
    ("kind", "index", "at"), [("Filing", 0, AT), ("filing", -1, AT), ("filing", 0, AT.replace(tzinfo=None))]
)
def test_no_leaf_is_written_that_could_not_be_read(kind: str, index: int, at: datetime) -> None:
    with pytest.raises(ValueError, match="harus menyebut jenis, nomor, dan waktu"):
        Leaf(ORIGIN, index, kind, at, bytes(32))


def test_a_key_has_one_length() -> None:
    for key in (b"", KEY[:-1], KEY + b"\x00"):
        with pytest.raises(ValueError, match="harus 32 bita"):
            commitment(key, WORDS)


def test_names_are_ordered_as_browsers_do() -> None:
    """RFC 8785 orders by UTF-16: an emoji stands before a sign of the private area."""
    assert canonical({"\ue000": "2", "\U0001f600": "1"}).decode() == '{"\U0001f600":"1","\ue000":"2"}'


@given(TEXT)
def test_canonical_words_come_back(words: dict[str, str]) -> None:
    assert json.loads(canonical(words)) == words


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"v": True}, {"v": "1"}, {"index": -1}, {"index": 1.0}, {"index": "5"}, {"index": True},
        {"index": 2**63}, {"kind": "Filing"}, {"kind": ""}, {"kind": 5}, {"kind": "a" * 41}, {"log": 5},
        {"at": "2026-11-23"}, {"at": 5},
        {"at": "2026-11-23T01:02:03+00:00"}, {"at": "2026-11-23T01:02:03.5Z"}, {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "2026-11-23T01:02:03"}, {"commitment": "AAAA"}, {"commitment": 5}, {"more": 1},
    ],
)  # fmt: skip
def test_another_leaf_is_not_read(change: dict[str, object]) -> None:
    data = json.loads(Log().leaf().data)
    text = json.dumps(dict(sorted({**data, **change}.items())), separators=(",", ":"))
    with pytest.raises(ValueError, match="Daun di tanda terima ini tidak terbaca"):
        read_leaf(text)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"v":1', '{"index":1e999999999}', '{"v": 1}', "\ud800", '{"a":1,"a":1}']
)
def test_what_is_no_leaf_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[\w“].*\.$"):
        read_leaf(text)


# --- receipts ---------------------------------------------------------------------------------------------------------


def test_a_receipt_proves_what_was_said() -> None:
    log, receipt = told()
    again = read_receipt(str(receipt))
    assert again == receipt
    assert check(again, log.key).checkpoint == log.checkpoint()
    assert check(again).checkpoint.size == 1001


@given(TEXT)
def test_whatever_was_said(words: dict[str, str]) -> None:
    log = Log()
    leaf = log.leaf(words)
    log.add(leaf.data)
    assert verdict(str(log.receipt(leaf, words)), log) == ""


def test_no_changed_bit_of_a_receipt_passes() -> None:
    """Every bit of the whole file, one after the other."""
    log, receipt = told(2, 2)
    file = str(receipt).encode()
    passed = []
    for place, wrong in enumerate(flipped(file)):
        try:
            text = wrong.decode()
        except UnicodeDecodeError:
            continue
        why = verdict(text, log)
        if not why.endswith("."):
            passed.append((place // 8, why))
    assert passed == []


def stranger() -> Receipt:
    """From another log, with another key; everything in it holds."""
    other = Log(signer("log-lain.example", 2))
    leaf = other.leaf()
    other.add(leaf.data)
    return other.receipt(leaf)


LOG_TOLD, GOOD = told()
PROOF, LATE, OTHER = GOOD.proof, LOG_TOLD.leaf(), stranger()
LARGER = PROOF.checkpoint.replace("\n1001\n", "\n1002\n")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (replace(GOOD, words=WORDS | {"isi": "Jalan mulus"}), "Isi tanda terima ini bukan yang dicatat"),
        (replace(GOOD, key=bytes(32)), "Isi tanda terima ini bukan yang dicatat"),
        (replace(GOOD, proof=replace(PROOF, index=5)), "daun nomor 300, tetapi buktinya untuk nomor 5"),
        (replace(GOOD, proof=replace(PROOF, hashes=PROOF.hashes[1:])), "tidak ada di log"),
        (replace(GOOD, leaf=LATE, proof=replace(PROOF, index=LATE.index)), "tidak ada di log"),
        (replace(GOOD, leaf=replace(GOOD.leaf, kind="answer")), "tidak ada di log"),
        (replace(GOOD, leaf=replace(GOOD.leaf, at=AT + timedelta(1))), "tidak ada di log"),
        (replace(GOOD, proof=replace(PROOF, checkpoint=LARGER)), "tidak cocok dengan isinya"),
        (OTHER, "memakai kunci lain"),
        (replace(OTHER, log_key=LOG_TOLD.key), "tidak ditandatangani"),
        (replace(OTHER, log_key=signer(seed=2).key(LOG)), "memakai kunci lain"),
    ],
)
def test_what_does_not_hold_is_said(wrong: Receipt, sentence: str) -> None:
    with pytest.raises(NotProved, match=sentence):
        check(wrong, LOG_TOLD.key)


def test_a_log_may_not_speak_for_another() -> None:
    """The same key signs as another log, or a leaf of another log is put into this one."""
    log = Log()
    foreign = replace(log.leaf(), log="log-lain.example")
    log.add(foreign.data)
    with pytest.raises(NotProved, match=r"dari “log-lain\.example”, tetapi buktinya dari log lain: “tanda-terima"):
        check(log.receipt(foreign), log.key)
    leaf = replace(foreign, log=ORIGIN)
    log = Log()
    log.add(leaf.data)
    posing = str(Checkpoint("log-lain.example", 1, log.tree().head()).published(log.signer))
    with pytest.raises(NotProved, match=r"tetapi buktinya dari log lain: “log-lain\.example”"):
        check(replace(log.receipt(leaf), proof=Proof(0, (), posing)), log.key)


def test_witnesses_that_are_asked_for_must_have_signed() -> None:
    log, receipt = told()
    witness = signer("saksi.example", 7)
    with pytest.raises(NotProved, match=r"Saksi “saksi\.example” tidak menandatangani"):
        check(receipt, log.key, [witness.key(WITNESS)])
    seen = str(cosign(read_note(receipt.proof.checkpoint), witness, at=AT))
    found = check(replace(receipt, proof=replace(receipt.proof, checkpoint=seen)), log.key, [witness.key(WITNESS)])
    assert found.witnesses == {"saksi.example": AT}


def test_the_proof_in_it_is_a_proof_for_everybody() -> None:
    """Leaf and proof are what other programs of C2SP read: the leaf is the record, the proof its text."""
    told_file = json.loads(str(GOOD))
    assert told_file["leaf"].encode() == LOG_TOLD.entries[300]
    assert told_file["proof"].startswith("c2sp.org/tlog-proof@v1\nindex 300\n")
    assert leaf_hash(told_file["leaf"].encode()) == LOG_TOLD.tree().tile(0, 1)[44 * 32 : 45 * 32]


@pytest.mark.parametrize(
    "change",
    [
        {"format": "balairung-receipt@v2"}, {"words": []}, {"words": {"a": 1}}, {"words": {"a": None}}, {"key": 5},
        {"key": "AAAA"}, {"leaf": {}}, {"proof": ""}, {"log_key": ""}, {"more": 1},
        {"log_key": str(signer().key(WITNESS))},
        {"words": {"a": "\ud800"}}, {"proof": "\ud800"}, {"leaf": "\ud800"}, {"log_key": "\ud800"},
    ],
)  # fmt: skip
def test_what_is_no_receipt_gets_a_sentence(change: dict[str, object]) -> None:
    text = json.dumps({**json.loads(str(GOOD)), **change})
    with pytest.raises(ValueError, match=r"\.$"):
        check(read_receipt(text), LOG_TOLD.key)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "x", "[" * 100_000, '{"words":{"a":1e999999999}}'])
def test_what_is_no_file_of_ours_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_receipt(text)
