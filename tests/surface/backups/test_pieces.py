"""What is cut can be put together, and what did not change is cut as it was."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from balairung.ground.common.errors import Refused
from balairung.surface.backups.pieces import LEAST, MOST, by_lines, fixed, packed, unpacked

READER = Identity.generate()


@lru_cache(maxsize=8)
def all_lines(seed: int) -> list[bytes]:
    chance = Random(seed)
    return [b"%d\t%s\n" % (row, chance.randbytes(60).hex().encode()) for row in range(40_000)]


def lines(seed: int, count: int) -> bytes:
    return b"".join(all_lines(seed)[:count])


@given(st.integers(0, 5), st.integers(0, 30_000))
def test_pieces_of_lines_are_the_text(seed: int, count: int) -> None:
    text = lines(seed, count)
    pieces = list(by_lines(BytesIO(text).read))
    assert b"".join(pieces) == text
    assert all(LEAST < len(one) <= MOST for one in pieces[:-1])


@given(st.integers(0, 5), st.integers(0, 30_000), st.integers(1000, MOST))
def test_nothing_depends_on_how_much_is_read_at_once(seed: int, count: int, at_once: int) -> None:
    text = lines(seed, count)
    whole, slow = BytesIO(text), BytesIO(text)
    assert list(by_lines(lambda _size: slow.read(at_once))) == list(by_lines(whole.read))


@pytest.mark.parametrize("place", [0, 7_000, 20_000, 39_999])
def test_a_row_that_came_in_changes_pieces_beside_it_alone(place: int) -> None:
    rows = all_lines(1)
    before = list(by_lines(BytesIO(b"".join(rows)).read))
    after = list(by_lines(BytesIO(b"".join([*rows[:place], b"baru\n", *rows[place:]])).read))
    assert len(before) > 15
    assert len(set(after) - set(before)) <= 3


def test_without_a_line_it_is_cut_all_the_same() -> None:
    assert [len(one) for one in by_lines(BytesIO(b"x" * (2 * MOST + 5)).read)] == [MOST, MOST, 5]


@given(st.binary(max_size=2000))
def test_a_piece_is_opened_by_its_reader_alone(content: bytes) -> None:
    sealed = packed(content, [READER.to_public()])
    assert unpacked(sealed, READER) == content
    assert content not in sealed or len(content) < 20
    with pytest.raises(Refused, match="tidak membuka cadangan ini"):
        unpacked(sealed, Identity.generate())


def test_words_are_compressed_and_pictures_are_not_made_longer() -> None:
    picture = Random(1).randbytes(100_000)
    assert len(packed(b"jalan rusak " * 10_000, [READER.to_public()])) < 2000
    assert len(packed(picture, [READER.to_public()])) < 100_500


def test_fixed_pieces() -> None:
    assert list(fixed(BytesIO(b"abcde"), 2)) == [b"ab", b"cd", b"e"]
