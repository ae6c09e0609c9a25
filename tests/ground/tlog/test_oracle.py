"""The log as files, read and verified by somebody else's program: tlog-scales, which shares no line with ours."""

from pathlib import Path

import pytest
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint, ConsistencyProof, InclusionProof, InclusionProofInvalid

from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.notes import WITNESS, cosign, read_note
from balairung.ground.common.tlog.proofs import read_proof
from balairung.ground.common.tlog.proving import extended, included
from tests.ground.tlog.logs import AT, Log, signer, told

SIZES = (1, 2, 3, 255, 256, 257, 700, 70_000)


def written(log: Log, folder: Path) -> TilesReader:
    """What the log would publish, in a folder, opened by the other program."""
    for path, data in log.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    witness = signer("saksi.example", 9)
    (folder / "checkpoint").write_text(str(cosign(read_note(log.published()), witness, at=AT)))
    return TilesReader(LocalBackend(folder))


@pytest.mark.parametrize("size", SIZES)
def test_another_program_reads_our_files(size: int, tmp_path: Path) -> None:
    log = Log()
    log.fill(size)
    reader = written(log, tmp_path)
    found = reader.get_checkpoint()
    found.verify(Vkey.from_string(str(log.key)))
    found.verify(Vkey.from_string(str(signer("saksi.example", 9).key(WITNESS))))
    assert (found.origin, found.size) == (log.signer.name, size)
    assert reader.calculate_root_hash() == found.root_hash == log.tree().head()
    for place in {0, size // 3, size - 1}:
        assert reader.get_entry(place) == log.entries[place]


@pytest.mark.parametrize("size", SIZES)
def test_both_make_the_same_proofs_and_believe_each_other(size: int, tmp_path: Path) -> None:
    log = Log()
    log.fill(size)
    reader, tree = written(log, tmp_path), log.tree()
    head = reader.get_checkpoint().root_hash
    for place in {0, size // 2, size - 1, size - size % 256}:
        if place < size:
            leaf, theirs = leaf_hash(log.entries[place]), reader.get_inclusion_proof(place, size).node_hashes
            assert tree.inclusion(place) == theirs
            assert included(leaf, place, size, theirs, head)
            InclusionProof(place, size, tree.inclusion(place)).check(leaf, head)
    for old in {1, size // 2 or 1, size - 1 or 1, size}:
        before = log.tree(old).head()
        ours = tree.consistency(old)
        assert ours == reader.get_consistency_proof(old, size).node_hashes
        assert extended(old, before, size, head, ours)
        ConsistencyProof(old, size, ours).check(before, head)


def test_another_program_believes_a_receipt_and_not_a_changed_one() -> None:
    log, receipt = told()
    proof = read_proof(str(receipt.proof))
    checkpoint = Checkpoint.from_text(proof.checkpoint)
    checkpoint.verify(Vkey.from_string(str(receipt.log_key)))
    theirs = InclusionProof(proof.index, checkpoint.size, list(proof.hashes))
    theirs.check(leaf_hash(receipt.leaf.data), checkpoint.root_hash)
    with pytest.raises(InclusionProofInvalid):
        theirs.check(leaf_hash(receipt.leaf.data + b" "), checkpoint.root_hash)
    assert log.entries[proof.index] == receipt.leaf.data
