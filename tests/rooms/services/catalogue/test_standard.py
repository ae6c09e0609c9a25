"""The fourteen components: all there, told from the definition where they stand there, and what is missing by name."""

from __future__ import annotations

from typing import Any

import pytest

from balairung.ground.common.facts import facts
from balairung.rooms.services.catalogue.events import life_events
from balairung.rooms.services.catalogue.standard import (
    basis_of_time,
    components,
    components_of,
    lasting,
    missing,
    promised,
)
from balairung.rooms.services.definition.publishing import STANDARD, standard_definitions
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import At, Definition
from tests import make
from tests.rooms.services.handling import stage

SHIPPED = {definition.key: definition for definition in standard_definitions(STANDARD)}
every = pytest.mark.parametrize("one", SHIPPED.values(), ids=SHIPPED)


@every
def test_what_comes_with_the_house_has_all_fourteen_and_the_pledge(one: Definition) -> None:
    assert missing(one) == []
    assert one.standard.pledge
    assert [part.number for part in components_of(one)] == list(range(1, 15))
    assert [part.number for part in components_of(one) if part.published] == list(range(1, 7))


@every
def test_nobody_pays_for_what_the_law_gives(one: Definition) -> None:
    assert one.standard.cost == 0
    assert one.standard.cut, "something that other places still ask for"
    assert all(cut.basis for cut in one.standard.cut)


@every
def test_it_stands_behind_the_door_of_a_life_event(one: Definition) -> None:
    assert one.events
    assert set(one.events) <= {event.key for event in life_events()}


@every
def test_nothing_is_said_to_be_checked_that_was_not(one: Definition) -> None:
    assert not any(basis.checked for basis in one.standard.basis)


def test_there_are_services_at_each_level() -> None:
    levels = [one.level for one in SHIPPED.values()]
    assert levels.count(At.VILLAGE) >= 10
    assert levels.count(At.DISTRICT) >= 4
    assert levels.count(At.AGENCY) >= 6


def test_every_life_event_has_services_a_drawing_and_its_own_words() -> None:
    used = {event for one in SHIPPED.values() for event in one.events}
    assert used == {event.key for event in life_events()}
    same = [word for group in facts("life_events")["same"] for word in group]
    assert sorted(same) == sorted(set(same)), "a word means one thing"


def test_moving_house_asks_for_no_letter_of_neighbours() -> None:
    """Perpres 96/2018."""
    moving = SHIPPED["pindah-datang"]
    cut = {one.words for one in moving.standard.cut}
    assert {"Surat pengantar RT", "Surat pengantar RW", "Surat pengantar kecamatan"} <= cut
    assert all(step.at == At.AGENCY for step in moving.steps)


def test_a_poverty_letter_for_the_hospital_does_not_wait_for_a_visit() -> None:
    sktm = SHIPPED["keterangan-tidak-mampu"]
    visit = next(step for step in sktm.steps if step.key == "lapangan")
    assert {"keperluan", "terdata"} == {when.field for when in visit.when}
    assert sktm.letter
    assert (sktm.letter.signer.at, sktm.letter.signer.matter) == (At.LEADER, "keterangan-tidak-mampu")


def test_what_nobody_has_said_is_missing_by_name() -> None:
    one = read(stage.definition())
    assert [part.key for part in missing(one)] == [
        "facilities", "competence", "oversight", "staff", "guarantee", "safety", "evaluation",
    ]  # fmt: skip


def test_without_a_time_it_is_that_of_the_law() -> None:
    one = read(stage.definition())
    assert promised(one) == "5 hari kerja"
    assert "Undang-Undang Nomor 30 Tahun 2014" in basis_of_time(one)


@pytest.mark.parametrize(
    ("standard", "said"),
    [
        ({"time": {"amount": 3}}, "3 hari kerja"),
        ({"time": {"amount": 14, "unit": "calendar_days"}}, "14 hari"),
        ({"time": {"amount": 2, "unit": "office_hours"}}, "2 jam kerja"),
    ],
)
def test_the_promise_in_words(standard: dict[str, Any], said: str) -> None:
    body = stage.definition()
    one = read(body | {"standard": body["standard"] | standard})
    assert promised(one) == said
    assert basis_of_time(one) == ""


def test_how_long_a_letter_is_good_for() -> None:
    assert lasting(read(stage.definition())) == "Berlaku 3 bulan."
    letter = {name: value for name, value in stage.LETTER.items() if name != "valid"}
    assert lasting(read(stage.definition(letter=letter))) == "Berlaku selama keterangan di dalamnya tidak berubah."


@pytest.mark.django_db
def test_a_published_version_tells_its_components() -> None:
    make.regency()
    told = {part.key: part.lines for part in components(stage.service())}
    assert told["requirements"] == ("Foto",)
    assert told["procedure"][1] == "Diperiksa desa (paling lama 1 hari kerja)"
    assert told["cost"] == ("Tidak dipungut biaya",)
