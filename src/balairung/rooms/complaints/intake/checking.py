"""The preview: everything that an import would do, counted and named, and nothing written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import State
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Office, Region
from balairung.rooms.complaints.intake.columns import Recognised, likeness, recognise
from balairung.rooms.complaints.intake.news import Latest
from balairung.rooms.complaints.intake.places import Directory, read_directory
from balairung.rooms.complaints.intake.planning import Bad, Planned, Reading, plan_rows
from balairung.rooms.complaints.intake.reading import Table, read_table
from balairung.rooms.complaints.intake.sifting import Sieve
from balairung.rooms.complaints.intake.statuses import read_meanings
from balairung.rooms.complaints.lapor.exporting import SOURCE

BATCH = 200  # reports in one transaction: a second in which nobody else writes to SQLite
EXAMPLES = 3
ANY_FILE = "berkas"
_SOURCE = re.compile(r"[a-z0-9-]{1,20}")
T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """What somebody asks to be imported, in their own words. Empty is for us to find out."""

    path: Path
    chosen: Mapping[str, str] = field(default_factory=dict)  # our key → their header
    meanings: Mapping[str, str] = field(default_factory=dict)  # a word of the status column → what it means
    unsaid: State = State.NEW
    source: str = ""
    office: str = ""  # key
    district: str = ""  # code or name
    as_of: datetime | None = None


@dataclass(frozen=True)
class Prepared:
    """The file opened and its columns understood; its rows are read as often as needed."""

    table: Table
    recognised: Recognised
    reading: Reading

    def plans(self) -> Iterator[Planned | Bad]:
        return plan_rows(self.table, self.recognised, self.reading)


@dataclass
class Survey:
    """What the rows of the file are, before anything is written."""

    new: Counter[State] = field(default_factory=Counter)
    known: int = 0
    changed: list[str] = field(default_factory=list)  # rows whose report is here with another text
    bad: list[Bad] = field(default_factory=list)
    examples: list[Planned] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)  # by our key: how many new ones lack it, or name a stranger
    strangers: Counter[str] = field(default_factory=Counter)  # offices of SP4N-LAPOR! that nobody explained: how many
    news: int = 0  # reports that are here, of which SP4N-LAPOR! says something new

    @property
    def good(self) -> int:
        return self.new.total() + self.known + len(self.changed)


def prepare(order: Order, *, at: datetime) -> Prepared:
    """Open the file and understand its columns. Raise `Refused` with the one thing that is wrong."""
    table = read_table(order.path, partial(likeness, chosen=order.chosen))
    recognised = recognise(table.names, order.chosen)
    if order.as_of and order.as_of > at:
        raise Refused(_("Tanggal untuk laporan tanpa tanggal tidak boleh di masa depan."))
    zone, directory = regency_zone(), read_directory()
    reading = Reading(
        source=_source(order, recognised), as_of=(order.as_of or at).astimezone(zone), zone=zone, directory=directory,
        meanings=read_meanings(order.meanings), unsaid=order.unsaid, office=_office(order.office),
        district=_district(order.district, directory), now=at,
    )  # fmt: skip
    return Prepared(table, recognised, reading)


def survey(prepared: Prepared) -> Survey:
    """Read every row and write nothing."""
    found, sieve, latest = Survey(), Sieve(), Latest()
    theirs = prepared.reading.source == SOURCE
    for batch in in_batches(prepared.plans()):
        found.bad += [plan for plan in batch if isinstance(plan, Bad)]
        sifted = sieve.sift([plan for plan in batch if isinstance(plan, Planned)])
        found.new.update(plan.state for plan in sifted.new)
        found.missing.update(key for plan in sifted.new for key in plan.missing)
        if theirs:
            found.strangers.update(plan.stranger for plan in sifted.new if plan.stranger)
            latest.hear([*sifted.known, *sifted.changed])
        found.known += len(sifted.known)
        found.changed += [plan.row for plan in sifted.changed]
        found.examples += [*sifted.new, *sifted.known][: EXAMPLES - len(found.examples)]
    if not found.good and not found.bad:
        raise Refused(_("Berkas ini tidak berisi satu baris pun di bawah nama kolomnya."))
    found.news = latest.count()
    return found


def in_batches(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch


def _source(order: Order, recognised: Recognised) -> str:
    """Not the name of the file: the same file under another name would come in twice."""
    source = order.source or (SOURCE if recognised.is_sp4n else ANY_FILE)
    if not _SOURCE.fullmatch(source):
        raise Refused(_("Nama daftar asal hanya boleh huruf kecil, angka, dan tanda hubung, paling banyak 20."))
    return source


def _office(key: str) -> Office | None:
    if not key:
        return None
    if office := Office.objects.filter(key=key, closed_on__isnull=True).first():
        return office
    raise Refused(_("Kantor dengan kunci “%(key)s” tidak ada.") % {"key": key})


def _district(words: str, directory: Directory) -> Region | None:
    if not words:
        return None
    by_code = Region.objects.filter(code=words, level=Region.Level.DISTRICT, until__isnull=True).first()
    if district := by_code or directory.district(words):
        return district
    raise Refused(_("Kecamatan “%(words)s” tidak ada di sini.") % {"words": words})
