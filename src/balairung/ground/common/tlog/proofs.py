"""Proofs as texts: of one leaf (c2sp.org/tlog-proof), and that a log only grew (as c2sp.org/tlog-witness sends it)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balairung.ground.common.tlog.texts import HASH, after, decoded, encoded, number
from balairung.ground.common.words import gettext as _

FIRST = "c2sp.org/tlog-proof@v1"
MOST = 63  # hashes: more than any tree needs


@dataclass(frozen=True)
class Proof:
    """That a log has a leaf at this place; the checkpoint stands in it as it was signed."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {encoded(self.extra)}"] if self.extra else []
        return _joined([FIRST, *extra, f"index {self.index}"], self.hashes, self.checkpoint)


def read_proof(text: str) -> Proof:
    """Raise ValueError unless the text is such a proof, to the letter. Nothing is verified yet."""
    lines, checkpoint = _parted(text)
    if lines[0] != FIRST:
        raise ValueError(_("Ini bukan bukti: baris pertama seharusnya “%(line)s”.") % {"line": FIRST})
    extra = lines.pop(1) if len(lines) > 1 and lines[1].startswith("extra ") else ""
    index = number(after("index", lines[1] if len(lines) > 1 else ""))
    return Proof(index, _hashes(lines[2:]), checkpoint, decoded(after("extra", extra)) if extra else b"")


@dataclass(frozen=True)
class Growth:
    """That the log of a checkpoint begins with the one that had `old` leaves."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        return _joined([f"old {self.old}"], self.hashes, self.checkpoint)


def read_growth(text: str) -> Growth:
    """Raise ValueError unless the text is such a proof, to the letter. Nothing is verified yet."""
    lines, checkpoint = _parted(text)
    return Growth(number(after("old", lines[0])), _hashes(lines[1:]), checkpoint)


def _joined(lines: Sequence[str], hashes: Sequence[bytes], checkpoint: str) -> str:
    return "\n".join([*lines, *map(encoded, hashes), "", checkpoint])


def _parted(text: str) -> tuple[list[str], str]:
    above, gap, checkpoint = text.partition("\n\n")
    if not gap:
        raise ValueError(_("Bukti ini tidak utuh: titik periksanya tidak ada."))
    return above.split("\n"), checkpoint


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST:
        raise ValueError(_("Bukti ini terlalu panjang."))
    return tuple(decoded(line, HASH) for line in lines)
