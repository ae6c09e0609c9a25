"""Tiles and bundles, as c2sp.org/tlog-tiles has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.tlog.hashing import leaf_hash, tree_head
from balairung.ground.common.tlog.tiles import (
    ENTRIES,
    Tile,
    Tree,
    bundle,
    grown,
    grown_bundles,
    hashes,
    read_bundle,
    read_path,
    tiles_of,
)
from tests.ground.tlog.logs import Log

PATHS = {
    "tile/0/000": Tile(0, 0),
    "tile/0/x001/x234/067": Tile(0, 1_234_067),
    "tile/1/x001/000.p/17": Tile(1, 1000, 17),
    "tile/63/999.p/255": Tile(63, 999, 255),
    "tile/entries/x123/456.p/1": Tile(ENTRIES, 123_456, 1),
}


@pytest.mark.parametrize(("path", "tile"), PATHS.items())
def test_a_tile_has_one_path(path: str, tile: Tile) -> None:
    assert tile.path == path
    assert read_path(path) == tile


@given(st.integers(ENTRIES, 63), st.integers(0, 2**40), st.integers(1, 256))
def test_every_tile_is_found_by_its_path(level: int, index: int, width: int) -> None:
    assert read_path(Tile(level, index, width).path) == Tile(level, index, width)


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/1000", "tile/0/000.p/0", "tile/0/000.p/256",
     "tile/0/000.p/01", "tile/data/000", "/tile/0/000", "tile/0/001/000", "tile/0/000\n", "tile/0/x1٢3/000",
     "tile/0/../0/000", "tile/0/" + "x999/" * 40 + "999", ""],
)  # fmt: skip
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="bukan alamat ubin"):
        read_path(path)


def test_the_tiles_of_the_example() -> None:
    """70,000 leaves, as in the specification."""
    found = list(tiles_of(70_000))
    assert [tile.width for tile in found if tile.level == 0].count(256) == 273
    assert Tile(0, 273, 112) in found
    assert [tile for tile in found if tile.level] == [Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(st.lists(st.integers(0, 700), min_size=1, max_size=6))
def test_however_a_log_grows_its_tiles_are_the_same(steps: list[int]) -> None:
    log, at_once = Log(), Log()
    for count in steps:
        log.fill(count)
        assert log.tree().head() == tree_head(map(leaf_hash, log.entries))
    at_once.fill(sum(steps))
    assert {path: log.files[path] for path in at_once.files} == at_once.files
    wanted = {tile.path for tile in tiles_of(log.size)}
    wanted |= {Tile(ENTRIES, tile.index, tile.width).path for tile in tiles_of(log.size) if tile.level == 0}
    assert set(at_once.files) == wanted


def test_an_upper_tile_holds_the_heads_of_those_below() -> None:
    log = Log()
    log.fill(66_000)
    level_one = hashes(log.files["tile/1/000"])
    assert level_one == [tree_head(hashes(log.files[Tile(0, at).path])) for at in range(256)]
    assert log.files["tile/2/000.p/1"] == tree_head(level_one)


def test_a_proof_from_a_large_tree_reads_few_tiles() -> None:
    log, asked = Log(), list[Tile]()
    log.fill(70_000)

    def read(tile: Tile) -> bytes:
        asked.append(tile)
        return log.read(tile)

    Tree(70_000, read).inclusion(12_345)
    assert len(asked) <= 5
    asked.clear()
    grown(Tree(70_000, read), [leaf_hash(b"one more")])
    assert [tile.level for tile in asked] == [0]


def test_what_an_old_tree_asks_is_cut_from_what_came_later() -> None:
    log = Log()
    log.fill(300)
    old = log.tree().head()
    log.fill(400)
    assert len(log.read(Tile(0, 1, 44))) == 256 * 32
    assert log.tree(300).head() == old


def test_broken_tiles_are_named() -> None:
    log = Log()
    log.fill(300)
    with pytest.raises(ValueError, match=r"Ubin tile/0/001\.p/44 tidak utuh"):
        Tree(300, lambda tile: log.read(tile)[:-1]).inclusion(299)
    with pytest.raises(ValueError, match="tidak utuh"):
        hashes(b"123")


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert read_bundle(bundle(entries)) == entries


def test_a_bundle_is_lengths_and_entries() -> None:
    assert bundle([b"ab", b"", b"c"]) == b"\x00\x02ab\x00\x00\x00\x01c"
    assert len(bundle([b"x" * 65_535])) == 65_537
    with pytest.raises(ValueError, match="terlalu panjang"):
        bundle([b"x" * 65_536])


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00", b"\xff\xff"])
def test_half_a_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="Bundel ini tidak utuh"):
        read_bundle(data)


def test_bundles_go_on_where_the_last_one_ended() -> None:
    entries = [b"%d" % number for number in range(600)]
    first = grown_bundles(0, [], entries[:300])
    assert list(first) == [Tile(ENTRIES, 0), Tile(ENTRIES, 1, 44)]
    second = grown_bundles(300, entries[256:300], entries[300:])
    assert list(second) == [Tile(ENTRIES, 1), Tile(ENTRIES, 2, 88)]
    assert [*read_bundle(first[Tile(ENTRIES, 0)]), *read_bundle(second[Tile(ENTRIES, 1)])] == entries[:512]
    assert grown_bundles(300, entries[256:300], []) == {}
    with pytest.raises(ValueError, match="Bundel terakhir tidak utuh"):
        grown_bundles(300, [], entries)
