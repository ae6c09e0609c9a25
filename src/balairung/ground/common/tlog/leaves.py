"""What stands in the log for each receipt: that something was said, when, of which kind, but never what or by whom.

A leaf holds a keyed commitment to the words of a receipt. The key is random and belongs to this leaf alone: without it
nobody can even try a guess, with it everybody can see that the words are those. Once the key is erased, the leaf says
nothing more about anybody.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from balairung.ground.common.given_json import read_object
from balairung.ground.common.tlog.texts import HASH, LARGEST, decoded, encoded, in_bytes
from balairung.ground.common.words import gettext as _

VERSION = 1
KEY = 32  # bytes. Always: keys of several lengths could be filled up to one, and would open one leaf twice
KIND = re.compile(r"[a-z][a-z_-]{0,39}")


def new_key() -> bytes:
    return secrets.token_bytes(KEY)


def commitment(key: bytes, words: Mapping[str, str]) -> bytes:
    """HMAC-SHA-256 of the words: what a leaf keeps of them."""
    if len(key) != KEY:
        raise ValueError(_("Kunci tanda terima harus %(count)d bita.") % {"count": KEY})
    return hmac.digest(key, canonical(words), "sha256")


def canonical(told: Mapping[str, str | int]) -> bytes:
    """The one way to write these words as JSON, as in RFC 8785: a browser comes to the same bytes."""
    for text in [*told, *told.values()]:
        in_bytes(str(text))
    ordered = {name: told[name] for name in sorted(told, key=lambda name: name.encode("utf-16-be"))}
    return json.dumps(ordered, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class Leaf:
    """One leaf: of which log, its place, what kind of thing happened when, and the commitment to what was said."""

    log: str
    index: int
    kind: str
    at: datetime
    commitment: bytes

    def __post_init__(self) -> None:
        if not (KIND.fullmatch(self.kind) and 0 <= self.index <= LARGEST and self.at.tzinfo):
            raise ValueError(_("Daun log harus menyebut jenis, nomor, dan waktu dengan zonanya."))

    @property
    def data(self) -> bytes:
        """What is hashed and published. The moment is told in whole seconds."""
        at = self.at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        told = {"log": self.log, "kind": self.kind, "at": f"{at.isoformat()}Z", "commitment": encoded(self.commitment)}
        return canonical({**told, "v": VERSION, "index": self.index})


def read_leaf(text: str) -> Leaf:
    """Raise ValueError unless this is a leaf, written in the one way."""
    told = read_object(text)
    try:
        leaf = Leaf(**_fields(told))
        if leaf.data == in_bytes(text):
            return leaf
    except (LookupError, TypeError, ValueError, OverflowError):
        pass
    raise ValueError(_("Daun di tanda terima ini tidak terbaca."))


def _fields(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a leaf is made of. `leaf.data` shows whether anything was left over."""
    if not isinstance(told["log"], str) or type(told["index"]) is not int:
        raise TypeError
    at, kept = datetime.fromisoformat(told["at"]), decoded(told["commitment"], HASH)
    return {"log": told["log"], "index": told["index"], "kind": told["kind"], "at": at, "commitment": kept}
