"""The tree against its definition, against published facts, and against every single changed bit."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.tlog.hashing import EMPTY, leaf_hash, tree_head
from balairung.ground.common.tlog.proving import extended, included
from tests.ground.tlog import vectors
from tests.ground.tlog.logs import Log

SIZES = st.one_of(st.integers(1, 40), st.integers(250, 262), st.integers(1, 1500), st.sampled_from((65_535, 65_537)))


def defined(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = max(1 << power for power in range(32) if 1 << power < len(leaves))
    return sha256(b"\x01" + defined(leaves[:half]) + defined(leaves[half:])).digest()


def grown_to(size: int, known: dict[int, Log] = {}) -> Log:  # noqa: B006 - one log of each size for all tests
    if size not in known:
        known[size] = Log()
        known[size].fill(size)
    return known[size]


def flipped(data: bytes) -> Iterator[bytes]:
    """The same with one bit changed, for each of its bits."""
    for bit in range(8 * len(data)):
        yield data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def binary(digits: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in digits]


@pytest.mark.parametrize("size", range(9))
def test_the_heads_of_certificate_transparency(size: int) -> None:
    leaves = binary(vectors.LEAVES[:size])
    log = Log()
    log.add(*leaves)
    published = bytes.fromhex(vectors.HEADS[size])
    assert log.tree().head() == tree_head(map(leaf_hash, leaves)) == defined(leaves) == published


@pytest.mark.parametrize(("index", "size", "proof"), vectors.INCLUSION)
def test_its_inclusion_proofs(index: int, size: int, proof: Sequence[str]) -> None:
    log = Log()
    log.add(*binary(vectors.LEAVES))
    head = bytes.fromhex(vectors.HEADS[size])
    assert log.tree(size).inclusion(index) == binary(proof)
    assert included(leaf_hash(bytes.fromhex(vectors.LEAVES[index])), index, size, binary(proof), head)


@pytest.mark.parametrize(("old", "size", "proof"), vectors.CONSISTENCY)
def test_its_consistency_proofs(old: int, size: int, proof: Sequence[str]) -> None:
    log = Log()
    log.add(*binary(vectors.LEAVES))
    heads = binary((vectors.HEADS[old], vectors.HEADS[size]))
    assert log.tree(size).consistency(old) == binary(proof)
    assert extended(old, heads[0], size, heads[1], binary(proof))


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_head_is_as_defined(leaves: list[bytes]) -> None:
    assert tree_head(map(leaf_hash, leaves)) == defined(leaves)


@pytest.mark.parametrize("size", [*range(1, 40), 255, 256, 257, 511, 512, 513])
def test_every_leaf_and_every_earlier_tree_is_proved(size: int) -> None:
    log = grown_to(size)
    tree = log.tree()
    head = tree.head()
    for place in range(size):
        assert included(leaf_hash(log.entries[place]), place, size, tree.inclusion(place), head)
    for old in range(size + 1):
        assert extended(old, log.tree(old).head(), size, head, tree.consistency(old))


@given(SIZES, st.data())
def test_what_tiles_prove_holds_for_the_leaves(size: int, data: st.DataObject) -> None:
    log = grown_to(65_537)
    leaves = [leaf_hash(entry) for entry in log.entries[:size]]
    tree, place, old = log.tree(size), data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    head = tree_head(leaves)
    assert tree.head() == head
    assert included(leaves[place], place, size, tree.inclusion(place), head)
    assert extended(old, tree_head(leaves[:old]), size, head, tree.consistency(old))


@given(st.integers(2, 600), st.data())
def test_a_proof_proves_one_thing_only(size: int, data: st.DataObject) -> None:
    log = grown_to(600)
    tree, place = log.tree(size), data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size + 1).filter(lambda number: number != place))
    leaf, proof, head = leaf_hash(log.entries[place]), tree.inclusion(place), tree.head()
    assert not included(leaf, other, size, proof, head)
    assert not included(leaf, place, size, [*proof, head], head)
    assert not included(leaf, place, size, proof[1:], head)
    assert not included(leaf_hash(b"x"), place, size, proof, head)


@pytest.mark.parametrize(("place", "size"), [(0, 1), (0, 2), (5, 8), (6, 7), (299, 300)])
def test_no_changed_bit_of_an_inclusion_proof_passes(place: int, size: int) -> None:
    tree = grown_to(600).tree(size)
    leaf, proof, head = leaf_hash(grown_to(600).entries[place]), b"".join(tree.inclusion(place)), tree.head()
    assert included(leaf, place, size, parted(proof), head)
    assert not any(included(leaf, place, size, parted(wrong), head) for wrong in flipped(proof))
    assert not any(included(wrong, place, size, parted(proof), head) for wrong in flipped(leaf))
    assert not any(included(leaf, place, size, parted(proof), wrong) for wrong in flipped(head))


@pytest.mark.parametrize(("old", "size"), [(0, 5), (1, 2), (4, 8), (6, 8), (7, 7), (255, 300), (256, 300)])
def test_no_changed_bit_of_a_consistency_proof_passes(old: int, size: int) -> None:
    log = grown_to(600)
    before, head, proof = log.tree(old).head(), log.tree(size).head(), b"".join(log.tree(size).consistency(old))
    assert extended(old, before, size, head, parted(proof))
    assert not any(extended(old, before, size, head, parted(wrong)) for wrong in flipped(proof))
    assert not any(extended(old, wrong, size, head, parted(proof)) for wrong in flipped(before))
    wrong_heads = flipped(head) if old else iter(())  # everything begins with an empty tree
    assert not any(extended(old, before, size, wrong, parted(proof)) for wrong in wrong_heads)


def parted(proof: bytes) -> list[bytes]:
    return [proof[at : at + 32] for at in range(0, len(proof), 32)]


def test_sizes_that_cannot_be_are_refused() -> None:
    log = grown_to(600)
    head, proof = log.tree().head(), log.tree().consistency(300)
    assert not extended(601, head, 600, head, [])
    assert not extended(-1, EMPTY, 600, head, [])
    assert not extended(300, log.tree(300).head(), 600, head, [])
    assert not extended(300, log.tree(300).head(), 600, head, [*proof, head])
    assert not extended(0, EMPTY, 600, head, proof)
    assert not included(head, 0, 0, [], head)
    for wrong in (-1, 600):
        with pytest.raises(ValueError, match="belum memuat daun"):
            log.tree().inclusion(wrong)
    with pytest.raises(ValueError, match="belum memuat 601 daun"):
        log.tree().consistency(601)
    assert Log().tree().head() == EMPTY
