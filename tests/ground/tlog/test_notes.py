"""Notes, keys, checkpoints and proofs as texts: published ones are read and verified, broken ones get a sentence."""

from base64 import b64decode
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.tlog.checkpoints import Checkpoint, check_follows, opened, read_checkpoint
from balairung.ground.common.tlog.hashing import EMPTY, leaf_hash
from balairung.ground.common.tlog.notes import (
    LOG,
    WITNESS,
    Key,
    Note,
    Signature,
    Signer,
    cosign,
    read_key,
    read_log_key,
    read_note,
    sign,
    signed,
    witnessed,
)
from balairung.ground.common.tlog.proofs import Growth, Proof, read_growth, read_proof
from balairung.ground.common.tlog.proving import included
from balairung.ground.common.tlog.texts import NotProved
from tests.ground.tlog import vectors
from tests.ground.tlog.logs import AT, ORIGIN, Log, signer, told

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
BODY = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"


# --- published ones ---------------------------------------------------------------------------------------------------


def test_the_example_of_the_specification() -> None:
    key, note = read_key(vectors.NOTE_KEY), read_note(vectors.NOTE)
    assert (key.name, key.kind, key.id.hex()) == ("example.com/foo", LOG, "530d903a")
    assert signed(note, key)
    assert str(note) == vectors.NOTE
    assert str(key) == vectors.NOTE_KEY


def test_a_signature_comes_out_as_published() -> None:
    one = Signer(vectors.SEED_NAME, Ed25519PrivateKey.from_private_bytes(b64decode(vectors.SEED)[1:]))
    assert str(one.key(LOG)) == vectors.SEED_KEY
    assert str(sign(vectors.SEED_TEXT, one)) == f"{vectors.SEED_TEXT}\n— {vectors.SEED_NAME} {vectors.SEED_LINE}\n"


def test_a_checkpoint_of_a_real_log_with_real_witnesses() -> None:
    witness = read_key(vectors.CT_WITNESS)
    found = opened(vectors.CT_CHECKPOINT, read_log_key(vectors.CT_KEY), [witness])
    assert found.checkpoint.size == 1_432_088_532
    assert found.witnesses == {"remora.n621.de": datetime.fromtimestamp(0x6A122120, UTC)}
    assert str(read_note(vectors.CT_CHECKPOINT)) == vectors.CT_CHECKPOINT
    changed = vectors.CT_CHECKPOINT.replace("1432088532", "1432088533")
    for key in (read_key(vectors.CT_KEY), witness):
        with pytest.raises(NotProved, match="tidak cocok dengan isinya"):
            signed(read_note(changed), key)


def test_a_proof_from_a_real_log() -> None:
    """A record of Go's checksum database; the key of that log has another name than the log."""
    proof = read_proof(vectors.GO_PROOF)
    found = opened(proof.checkpoint, read_log_key(vectors.GO_KEY)).checkpoint
    assert (found.origin, found.size, proof.index) == ("go.sum database tree", 58_253_265, 43_930_254)
    leaf = leaf_hash(vectors.GO_RECORD.encode())
    assert included(leaf, proof.index, found.size, proof.hashes, found.head)
    assert not included(leaf_hash(b"another"), proof.index, found.size, proof.hashes, found.head)
    assert str(proof) == vectors.GO_PROOF


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "bukan kunci: seharusnya nama"),
        ("example.com/foo", "bukan kunci: seharusnya nama"),
        ("example.com/foo+530d903a", "bukan kunci: seharusnya nama"),
        ("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "tidak utuh"),
        ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "tidak utuh"),
        ("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "tidak utuh"),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", "Base64"),
        ("example.com/foo+530d903a+Aeky", "Base64"),
        ("example.com/foo+530d903a+ékyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "Base64"),
        ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "bukan nama kunci"),
        ("a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "bukan nama kunci"),
        ("a\u2003b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "bukan nama kunci"),
        ("a\ud800+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "tanda yang tidak sah"),
    ],
)
def test_a_broken_key_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_key(text)


def test_a_kind_that_nobody_here_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="jenisnya tidak dikenal"):
        read_key(str(Key("a", 2, bytes(32))))


def test_the_keys_of_a_log_and_of_a_witness_are_two() -> None:
    one = signer()
    assert one.key(LOG).id != one.key(WITNESS).id
    assert read_log_key(str(one.key(LOG))) == one.key(LOG)
    with pytest.raises(ValueError, match="adalah kunci saksi, bukan kunci log"):
        read_log_key(str(one.key(WITNESS)))
    with pytest.raises(ValueError, match="adalah kunci log, bukan kunci saksi"):
        witnessed(sign(BODY, one), one.key(LOG))


# --- notes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x\n",
        "x\n\n",
        "x\n\n— a\n",
        "x\n\n— a AAAA\n",
        "x\n\n— a AAAAAAA\n",
        "x\n\n- a AAAAAAA=\n",
        "x\n\n—  a AAAAAAA=\n",
        "x\n\n— a AAAAAAA= b\n",
        "x\n\n— a AAAAAAA=",
        "x\n\n— a AAAAAAA=\nx\n",
        "x\r\n\n— a AAAAAAA=\n",
        "x\x00\n\n— a AAAAAAA=\n",
        "x\ud800\n\n— a AAAAAAA=\n",
        "x\n\n" + "— a AAAAAAA=\n" * 65,
        "x\n\n— a+b AAAAAAA=\n",
        "x\n\n— a\u0085b AAAAAAA=\n",
    ],
)
def test_a_broken_note_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(Ini|Baris|Teks|“).*\.$"):
        read_note(text)


def test_a_text_may_have_empty_lines_and_sixteen_signatures() -> None:
    note = sign("a\n\nb\u2028\x85c\n", signer())
    for number in range(2, 17):
        note = cosign(note, signer(f"saksi-{number}", number), at=AT)
    again = read_note(str(note))
    assert again == note
    assert again.text == "a\n\nb\u2028\x85c\n"
    assert all(witnessed(again, signer(f"saksi-{number}", number).key(WITNESS)) == AT for number in range(2, 17))


def test_a_text_that_is_no_text_is_not_signed() -> None:
    for text in ("no line break", "tab\t\n", "half \ud800\n"):
        with pytest.raises(ValueError, match=r"^Teks"):
            sign(text, signer())


def test_strangers_below_a_note_mean_nothing() -> None:
    note = sign(BODY, signer())
    other = signer("lain", 2)
    assert not signed(note, other.key(LOG))
    assert not signed(note, signer(seed=2).key(LOG))  # the same name, another key
    assert witnessed(note, other.key(WITNESS)) is None
    noise = note.with_one_more(Signature("lain", b"1234", b"?"))
    assert signed(read_note(str(noise)), signer().key(LOG))


def test_one_wrong_line_of_a_known_key_condemns_the_note() -> None:
    note = sign(BODY, signer())
    wrong = note.with_one_more(Signature(ORIGIN, signer().key(LOG).id, bytes(64)))
    with pytest.raises(NotProved, match="tidak cocok dengan isinya"):
        signed(wrong, signer().key(LOG))
    for value in (b"1", bytes(63), bytes(72), b"\xff" * 72):
        with pytest.raises(NotProved, match="tidak cocok dengan isinya"):
            witnessed(note.with_one_more(Signature(ORIGIN, signer().key(WITNESS).id, value)), signer().key(WITNESS))


def test_a_moment_beyond_all_calendars_gets_a_sentence() -> None:
    one = signer()
    stamp = (2**62).to_bytes(8, "big")
    message = f"cosignature/v1\ntime {2**62}\n{BODY}".encode()
    note = sign(BODY, one).with_one_more(one.signature(WITNESS, message, stamp))
    with pytest.raises(ValueError, match="tidak wajar"):
        witnessed(note, one.key(WITNESS))


@given(st.integers(0, 8 * 900))
def test_no_changed_bit_of_a_witnessed_checkpoint_passes(bit: int) -> None:
    witness = signer("saksi", 9)
    log, _receipt = told(3, 3)
    text = str(cosign(read_note(log.published()), witness, at=AT))
    data = bytearray(text.encode())
    bit %= 8 * len(data)
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ValueError, match=r"\.$"):  # NotProved is one, and so is what is not UTF-8 any more
        opened(in_text(bytes(data)), log.key, [witness.key(WITNESS)])
    assert opened(text, log.key, [witness.key(WITNESS)]).witnesses == {"saksi": AT}


def in_text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ValueError("bukan teks.") from error


# --- checkpoints ------------------------------------------------------------------------------------------------------


def test_a_checkpoint_is_three_lines_and_whatever_follows() -> None:
    found = read_checkpoint(BODY)
    assert (found.origin, found.size, found.extensions) == ("example.com/behind-the-sofa", 20_852_163, ())
    assert str(found) == BODY
    assert read_checkpoint(BODY + "more\n").extensions == ("more",)
    assert str(read_checkpoint(BODY + "more\n")) == BODY + "more\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        f"a\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n1.0\n{ROOT}\n",
        f"a\n٢\n{ROOT}\n",
        f"a\n1_000\n{ROOT}\n",
        f"a\n9223372036854775808\n{ROOT}\n",
        f"a\n{'9' * 5000}\n{ROOT}\n",
        "a\n1\nAAAA\n",
        f"a\n1\n{ROOT[:-2]}J=\n",
        f"a\n1\n{ROOT}\n\n",
        f"a\n1\n{ROOT}\n\nx\n",
    ],
)
def test_a_broken_checkpoint_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(Ini|“).*\.$"):
        read_checkpoint(text)


def test_what_is_no_checkpoint_is_not_published() -> None:
    with pytest.raises(ValueError, match="bukan titik periksa"):
        Checkpoint("", 1, EMPTY).published(signer())
    with pytest.raises(ValueError, match="kosong"):
        opened(str(Checkpoint("a", 0, bytes(32)).published(signer())), signer().key(LOG))
    assert opened(str(Checkpoint("a", 0, EMPTY).published(signer())), signer().key(LOG)).checkpoint.size == 0


def test_who_did_not_sign_is_named() -> None:
    log = Log()
    with pytest.raises(NotProved, match="tidak ditandatangani “lain”"):
        opened(log.published(), signer("lain").key(LOG))
    with pytest.raises(NotProved, match="Saksi “saksi” tidak menandatangani"):
        opened(log.published(), log.key, [signer("saksi").key(WITNESS)])


def test_a_log_that_lies_is_found_out() -> None:
    log, other = Log(), Log()
    log.fill(10)
    other.fill(9)
    other.add(b"rewritten")
    ten, proof = log.checkpoint(), log.tree().consistency(6)
    check_follows(log.checkpoint(6), ten, proof)
    check_follows(ten, ten, [])
    check_follows(log.checkpoint(0), ten, [])
    for old, new, hashes, sentence in (
        (ten, log.checkpoint(6), proof, "Log ini mundur: dulu memuat 10 daun, kini dikatakan hanya 6"),
        (ten, other.checkpoint(), [], "Log ini bercabang: dua titik periksa dengan 10 daun"),
        (log.checkpoint(6), other.checkpoint(), proof, "tidak terbukti melanjutkan yang memuat 6 daun"),
        (log.checkpoint(6), ten, [], "tidak terbukti melanjutkan"),
        (Checkpoint("lain", 6, log.tree(6).head()), ten, proof, "log yang berbeda: “lain” dan"),
    ):
        with pytest.raises(NotProved, match=sentence):
            check_follows(old, new, hashes)


# --- proofs as texts --------------------------------------------------------------------------------------------------

HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)


@given(st.integers(0, 2**63 - 1), HASHES, st.binary(max_size=50))
def test_a_proof_is_read_as_it_was_written(number: int, hashes: tuple[bytes, ...], extra: bytes) -> None:
    proof, growth = Proof(number, hashes, vectors.NOTE, extra), Growth(number, hashes, vectors.NOTE)
    assert read_proof(str(proof)) == proof
    assert read_growth(str(growth)) == growth


def test_the_lines_of_a_proof() -> None:
    text = str(Proof(5, (EMPTY,), "checkpoint\n", b"extra"))
    assert text.split("\n") == [
        "c2sp.org/tlog-proof@v1", "extra ZXh0cmE=", "index 5", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "",
        "checkpoint", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v1\n\nx\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra ZXh0cmE=\n\nx\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\nx\r\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + f"{ROOT}\n" * 64 + "\nx\n",
    ],
)
def test_a_broken_proof_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(Ini|Bukti|Baris|“).*\.$"):
        read_proof(text)
    with pytest.raises(ValueError, match=r"^(Ini|Bukti|Baris|“).*\.$"):
        read_growth(text.replace("c2sp.org/tlog-proof@v1\nindex", "old"))


def test_a_note_is_written_as_it_was_read() -> None:
    assert Note("a\n", (Signature("b", b"1234", b"5"),)) == read_note("a\n\n— b MTIzNDU=\n")
