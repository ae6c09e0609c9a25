"""Packages of other regencies, made by hand as the format says: what this house reads, it did not write itself."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from balairung.rooms.services.definition.publishing import STANDARD
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import Definition, canonical
from balairung.rooms.services.packages import container
from tests.make import START

NGAWI = ("35.21", "Kabupaten Ngawi")


@cache
def key(of: str = "") -> ec.EllipticCurvePrivateKey:
    """The same key for the same word, as long as the tests run."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def shipped(name: str = "keterangan-tidak-mampu") -> Definition:
    return read((STANDARD / f"{name}.yaml").read_bytes())


def agency() -> Definition:
    """A small service of an agency that this regency may not have."""
    body = canonical(shipped())
    steps = [body["steps"][0] | {"at": "agency", "office": "dinas-satu-pintu", "key": "loket"}, *body["steps"][1:]]
    return read(body | {"key": "izin-uji", "name": "Izin Uji", "steps": steps})


def agency_of(office: str) -> Definition:
    """The same, which is that agency's whole service."""
    body = canonical(agency())
    first = body["steps"][0] | {"office": office}
    return read(body | {"key": "izin-lain", "level": "agency", "office": office, "steps": [first, *body["steps"][1:]]})


def signed(words: bytes, signer: ec.EllipticCurvePrivateKey, purpose: bytes = b"package") -> bytes:
    """As `house_key` says it: a domain for each purpose, r and s of 32 bytes each."""
    said = b"balairung/words/1\x00" + len(purpose).to_bytes(1) + purpose + words
    r, s = utils.decode_dss_signature(signer.sign(said, ec.ECDSA(SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def public(signer: ec.EllipticCurvePrivateKey) -> bytes:
    return signer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def parcel(
    definition: Definition | None = None, *, giver: tuple[str, str] = NGAWI, number: int = 3, signer: str = "",
    body: dict[str, Any] | None = None,
) -> bytes:  # fmt: skip
    """A package; `body` in place of the definition is what no honest giver would put into it."""
    held = canonical(definition or shipped()) if body is None else body
    mine = key(signer or giver[0])
    return container.wrap(
        giver=container.Giver(code=giver[0], name=giver[1], address="https://contoh.id"),
        service=container.Named(key=held.get("key", "uji"), name=held.get("name", "Uji")),
        version=container.Edition(number=number, published_at=START, decree="Keputusan 12 Tahun 2026"),
        definition=held, key=public(mine), sign=lambda words: signed(words, mine),
    ).encode()  # fmt: skip


def resigned(content: bytes, *, signer: str = NGAWI[0], **changed: Any) -> bytes:
    """The same with other words, signed anew: what a dishonest giver could make."""
    said = json.loads(content) | changed
    said.pop("signature")
    said["signature"] = base64.b64encode(signed(container.canonical_bytes(said), key(signer))).decode()
    return json.dumps(said).encode()
