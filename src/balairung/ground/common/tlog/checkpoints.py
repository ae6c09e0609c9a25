"""Checkpoints (c2sp.org/tlog-checkpoint): what a log says it holds, signed, so that it cannot say otherwise later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from balairung.ground.common.given_json import said
from balairung.ground.common.tlog.hashing import EMPTY
from balairung.ground.common.tlog.notes import Key, Note, Signer, read_note, sign, signed, witnessed
from balairung.ground.common.tlog.proving import extended
from balairung.ground.common.tlog.texts import HASH, NotProved, decoded, encoded, number
from balairung.ground.common.words import gettext as _


@dataclass(frozen=True)
class Checkpoint:
    """The head of the tree of a log when it had this many leaves."""

    origin: str
    size: int
    head: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, encoded(self.head), *self.extensions))

    def published(self, signer: Signer) -> Note:
        """As everybody may read it; it never takes back what an earlier one said."""
        text = str(self)
        read_checkpoint(text)
        return sign(text, signer)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text. Raise ValueError unless it is one."""
    lines = text.split("\n")
    if lines.pop() or len(lines) < 3 or not all(lines):
        raise ValueError(_("Ini bukan titik periksa: seharusnya nama log, jumlah daun, dan akar pohon."))
    return Checkpoint(lines[0], number(lines[1]), decoded(lines[2], HASH), tuple(lines[3:]))


@dataclass(frozen=True)
class Opened:
    """A checkpoint whose signatures hold, and when each of the witnesses that were asked for saw it."""

    checkpoint: Checkpoint
    witnesses: Mapping[str, datetime]


def opened(text: str, key: Key, witnesses: Sequence[Key] = ()) -> Opened:
    """The checkpoint of a signed note. Raise NotProved unless the log and every one of these witnesses signed it."""
    note = read_note(text)
    checkpoint = read_checkpoint(note.text)
    if not signed(note, key):
        raise NotProved(_("Titik periksa ini tidak ditandatangani “%(name)s”.") % {"name": said(key.name)})
    if not checkpoint.size and checkpoint.head != EMPTY:
        raise NotProved(_("Titik periksa ini menyebut log kosong, tetapi akarnya bukan akar log kosong."))
    return Opened(checkpoint, {witness.name: _seen(note, witness) for witness in witnesses})


def _seen(note: Note, witness: Key) -> datetime:
    if (at := witnessed(note, witness)) is None:
        raise NotProved(_("Saksi “%(name)s” tidak menandatangani titik periksa ini.") % {"name": said(witness.name)})
    return at


def check_follows(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raise NotProved unless the log went on from the old checkpoint to the new one and changed nothing."""
    words = {"old": old.size, "new": new.size, "log": said(old.origin), "other": said(new.origin)}
    if old.origin != new.origin:
        raise NotProved(_("Kedua titik periksa berasal dari log yang berbeda: “%(log)s” dan “%(other)s”.") % words)
    if new.size < old.size:
        raise NotProved(_("Log ini mundur: dulu memuat %(old)d daun, kini dikatakan hanya %(new)d.") % words)
    if old.size == new.size and old.head != new.head:
        raise NotProved(
            _("Log ini bercabang: dua titik periksa dengan %(old)d daun berbeda akarnya. Simpan keduanya.") % words
        )
    if not extended(old.size, old.head, new.size, new.head, proof):
        raise NotProved(
            _("Titik periksa dengan %(new)d daun tidak terbukti melanjutkan yang memuat %(old)d daun.") % words
        )
