"""The receipt as a file: what was said, the key to its leaf, and the proof that the leaf stands in the log.

It carries all that is needed to check it without us, save one thing: whose log it is. That is the key which the regency
publishes; a receipt names it, and whoever checks compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from balairung.ground.common.given_json import read_object, said
from balairung.ground.common.tlog.checkpoints import Checkpoint, Opened, opened
from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.leaves import KEY, Leaf, commitment, read_leaf
from balairung.ground.common.tlog.notes import Key, read_log_key
from balairung.ground.common.tlog.proofs import Proof, read_proof
from balairung.ground.common.tlog.proving import included
from balairung.ground.common.tlog.texts import NotProved, decoded, encoded
from balairung.ground.common.words import gettext as _

FORMAT = "balairung-receipt@v1"


@dataclass(frozen=True)
class Receipt:
    """What its holder has, and nobody else."""

    words: Mapping[str, str]
    key: bytes
    leaf: Leaf
    proof: Proof
    log_key: Key

    def __str__(self) -> str:
        """As a file; leaf and proof are texts in it, as other programs want them."""
        told = {
            "format": FORMAT,
            "words": dict(self.words),
            "key": encoded(self.key),
            "leaf": self.leaf.data.decode(),
            "proof": str(self.proof),
            "log_key": str(self.log_key),
        }
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read_receipt(text: str) -> Receipt:
    """Raise ValueError unless this is a receipt, whole and without anything more. Nothing is verified yet."""
    told = read_object(text)
    names = {"format", "words", "key", "leaf", "proof", "log_key"}
    if told.get("format") != FORMAT or set(told) != names or not _all_text([told[name] for name in names - {"words"}]):
        raise ValueError(_("Ini bukan berkas tanda terima."))
    words = told["words"]
    if not isinstance(words, dict) or not _all_text([*words.values()]):
        raise ValueError(_("Ini bukan berkas tanda terima."))
    log_key, proof = read_log_key(told["log_key"]), read_proof(told["proof"])
    return Receipt(words, decoded(told["key"], KEY), read_leaf(told["leaf"]), proof, log_key)


def _all_text(values: Sequence[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def check(receipt: Receipt, key: Key | None = None, witnesses: Sequence[Key] = ()) -> Opened:
    """The checkpoint that the receipt leads to. Raise NotProved, with why, unless everything holds together.

    `key` is the log's, as it was published; without it the receipt vouches for its own.
    """
    leaf, proof = receipt.leaf, receipt.proof
    if commitment(receipt.key, receipt.words) != leaf.commitment:
        raise NotProved(_("Isi tanda terima ini bukan yang dicatat: ada yang diubah sesudahnya."))
    if leaf.index != proof.index:
        words = {"leaf": leaf.index, "proof": proof.index}
        raise NotProved(_("Tanda terima ini daun nomor %(leaf)d, tetapi buktinya untuk nomor %(proof)d.") % words)
    if key and key != receipt.log_key:
        raise NotProved(_("Tanda terima ini memakai kunci lain, bukan kunci yang Anda sebutkan: lognya lain."))
    found = opened(proof.checkpoint, receipt.log_key, witnesses)
    _check_log(leaf, receipt.log_key, found.checkpoint)
    if not included(leaf_hash(leaf.data), leaf.index, found.checkpoint.size, proof.hashes, found.checkpoint.head):
        raise NotProved(_("Catatan ini tidak ada di log pada titik periksa itu, atau buktinya diubah."))
    return found


def _check_log(leaf: Leaf, key: Key, checkpoint: Checkpoint) -> None:
    for other in (key.name, checkpoint.origin):
        if other != leaf.log:
            words = {"log": said(leaf.log), "other": said(other)}
            raise NotProved(_("Tanda terima ini dari “%(log)s”, tetapi buktinya dari log lain: “%(other)s”.") % words)
