"""The log as it is served, read and verified by another program: tlog-scales, which shares no line with ours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint, ConsistencyProof, InclusionProof

from balairung.ground.common.tlog.checkpoints import check_follows, opened
from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.notes import read_log_key
from balairung.ground.common.tlog.proofs import read_growth
from balairung.ground.common.tlog.tiles import read_bundle
from balairung.kernel.receipts.models import LogCheckpoint, LogEntry
from balairung.kernel.receipts.proving import receipt_of
from balairung.kernel.receipts.sealing import seal
from tests import make
from tests.kernel.receipts import odd_source
from tests.kernel.receipts.logged import MINUTE, entry_of, filed
from tests.make import START

pytestmark = pytest.mark.django_db
SIZES = (300, 700)


class Served:
    """The other program's way to our pages."""

    def get(self, *path: str) -> bytes | None:
        answer = Client().get(f"/log/{'/'.join(path)}")
        return answer.content if answer.status_code == 200 else None


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> TilesReader:
    """With two checkpoints, and tiles that were lengthened between them."""
    make.regency()
    monkeypatch.setattr("django.conf.settings.RECEIPTED", ["tests.kernel.receipts.odd_source.MANY"])
    for size in SIZES:
        odd_source.MANY.count = size
        seal(now=START + MINUTE * size)
    return TilesReader(Served())


def published_key() -> str:
    return Client().get(reverse("receipts:key")).content.decode().removesuffix("\n")


def test_another_program_reads_and_verifies_the_whole_log(log: TilesReader) -> None:
    found = log.get_checkpoint()
    found.verify(Vkey.from_string(published_key()))
    assert (found.origin, found.size) == ("127.0.0.1:8000/log", SIZES[-1])
    assert log.calculate_root_hash() == found.root_hash
    for place in (0, 255, 256, 511, 699):
        entry = LogEntry.objects.get(index=place)
        assert log.get_entry(place) == entry.leaf(found.origin).data


def test_another_program_verifies_inclusion_and_growth(log: TilesReader) -> None:
    newest = log.get_checkpoint()
    for place in (0, 255, 256, 299, 699):
        theirs = log.get_inclusion_proof(place, newest.size)
        theirs.check(bytes(LogEntry.objects.get(index=place).hash), newest.root_hash)
        ours = make.there(receipt_of(LogEntry.objects.get(index=place)))
        assert list(ours.proof.hashes) == theirs.node_hashes
        InclusionProof(place, newest.size, list(ours.proof.hashes)).check(leaf_hash(ours.leaf.data), newest.root_hash)
    before = Checkpoint.from_text(LogCheckpoint.objects.get(size=SIZES[0]).note)
    told = read_growth(Client().get(reverse("receipts:growth"), {"dari": SIZES[0]}).content.decode())
    ConsistencyProof(SIZES[0], SIZES[1], list(told.hashes)).check(before.root_hash, newest.root_hash)
    assert log.get_consistency_proof(*SIZES).node_hashes == list(told.hashes)
    key = read_log_key(published_key())
    older, newer = LogCheckpoint.objects.get(size=SIZES[0]).note, told.checkpoint
    check_follows(opened(older, key).checkpoint, opened(newer, key).checkpoint, told.hashes)


def test_a_real_log_is_read_as_well() -> None:
    make.regency()
    made = filed(3)[1]
    log, entry = TilesReader(Served()), entry_of(made)
    newest = log.get_checkpoint()
    newest.verify(Vkey.from_string(published_key()))
    log.get_inclusion_proof(entry.index, 3).check(leaf_hash(log.get_entry(entry.index)), newest.root_hash)


WIDE = {  # what is there in a log of 700 leaves, and how many hashes or entries it has
    "tile/0/000": 256, "tile/0/001": 256, "tile/0/002.p/188": 188, "tile/0/002.p/1": 1, "tile/0/000.p/44": 44,
    "tile/1/000.p/2": 2, "tile/1/000.p/1": 1, "tile/entries/000": 256, "tile/entries/002.p/188": 188,
    "tile/entries/001.p/44": 44,
}  # fmt: skip
NOWHERE = (
    "tile/0/002", "tile/0/002.p/189", "tile/0/003", "tile/0/003.p/1", "tile/1/000", "tile/2/000.p/1", "tile/0/000.p/0",
    "tile/0/000.p/256", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/-1/000", "tile/entries/003.p/1", "tile/0/",
    "tile/64/000", "tile/0/x999/999", "tile/0/000/../001", "tile/data/000", "tile/0/000.p/188.p/1",
    "tile/0/" + "x999/" * 40 + "999",
)  # fmt: skip


@pytest.mark.parametrize("path", WIDE)
def test_tiles_are_as_wide_as_they_say(log: TilesReader, path: str) -> None:
    answer = Client().get(f"/log/{path}")
    assert answer.status_code == 200
    entries = path.startswith("tile/entries/")
    assert WIDE[path] == (len(read_bundle(answer.content)) if entries else len(answer.content) / 32)
    assert answer["Content-Type"] == "application/octet-stream"
    assert "immutable" in answer["Cache-Control"]


def test_what_is_no_tile_is_not_found(log: TilesReader) -> None:
    assert {Client().get(f"/log/{path}").status_code for path in NOWHERE} == {404}


def test_texts_say_what_they_are(log: TilesReader) -> None:
    for page in ("checkpoint", "key", "growth"):
        answer = Client().get(reverse(f"receipts:{page}"), {"dari": 7})
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "immutable" not in answer["Cache-Control"]
    for size in ("701", "-1", "x", "", "1e2", "007", "9" * 40):
        assert Client().get(reverse("receipts:growth"), {"dari": size}).status_code == 404


def test_before_anything_was_sealed_there_is_nothing() -> None:
    make.regency()
    pages = [reverse(f"receipts:{page}") for page in ("checkpoint", "key", "growth")]
    for address in (*pages, reverse("receipts:tile", args=["0/000"])):
        assert Client().get(address).status_code == 404
        assert Client().post(address).status_code == 405


def test_a_tile_costs_few_questions(log: TilesReader, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(2):
        Client().get("/log/tile/0/001")
    with django_assert_max_num_queries(9):
        Client().get("/log/pertumbuhan?dari=300")
