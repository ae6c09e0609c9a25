"""A service as one file, `balairung-layanan/1`: JSON that says who gave it, what it holds, and proves both.

    {"format": "balairung-layanan/1",
     "giver": {"code": "35.10", "name": "Kabupaten …", "address": "https://…"},
     "service": {"key": "sktm", "name": "…"},
     "version": {"number": 3, "published_at": "2026-11-02T09:00:00+07:00", "decree": "…"},
     "digest": SHA-256 of the definition in its canonical form, hexadecimal,
     "definition": {…},                       as definition/shape.py has it
     "key": the giver's public key,           P-256, SubjectPublicKeyInfo (DER), base64
     "signature": …}                          ECDSA with SHA-256, r and s of 32 bytes each, base64

Canonical is: UTF-8, keys sorted, no blank between signs, no sign escaped that need not be. What is signed are the
canonical bytes of everything but the signature. How the file itself is laid out does not matter.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NoReturn

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.documents.house_key import fingerprint_of, proves

FORMAT = "balairung-layanan/1"
PURPOSE = "package"
MOST_BYTES = 512 * 1024
MOST_DEEP = 24  # brackets within brackets; a definition has twelve
MOST_PARTS = 20_000
_INTEGER = 10**12

Line = Annotated[str, Field(max_length=160)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Giver(_Told):
    code: Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}$")]
    name: Annotated[Line, Field(min_length=3)]
    address: Annotated[str, Field(max_length=200, pattern=r"^(https?://[^\s<>\"]+)?$")] = ""

    def columns(self) -> dict[str, str]:
        """As a row of the register has it."""
        return {"giver_code": self.code, "giver_name": self.name, "giver_address": self.address}


class Named(_Told):
    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    name: Annotated[Line, Field(min_length=1)]


class Edition(_Told):
    number: Annotated[int, Field(ge=1, le=100_000)]
    published_at: AwareDatetime
    decree: Line = ""


class Whole(_Told):
    """The file as it stands."""

    format: str
    giver: Giver
    service: Named
    version: Edition
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    definition: dict[str, Any]
    key: Annotated[str, Field(max_length=200)]
    signature: Annotated[str, Field(max_length=100)]


@dataclass(frozen=True)
class Parcel:
    """What a file says, after its digest and its signature were found to be true."""

    giver: Giver
    service: Named
    version: Edition
    digest: str
    definition: dict[str, Any]
    fingerprint: str  # SHA-256 of the giver's public key, hexadecimal
    content: str

    @property
    def published_at(self) -> datetime:
        return self.version.published_at


def canonical_bytes(value: object) -> bytes:
    """The one way to write it; see above."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(definition: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_bytes(definition)).hexdigest()


def wrap(
    *,
    giver: Giver,
    service: Named,
    version: Edition,
    definition: dict[str, Any],
    key: bytes,
    sign: Callable[[bytes], bytes],
) -> str:
    """The file. Everything but the signature is the same for the same version and key, whenever it is made."""
    said = {
        "format": FORMAT, "giver": giver.model_dump(mode="json"), "service": service.model_dump(mode="json"),
        "version": version.model_dump(mode="json"), "digest": digest_of(definition), "definition": definition,
        "key": base64.b64encode(key).decode(),
    }  # fmt: skip
    said["signature"] = base64.b64encode(sign(canonical_bytes(said))).decode()
    return json.dumps(said, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def unwrap(content: bytes) -> Parcel:
    """What the file says. `Refused` names what does not match; nothing of it is believed before."""
    raw = _read(content)
    if isinstance(raw, dict) and raw.get("format") != FORMAT:
        raise Refused(_("Ini bukan paket layanan yang dikenal aplikasi ini (bentuk “%s”).") % FORMAT)
    whole = _shaped(raw)
    if digest_of(whole.definition) != whole.digest:
        raise Refused(_("Isi layanan di dalam berkas ini sudah berubah sejak paketnya dibuat. Minta berkas yang baru."))
    key, signature = _decoded(whole.key), _decoded(whole.signature)
    unsigned = {name: value for name, value in raw.items() if name != "signature"}
    if not proves(PURPOSE, canonical_bytes(unsigned), signature, key):
        raise Refused(
            _(
                "Tanda tangan pemberi tidak cocok: keterangan tentang pemberi, versi, atau kuncinya sudah berubah "
                "sejak paketnya dibuat. Minta berkas yang baru."
            )
        )
    return Parcel(
        whole.giver, whole.service, whole.version, whole.digest, whole.definition, fingerprint_of(key),
        content.decode(),
    )  # fmt: skip


def _read(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise Refused(_("Berkas ini lebih besar daripada paket layanan mana pun (%d KB).") % (MOST_BYTES // 1024))
    try:
        raw = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number
        )
        _measure(raw)
    except (ValueError, RecursionError) as problem:
        raise Refused(_("Berkas ini rusak, terpotong, atau bukan paket layanan.")) from problem
    return raw


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice says two things at once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"no whole number: {text[:20]}")


def _measure(raw: Any) -> None:
    """Raise ValueError for what is too deep, has too many parts, or holds signs that no text has."""
    for count, (depth, value) in enumerate(_parts(raw)):
        if depth > MOST_DEEP or count > MOST_PARTS:
            raise ValueError("too deep or too long")
        if isinstance(value, str) and (value != value.encode().decode() or any(_strange(sign) for sign in value)):
            raise ValueError("signs that no text has")
        if isinstance(value, int) and abs(value) > _INTEGER:
            raise ValueError("too large a number")


def _strange(sign: str) -> bool:
    return (sign < " " and sign not in "\n\t") or sign == "\x7f"


def _parts(raw: Any) -> Iterator[tuple[int, Any]]:
    """Every value and every key with its depth."""
    waiting = [(0, raw)]
    while waiting:
        depth, value = waiting.pop()
        yield depth, value
        inside = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        if isinstance(inside, list):
            waiting += [(depth + 1, one) for one in inside]


def _shaped(raw: Any) -> Whole:
    try:
        return Whole.model_validate(raw)
    except ValidationError as problem:
        fault = problem.errors(include_url=False, include_input=False)[0]
        place = clean_line(".".join(str(part) for part in fault["loc"]))[:60]
        sentences = {
            "extra_forbidden": _("Paket ini memuat bagian “%s” yang tidak dikenal. Minta berkas yang baru."),
            "missing": _("Paket ini tidak memuat bagian “%s”. Minta berkas yang baru."),
        }
        other = _("Bagian “%s” di dalam paket ini tidak dapat dibaca. Minta berkas yang baru.")
        raise Refused(sentences.get(fault["type"], other) % (place or "paket")) from problem


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Refused(_("Kunci atau tanda tangan di dalam paket ini tidak dapat dibaca.")) from problem
