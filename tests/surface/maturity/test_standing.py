"""Where a regency stands among its like, counted again by hand."""

from decimal import Decimal

from balairung.surface.maturity.published import Kind, Published, published, source_of, standing


def row(code: str, index: str, year: int = 2024) -> Published:
    return Published(code, code, year, "spbe-2020", Decimal(index), {}, "le-2024 Tabel 1")


ROWS = [row("ID", "3.12"), row("35", "4.43"), row("35.10", "4.77"), row("35.11", "3.00"), row("32.11", "4.51"),
        row("35.78", "4.90"), row("35.12", "4.51"), row("35.13", "4.99", 2023)]  # fmt: skip


def test_regencies_are_compared_with_regencies_of_the_same_year() -> None:
    found = standing(Decimal("4.51"), "35.09", 2024, ROWS)
    assert [other.code for other in found.others] == ["35.10", "32.11", "35.12", "35.11"]
    assert (found.place, found.median) == (2, Decimal("4.51"))
    assert found.above == ROWS[2]
    assert standing(Decimal("4.78"), "35.09", 2024, ROWS).above is None
    assert [other.code for other in standing(Decimal("4.77"), "35.10", 2024, ROWS).others] == [
        "32.11",
        "35.12",
        "35.11",
    ]
    assert standing(Decimal("3.00"), "35.10", 2020, ROWS).median is None


def test_each_code_tells_its_kind() -> None:
    kinds = {one.code: one.kind for one in ROWS}
    assert (kinds["ID"], kinds["35"], kinds["35.10"], kinds["35.78"]) == (
        Kind.NATION, Kind.PROVINCE, Kind.REGENCY, Kind.CITY,
    )  # fmt: skip


def test_what_is_shipped_has_its_kinds_and_its_sources() -> None:
    cities = [one for one in published() if one.kind is Kind.CITY]
    assert len({one.code for one in cities}) > 90
    assert all(one.name.startswith("Kota") for one in cities)
    assert all(one.name.startswith("Kabupaten") for one in published() if one.kind is Kind.REGENCY)
    banyuwangi = next(one for one in published() if (one.code, one.year) == ("35.10", 2024))
    assert (banyuwangi.index, banyuwangi.domains["policy"]) == (Decimal("4.77"), Decimal("5.00"))
    assert source_of(banyuwangi).startswith("Kementerian PANRB, Laporan Pelaksanaan Evaluasi SPBE 2024, Tabel ")
