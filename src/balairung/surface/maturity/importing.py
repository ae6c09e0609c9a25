"""Indices from a spreadsheet: each fault a sentence with its line; taken as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote

from django.db import transaction
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.spreadsheets import MOST_SIGNS, Row, Sheet, csv_lines
from balairung.surface.maturity import access
from balairung.surface.maturity.instruments import HIGHEST, KEYS, LOWEST, Instrument, instrument
from balairung.surface.maturity.models import ImportedIndex
from balairung.surface.maturity.published import DOMAINS, published

ADD, CHANGE, SAME, BAD = "add", "change", "same", "bad"
NEEDED = ("code", "name", "year", "instrument", "index", "source")
SHEET = Sheet("indeks", gettext_lazy("Indeks daerah lain"), (*NEEDED[:5], *DOMAINS, "source"), NEEDED)
EXAMPLE = ("35.10", "Kabupaten Banyuwangi", 2024, "spbe-2020", "4.77", "5.00", "4.60", "4.36", "4.94", "LHE SPBE 2024")
LONGEST = {"name": 160, "source": 300}
FIELDS = ["name", "instrument_key", "index", "domains", "source", "imported_at", "imported_by"]

#: 35.10, 3510, ID; a spreadsheet that took it for a number wrote 35.1 or 35,1.
_CODE = re.compile(r"(?P<province>[1-9]\d)(?:[.,]?(?P<own>\d\d)|[.,](?P<cut>\d))?")
_NUMBER = re.compile(r"\d[.,]\d{1,2}0*|\d")
#: What stands there when a file was read in another alphabet than it was written in.
_SPOILT = re.compile("\ufffd|[ÃÂ][\u0080-\u00bf]|â€")


@dataclass(frozen=True)
class Given:
    """One row as it will be kept."""

    code: str
    name: str
    year: int
    key: str
    index: Decimal
    domains: dict[str, str]
    source: str


@dataclass(frozen=True)
class Line:
    """What a row does: added, changed, there already, or bad with the sentence that says why."""

    number: int
    verdict: str
    what: str
    sentence: str = ""
    given: Given | None = None


@dataclass(frozen=True)
class Preview:
    lines: Sequence[Line]
    commas: str = ""  # one of the numbers that were written with a comma

    def of(self, verdict: str) -> list[Line]:
        return [line for line in self.lines if line.verdict == verdict]


def template() -> str:
    """An empty table with one row as an example, as a link that carries its file."""
    return "data:text/csv;charset=utf-8," + quote("".join(csv_lines(SHEET.columns, [EXAMPLE])))


def rehearse(rows: Sequence[Row], *, at: datetime) -> Preview:
    """What would change; nothing is written. Two queries at most."""
    known = _known()
    seen: dict[tuple[str, int], int] = {}
    lines = [_line(row, known, seen, at) for row in rows]
    return Preview(lines, next(filter(None, map(_comma, rows)), ""))


@transaction.atomic
def bring_indices(*, rows: Sequence[Row], by: Actor, at: datetime) -> int:
    """Keep the whole file or nothing; return how many indices are new or changed."""
    require(access.can_open(by))
    found = rehearse(rows, at=at)
    if found.of(BAD):
        raise Refused(_("Ada baris yang salah, jadi tidak satu pun dimasukkan. Perbaiki berkasnya, lalu unggah lagi."))
    moving = [line.given for line in found.lines if line.verdict in (ADD, CHANGE) and line.given]
    kept = [
        ImportedIndex(
            code=one.code, name=one.name, year=one.year, instrument_key=one.key, index=one.index, domains=one.domains,
            source=one.source, imported_at=at, imported_by_id=by.person_id,
        )
        for one in moving
    ]  # fmt: skip
    ImportedIndex.objects.bulk_create(
        kept, batch_size=500, update_conflicts=True, unique_fields=["code", "year"], update_fields=FIELDS
    )
    return len(moving)


Known = dict[tuple[str, int], Given]


def _known() -> Known:
    """What is shown now, by region and year: what was brought here covers what the house ships."""
    known: Known = {}
    for one in published():
        parts = {name: f"{value:.2f}" for name, value in one.domains.items()}
        known[one.code, one.year] = Given(
            one.code, one.name, one.year, one.instrument, one.index, parts, one.source
        )  # fmt: skip
    for row in ImportedIndex.objects.all():
        known[row.code, row.year] = Given(
            row.code, row.name, row.year, row.instrument_key, row.index, row.domains, row.source
        )  # fmt: skip
    return known


def _line(row: Row, known: Known, seen: dict[tuple[str, int], int], at: datetime) -> Line:
    try:
        given = _given(row, at)
        _once(row, given, seen)
    except Refused as refusal:
        return Line(row.number, BAD, row["name"][:80], str(refusal))
    before = known.get((given.code, given.year))
    facts = {"name": given.name, "year": given.year, "index": written(given.index)}
    if before is None:
        return Line(row.number, ADD, _("%(name)s %(year)d: %(index)s") % facts, given=given)
    if before == given:
        return Line(row.number, SAME, _("%(name)s %(year)d: %(index)s") % facts, given=given)
    facts["before"] = written(before.index)
    words = _("%(name)s %(year)d: dari %(before)s menjadi %(index)s")
    if before.index == given.index:
        words = _("%(name)s %(year)d: tetap %(index)s, keterangannya diganti")
    if before.name != given.name:
        facts["other"] = before.name
        words = _("%(name)s %(year)d: dari %(before)s menjadi %(index)s; kode ini sebelumnya bernama %(other)s")
    return Line(row.number, CHANGE, words % facts, given=given)


def written(index: Decimal) -> str:
    """With two decimals, as the reader's language writes them."""
    return str(number_format(index, 2))


def _once(row: Row, given: Given, seen: dict[tuple[str, int], int]) -> None:
    first = seen.setdefault((given.code, given.year), row.number)
    if first != row.number:
        facts = {"code": given.code, "year": given.year, "first": first}
        raise Refused(_("Wilayah %(code)s tahun %(year)d sudah ada pada baris %(first)d.") % facts)


# --- one row, cell by cell -------------------------------------------------------------------------------------------


def _given(row: Row, at: datetime) -> Given:
    for column, value in row.values.items():
        if len(value) > LONGEST.get(column, MOST_SIGNS):
            raise Refused(_("Kolom “%(column)s” terlalu panjang.") % {"column": column})
    one = _instrument(_needed(row, "instrument"))
    year = _year(_needed(row, "year"), one, at)
    domains = {name: f"{_index(name, row[name]):.2f}" for name in DOMAINS if row[name]}
    return Given(
        _code(_needed(row, "code")), _words(row, "name"), year, one.key, _index("index", _needed(row, "index")),
        domains, _words(row, "source"),
    )  # fmt: skip


def _needed(row: Row, column: str) -> str:
    if not row[column]:
        raise Refused(_("Kolom “%(column)s” kosong.") % {"column": column})
    return row[column]


def _words(row: Row, column: str) -> str:
    text = _needed(row, column)
    if _SPOILT.search(text):
        raise Refused(_("Huruf pada kolom “%(column)s” rusak. Simpan berkasnya sebagai CSV UTF-8, lalu unggah lagi.")
                      % {"column": column})  # fmt: skip
    if not any(sign.isalpha() for sign in text):
        facts = {"column": column, "text": text[:40]}
        raise Refused(_("Kolom “%(column)s” berisi “%(text)s”, bukan kata-kata. Periksa pemisah kolomnya.") % facts)
    return text


def _code(text: str) -> str:
    if text.upper() == "ID":
        return "ID"
    found = _CODE.fullmatch(text)
    if found is None:
        raise Refused(_("Kode wilayah “%(text)s” ditulis seperti 35.10, 35, atau ID.") % {"text": text[:20]})
    own = found["own"] or (f"{found['cut']}0" if found["cut"] else "")
    return f"{found['province']}.{own}" if own else found["province"]


def _instrument(text: str) -> Instrument:
    key = text.lower()
    if key not in KEYS:
        facts = {"key": text[:40], "known": ", ".join(KEYS)}
        raise Refused(_("Instrumen “%(key)s” tidak dikenal. Yang ada: %(known)s.") % facts)
    return instrument(key)


def _year(text: str, one: Instrument, at: datetime) -> int:
    last = min(localdate(at).year, one.last_year or localdate(at).year)
    if not (text.isascii() and text.isdigit() and len(text) == 4 and one.first_year <= int(text) <= last):
        facts = {"text": text[:20], "title": one.title, "first": one.first_year, "last": last}
        raise Refused(_("Tahun “%(text)s”: %(title)s dipakai untuk tahun %(first)d sampai %(last)d.") % facts)
    return int(text)


def _index(column: str, text: str) -> Decimal:
    """`2,35` and `2.35` are the same; never rounded in silence."""
    facts = {"column": column, "text": text[:20]}
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", text, re.ASCII):
        raise Refused(_("Kolom “%(column)s”: “%(text)s” bukan angka. Tulis seperti 2,35.") % facts)
    value = Decimal(text.replace(",", "."))
    if not LOWEST <= value <= HIGHEST:
        words = _("Kolom “%(column)s”: %(text)s di luar 1 sampai 5. Bila angka Anda memakai koma, pisahkan kolom "
                  "dengan titik koma.")  # fmt: skip
        raise Refused(words % facts)
    if not _NUMBER.fullmatch(text):
        raise Refused(_("Kolom “%(column)s”: %(text)s punya lebih dari dua angka di belakang koma.") % facts)
    return value


def _comma(row: Row) -> str:
    return next((row[name] for name in ("index", *DOMAINS) if re.fullmatch(r"\d,\d+", row[name])), "")
