"""Ourselves beside others: whose figure counts, where it puts us, and the page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Regency
from balairung.surface.maturity import actions, comparing, plots
from balairung.surface.maturity.comparing import Field, Origin, Own, field_of, narrowed
from balairung.surface.maturity.models import ImportedIndex, Stage
from balairung.surface.maturity.published import Kind, Published, published
from tests import make
from tests.surface.maturity.assessed import AT, Team, given, shown, team

PAGE = "/kerja/kematangan/banding/"


def row(code: str, index: str, year: int = 2024, **parts: str) -> Published:
    domains = {name: Decimal(value) for name, value in parts.items()}
    return Published(code, f"Daerah {code}", year, "spbe-2020", Decimal(index), domains, "le-2024 Tabel 9")


def own(index: str, year: int = 2024) -> Own:
    return Own(year, "spbe-2020", Decimal(index), Origin.PUBLISHED, {}, "kami")


def field(*rows: Published, ours: dict[int, str] | None = None) -> Field:
    return Field("35.10", "Kita", rows, {year: own(index, year) for year, index in (ours or {}).items()})


# --- pure ------------------------------------------------------------------------------------------------------------

ROWS = [row("ID", "3.12"), row("35", "4.43"), row("35.10", "1.11"), row("35.11", "3.00"), row("35.12", "2.00"),
        row("35.71", "5.00"), row("32.01", "3.00")]  # fmt: skip


def test_we_stand_among_our_like_in_our_year_and_our_own_row_is_never_somebody_else() -> None:
    (year,) = field(*ROWS, ours={2024: "2.50"}).years
    assert year.standing is not None
    assert [other.code for other in year.others] == ["32.01", "35.11", "35.12"]  # no city, no province, not ourselves
    assert (year.standing.place, year.total, year.median) == (3, 4, Decimal("3.00"))
    assert year.standing.above is not None
    assert year.standing.above.code == "35.11"
    assert year.nation is not None
    assert year.nation.index == Decimal("3.12")


def test_equal_indices_share_their_place_in_the_list_and_ours_stands_in_it() -> None:
    listed = field(*ROWS, ours={2024: "2.50"}).listing(2024, Kind.REGENCY)
    assert [(one.place, one.one.code, one.ours) for one in listed] == [
        (1, "32.01", False), (1, "35.11", False), (3, "35.10", True), (4, "35.12", False)
    ]  # fmt: skip
    cities = field(*ROWS, ours={2024: "2.50"}).listing(2024, Kind.CITY)
    assert [one.one.code for one in cities] == ["35.71"]


def test_the_year_to_begin_with_is_the_last_in_which_we_stand_among_others() -> None:
    later = row("35.11", "3.10", 2025)
    assert (newest := field(*ROWS, later, ours={2024: "2.50"}).newest())
    assert newest.year == 2024
    assert (without := field(*ROWS, later).newest())
    assert (without.year, without.standing) == (2025, None)
    assert Field("", "", ()).newest() is None


def test_a_search_finds_names_provinces_and_codes() -> None:
    listed = field(*published()).listing(2024, Kind.REGENCY)
    assert {one.one.name for one in narrowed(listed, "BANYU")} >= {"Kabupaten Banyuwangi", "Kabupaten Banyumas"}
    assert {one.one.province for one in narrowed(listed, "jawa timur")} == {"35"}
    assert [one.one.name for one in narrowed(listed, "35.19")] == ["Kabupaten Madiun"]
    assert narrowed(listed, "atlantis") == []
    assert narrowed(listed, "") == listed


def test_all_regencies_over_eight_years_stand_somewhere() -> None:
    codes = [f"{province}.{number:02}" for province in range(11, 28) for number in range(1, 32)][:514]
    rows = [row(code, f"{1 + (place * 7 + year) % 400 / 100:.2f}", year)
            for year in range(2018, 2026) for place, code in enumerate(codes)]  # fmt: skip
    assert len(rows) == 514 * 8

    found = field(*rows, ours=dict.fromkeys(range(2018, 2026), "2.35"))
    for one in found.years:
        higher = sum(other.year == one.year and other.index > Decimal("2.35") for other in rows)
        assert one.standing is not None
        assert one.standing.place == 1 + higher


# --- drawings --------------------------------------------------------------------------------------------------------


def test_a_line_is_broken_where_the_measure_changes() -> None:
    eras = {2019: "SPBE 2018", 2020: "SPBE 2018", 2021: "SPBE 2020", 2023: "SPBE 2020"}
    values = {2019: Decimal(2), 2020: Decimal(3), 2021: Decimal(1), 2023: Decimal(5), 1999: Decimal(4)}
    found = plots.trend(eras, [("Kita", values), ("Nasional", {})])
    assert [len(piece.split()) for piece in found.lines[0].pieces] == [2, 2]
    assert len(found.lines[0].marks) == 4  # a year that is not drawn has no mark
    assert found.lines[1].pieces == ()
    assert [era.name for era in found.eras] == ["SPBE 2018", "SPBE 2020"]
    heights = [float(point.split(",")[1]) for piece in found.lines[0].pieces for point in piece.split()]
    assert (max(heights), min(heights)) == (found.ground, found.top)  # 1 lies on the ground, 5 under the top
    assert len(plots.trend({2024: "x"}, [("Kita", {2024: Decimal(3)})]).years) == 1


def test_every_region_is_one_dot_and_close_ones_stand_on_each_other() -> None:
    found = plots.strip([Decimal("2.00"), Decimal("2.04"), Decimal("5.00")], [(1, "Kita", Decimal("2.35"))], None)
    dots = [dot.split("h")[0].split() for dot in found.dots.split("M")[1:]]
    assert len(dots) == 3
    assert dots[0][0] == dots[1][0] != dots[2][0]
    assert dots[0][1] != dots[1][1]
    assert (found.middle, found.pins[0].name) == ("", "Kita")
    crowd = plots.strip([Decimal(3)] * 500, [], Decimal(3))
    assert crowd.dots.count("M") == 500
    assert crowd.height < 250


# --- whose figure counts ---------------------------------------------------------------------------------------------


@pytest.fixture
def house(settings: Settings) -> Team:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=AT)
    return team()


def brought(code: str, index: str, year: int, key: str = "spbe-2020", name: str = "Kota Lain") -> None:
    ImportedIndex.objects.create(
        code=code, name=name, year=year, instrument_key=key, index=Decimal(index), source="LHE", imported_at=AT
    )


def our(counted: bool = True) -> dict[int, tuple[str, str]]:
    found = field_of(the_regency(), counted=counted).own
    return {year: (str(one.index), one.origin.value) for year, one in found.items()}


@pytest.mark.django_db
def test_the_result_from_outside_stands_over_the_table_and_a_counted_one_stands_last(house: Team) -> None:
    given(house, dict.fromkeys(range(1, 21), Decimal(3)))
    shown(house, 19, 1)
    shown(house, 19, 2)
    assert our() == {2023: ("4.45", "published"), 2024: ("4.57", "published"), 2026: ("1.10", "counted")}
    assert 2026 not in our(counted=False)
    given(house, dict.fromkeys(range(1, 20), Decimal("2.5")), Stage.EXTERNAL)
    assert our()[2026] == ("1.10", "counted")  # one level is not known
    given(house, {20: Decimal("2.5")}, Stage.EXTERNAL)
    assert our()[2026] == our(counted=False)[2026] == ("2.50", "external")
    brought("35.77", "3.33", 2024)
    assert our()[2024] == ("3.33", "published")
    older = actions.open_assessment(year=2024, key="spbe-2020", by=house.secretary, at=AT)
    for number in range(1, 48):
        level = Decimal(4 if number > 37 else 2)
        actions.give_level(older, number=number, stage=Stage.EXTERNAL, level=level, by=house.secretary, at=AT)
    assert our()[2024] == ("2.58", "external")  # 29 % of the weight stands two levels higher
    result = field_of(the_regency(), counted=True).own[2024]
    assert result.domains == {"policy": 2, "governance": 2, "management": 2, "service": Decimal("3.27")}


@pytest.mark.django_db
def test_what_was_brought_covers_what_is_shipped(house: Team) -> None:
    brought("35.19", "2.22", 2024, name="Kabupaten Madiun")
    found = {(one.code, one.year): one.index for one in comparing.every()}
    assert (found["35.19", 2024], found["35.19", 2023]) == (Decimal("2.22"), Decimal("4.30"))
    assert len(found) == len(comparing.every()) == len(published())


@pytest.mark.django_db
def test_an_invented_regency_with_anothers_code_does_not_get_its_figures(house: Team) -> None:
    Regency.objects.update(name="Kota Khayalan")
    assert field_of(Regency.objects.get(), counted=False).own == {}


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def client_of(house: Team) -> Callable[..., Client]:
    def enter(office: str = "dinkes", role: str = "head") -> Client:
        client = Client()
        client.force_login(make.account(make.holder(office, role)))
        return client

    return enter


@pytest.mark.django_db
def test_the_page_says_where_we_stand_and_from_where_each_figure_is(client_of: Callable[..., Client]) -> None:
    text = client_of().get(PAGE).text
    for words in (
        "Tahun 2024, Indeks SPBE 2020", "4,57", "dari 93 kota yang indeksnya kami ketahui", "Tepat di atas kita:",
        "indeks nasional", "3,12",
        "Sumber indeks kita: Kementerian PANRB, Laporan Pelaksanaan Evaluasi SPBE 2024, Tabel 32",
        "Dari tahun ke tahun", "Median kota lain",
    ):  # fmt: skip
        assert words in text, words
    assert "Masukkan indeks daerah lain" not in text
    assert "Bagian demi bagian" not in text
    listed = client_of("dinkes", "staff").get(f"{PAGE}?jenis=regency&kata=madiun").text
    assert "Kabupaten Madiun" in listed
    assert "Provinsi Jawa Timur" in listed


@pytest.mark.django_db
def test_up_to_three_others_are_compared_part_by_part(client_of: Callable[..., Client]) -> None:
    client = client_of()
    text = client.get(f"{PAGE}?tahun=2024&banding=35.19&banding=35.78").text
    for words in ("Bagian demi bagian", "Tata kelola", "Manajemen", "4,76", "Kota Surabaya", "Lepas"):
        assert words in text, words
    assert "banding=35.78" in text  # taking one out keeps the other
    four = client.get(f"{PAGE}?tahun=2024&banding=35.19&banding=35.78&banding=35.73&banding=35.10").text
    assert "Paling banyak tiga daerah" in four
    assert four.count('class="compare-bar ') == 4 * 4  # four parts of ourselves and three others


STRANGE = {
    "tahun=1999": "Tahun “1999” tidak ada pada daftar, jadi yang tampil tahun 2024.",
    "tahun=%00&halaman=x&jenis=desa": "Jenis daerah itu tidak kami kenal",
    "banding=99.99": "“99.99” tidak punya indeks tahun 2024",
    "tahun=2018&banding=35.19": "“Kabupaten Madiun” tidak punya indeks tahun 2018",
    "tahun=2018": "Indeks kita untuk tahun 2018 belum diketahui.",
    "kata=atlantis": "Tidak ada daerah yang cocok",
    "kata=%3Cscript%3Ex": 'value="&lt;script&gt;x"',
    "banding=35.77": "Daftar tahun 2024",
}


@pytest.mark.django_db
def test_a_filter_that_finds_nothing_is_answered_kindly(client_of: Callable[..., Client]) -> None:
    client = client_of()
    for query, words in STRANGE.items():
        answer = client.get(f"{PAGE}?{query}")
        assert (answer.status_code, words in answer.text) == (200, True), query
    assert "tidak punya indeks" not in client.get(f"{PAGE}?banding=35.77").text  # ourselves are always in it


@pytest.mark.django_db
def test_a_counted_index_is_said_to_be_our_own_counting(client_of: Callable[..., Client], house: Team) -> None:
    given(house, dict.fromkeys(range(1, 21), Decimal(3)))
    client = client_of()
    text = client.get(f"{PAGE}?tahun=2026").text
    assert "masih hitungan sendiri" in text
    assert "Indeks daerah lain untuk tahun 2026 belum ada" in text
    assert "masih hitungan sendiri" not in client.get(f"{PAGE}?tahun=2024").text


@pytest.mark.django_db
def test_a_thousand_rows_cost_as_many_queries_as_none(
    client_of: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 31):
        brought(f"36.{number:02}", "2.50", 2024, name=f"Kabupaten {number}")
    client = client_of()
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        client.get(f"{PAGE}?tahun=2024&jenis=regency&banding=35.19")


@pytest.mark.django_db
def test_nobody_from_outside_reads_it(house: Team) -> None:
    assert Client().get(PAGE).status_code == 302
