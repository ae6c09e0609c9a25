"""Every form says the same rows: whatever is written is read again by somebody else's program."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from balairung.surface.opendata import parquet, workbooks, writing
from balairung.surface.opendata.formats import raw_csv
from balairung.surface.opendata.geometry import multi_polygon
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record, tidy

ZONE = ZoneInfo("Asia/Jakarta")
COLUMNS = (
    Column("id", "kunci"), Column("kata", "kata"), Column("jumlah", "jumlah", Kind.INTEGER),
    Column("uang", "uang", Kind.NUMBER, "rupiah"), Column("hari", "hari", Kind.DAY),
    Column("saat", "saat", Kind.MOMENT), Column("ya", "ya", Kind.YES), Column("lat", "lintang", Kind.NUMBER),
    Column("long", "bujur", Kind.NUMBER),
)  # fmt: skip
ODD = ('=HYPERLINK("http://jahat.contoh")', "+62", "-1", "@a", "\tx", "'=1", "''", 'ia bilang "ya",\nlalu pergi', "😀",
       "a\r\nb", "\x00\x0b", " tepi ", "null", "#N/A", "")  # fmt: skip


def nothing(asked: Asked) -> Any:
    return iter(())


UJI = Dataset(
    key="uji", title="Uji", lede="Diuji.", answers=("Apa?",), columns=COLUMNS, rows=nothing, often=Often.IRREGULAR,
    page="home", office="Kantor", changes=(Change(date(2026, 11, 23), "Dibuka."),), point=("lat", "long"),
    xml=("baris", "satu"),
)  # fmt: skip
words = st.one_of(st.sampled_from(ODD), st.text(max_size=20))
maybe_number = st.one_of(st.none(), st.decimals(-180, 180, places=5))
moments = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, ZONE))
rows = st.lists(
    st.tuples(
        words, words, st.one_of(st.none(), st.integers(-(2**40), 2**40)), maybe_number,
        st.one_of(st.none(), st.dates(date(1980, 1, 1), date(2100, 1, 1))), st.one_of(st.none(), moments),
        st.one_of(st.none(), st.booleans()), maybe_number, maybe_number,
    ),
    max_size=6,
)  # fmt: skip
Values = list[tuple[Any, ...]]


def tidied(found: Sequence[tuple[Any, ...]]) -> list[Record]:
    return [tidy(Record((str(place), *row[1:])), ZONE) for place, row in enumerate(found)]


def wanted(records: Sequence[Record]) -> Values:
    return [tuple(map(comparable, record.values)) for record in records]


def comparable(value: Any) -> Any:
    """Decimals by their amount: 1.50 and 1.5 are the same."""
    return float(value) if isinstance(value, Decimal) else value


def read(kind: Kind, text: Any) -> Any:
    """A cell as a program reads it that knows the schema."""
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        return float(text) if kind == Kind.NUMBER else text
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.TEXT: str, Kind.INTEGER: int, Kind.NUMBER: float, Kind.DAY: date.fromisoformat,
        Kind.MOMENT: datetime.fromisoformat, Kind.YES: "true".__eq__,
    }  # fmt: skip
    return readers[kind](text)


def typed(found: Sequence[Sequence[Any]], clean: Callable[[str], str] = str) -> Values:
    kinds = [column.kind for column in COLUMNS]
    cells = [
        [clean(cell) if kind == Kind.TEXT and isinstance(cell, str) else cell
         for kind, cell in zip(kinds, row, strict=True)] for row in found
    ]  # fmt: skip
    return [tuple(read(kind, cell) for kind, cell in zip(kinds, row, strict=True)) for row in cells]


def objects(found: Sequence[dict[str, Any]]) -> Values:
    return typed([[one[column.name] for column in COLUMNS] for one in found])


@given(rows)
def test_text_forms_say_the_same(found: Values) -> None:
    records = tidied(found)
    same = wanted(records)
    names, *lines = csv.reader(io.StringIO("".join(writing.as_csv(UJI, records)), newline=""))
    assert names == ["\ufeffid", *UJI.names[1:]]
    assert typed(lines, writing.bare) == same
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for line in lines for cell in line)
    assert all(float(cell) for line in lines for cell in line if cell.startswith("-"))  # numbers, and nothing else
    assert objects(json.loads("".join(writing.as_json(UJI, records)))) == same
    assert objects([json.loads(one) for one in writing.as_ndjson(UJI, records)]) == same
    root = ElementTree.fromstring("".join(writing.as_xml(UJI, records)))
    assert typed([[cell.text for cell in row] for row in root]) == same
    features = json.loads("".join(writing.as_geojson(UJI, records)))["features"]
    assert objects([one["properties"] for one in features]) == same
    for one, record in zip(features, records, strict=True):
        lat, long = record.values[-2:]
        placed = lat is not None and long is not None
        assert one["geometry"] == (
            {"type": "Point", "coordinates": [float(str(long)), float(str(lat))]} if placed else None
        )


@given(rows)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_workbooks_say_the_same(tmp_path: Path, found: Values) -> None:
    records = tidied(found)
    path = tmp_path / "uji.xlsx"
    list(workbooks.write(path, UJI, records))
    book = load_workbook(path)
    table: list[list[Any]] = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    names, *lines = table
    assert names == list(UJI.names)
    assert not any(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)
    for line in lines:
        line[4] = line[4] and line[4].date()
        line[5] = line[5] and line[5].replace(tzinfo=ZONE)
    assert typed(lines, writing.bare) == wanted(records)


def test_a_workbook_that_is_full_goes_on_on_the_next_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 4)
    path = tmp_path / "uji.xlsx"
    list(workbooks.write(path, UJI, tidied([("", str(n), n, None, None, None, None, None, None) for n in range(7)])))
    book = load_workbook(path)
    assert book.sheetnames == ["Data", "Data 2", "Data 3", "Keterangan"]
    numbers = [[row[2] for row in page.iter_rows(min_row=2, values_only=True)] for page in book.worksheets[:3]]
    assert numbers == [[0, 1, 2], [3, 4, 5], [6]]
    assert book.worksheets[0]["A1"].value == book.worksheets[2]["A1"].value == "id"
    assert ["kata", "kata"] in [list(row) for row in book.worksheets[3].iter_rows(values_only=True)]


def test_parquet_says_the_same(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    full = [("", odd, 2**40, Decimal("-7.62983"), date(2026, 11, 23), datetime(2026, 11, 23, 8, tzinfo=ZONE), True,
             Decimal("-0.50000"), None) for odd in ODD]  # fmt: skip
    records = tidied([*full, ("", None, None, None, None, None, None, None, None)])
    source, path = tmp_path / "it's.csv", tmp_path / "it's.parquet"
    source.write_bytes(b"".join(writing.in_gulps(raw_csv(UJI, records))))
    list(parquet.write([parquet.Job(path, UJI, source)], tmp_path))
    told = duckdb.connect().execute(
        "SELECT * EXCLUDE (saat), epoch(saat) FROM read_parquet(?) ORDER BY CAST(id AS INT)", [str(path)]
    )
    found = [(*row[:5], row[8] and datetime.fromtimestamp(row[8], ZONE), *row[5:8]) for row in told.fetchall()]
    assert found == wanted(records)
    with pytest.raises(parquet.NotWritten):
        list(parquet.write([parquet.Job(tmp_path / "x.parquet", UJI, tmp_path / "nothing.csv")], tmp_path))


# --- shapes ------------------------------------------------------------------------------------------------------


def square(south: int, west: int, size: int) -> list[tuple[int, int]]:
    return [(south, west), (south, west + size), (south + size, west + size), (south + size, west)]


def test_a_lake_is_a_hole_and_an_island_in_it_a_polygon() -> None:
    """Whichever way round they were drawn, outer rings go against the clock and holes with it (RFC 7946, 3.1.6)."""
    land, lake, island = (
        square(-800_000, 11_000_000, 9000),
        square(-799_000, 11_001_000, 5000),
        square(-798_000, 11_002_000, 900),
    )
    far = square(-700_000, 11_000_000, 100)
    for turned in (land, land[::-1]):
        told = multi_polygon([island, far, lake[::-1], turned])
        assert told["type"] == "MultiPolygon"
        assert [len(polygon) for polygon in told["coordinates"]] == [2, 1, 1]
        for polygon in told["coordinates"]:
            signs = [sum(x * b - a * y for (x, y), (a, b) in itertools.pairwise(ring)) > 0 for ring in polygon]
            assert signs == [True, *[False] * (len(polygon) - 1)]
            assert all(ring[0] == ring[-1] for ring in polygon)
        assert told["coordinates"][0][0][0][0] == 110.0  # the longitude comes first
