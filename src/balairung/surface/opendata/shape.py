"""What a dataset is: its words, its columns, and how its rows are read. Everything else is made from that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.text import for_xml

Value = str | int | float | Decimal | bool | date | datetime | None
Words = str | Promise
Span = tuple[datetime, datetime]


class Kind(StrEnum):
    """What a column holds, in the words of Frictionless Table Schema."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DAY = "date"
    MOMENT = "datetime"
    YES = "boolean"

    @property
    def words(self) -> Words:
        return KIND_WORDS[self]


KIND_WORDS: dict[str, Words] = {
    Kind.TEXT: _("teks"), Kind.INTEGER: _("bilangan bulat"), Kind.NUMBER: _("bilangan"), Kind.DAY: _("tanggal"),
    Kind.MOMENT: _("tanggal dan jam"), Kind.YES: _("ya atau tidak"),
}  # fmt: skip


class Often(StrEnum):
    """How often it changes, in the codes of the EU's frequency list, which DCAT points at."""

    CONTINUOUS = "CONT"
    MONTHLY = "MONTHLY"
    TWICE_A_YEAR = "ANNUAL_2"
    YEARLY = "ANNUAL"
    IRREGULAR = "IRREG"

    @property
    def words(self) -> Words:
        return OFTEN_WORDS[self]


OFTEN_WORDS: dict[str, Words] = {
    Often.CONTINUOUS: _("setiap saat"), Often.MONTHLY: _("setiap bulan"), Often.TWICE_A_YEAR: _("setiap semester"),
    Often.YEARLY: _("setiap tahun"), Often.IRREGULAR: _("sewaktu-waktu"),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, and what stands in it for people."""

    name: str
    meaning: Words
    kind: Kind = Kind.TEXT
    unit: Words = ""


@dataclass(frozen=True)
class Change:
    """What became different about a dataset itself, and when."""

    on: date
    words: Words


@dataclass(frozen=True)
class Asked:
    """Which rows: all, those after the one with this key, those of a month; so many at a time."""

    now: datetime
    after: str = ""
    month: str = ""
    handful: int = 500


class Record(NamedTuple):
    """One row; `shape` is its outline as a GeoJSON geometry, where the dataset has outlines."""

    values: tuple[Value, ...]
    shape: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Dataset:
    """One table that everybody may have. The first column is the key of its rows, and they come in a fixed order."""

    key: str
    title: Words
    lede: Words
    answers: tuple[Words, ...]  # what a citizen can find out with it
    columns: tuple[Column, ...]
    rows: Callable[[Asked], Iterator[Record]]
    often: Often
    page: str  # the name of the address where people read the same
    office: Words  # who answers for it: the "produsen data" of Perpres 39/2019
    changes: tuple[Change, ...]
    keywords: tuple[str, ...] = ()
    when: str = ""  # the column that says of which time a row is
    point: tuple[str, str] | None = None  # columns of latitude and longitude
    shaped: bool = False
    source: Words = ""  # where it comes from, when that is not this house
    months: Callable[[str], list[Span]] | None = None  # where it may be asked for by month
    stamp: Callable[[], object] | None = None  # another one whenever anything of it was written
    touched: Callable[[], datetime | None] | None = None  # when that was last, as far as everybody may know
    xml: tuple[str, str] | None = None  # root and row, where there is a convention for it

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def mapped(self) -> bool:
        return self.shaped or self.point is not None


def tidy(record: Record, zone: ZoneInfo) -> Record:
    """What every form is written from: nothing instead of emptiness, local moments to the second, honest letters."""
    return Record(tuple(_tidied(value, zone) for value in record.values), record.shape)


def _tidied(value: Any, zone: ZoneInfo) -> Value:
    if isinstance(value, str):
        return for_xml(value).replace("\r\n", "\n").replace("\r", "\n") or None
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(microsecond=0)
    found: Value = value
    return found


def lines(parts: Iterable[Words]) -> str:
    """Several things in one cell, a line each."""
    return "\n".join(str(part) for part in parts if part)
