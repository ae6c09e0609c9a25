"""The national index: exact arithmetic, nothing without proof, a bundle whose bytes are always the same."""

from __future__ import annotations

import csv
import hashlib
from decimal import Decimal
from io import StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.rooms.innovations import bundling, entering
from balairung.rooms.innovations.indicators import (
    Standing,
    maturity,
    most_maturity,
    number_score,
    predicate_of,
    sid,
    spd,
)
from balairung.rooms.innovations.models import IndexMark
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.rooms.innovations import cards

SCORES = st.lists(st.integers(0, 60), max_size=120)
OWN = st.integers(0, 45)


def test_thirty_six_indicators() -> None:
    assert (len(sid()), len(spd()), sum(one.mandatory for one in sid())) == (20, 15, 5)
    assert len(sid()) + len(spd()) + 1 == 36
    assert len({one.key for one in [*sid(), *spd()]} | {"number"}) >= 34
    assert (most_maturity(), {len(one.steps) for one in sid()}) == (60, {3})


def test_four_innovations_are_divided_by_ten() -> None:
    few = Standing((60, 60, 60, 60), 0)
    assert (few.divisor, few.mean, few.undiluted, few.diluted) == (10, Decimal(24), Decimal(60), True)
    assert few.sid == Decimal(24) + number_score(4)
    ten = Standing((60,) * 10, 0)
    assert (ten.mean, ten.diluted) == (Decimal(60), False)


@pytest.mark.parametrize(
    ("index", "words"),
    [("100", "Sangat Inovatif"), ("60.01", "Sangat Inovatif"), ("60.00", "Inovatif"), ("35.00", "Inovatif"),
     ("34.99", "Kurang Inovatif"), ("0.01", "Kurang Inovatif"), ("0", "Tidak Dapat Dinilai")],
)  # fmt: skip
def test_predicates_at_their_borders(index: str, words: str) -> None:
    assert predicate_of(Decimal(index)) == words


@given(SCORES, OWN)
def test_the_index_lies_between_nothing_and_a_hundred(scores: list[int], own: int) -> None:
    found = Standing(tuple(scores), own)
    assert 0 <= found.index <= 100
    assert found.divisor >= 10
    assert found.mean <= found.undiluted or not scores or found.count >= 10
    assert found.sid == found.mean + found.number


@given(SCORES, OWN, st.data())
def test_more_proof_never_lowers_the_index(scores: list[int], own: int, data: Any) -> None:
    found = Standing(tuple(scores), own)
    if scores:
        place = data.draw(st.integers(0, len(scores) - 1))
        better = [min(60, score + (at == place)) for at, score in enumerate(scores)]
        assert Standing(tuple(better), own).index >= found.index
    assert Standing(tuple(scores), min(45, own + 1)).index >= found.index
    if len(scores) < 10:  # until there are ten, one more costs nothing
        assert Standing((*scores, 0), own).index >= found.index


@given(SCORES, OWN)
def test_the_missing_steps_lead_to_the_next_predicate(scores: list[int], own: int) -> None:
    found = Standing(tuple(scores), own)
    if found.next_predicate is None:
        assert found.predicate == "Sangat Inovatif"
        return
    assert found.steps_missing is not None
    assert found.steps_missing >= 1
    assert found.next_predicate[1] > 0
    room = 60 * found.count - sum(scores)
    if found.steps_missing <= room:
        better, left = [], found.steps_missing
        for score in scores:
            more = min(60 - score, left)
            better.append(score + more)
            left -= more
        assert Standing(tuple(better), own).index >= found.index + found.next_predicate[1] - Decimal("0.01")


@given(st.dictionaries(st.sampled_from([one.key for one in sid()] + ["nonsense"]), st.integers(1, 3)))
def test_maturity_is_the_sum_of_what_is_an_indicator(marks: dict[str, int]) -> None:
    assert maturity(marks) == sum(level for key, level in marks.items() if key != "nonsense")
    assert 0 <= maturity(marks) <= 60


# --- with rows --------------------------------------------------------------------------------------------------------


@pytest.fixture
def entered() -> Any:
    make.regency()
    card = cards.approved(cards.village("Maju"), cards.district())
    keeper = make.officer("bappeda", "head", "Bu Kaban")
    return entering.enter(card, year=2026, by=keeper, at=make.START), keeper


@pytest.mark.django_db
def test_a_parameter_counts_only_with_its_proof(entered: Any) -> None:
    entry, keeper = entered
    marked = {"year": 2026, "entry": entry, "by": keeper, "at": make.START}
    with pytest.raises(Refused, match="Lampirkan buktinya"):
        entering.mark("regulation", level=3, file=None, **marked)
    for level in (0, 4, -1):
        with pytest.raises(Refused):
            entering.mark("regulation", level=level, file=make.photo(), **marked)
    with pytest.raises(Refused):
        entering.mark("vision", level=1, file=make.photo(), **marked)  # that is one of the regency
    with pytest.raises(NotAllowed):
        entering.mark("regulation", level=3, file=make.photo(), **{**marked, "by": make.officer("dinkes", "staff")})
    assert not IndexMark.objects.exists()
    entering.mark("regulation", level=2, file=make.photo(), **marked)
    entering.mark("regulation", level=3, file=None, note="Perkades 4/2026", **marked)  # its proof is there
    (found,) = entering.entries(2026)
    assert (found.maturity, len(found.missing), len(found.lacks_mandatory)) == (3, 19, 4)
    assert found.missing[0].mandatory


@pytest.mark.django_db
def test_the_database_knows_the_levels_too(entered: Any) -> None:
    entry, _keeper = entered
    with pytest.raises(IntegrityError), transaction.atomic():
        IndexMark.objects.create(
            year=2026, entry=entry, indicator="people", level=4, file=make.photo(), marked_at=make.START
        )


@pytest.mark.django_db
def test_only_what_was_approved_is_put_forward_and_once(entered: Any) -> None:
    entry, keeper = entered
    assert entering.enter(entry.card, year=2026, by=keeper, at=make.START).pk == entry.pk
    other = cards.sent(cards.village("Jaya", "35.77.01.1002"), "Kelas malam")
    with pytest.raises(Refused):
        entering.enter(other, year=2026, by=keeper, at=make.START)
    entering.take_out(entry, by=keeper, at=make.START)
    assert entering.entries(2026) == []


@pytest.mark.django_db
def test_the_bundle_is_always_the_same_and_names_every_file(entered: Any) -> None:
    entry, keeper = entered
    from balairung.kernel.files.actions import store

    for key in ("regulation", "people"):
        file = store(upload(photo(size=(320, 240)), f"{key} rahasia.jpg"), at=make.START)
        entering.mark(key, year=2026, entry=entry, level=2, file=file, note="=1+1", by=keeper, at=make.START)
    own = store(upload(photo(size=(320, 260)), "visi.jpg"), at=make.START)
    entering.mark("vision", year=2026, entry=None, level=1, file=own, by=keeper, at=make.START)
    with bundling.bundle(2026) as first, bundling.bundle(2026) as second:
        assert hashlib.sha256(first.read()).digest() == hashlib.sha256(second.read()).digest()
        with ZipFile(first) as packed:
            assert packed.testzip() is None
            names = packed.namelist()
            rows = list(csv.DictReader(StringIO(packed.read("indeks.csv").decode("utf-8-sig"))))
            for row in [one for one in rows if one["berkas"]]:
                assert hashlib.sha256(packed.read(row["berkas"])).hexdigest() == row["sha256"]
            summary = packed.read("ringkasan.csv").decode("utf-8-sig")
    folder = f"sid/{entry.card.ref}-bank-sampah-di-posyandu"
    assert names == ["spd/01-vision.jpg", f"{folder}/01-regulation.jpg", f"{folder}/02-people.jpg",
                     "indeks.csv", "ringkasan.csv"]  # fmt: skip
    assert len(rows) == 15 + 20
    assert not any("rahasia" in name for name in names)
    assert rows[15]["keterangan"] != "=1+1"  # no formula runs in a spreadsheet
    told = dict(line.split(",") for line in summary.splitlines())
    assert (told["pembagi"], told["rata-rata kematangan"]) == ("10", "0.40")  # two parameters of two, of one innovation
    assert told["rata-rata tanpa pembagi paling sedikit 10"] == "4.00"
