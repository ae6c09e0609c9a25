"""A row becomes a report: what is filed, since when, how it stands, and in words what has no place of its own here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text, plain
from balairung.kernel.obligations.models import State
from balairung.kernel.people.contacts import clean_email, clean_phone
from balairung.kernel.people.models import Office, Region
from balairung.rooms.complaints.filing.report import Report
from balairung.rooms.complaints.filing.titles import make_title
from balairung.rooms.complaints.intake.columns import BY_KEY, Recognised
from balairung.rooms.complaints.intake.dates import read_date, read_moment
from balairung.rooms.complaints.intake.places import Directory
from balairung.rooms.complaints.intake.reading import Table
from balairung.rooms.complaints.intake.statuses import YES, is_disposed, read_class, read_kind, read_state
from balairung.rooms.complaints.lapor.exporting import SOURCE
from balairung.rooms.complaints.models import Complaint

LONGEST = 20_000  # signs of a report
LONGEST_TITLE, LONGEST_NAME, LONGEST_PLACE, LONGEST_WORDS = 140, 120, 200, 4000
LONGEST_NUMBER = 36  # beside its source in Complaint.legacy
NOTHING = {"", "-", "--", "–", "—", "null", "none", "nan", "n/a", "#n/a", "tidak ada"}
#: What tells how a report stands there, and may be told anew.
STANDING = ("status", "alasan", "instansi", "dijawab", "selesai", "jawaban")
NAMELESS = {"anonim", "anonymous", "nn", "hamba allah", "tanpa nama"}


@dataclass(frozen=True)
class Reading:
    """What the rows of one file are read against."""

    source: str  # the register that the file comes from: "sp4n", "berkas"
    as_of: datetime  # of a report that does not say when it was made
    now: datetime  # no report is later
    zone: tzinfo  # the regency's
    directory: Directory
    meanings: Mapping[str, State] = field(default_factory=dict)  # of words of the status column
    unsaid: State = State.NEW  # of a report whose status nobody says
    office: Office | None = None
    district: Region | None = None


@dataclass(frozen=True)
class Planned:
    """A report that would be imported."""

    row: str  # "17", or "17b" for the second report of a row
    legacy: str
    report: Report
    title: str
    filed_at: datetime
    state: State
    office: Office | None
    facts: dict[str, Any]
    words: str
    missing: tuple[str, ...]  # our keys of what the row says and we know nothing about, or what it does not say
    said: Mapping[str, str] = field(default_factory=dict)  # how it stands there, by our keys
    disposed: bool = False  # an office has it there
    stranger: str = ""  # the name of that office, when nobody knows which of ours it is


@dataclass(frozen=True)
class Bad:
    """A row that cannot be imported, and why."""

    row: str
    sentence: str


def plan_rows(table: Table, recognised: Recognised, reading: Reading) -> Iterator[Planned | Bad]:
    """Every report of the table, in its order."""
    for number, cells in table.rows():
        if any(cell.strip() for cell in cells[len(table.names) :]):
            yield Bad(str(number), _("Selnya lebih banyak daripada kolomnya; mungkin tanda kutipnya hilang."))
            continue
        for side, values in recognised.reports(cells):
            yield _plan(f"{number}{side}", values, reading)


def _plan(row: str, values: Mapping[str, str], reading: Reading) -> Planned | Bad:
    try:
        return plan_row(row, values, reading)
    except Refused as refusal:
        return Bad(row, str(refusal))


def plan_row(row: str, values: Mapping[str, str], reading: Reading) -> Planned:
    """The report that these cells (by our keys) hold. Raise `Refused` with what is wrong with them."""
    cells = _Cells(values)
    text = _text(cells)
    filed_at = _filed_at(cells, reading)
    answered = _day(cells, "dijawab", filed_at)
    ended = _day(cells, "selesai", filed_at)
    state = _state(cells, reading)
    office = reading.directory.office(cells["instansi"]) if cells["instansi"] else None
    report = _report(cells, text, reading)
    facts = {
        "source": reading.source,
        **({"reported_on": filed_at.date().isoformat()} if cells["tanggal"] else {}),
        **({"status": plain(cells["status"])[:60]} if cells["status"] else {}),
        **({"answered_on": answered.isoformat()} if answered else {}),
        **({"ended_on": ended.isoformat()} if ended else {}),
    }  # fmt: skip
    return Planned(
        row=row, legacy=report.legacy, report=report, title=cells["judul"][:LONGEST_TITLE] or make_title(text),
        filed_at=filed_at, state=state, office=office or reading.office, facts=facts,
        words=_words(cells, report, office, filed_at, state), missing=_missing(cells, report, office),
        said={key: cells[key] for key in STANDING if cells[key]}, disposed=is_disposed(cells["status"]),
        stranger=cells["instansi"] if reading.directory.is_unexplained(cells["instansi"]) else "",
    )  # fmt: skip


class _Cells:
    """The cells of a row by our keys, each one clean line; what only says that there is nothing is empty."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.raw = values
        self.lines = {key: self._line(value) for key, value in values.items() if value}

    def __getitem__(self, key: str) -> str:
        return self.lines.get(key, "")

    def text(self, key: str) -> str:
        """A cell of several lines."""
        return clean_text(self.raw.get(key, "")) if self[key] else ""

    @staticmethod
    def _line(value: str) -> str:
        line = clean_line(value)
        return "" if line.casefold() in NOTHING else line


# --- the parts ---------------------------------------------------------------------------------------------------


def _text(cells: _Cells) -> str:
    text = cells.text("isi") or cells.text("isi_akhir")
    if not any(sign.isalnum() for sign in text):
        raise Refused(_("Isi laporan kosong."))
    if len(text) > LONGEST:
        facts = {"length": len(text), "most": LONGEST}
        raise Refused(_("Isi laporan terlalu panjang: %(length)d huruf, paling banyak %(most)d.") % facts)
    return text


def _filed_at(cells: _Cells, reading: Reading) -> datetime:
    if not cells["tanggal"]:
        return reading.as_of
    moment = read_moment(cells["tanggal"], cells["waktu"], reading.zone)
    if moment > reading.now:
        raise Refused(_("Tanggal laporan, %(date)s, belum terjadi.") % {"date": long_date(moment.date())})
    return moment


def _day(cells: _Cells, key: str, filed_at: datetime) -> date | None:
    """The day in this cell; one before the report itself cannot be, so it stays words in the note."""
    day = read_date(cells[key]) if cells[key] else None
    return day if day and day >= filed_at.date() else None


def _state(cells: _Cells, reading: Reading) -> State:
    """By its status; without one, a date on which it was answered or ended is an end."""
    if cells["status"]:
        return read_state(cells["status"], reading.meanings)
    return State.DONE if cells["dijawab"] or cells["selesai"] else reading.unsaid


def _report(cells: _Cells, text: str, reading: Reading) -> Report:
    anonymous, secret = read_kind(cells["tipe"])
    name = cells["nama"][:LONGEST_NAME]
    nameless = plain(name) in NAMELESS
    return Report(
        text=text, topic=reading.directory.topic(cells["kode_kategori"], cells["kategori"]),
        klass=read_class(cells["jenis"]), region=_region(cells, reading), place=cells["tempat"][:LONGEST_PLACE],
        happened_on=read_date(cells["kejadian"]) if cells["kejadian"] else None,
        name="" if nameless else name, contact=_contact(cells["kontak"]), anonymous=anonymous or nameless,
        secret=secret, vulnerable=plain(cells["rentan"]) in YES, channel=_channel(reading),
        legacy=f"{reading.source}:{_number(cells, text)}",
    )  # fmt: skip


def _channel(reading: Reading) -> str:
    return Complaint.Channel.LAPOR if reading.source == SOURCE else Complaint.Channel.IMPORT


def _number(cells: _Cells, text: str) -> str:
    """The report's own number; a fingerprint of what it says where it has none, or one too long to keep."""
    number = cells["nomor"]
    if number and len(number) <= LONGEST_NUMBER:
        return number
    parts = (number, text, cells["tanggal"], cells["waktu"], cells["nama"], cells["kontak"], cells["desa"])
    return "#" + keyed_hash("legacy", *parts)[:32]


def _region(cells: _Cells, reading: Reading) -> Region | None:
    if not reading.directory.is_here(cells["kabupaten"]):
        return None
    return reading.directory.region(cells["kecamatan"], cells["desa"]) or reading.district


def _contact(typed: str) -> str:
    """An address that reaches somebody, or nothing."""
    try:
        return clean_email(typed) if "@" in typed else clean_phone(typed)
    except Refused:
        return ""


def _words(cells: _Cells, report: Report, office: Office | None, filed_at: datetime, state: State) -> str:
    """What the other register says and ours has no place for. It is stored, so it is Indonesian whoever imports."""
    with override(settings.LANGUAGE_CODE):
        told = [(_("Tanggal lapor"), long_date(filed_at.date()) if cells["tanggal"] else _("tidak disebut"))]
        told += [(capfirst(str(BY_KEY[key].label)), cells[key]) for key in _untold(cells, report, office)]
        if state == State.NEW and office:
            told.append((capfirst(str(BY_KEY["instansi"].label)), cells["instansi"]))
        if place := _untold_place(cells, report.region):
            told.append((_("Wilayah"), place))
        if cells["kontak"] and not report.contact:
            told.append((_("Kontak pelapor"), _("tertulis, tetapi tidak terbaca")))
        lines = [_("Diambil dari daftar lain: %(legacy)s.") % {"legacy": report.legacy}]
        lines += [f"{label}: {words}" for label, words in told]
        lines += [_("Batas waktu dihitung sejak laporan ini masuk ke sini.")] if state == State.NEW else []
    return "\n".join(lines)[:LONGEST_WORDS]


def _untold(cells: _Cells, report: Report, office: Office | None) -> list[str]:
    """Fields with words that found no row of ours."""
    keys = ("status", "alasan", "dijawab", "selesai", "instansi", "kategori", "jenis", "sumber", "jawaban")
    found = {"instansi": office, "kategori": report.topic, "jenis": read_class(cells["jenis"])}
    return [key for key in keys if cells[key] and not found.get(key)]


def _untold_place(cells: _Cells, region: Region | None) -> str:
    """The place in their words when we do not know it, or know its district only and a village is named."""
    known = region is not None and not (cells["desa"] and region.level == Region.Level.DISTRICT)
    return (
        "" if known else ", ".join(cells[key] for key in ("desa", "kecamatan", "kabupaten", "provinsi") if cells[key])
    )


def _missing(cells: _Cells, report: Report, office: Office | None) -> tuple[str, ...]:
    unknown = [key for key in _untold(cells, report, office) if key in ("instansi", "kategori", "jenis")]
    unknown += ["desa"] if _untold_place(cells, report.region) else []
    return (*unknown, *([] if cells["tanggal"] else ["tanggal"]))
