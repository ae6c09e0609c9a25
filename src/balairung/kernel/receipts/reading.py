"""A receipt that somebody hands to the server to be checked: the same rules as in the browser, and nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.given_json import LARGEST
from balairung.ground.common.tlog.checkpoints import Checkpoint, check_follows, opened
from balairung.ground.common.tlog.notes import Key, read_note, witnessed
from balairung.ground.common.tlog.proofs import read_growth
from balairung.ground.common.tlog.receipts import Receipt, check, read_receipt
from balairung.ground.common.tlog.texts import NotProved
from balairung.kernel.receipts import proving
from balairung.kernel.receipts.qr import read_digits

SCANNED = re.compile(r"(https?://\S+#)?[0-9\s]{100,}")  # the address of a QR, or its digits alone


@dataclass(frozen=True)
class Finding:
    """What a receipt proved: its place in the log, who else saw it, and that the log of today still goes on from it."""

    receipt: Receipt
    why: str = ""  # the sentence that says what does not hold; the rest is empty then
    checkpoint: Checkpoint | None = None
    newest: Checkpoint | None = None
    seen: Mapping[str, datetime] = field(default_factory=dict)


def read(content: bytes) -> Receipt:
    """The receipt in a file, or in what was scanned. Raise Refused, with a sentence, for anything else."""
    if not content.strip():
        raise Refused(_("Berkas ini kosong."))
    if len(content) > LARGEST:
        raise Refused(_("Berkas ini terlalu besar. Berkas tanda terima hanya beberapa kilobita."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = _("Ini gambar atau berkas lain, bukan tanda terima. Pilih berkas yang namanya berakhir “.json”.")
        raise Refused(sentence) from error
    try:
        return read_digits(text) if SCANNED.fullmatch(text.strip()) else read_receipt(text)
    except ValueError as error:
        raise Refused(str(error)) from error


def judged(receipt: Receipt, witnesses: Sequence[Key]) -> Finding:
    """Whether it holds, and whether our log of today still goes on from it."""
    key = proving.published_key()
    if key is None:
        return Finding(receipt, _("Buku besar kami belum dimulai: tanda terima ini bukan dari kami."))
    if key != receipt.log_key:
        return Finding(receipt, stranger(receipt, key))
    try:
        found = check(receipt, key).checkpoint
        note = read_note(receipt.proof.checkpoint)
        seen = {one.name: at for one in witnesses if (at := witnessed(note, one))}
        return Finding(receipt, checkpoint=found, newest=_newest(found, key), seen=seen)
    except ValueError as error:  # NotProved, or a checkpoint that is none
        return Finding(receipt, str(error))


def stranger(receipt: Receipt, key: Key) -> str:
    """Of another regency, or written by somebody who only says that they are us."""
    if receipt.log_key.name == key.name:
        return _("Tanda terima ini memakai nama buku besar kami, tetapi kuncinya lain: bukan kami yang membuatnya.")
    sentence = _("Tanda terima ini dari buku besar lain, “%(log)s”. Periksalah di halaman pemerintah daerah itu.")
    return sentence % {"log": receipt.log_key.name}


def _newest(seen: Checkpoint, key: Key) -> Checkpoint:
    """The newest checkpoint of the log. Raise NotProved unless it goes on from the one that was seen."""
    row = proving.latest()
    if row is None:
        raise NotProved(_("Log kami tidak memuat titik periksa apa pun, padahal tanda terima ini pernah kami buat."))
    newest = opened(row.note, key).checkpoint
    longer = newest.size > seen.size
    check_follows(seen, newest, read_growth(proving.growth(seen.size)).hashes if longer else ())
    return newest
