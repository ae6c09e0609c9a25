"""A small log for tests, in memory: its leaves, tiles, bundles and checkpoints, and a receipt of what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balairung.ground.common.tlog.checkpoints import Checkpoint
from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.leaves import Leaf, commitment
from balairung.ground.common.tlog.notes import LOG, Key, Signer
from balairung.ground.common.tlog.proofs import Growth, Proof
from balairung.ground.common.tlog.receipts import Receipt
from balairung.ground.common.tlog.tiles import Tile, Tree, grown, grown_bundles

ORIGIN = "tanda-terima.banyuwangi.example"
AT = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
KEY = bytes(range(32))
WORDS = {"nomor": "LP-2026-000017", "isi": "Jalan Pahlawan berlubang — “dalam sekali”", "kantor": "Dinas PUPR"}


def signer(name: str = ORIGIN, seed: int = 1) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


@dataclass
class Log:
    """Grows as it is told; its files are those that it would publish."""

    signer: Signer = field(default_factory=signer)
    size: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    newest: dict[tuple[int, int], bytes] = field(default_factory=dict)
    entries: list[bytes] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.signer.key(LOG)

    def leaf(self, words: dict[str, str] = WORDS) -> Leaf:
        return Leaf(self.signer.name, self.size, "filing", AT, commitment(KEY, words))

    def add(self, *entries: bytes) -> None:
        last = self.entries[self.size - self.size % 256 :]
        written = grown(self.tree(), [leaf_hash(entry) for entry in entries])
        written |= grown_bundles(self.size, last, entries)
        self.files |= {tile.path: data for tile, data in written.items()}
        self.newest |= {(tile.level, tile.index): data for tile, data in written.items()}
        self.entries += entries
        self.size += len(entries)

    def fill(self, count: int) -> None:
        self.add(*(b"%d" % number for number in range(self.size, self.size + count)))

    def tree(self, size: int | None = None) -> Tree:
        return Tree(self.size if size is None else size, self.read)

    def read(self, tile: Tile) -> bytes:
        """As a row that is overwritten while a tile grows: as much of it as there is."""
        return self.newest[tile.level, tile.index]

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        tree = self.tree(size)
        return Checkpoint(self.signer.name, tree.size, tree.head())

    def published(self, size: int | None = None) -> str:
        return str(self.checkpoint(size).published(self.signer))

    def receipt(self, leaf: Leaf, words: dict[str, str] = WORDS) -> Receipt:
        proof = Proof(leaf.index, tuple(self.tree().inclusion(leaf.index)), self.published())
        return Receipt(words, KEY, leaf, proof, self.key)

    def growth(self, old: int) -> str:
        return str(Growth(old, tuple(self.tree().consistency(old)), self.published()))


def told(before: int = 300, after: int = 700) -> tuple[Log, Receipt]:
    """A log in which something was said, and the receipt of it."""
    log = Log()
    log.fill(before)
    leaf = log.leaf()
    log.add(leaf.data)
    log.fill(after)
    return log, log.receipt(leaf)
