"""Any of the 514 regencies and cities from its code: the plan, pure, for all; the rows for one of each kind."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lokal import wilayah

from balairung.ground.common.calendars import ZONES
from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.common.facts import facts
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Change, Holding, Office, Post, Regency, Region
from balairung.kernel.people.organisation import build_regency
from balairung.kernel.people.standard import Plan, plan_regency
from tests.make import START


def regencies() -> Iterator[str]:
    for province in wilayah.list_wilayah():
        yield from (one.code for one in wilayah.list_wilayah(province.code))


# --- the plan ----------------------------------------------------------------------------------------------------


def test_the_plan_of_every_regency_holds_together() -> None:
    codes = list(regencies())
    totals = dict.fromkeys(("district", "village"), 0)
    for code in codes:
        plan = plan_regency(code, also=("rsud", "pdam"))
        _check_keys(plan)
        _check_lengths(plan)
        _check_command(plan)
        assert plan.zone in ZONES
        for region in plan.regions:
            totals[region.level] += 1
    assert (len(codes), totals) == (514, {"district": 7285, "village": 8496 + 75266})


def _check_keys(plan: Plan) -> None:
    keys = [office.key for office in plan.offices]
    assert len(keys) == len(set(keys))
    assert all(not office.parent or office.parent in keys for office in plan.offices)
    assert {office.region for office in plan.offices if office.region} == {region.code for region in plan.regions}


def _check_lengths(plan: Plan) -> None:
    assert all(len(region.name) <= 80 and len(region.label) <= 30 for region in plan.regions)
    for office in plan.offices:
        assert len(office.name) <= 160
        assert len(office.short) <= 60
        assert len(office.key) <= 60
        assert all(0 < len(post.title) <= 160 and "{" not in post.title for post in office.posts)


def _check_command(plan: Plan) -> None:
    """Every post but the regent's leads up to the regent; each office has one head and no title twice."""
    above = {(office.key, post.key): post.superior for office in plan.offices for post in office.posts}
    for start in above:
        rung, steps = start, 0
        while (superior := above[rung]) is not None:
            rung, steps = superior, steps + 1
            assert steps < 10
        assert rung == ("pimpinan", "bupati")
    for office in plan.offices:
        titles = [post.title for post in office.posts]
        assert len(titles) == len(set(titles))
        heads = [post for post in office.posts if post.role in ("head", "secretary", "regent")]
        assert len(heads) == 1
        assert office.posts == sorted(office.posts, key=lambda post: post.order)


def test_data_and_code_speak_of_the_same_kinds() -> None:
    data = facts("organisation")
    rows = [*data["leadership"], *(row for rows in data["posts"].values() for row in rows)]
    assert {row["role"] for row in rows} <= set(Post.Role.values)
    assert {row.get("echelon", "") for row in rows} <= set(Post.Echelon.values)
    assert set(data["posts"]) | {"leadership"} <= set(Office.Kind.values)
    assert {row["kind"] for row in data["offices"]} <= set(Office.Kind.values)
    assert sorted(code for codes in facts("time_zones").values() for code in codes) == sorted(
        one.code for one in wilayah.list_wilayah()
    )


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("35", "Provinsi Jawa Timur"),
        ("35.10.01", "35.10"),
        ("3510012001", "35.10"),
        ("99.99", "tidak dikenal"),
        ("", "tidak dikenal"),
        ("Banyuwangi", "tidak dikenal"),
        ("35.1", "tidak dikenal"),
        ("35.10; DROP", "tidak dikenal"),
        ("٣٥١٠", "tidak dikenal"),
    ],
)
def test_a_code_of_anything_else_gets_a_sentence(code: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        plan_regency(code)


def test_an_unknown_optional_office_gets_a_sentence() -> None:
    keys = {office.key for office in plan_regency("35.10").offices}
    assert "pdam" not in keys
    assert "pdam" in {office.key for office in plan_regency("35.10", also=["pdam"]).offices}
    with pytest.raises(Refused, match="pabrik"):
        plan_regency("35.10", also=["pabrik"])


# --- the rows ----------------------------------------------------------------------------------------------------

KINDS = [
    # code, districts, villages, wards, word of a district, word of a village, word of its head, zone, leader
    ("35.10", 25, 189, 28, "Kecamatan", "Desa", "Kepala Desa", "Asia/Jakarta", "Bupati"),
    ("13.03", 8, 62, 0, "Kecamatan", "Nagari", "Wali Nagari", "Asia/Jakarta", "Bupati"),
    ("13.02", None, None, None, "Kecamatan", "Nagari", "Wali Nagari", "Asia/Jakarta", "Bupati"),
    ("13.72", 2, 0, 13, "Kecamatan", "", "", "Asia/Jakarta", "Wali Kota"),
    ("33.16", None, None, None, "Kecamatan", "Desa", "Kepala Desa", "Asia/Jakarta", "Bupati"),
    ("14.08", 14, 122, 9, "Kecamatan", "Kampung", "Penghulu", "Asia/Jakarta", "Bupati"),
    ("32.11", 26, 270, 7, "Kecamatan", "Desa", "Kepala Desa", "Asia/Jakarta", "Bupati"),
    ("91.03", None, None, None, "Distrik", "Kampung", "Kepala Kampung", "Asia/Jayapura", "Bupati"),
    ("11.08", None, None, None, "Kecamatan", "Gampong", "Keuchik", "Asia/Jakarta", "Bupati"),
    ("34.01", None, None, None, "Kapanewon", "Kalurahan", "Lurah", "Asia/Jakarta", "Bupati"),
    ("81.02", None, None, None, "Kecamatan", "Ohoi", "Kepala Ohoi", "Asia/Jayapura", "Bupati"),
    ("51.71", None, None, None, "Kecamatan", "Desa", "Perbekel", "Asia/Makassar", "Wali Kota"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("expected", KINDS, ids=[row[0] for row in KINDS])
def test_each_kind_of_regency_is_built_whole(expected: tuple[object, ...]) -> None:
    code, districts, villages, wards, district, village, head, zone, leader = expected
    regency = build_regency(str(code), by=SYSTEM, at=START)
    assert regency.zone == zone
    counted = [Office.objects.filter(kind=kind).count() for kind in ("kecamatan", "desa", "kelurahan")]
    if districts is not None:
        assert counted == [districts, villages, wards]
    assert Region.objects.count() == sum(counted)
    assert {region.label for region in Region.objects.filter(level="district")} == {district}
    titles = list(Post.objects.filter(role="head", office__kind="desa").values_list("title", flat=True))
    assert all(title.startswith(str(head)) for title in titles)
    assert set(Region.objects.filter(offices__kind="desa").values_list("label", flat=True)) <= {village, "Kampung Adat"}
    assert Post.objects.get(role="regent").title == leader
    assert not Holding.objects.exists()


@pytest.mark.django_db
def test_the_line_of_command_of_a_village_is_what_the_law_says() -> None:
    build_regency("13.06", by=SYSTEM, at=START)
    line = CommandLine(START)
    nagari = Office.objects.filter(kind="desa").order_by("key")[0]
    chain = line.chain(nagari.pk, nagari.posts.get(role="village_operator").pk)
    assert [post.role for post in chain] == [
        "village_operator", "secretary_of_office", "head", "head", "assistant", "secretary", "regent",
    ]  # fmt: skip
    inspector = Office.objects.get(key="inspektorat").posts.get(role="head")
    assert inspector.superior == Post.objects.get(role="regent")


@pytest.mark.django_db
def test_building_again_changes_nothing_and_another_regency_is_refused() -> None:
    first = build_regency("3578", by=SYSTEM, at=START)
    offices = Office.objects.count()
    assert build_regency("35.78", by=SYSTEM, at=START) == first
    with pytest.raises(Refused, match="sudah melayani Kota Surabaya"):
        build_regency("35.10", by=SYSTEM, at=START)
    assert (Regency.objects.count(), Office.objects.count()) == (1, offices)
    assert list(Change.objects.values_list("verb", "note")) == [("build", "Kota Surabaya")]


@pytest.mark.django_db
def test_only_the_system_builds_and_a_wrong_zone_builds_nothing() -> None:
    with pytest.raises(NotAllowed):
        build_regency("35.10", by=CITIZEN, at=START)
    with pytest.raises(Refused, match="Asia/Tokyo"):
        build_regency("35.10", zone="Asia/Tokyo", by=SYSTEM, at=START)
    assert not Office.objects.exists()
    assert build_regency("35.10", zone="Asia/Makassar", by=SYSTEM, at=START).zone == "Asia/Makassar"


@pytest.mark.django_db
def test_the_largest_regency_needs_no_more_statements_than_its_size_in_batches() -> None:
    """879 regions and 4,600 posts in bulk: the number of statements stays two digits."""
    with CaptureQueriesContext(connection) as queries:
        build_regency("11.08", by=SYSTEM, at=START)
    assert len(queries) < 100
