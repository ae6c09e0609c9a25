"""An answer for each type of question that everybody sees is invented: for walks, previews and tests."""

from __future__ import annotations

from typing import Any

from balairung.rooms.services.definition.answers import holds
from balairung.rooms.services.definition.shape import APPLICANT, HOUSE, Asked, Type

PERSON, NIK, KK = "Contoh Nama", "3510014107900001", "3510010107150001"
DAY = "1990-07-01"
WORDS = {
    Type.NAME: PERSON, Type.NIK: NIK, Type.KK: KK, Type.DATE: DAY, Type.PHONE: "+6281234567890",
    Type.YESNO: True, Type.AGREE: True, Type.REGION: "35.10.01.2001",
    Type.PLACE: "Desa Contoh, Kecamatan Contoh, Kabupaten Contoh",
}  # fmt: skip
OF_HOUSE = {
    "nama": PERSON, "nik": NIK, "wilayah": "Desa Contoh, Kecamatan Contoh", "kontak": "0812 3456 7890",
    "desa": "Contoh", "kecamatan": "Contoh", "kabupaten": "Kabupaten Contoh", "provinsi": "Provinsi Contoh",
    "kantor": "Kantor Contoh", "sebutan_desa": "Desa", "sebutan_kecamatan": "Kecamatan", "kepala_desa": "Kepala Desa",
    "camat": "Camat", "kepala_daerah": "Bupati", "nama_layanan": "Layanan Contoh",
}  # fmt: skip
assert set(OF_HOUSE) == {*APPLICANT, *HOUSE}


def sample(one: Asked, *, sparse: bool = False) -> Any:
    """A clean answer to this question; `sparse` is the least that will do."""
    if one.type in (Type.LINE, Type.TEXT):
        return _words(one)
    if one.type == Type.CHOICE:
        return one.choices[0].key if one.choices else ""
    if one.type == Type.CHOICES:
        return [choice.key for choice in one.choices[: 1 if sparse else None]]
    if one.type in (Type.NUMBER, Type.MONEY):
        return _number(one)
    if one.type == Type.FILE:
        return [f"contoh-{place}" for place in range(1, _many(one, sparse) + 1)]
    if one.type == Type.MEMBERS:
        return [_member(one, sparse=sparse) for _place in range(_many(one, sparse))]
    return WORDS[one.type]


def _words(one: Asked) -> str:
    text = f"Contoh {one.label.rstrip('?').lower()}"[: one.most or 200].strip() or "Contoh"
    return text + "." * max(0, (one.least or 0) - len(text))


def _number(one: Asked) -> int:
    wanted = 1_500_000 if one.type == Type.MONEY else 2
    wanted = max(wanted, one.least or 0)
    return wanted if one.most is None else min(wanted, one.most)


def _many(one: Asked, sparse: bool) -> int:
    least = one.least or 1
    most = one.most or (1 if one.type == Type.FILE else 2)
    return least if sparse else max(least, min(2, most))


def _member(one: Asked, *, sparse: bool) -> dict[str, Any]:
    """One row; of its own forks the first way is taken."""
    row: dict[str, Any] = {}
    for inner in one.fields:
        if inner.type != Type.NOTE and holds(inner.when, row) and (inner.required or not sparse):
            row[inner.key] = None if sparse and inner.unknown else sample(inner, sparse=sparse)
    return row
