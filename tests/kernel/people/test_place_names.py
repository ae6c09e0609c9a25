"""Places by what somebody types: Kota Madiun has three districts, and no two villages of one name."""

from __future__ import annotations

import pytest

from balairung.kernel.people.models import Region
from balairung.kernel.people.place_names import place_name, place_names, places_meant, places_named
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Oro-oro Ombo", "Oro-oro Ombo, Kartoharjo"),
        ("kelurahan oro-oro ombo", "Oro-oro Ombo, Kartoharjo"),
        ("kel. oro oro ombo kec. kartoharjo", "Oro-oro Ombo, Kartoharjo"),
        ("oro", "Oro-oro Ombo, Kartoharjo"),
        ("taman, taman", "Taman, Taman"),
        ("kecamatan taman", "Kecamatan Taman"),
        ("manguharjo", "Manguharjo, Manguharjo"),  # a village before the district of its name
    ],
)
def test_one_place(typed: str, meant: str) -> None:
    assert [place_name(region) for region in places_named(typed)] == [meant]


def test_a_beginning_that_several_share_is_not_guessed() -> None:
    assert len(places_named("man")) > 1
    assert places_named("") == places_named(",") == places_named("Kota Surabaya") == []


def test_two_villages_of_one_name_are_told_apart_by_their_district() -> None:
    other = Region.objects.get(code="35.77.02")
    Region.objects.create(code="35.77.02.1999", name="Oro-oro Ombo", level="village", label="Kelurahan", parent=other)
    assert len(places_named("oro-oro ombo")) == 2
    assert [region.code for region in places_named(f"oro-oro ombo {other.name}")] == ["35.77.02.1999"]


def test_a_slip_of_the_finger_is_asked_about() -> None:
    assert places_named("oro-oro omba") == []
    assert [place_name(region) for region in places_meant("oro-oro omba")] == ["Oro-oro Ombo, Kartoharjo"]
    assert places_meant("xyzzy") == []


@pytest.mark.parametrize("write", ["{}", " {}. ", "{} "], ids=repr)
def test_every_name_that_is_offered_finds_its_own_place(write: str) -> None:
    for name in place_names():
        for typed in (name, name.upper(), name.lower().replace(",", "")):
            assert [place_name(region) for region in places_named(write.format(typed))] == [name]
