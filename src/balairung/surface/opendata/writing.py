"""Rows as text: CSV, JSON, NDJSON, XML, GeoJSON. Each writer takes rows as they come and gives back pieces of text.

In CSV and XLSX a text that a spreadsheet would compute has an apostrophe before it; `bare` takes it away again, so that
nothing is lost. Numbers and dates need none.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from balairung.kernel.people.spreadsheets import FORMULA
from balairung.surface.opendata.geometry import point
from balairung.surface.opendata.shape import Dataset, Kind, Record, Value

GULP = 64 * 1024  # signs that are sent together
_GUARDED = re.compile(rf"'*[{re.escape(''.join(FORMULA))}]")


def guarded(text: str) -> str:
    """With an apostrophe before what would begin a formula, also before one that is there already."""
    return f"'{text}" if _GUARDED.match(text) else text


def bare(cell: str) -> str:
    """What was guarded."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def plain(value: Value) -> str:
    """A value as text, the same in every form: `true`, `-7.63`, `2026-11-23`, `2026-11-23T08:00:00+07:00`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def jsonable(value: Value) -> Any:
    if isinstance(value, Decimal):
        return number(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def said(dataset: Dataset, record: Record) -> dict[str, Any]:
    """One row as an object."""
    return dict(zip(dataset.names, map(jsonable, record.values), strict=True))


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def as_csv(dataset: Dataset, rows: Iterable[Record], *, raw: bool = False) -> Iterator[str]:
    """With the mark that tells spreadsheet programs that it is UTF-8; `raw` for programs of ours: no mark, no guard."""
    writer, kinds = csv.writer(_Echo()), [column.kind == Kind.TEXT for column in dataset.columns]
    yield ("" if raw else "\ufeff") + _row(writer, dataset.names)
    for record in rows:
        cells = map(plain, record.values)
        told = cells if raw else (guarded(cell) if text else cell for cell, text in zip(cells, kinds, strict=True))
        yield _row(writer, told)


def _row(writer: Any, cells: Iterable[str]) -> str:
    line: str = writer.writerow(cells)
    return line


def as_json(dataset: Dataset, rows: Iterable[Record]) -> Iterator[str]:
    """One array, an object to a line."""
    yield "["
    for place, record in enumerate(rows):
        yield (",\n" if place else "\n") + json.dumps(said(dataset, record), ensure_ascii=False)
    yield "\n]\n"


def as_ndjson(dataset: Dataset, rows: Iterable[Record]) -> Iterator[str]:
    for record in rows:
        yield json.dumps(said(dataset, record), ensure_ascii=False) + "\n"


def as_xml(dataset: Dataset, rows: Iterable[Record]) -> Iterator[str]:
    """By the convention of the dataset."""
    root, row = dataset.xml or ("rows", "row")
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>\n'
    for record in rows:
        element = Element(row)
        for name, value in zip(dataset.names, record.values, strict=True):
            SubElement(element, name).text = plain(value)
        yield tostring(element, encoding="unicode") + "\n"
    yield f"</{root}>\n"


def as_geojson(dataset: Dataset, rows: Iterable[Record]) -> Iterator[str]:
    """RFC 7946: a collection of features; one of which nobody knows the place has no geometry."""
    yield '{"type": "FeatureCollection", "features": ['
    for place, record in enumerate(rows):
        properties = said(dataset, record)
        feature = {"type": "Feature", "id": record.values[0], "geometry": _geometry(dataset, record, properties),
                   "properties": properties}  # fmt: skip
        yield (",\n" if place else "\n") + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def _geometry(dataset: Dataset, record: Record, properties: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if dataset.shaped:
        return record.shape
    return point(*(properties[name] for name in dataset.point)) if dataset.point else None


def in_gulps(pieces: Iterable[str]) -> Iterator[bytes]:
    """Few large pieces instead of a million small ones."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= GULP:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()
