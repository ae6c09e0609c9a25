"""Where a point lies, outlines from files, and what is said about what is wrong with them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from balairung.ground.common.polygons import box, contains, parse
from balairung.kernel.people.boundaries import map_of, near, outline, region_at
from balairung.kernel.people.models import Boundary, Region
from balairung.kernel.people.surveying import SHIPPED, load_shipped
from tests import make

pytestmark = pytest.mark.django_db
TOWN_SQUARE = (-7.6298, 111.5239)  # in the middle of Kota Madiun


@pytest.fixture(autouse=True)
def _city() -> None:
    make.regency()


# --- what is shipped -----------------------------------------------------------------------------------------------


def test_a_new_regency_has_the_outlines_that_this_package_brings() -> None:
    assert Boundary.objects.count() == Region.objects.count() == 30
    assert load_shipped("35.77") == 30  # again: nothing doubled
    assert load_shipped("91.71") == 0  # none is shipped for that one
    assert Boundary.objects.count() == 30


@pytest.mark.parametrize(("code", "villages"), [("35.10", 217), ("35.77", 27)])
def test_what_is_shipped_is_small_and_whole(code: str, villages: int) -> None:
    path = SHIPPED / f"{code}.csv.gz"
    assert path.stat().st_size < 100_000
    rows = gzip.decompress(path.read_bytes()).decode("ascii").splitlines()
    assert len(rows) == villages
    assert all(row.startswith(code) for row in rows)
    assert (SHIPPED / "LICENSE.txt").read_text().count("Badan Informasi Geospasial") == 1


# --- where a point lies --------------------------------------------------------------------------------------------


def test_a_point_lies_in_a_village_and_its_neighbours_are_known() -> None:
    found = region_at(*TOWN_SQUARE)
    assert found is not None
    assert (found.level, found.code[:5]) == (Region.Level.VILLAGE, "35.77")
    neighbours = near(found)
    assert 2 < len(neighbours) < 12
    assert found not in neighbours
    assert all(found in near(one) for one in neighbours)


@pytest.mark.parametrize("point", [(0, 0), (-7.63, 112.9), (90, 180), (-6.2, 106.8), (float("1e-9"), -180)])
def test_a_point_elsewhere_lies_nowhere(point: tuple[float, float]) -> None:
    assert region_at(*point) is None


def test_where_a_village_has_no_outline_its_district_answers() -> None:
    village = region_at(*TOWN_SQUARE)
    assert village is not None
    Boundary.objects.filter(region=village).delete()
    assert region_at(*TOWN_SQUARE) == village.parent
    Boundary.objects.all().delete()
    assert region_at(*TOWN_SQUARE) is None
    assert near(village) == []


def test_a_region_that_is_no_more_holds_nothing() -> None:
    village = region_at(*TOWN_SQUARE)
    assert village is not None
    Region.objects.filter(pk=village.pk).update(until=make.START.date())
    assert region_at(*TOWN_SQUARE) == village.parent


class OnePlace(TestCase):
    """Every point of the city lies in exactly one village, and in the district of that village."""

    def setUp(self) -> None:
        make.regency()
        rows = Boundary.objects.filter(region__level="village")
        self.villages = {row.region_id: parse(row.rings) for row in rows}
        self.box = box([ring for rings in self.villages.values() for ring in rings])

    @given(st.floats(0, 1), st.floats(0, 1))
    def test_one(self, up: float, right: float) -> None:
        south, west, north, east = self.box
        point = round(south + up * (north - south)), round(west + right * (east - west))
        holding = {code for code, rings in self.villages.items() if contains(rings, *point)}
        found = region_at(point[0] / 100_000, point[1] / 100_000)
        if holding:
            assert found is not None
            assert found.code in holding
        else:
            assert found is None or found.level == Region.Level.DISTRICT


# --- drawing ---------------------------------------------------------------------------------------------------------


def test_a_map_has_a_shape_for_each_district_and_for_each_village_of_one() -> None:
    districts = map_of({"35.77.01": 4, "99.99.99": 7}, link=lambda code: f"/?wilayah={code}", late=True)
    assert {shape.place.name for shape in districts.shapes} == {
        "Kecamatan Kartoharjo",
        "Kecamatan Manguharjo",
        "Kecamatan Taman",
    }
    assert next((row.value, row.href) for row in districts.rows) == (4, "/?wilayah=35.77.01")
    villages = map_of({}, link=lambda code: "", within="35.77.01")
    assert len(villages.shapes) == len(outline("35.77.01")) == 9
    assert sum(len(shape.path) for shape in districts.shapes) < 5000


# --- files -----------------------------------------------------------------------------------------------------------

SQUARE = [[-7.60, 111.50], [-7.60, 111.51], [-7.59, 111.51], [-7.59, 111.50], [-7.60, 111.50]]


def sql(*rows: tuple[str, str, Any]) -> str:
    values = ",\n\t".join(f"('{code}','{name}',-7.6,111.5,'{json.dumps(path)}')" for code, name, path in rows)
    return (
        f"/* licence */\nDELETE FROM x;\nINSERT INTO wilayah_boundaries(kode,nama,lat,lng,path) VALUES\n\t{values};\n"
    )


def feature(properties: dict[str, Any], rings: Any) -> dict[str, Any]:
    turned = [[[east, north] for north, east in ring] for ring in rings]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": turned}}


@pytest.fixture
def take(tmp_path: Path) -> Callable[[str], tuple[str, str]]:
    """Write a file, give it to the command, return what it said and what it complained about."""

    def run(text: str) -> tuple[str, str]:
        path, out, err = tmp_path / "batas.txt", StringIO(), StringIO()
        path.write_text(text)
        call_command("boundaries", str(path), stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return run


def test_a_file_of_sql_brings_outlines(take: Callable[[str], tuple[str, str]]) -> None:
    rows = [("35.77.01.1001", "O''Neill \\'Kartoharjo\\'", [[SQUARE]]), ("35.10.01.2001", "Sarongan", [SQUARE])]
    said, wrong = take(sql(*rows))
    assert "1 batas dimuat, 0 salah, 1 bukan dari sini" in said
    assert "Semua kecamatan dan desa sudah punya garis batas." in said
    assert wrong == ""
    found = region_at(-7.595, 111.505)
    assert found is not None
    assert found.code == "35.77.01.1001"


def test_a_file_of_geojson_brings_outlines(take: Callable[[str], tuple[str, str]]) -> None:
    rows = [
        feature({"KDPKAB": "35.77", "KDCPUM": "35.77.01", "KDEPUM": "35.77.01.1001"}, [SQUARE]),
        feature({"kode": 3577021001}, [SQUARE]),
        feature({"nama": "entah"}, [SQUARE]),
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    said, wrong = take(json.dumps({"type": "FeatureCollection", "features": rows}))
    assert "2 batas dimuat, 0 salah, 2 bukan dari sini" in said
    assert wrong == ""


def test_each_fault_is_a_sentence_and_the_rest_is_kept(take: Callable[[str], tuple[str, str]]) -> None:
    rows = [
        ("35.77.01.1001", "Kartoharjo", [SQUARE]),
        ("35.77.01.1002", "Terbuka", [SQUARE[:-1]]),
        ("35.77.01.1003", "Belanda", [[[52.1, 4.3], [52.2, 4.3], [52.2, 4.4], [52.1, 4.3]]]),
        ("35.77.01.1004", "Teks", "bukan"),
    ]
    said, wrong = take(sql(*rows).replace('"bukan"', "[[["))
    assert "1 batas dimuat, 3 salah" in said
    assert wrong.count("\n") == 3
    assert "35.77.01.1002 Kelurahan" in wrong
    assert "tidak bertemu dengan awalnya" in wrong
    assert "di luar Indonesia" in wrong
    assert "tidak terbaca" in wrong


def test_gaps_are_normal_and_said(take: Callable[[str], tuple[str, str]]) -> None:
    Boundary.objects.all().delete()
    said, _wrong = take(sql(("35.77.01.1001", "Satu", [SQUARE]), ("35.77.02", "Kecamatan", [SQUARE])))
    assert "28 belum punya garis batas" in said
    assert Boundary.objects.count() == 2  # a district is joined only when all its villages are known
    assert len(map_of({}, link=lambda code: "").missing) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "halo",
        "{",
        '{"features": 3}',
        '{"features": []}',
        "[" * 5000,
        '{"a":' * 5000,
        sql(("11.01.01.2001", "Jauh", [SQUARE])),
    ],
)
def test_what_is_no_file_of_outlines_is_refused(take: Callable[[str], tuple[str, str]], text: str) -> None:
    with pytest.raises(CommandError, match="Berkas ini"):
        take(text)
    assert Boundary.objects.count() == 30


def test_a_picture_is_no_file_of_outlines(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(make.PNG)
    for name in ("a.png", "tidak-ada.sql"):
        with pytest.raises(CommandError, match="tidak dapat dibaca"):
            call_command("boundaries", str(tmp_path / name))


# --- for the map in a form -----------------------------------------------------------------------------------------


def test_the_village_of_a_point_is_told_and_not_remembered(client: Client) -> None:
    answer = client.get("/wilayah/di/?lat={}&lon={}".format(*TOWN_SQUARE))
    found = region_at(*TOWN_SQUARE)
    assert found is not None
    assert answer.json() == {
        "code": found.code, "name": str(found), "district": found.parent_id, "within": str(found.parent)
    }  # fmt: skip
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    assert client.get("/wilayah/di/", {"lat": 1, "lon": 1}).json()["code"] == ""


@pytest.mark.parametrize(
    "query", ["", "lat=1", "lat=x&lon=y", "lat=nan&lon=1", "lat=inf&lon=1", "lat=91&lon=0", "lat=0&lon=181"]
)
def test_what_is_no_point_is_said(client: Client, query: str) -> None:
    answer = client.get(f"/wilayah/di/?{query}")
    assert answer.status_code == 400
    assert answer.json()["sentence"]


def test_looking_up_is_throttled(client: Client, settings: Any) -> None:
    settings.PLACE_LIMIT = "2/h"
    codes = [client.get("/wilayah/di/", {"lat": 1, "lon": 1}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_outlines_for_the_map(client: Client) -> None:
    answer = client.get("/wilayah/batas/")
    rows = answer.json()["rows"]
    assert sorted(code for code, *_rest in rows) == ["35.77.01", "35.77.02", "35.77.03"]
    assert all(parse(rings) for *_words, rings in rows)
    assert "max-age" in answer.headers["Cache-Control"]
    assert len(client.get("/wilayah/batas/?dalam=35.77.01").json()["rows"]) == 9
    assert client.get("/wilayah/batas/?dalam=%00x").json()["rows"] == []
