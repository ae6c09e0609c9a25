"""What would happen, with the real calendars, clocks and line of command."""

from datetime import date

import pytest

from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Region
from balairung.rooms.services.definition.answers import steps
from balairung.rooms.services.definition.shape import Definition, Step
from balairung.rooms.services.definition.simulating import if_all_is_in_time, if_nobody_acts
from balairung.rooms.services.routing import Place, place_of
from tests import make
from tests.rooms.services.example import example

pytestmark = pytest.mark.django_db
MONDAY = make.moment("2026-03-02 08:00")


@pytest.fixture(autouse=True)
def people() -> None:
    make.regency()
    make.village()
    make.holder("kecamatan-357701", "head", "Pak Camat")
    make.holder("setda", "secretary", "Bu Sekda")


def stories(definition: Definition, keperluan: str = "berobat") -> tuple[list[str], list[str]]:
    region = Region.objects.get(pk="35.77.01.1001")
    taken = steps(definition, {"keperluan": keperluan})

    def where(step: Step) -> Place:
        return place_of(step, definition, region, MONDAY)

    calendars = Calendars()
    idle = if_nobody_acts(definition, taken, where=where, start=MONDAY, calendars=calendars)
    prompt = if_all_is_in_time(definition, taken, where=where, start=MONDAY, calendars=calendars)
    assert [one.at for one in idle] == sorted(one.at for one in idle)
    return [f"{one.at:%d/%m} {one.kind}: {one.sentence}" for one in idle], [
        f"{one.at:%d/%m} {one.kind}" for one in prompt
    ]


def test_if_nobody_acts_it_climbs_is_warned_of_and_granted() -> None:
    idle, _prompt = stories(example())
    kinds = [line.split(":")[0] for line in idle]
    assert kinds == [
        "02/03 step", "03/03 late", "04/03 late", "06/03 warn", "06/03 late", "09/03 late", "09/03 deemed",
    ]  # fmt: skip
    assert "paling lambat Selasa, 3 Maret 2026." in idle[0]
    assert "Camat Kartoharjo" in idle[1]
    assert "Dilewati, karena belum ada pejabat yang dapat dihubungi: Kepala Desa" in idle[1]
    assert "dianggap dikabulkan menurut hukum (UU 30/2014 Pasal 53)" in idle[-1]


def test_where_a_law_sets_the_time_silence_grants_nothing() -> None:
    idle, _prompt = stories(example(**{"time: {amount: 4}": "time: {amount: 4}\n  time_basis: Perda 1/2020"}))
    assert not any("deemed" in line or "warn" in line for line in idle)


def test_if_all_is_in_time_the_promise_is_kept_or_it_is_said_that_it_cannot_be() -> None:
    _idle, prompt = stories(example())
    assert prompt == ["02/03 step", "03/03 step", "04/03 end", "04/03 end"]
    _idle, prompt = stories(example(), "lain")
    assert prompt == ["02/03 step", "03/03 step", "04/03 step", "05/03 end", "05/03 end"]
    _idle, prompt = stories(example(**{"time: {amount: 4}": "time: {amount: 1}"}))
    assert prompt[-1] == "04/03 late"


def test_days_that_are_free_are_skipped() -> None:
    """18 to 24 March 2026 are Nyepi, Idulfitri and joint leave: the calendar knows them."""
    definition = example()
    region = Region.objects.get(pk="35.77.01.1001")
    start = make.moment("2026-03-17 08:00")
    taken = steps(definition, {"keperluan": "berobat"})
    told = if_all_is_in_time(
        definition, taken, where=lambda step: place_of(step, definition, region, start), start=start,
        calendars=Calendars(),
    )  # fmt: skip
    assert told[-1].at.date() > date(2026, 3, 24)
