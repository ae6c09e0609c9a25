"""Groups of districts: a district is in one at most; a line in the journal says who changed what."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.grouping import change_group, make_group
from balairung.kernel.people.models import Change, Region
from tests import make


@pytest.mark.django_db
def test_a_district_moves_from_one_group_to_the_other(client: Client) -> None:
    make.regency()
    by = make.officer("kominfo", "administrator")
    first, second, third = Region.objects.filter(level="district").order_by("code")
    south = make_group(name="Selatan", districts=[first, second], by=by, at=make.START)
    north = make_group(name="Utara", districts=[second, third], by=by, at=make.START)
    assert list(south.districts.all()) == [first]
    change_group(south, name="Selatan", districts=[first, third], by=by, at=make.START)
    assert set(north.districts.all()) == {second}
    assert Change.objects.filter(verb="change_group").count() == 3
    with pytest.raises(Refused, match="sudah ada"):
        make_group(name="utara", districts=[], by=by, at=make.START)
    with pytest.raises(Refused, match="terdiri atas kecamatan"):
        make_group(
            name="Desa", districts=Region.objects.filter(level="village").order_by("code")[:1], by=by, at=make.START
        )
    with pytest.raises(NotAllowed):
        change_group(south, name="Lain", districts=[], by=make.officer("pupr", "head"), at=make.START)


@pytest.mark.django_db
def test_the_page(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    keeper = make.holder("kominfo", "administrator")
    client.force_login(make.account(keeper))
    code = Region.objects.filter(level="district").order_by("code")[0].code
    assert client.post("/organisasi/kelompok/", {"name": "", "districts": [code]}).status_code == 422
    assert client.post("/organisasi/kelompok/", {"name": "Selatan", "districts": [code]}).status_code == 302
    page = client.get("/organisasi/kelompok/").content.decode()
    assert "Selatan" in page
    assert "Belum masuk kelompok" in page
