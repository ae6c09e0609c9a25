"""A whole receipt in the address of a page: what the QR on paper carries. A browser reads it and sends it nowhere.

`https://…/tanda-terima/periksa/#<digits>`: decimal digits alone, because a QR holds those almost without loss.
Seventeen digits are seven bytes; what is left over, one to six bytes, is 3, 5, 8, 10, 13 or 15 digits.

The bytes:

    1         1: this form
    2         how many bytes the text takes
    …         the text, as JSON: [log, kind, moment, number, size of the tree, [[name, words], …], [who signed, …]]
    4 × 32    key of the receipt, commitment, public key of the log, head of the tree
    1         how many hashes lead from the leaf to the head
    … × 32    those hashes, from below
    1, …      for each who signed: how many bytes follow; the four of the key's id, and the signature

Leaf, checkpoint, proof and key are texts of one spelling: they are written again from these, and then checked as in a
file. ui/static/ui/receipt.js reads the same.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.tlog.checkpoints import Checkpoint, read_checkpoint
from balairung.ground.common.tlog.leaves import Leaf
from balairung.ground.common.tlog.notes import LOG, Key, Note, Signature, read_note
from balairung.ground.common.tlog.proofs import MOST, Proof
from balairung.ground.common.tlog.receipts import Receipt, read_receipt
from balairung.ground.common.tlog.texts import HASH
from balairung.kernel.people.house import house_url

FORM = 1
HEAD, ID = 3, 4  # bytes before the text; of the id of a key
DIGITS = (0, 3, 5, 8, 10, 13, 15, 17)  # that so many bytes take
PART = len(DIGITS) - 1
LONGEST = 5000  # digits: the largest QR holds no more in print


def address(receipt: Receipt) -> str:
    """Where this receipt is checked; the proof stands behind the #. Raise ValueError for what does not fit there."""
    return f"{house_url()}{reverse('proofs:check')}#{digits(receipt)}"


def fragment(receipt: Receipt) -> str:
    """What stands behind the address of that page; nothing for what does not fit there."""
    try:
        return f"#{digits(receipt)}"
    except ValueError:
        return ""


def digits(receipt: Receipt) -> str:
    """The receipt as digits. Raise ValueError when it says more than they can, or is too long for a QR."""
    receipt = read_receipt(str(receipt))  # as a file would tell it: whole seconds, in one zone
    note = read_note(receipt.proof.checkpoint)
    checkpoint, leaf = read_checkpoint(note.text), receipt.leaf
    names = [one.name for one in note.signatures]
    told = [leaf.log, leaf.kind, _moment(leaf.at), leaf.index, checkpoint.size, _pairs(receipt), names]
    text = _spelled(told).encode()
    parts = [bytes([FORM]), len(text).to_bytes(HEAD - 1, "big"), text, receipt.key, leaf.commitment]
    parts += [receipt.log_key.public, checkpoint.head, bytes([len(receipt.proof.hashes)]), *receipt.proof.hashes]
    for one in note.signatures:
        parts += [bytes([ID + len(one.value)]), one.id, one.value]
    raw = b"".join(parts)
    if len(raw) * DIGITS[-1] > LONGEST * PART or _read(raw) != receipt:
        raise ValueError("this receipt does not fit into an address")
    return "".join(
        f"{int.from_bytes(part, 'big'):0{DIGITS[len(part)]}}"
        for part in (raw[at : at + PART] for at in range(0, len(raw), PART))
    )


def read_digits(text: str) -> Receipt:
    """The receipt of these digits, or of the address that ends in them. Raise ValueError with a sentence."""
    _address, _sign, behind = text.strip().rpartition("#")
    try:
        return _read(_bytes(re.sub(r"\s", "", behind)))
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise ValueError(_("Kode ini rusak atau terpotong. Pindai sekali lagi seluruh kode QR-nya.")) from error


def _bytes(told: str) -> bytes:
    if not re.fullmatch(rf"[0-9]{{1,{LONGEST}}}", told):
        raise ValueError
    width = DIGITS[-1]
    parts = [told[at : at + width] for at in range(0, len(told), width)]
    return b"".join(int(part).to_bytes(DIGITS.index(len(part)), "big") for part in parts)


def _read(raw: bytes) -> Receipt:
    """Raise one of several errors for what is no receipt; nothing is verified yet."""
    end = HEAD + int.from_bytes(raw[1:HEAD], "big")
    text, rest = raw[HEAD:end].decode(), raw[end:]
    log, kind, at, index, size, pairs, names = told = json.loads(text)
    words = {name: said for name, said in pairs}  # noqa: C416 - a pair of another length is no pair
    if raw[0] != FORM or _spelled(told) != text or not _in_order(words, pairs) or not _texts([log, kind, at, *names]):
        raise ValueError
    key, kept, public, head = (rest[place : place + HASH] for place in range(0, 4 * HASH, HASH))
    hashes, lines = _hashes(rest[4 * HASH :])
    leaf = Leaf(log, index, kind, datetime.fromisoformat(at), kept)
    if _moment(leaf.at) != at or type(index) is not int or type(size) is not int:
        raise ValueError
    note = Note(str(Checkpoint(log, size, head)), tuple(_signatures(lines, names)))
    return Receipt(words, key, leaf, Proof(index, hashes, str(note)), Key(log, LOG, public))


def _hashes(raw: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """The hashes of the proof, and what follows them."""
    end = 1 + raw[0] * HASH
    if raw[0] > MOST or end > len(raw):
        raise ValueError
    return tuple(raw[place : place + HASH] for place in range(1, end, HASH)), raw[end:]


def _signatures(raw: bytes, names: list[str]) -> list[Signature]:
    found = []
    for name in names:
        end = 1 + raw[0]
        if not 1 + ID < end <= len(raw):
            raise ValueError
        found.append(Signature(name, raw[1 : 1 + ID], raw[1 + ID : end]))
        raw = raw[end:]
    if raw or not found:
        raise ValueError
    return found


def _pairs(receipt: Receipt) -> list[list[str]]:
    """The words in one order, that of RFC 8785."""
    return [[name, receipt.words[name]] for name in sorted(receipt.words, key=_place)]


def _in_order(words: dict[str, str], pairs: list[list[str]]) -> bool:
    ordered = all(_place(one) < _place(other) for one, other in pairwise(name for name, _said in pairs))
    return ordered and len(words) == len(pairs) and _texts([*words, *words.values()])


def _place(name: str) -> bytes:
    return name.encode("utf-16-be")


def _texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _moment(at: datetime) -> str:
    return f"{at.replace(tzinfo=None).isoformat()}Z"


def _spelled(told: list[Any]) -> str:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False)
