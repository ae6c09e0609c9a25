"""The file itself: nothing of it is believed that its digest and its signature do not prove."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from balairung.ground.common.errors import Refused
from balairung.rooms.services.definition.shape import canonical
from balairung.rooms.services.packages import container
from tests.rooms.services.packages import parcels

WHOLE = parcels.parcel()
READ = container.unwrap(WHOLE)


def opened(content: bytes) -> container.Parcel | None:
    """What is believed of these bytes; None for what is refused with a sentence."""
    try:
        return container.unwrap(content)
    except Refused:
        return None


def told(parcel: container.Parcel) -> tuple[Any, ...]:
    return (
        parcel.giver, parcel.service, parcel.version, parcel.digest, parcel.definition, parcel.fingerprint,
    )  # fmt: skip


def test_what_goes_in_comes_out() -> None:
    assert READ.definition == canonical(parcels.shipped())
    assert (READ.giver.code, READ.service.key, READ.version.number) == ("35.21", "keterangan-tidak-mampu", 3)
    assert container.digest_of(READ.definition) == READ.digest


def test_how_it_is_laid_out_does_not_matter() -> None:
    turned = json.dumps(dict(reversed(json.loads(WHOLE).items())), separators=(" ,\r\n", ":\t"))
    assert told(container.unwrap(turned.encode())) == told(READ)


@given(
    place=some.integers(0, len(WHOLE) - 1), sign=some.integers(0, 255),
    how=some.sampled_from(["change", "insert", "drop", "cut", "twice"]), length=some.integers(1, 40),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_a_byte_that_was_tampered_with_is_refused_or_is_harmless(place: int, sign: int, how: str, length: int) -> None:
    before, after = WHOLE[:place], WHOLE[place + 1 :]
    tampered = {
        "change": before + bytes([sign]) + after,
        "insert": before + bytes([sign]) + WHOLE[place:],
        "drop": before + WHOLE[place + length :],
        "cut": before,
        "twice": before + WHOLE[place : place + length] + WHOLE[place:],
    }[how]
    if (parcel := opened(tampered)) is not None:
        assert told(parcel) == told(READ)


@given(some.binary(max_size=400) | some.text(max_size=200).map(str.encode))
@settings(max_examples=100, deadline=None)
def test_what_is_no_package_is_refused(content: bytes) -> None:
    assert opened(content) is None


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(some.sampled_from(sorted(json.loads(WHOLE))), JSON)
@settings(max_examples=150, deadline=None)
def test_any_value_in_the_place_of_a_part_is_refused_or_is_the_same(name: str, value: Any) -> None:
    said = json.loads(WHOLE)
    changed = json.dumps(said | {name: value}).encode()
    if (parcel := opened(changed)) is not None:
        assert told(parcel) == told(READ)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "rusak"),
        (b"\xff\xfe{}", "rusak"),
        (b"[]", "paket"),
        (b'{"format": "lain/9"}', "bukan paket layanan yang dikenal"),
        (b"[" * 100_000, "rusak"),
        (b'{"a": 1e400}', "rusak"),
        (b'{"a": ' + b"9" * 5000 + b"}", "rusak"),
        (b'{"a": "\\ud800"}', "rusak"),
        (b'{"a": "\\u0000"}', "rusak"),
        (b'{"a": 1, "a": 2}', "rusak"),
        (b" " * (container.MOST_BYTES + 1), "lebih besar"),
        (b"[" + b"1," * 60_000 + b"1]", "rusak"),
    ],
)
def test_bombs_are_turned_away_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        container.unwrap(content)


def test_the_sentence_names_what_does_not_match() -> None:
    said = json.loads(WHOLE)
    for changed, sentence in [
        ({"definition": said["definition"] | {"name": "Surat lain"}}, "Isi layanan"),
        ({"giver": said["giver"] | {"name": "Kabupaten Lain"}}, "Tanda tangan pemberi"),
        ({"version": said["version"] | {"number": 9}}, "Tanda tangan pemberi"),
        ({"signature": base64.b64encode(b"\0" * 64).decode()}, "Tanda tangan pemberi"),
        ({"signature": "???"}, "tidak dapat dibaca"),
        ({"catatan": "x"}, "“catatan” yang tidak dikenal"),
    ]:
        with pytest.raises(Refused, match=sentence):
            container.unwrap(json.dumps(said | changed).encode())
    del said["digest"]
    with pytest.raises(Refused, match="tidak memuat bagian “digest”"):
        container.unwrap(json.dumps(said).encode())


def test_a_signature_for_something_else_is_worth_nothing_here() -> None:
    said = json.loads(WHOLE)
    del said["signature"]
    other = parcels.signed(container.canonical_bytes(said), parcels.key("35.21"), purpose=b"letter")
    with pytest.raises(Refused, match="Tanda tangan"):
        container.unwrap(json.dumps(said | {"signature": base64.b64encode(other).decode()}).encode())
