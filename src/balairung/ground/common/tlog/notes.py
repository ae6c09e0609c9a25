"""Signed notes (c2sp.org/signed-note): a text, and below it a line for everybody who vouches for it.

Two kinds of signatures: those of a log over the text itself (0x01), and those of witnesses, who add the moment
(0x04, c2sp.org/tlog-cosignature). Lines of keys that nobody here knows are carried along and mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from balairung.ground.common.given_json import said
from balairung.ground.common.tlog.texts import LARGEST, NotProved, decoded, encoded, in_bytes, moment
from balairung.ground.common.words import gettext as _

LOG, WITNESS = 0x01, 0x04  # the kinds of keys, as numbered by the specification
KEY, SIGNATURE, STAMP = 32, 64, 8  # bytes
MOST = 64  # signatures below one text; who verifies must read at least sixteen
DASH = "\u2014"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class Key:
    """Who signs, as everybody may know it; as text `name+id+key`."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell the keys of one name apart; they prove nothing."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"


def read_key(text: str) -> Key:
    """The key of this text. Raise ValueError unless it is whole and of a kind that is known here."""
    parts = text.split("+", 2)
    if len(parts) < 3:
        raise ValueError(_("“%(text)s” bukan kunci: seharusnya nama+id+kunci.") % {"text": said(text)})
    material = decoded(parts[2], 1 + KEY)
    key = Key(_name(parts[0]), material[0], material[1:])
    if key.kind not in {LOG, WITNESS} or str(key) != text:
        raise ValueError(_("Kunci “%(name)s” tidak utuh, atau jenisnya tidak dikenal.") % {"name": said(key.name)})
    return key


def read_log_key(text: str) -> Key:
    """The key of a log. A witness has one of another kind."""
    key = read_key(text)
    if key.kind != LOG:
        raise ValueError(_("“%(name)s” adalah kunci saksi, bukan kunci log.") % {"name": said(key.name)})
    return key


@dataclass(frozen=True)
class Signer:
    """Whoever holds the secret half of a key."""

    name: str
    private: Ed25519PrivateKey

    def key(self, kind: int) -> Key:
        return Key(_name(self.name), kind, self.private.public_key().public_bytes_raw())

    def signature(self, kind: int, message: bytes, before: bytes = b"") -> Signature:
        return Signature(self.name, self.key(kind).id, before + self.private.sign(message))


@dataclass(frozen=True)
class Signature:
    """One line below a text."""

    name: str
    id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{DASH} {self.name} {encoded(self.id + self.value)}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends in a line break, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def with_one_more(self, signature: Signature) -> Note:
        return replace(self, signatures=(*self.signatures, signature))


def read_note(text: str) -> Note:
    """Raise ValueError unless the text is a note, to the letter. Nothing is verified yet."""
    _check(text)
    body, gap, below = text.rpartition("\n\n")
    lines = below.split("\n")
    if not gap or lines.pop() or not 0 < len(lines) <= MOST:
        raise ValueError(_("Ini bukan catatan bertanda tangan: baris tanda tangannya tidak ada atau tidak utuh."))
    return Note(body + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != DASH:
        raise ValueError(_("Baris “%(line)s” bukan tanda tangan.") % {"line": said(line)})
    data = decoded(parts[2])
    if len(data) < 5:
        raise ValueError(_("Baris “%(line)s” bukan tanda tangan.") % {"line": said(line)})
    return Signature(_name(parts[1]), data[:4], data[4:])


# --- signing and verifying -------------------------------------------------------------------------------------------


def sign(text: str, signer: Signer) -> Note:
    """The text with the signature of the log below it."""
    _check(text)
    if not text.endswith("\n"):
        raise ValueError(_("Teks yang ditandatangani harus diakhiri baris baru."))
    return Note(text, (signer.signature(LOG, text.encode()),))


def cosign(note: Note, signer: Signer, *, at: datetime) -> Note:
    """The note with one line more: that of a witness, who saw this text at that moment."""
    stamp = int(at.timestamp()).to_bytes(STAMP, "big")
    return note.with_one_more(signer.signature(WITNESS, _witnessed(note.text, stamp), stamp))


def signed(note: Note, key: Key) -> bool:
    """Whether this key signed. Raise NotProved when a line says so and is not true."""
    return bool(_verified(note, key))


def witnessed(note: Note, key: Key) -> datetime | None:
    """When this witness saw the text, at the latest; None when it did not. Raise NotProved like `signed`."""
    if key.kind != WITNESS:
        raise ValueError(_("“%(name)s” adalah kunci log, bukan kunci saksi.") % {"name": said(key.name)})
    stamps = [int.from_bytes(value[:STAMP], "big") for value in _verified(note, key)]
    return moment(max(stamps)) if stamps else None


def _verified(note: Note, key: Key) -> list[bytes]:
    """What this key signed below the note. One line that is wrong condemns the whole note."""
    values = [one.value for one in note.signatures if (one.name, one.id) == (key.name, key.id)]
    if not all(_fits(note.text, key, value) for value in values):
        words = {"name": said(key.name)}
        raise NotProved(_("Tanda tangan “%(name)s” tidak cocok dengan isinya: ada yang diubah.") % words)
    return values


def _fits(text: str, key: Key, value: bytes) -> bool:
    message, signature = text.encode(), value
    if key.kind == WITNESS:
        stamp, signature = value[:STAMP], value[STAMP:]
        if int.from_bytes(stamp, "big") > LARGEST:
            return False
        message = _witnessed(text, stamp)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return len(signature) == SIGNATURE


def _witnessed(text: str, stamp: bytes) -> bytes:
    return f"cosignature/v1\ntime {int.from_bytes(stamp, 'big')}\n{text}".encode()


def _check(text: str) -> None:
    in_bytes(text)
    if CONTROL.search(text):
        raise ValueError(_("Teks ini memuat tanda kendali yang tidak sah."))


def _name(name: str) -> str:
    in_bytes(name)
    if not name or "+" in name or any(letter.isspace() for letter in name) or CONTROL.search(name):
        raise ValueError(_("“%(name)s” bukan nama kunci.") % {"name": said(name)})
    return name
