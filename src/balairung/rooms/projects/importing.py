"""Rows of a spreadsheet become projects by the same action as on the page: tried out first, then all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.rupiah import in_words, read_rupiah
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.importing import choice, day, needed
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.place_field import one_place
from balairung.kernel.people.spreadsheets import MOST_SIGNS, Row, Sheet
from balairung.rooms.projects import access
from balairung.rooms.projects.models import Project
from balairung.rooms.projects.models.projects import Kind, Way
from balairung.rooms.projects.placing import Spot
from balairung.rooms.projects.recording import Money, Said, record
from balairung.rooms.projects.wording import source_named

ADD, SAME, BAD = "add", "same", "bad"
MORE = ("", " 2", " 3")  # columns of money: sumber, sumber 2, sumber 3
SHEET = Sheet(
    "proyek", gettext_lazy("Proyek"),
    ("judul", "jenis", "desa", "kantor", "cara", "pelaksana", "kontrak", "rencana mulai", "rencana selesai",
     *(f"{name}{more}" for more in MORE for name in ("sumber", "tahun", "nilai")),
     "tempat", "uraian", "lintang", "bujur"),
    ("judul", "desa", "pelaksana", "rencana mulai", "rencana selesai", "sumber", "tahun", "nilai"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What a row does: added, there already, or bad with the sentence that says why."""

    number: int
    verdict: str
    what: str
    sentence: str = ""
    sen: int = 0  # the money of an added row, whole so that it travels as JSON


@dataclass(frozen=True)
class Preview:
    lines: Sequence[Line]

    def of(self, verdict: str) -> list[Line]:
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def total(self) -> Decimal:
        """The money of everything that is added, exact."""
        return Decimal(sum(line.sen for line in self.lines)) / 100

    def as_rows(self) -> list[dict[str, Any]]:
        return [asdict(line) for line in self.lines]


def rehearse(rows: Sequence[Row], *, by: Actor, at: datetime) -> Preview:
    """Do everything that the file asks for, tell what happened, and take it all back."""
    with transaction.atomic():
        found = _run(rows, by, at)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def apply(rows: Sequence[Row], *, by: Actor, at: datetime) -> Preview:
    """Do it for good: the whole file or nothing. Applied twice, the second time finds everything there already."""
    found = _run(rows, by, at)
    if found.of(BAD):
        raise Refused(_("Ada baris yang salah, jadi tidak satu pun diterapkan. Perbaiki berkasnya, lalu unggah lagi."))
    return found


Places = dict[str, tuple[Region | None, str]]  # as typed, read once for the whole file


def _run(rows: Sequence[Row], by: Actor, at: datetime) -> Preview:
    places: Places = {}
    return Preview([_line(row, places, by, at) for row in rows])


def _line(row: Row, places: Places, by: Actor, at: datetime) -> Line:
    try:
        with transaction.atomic():
            return _add(row, places, by, at)
    except Refused as refusal:
        return Line(row.number, BAD, row["judul"], str(refusal) or _("Baris ini bukan untuk kantor Anda."))


def _add(row: Row, places: Places, by: Actor, at: datetime) -> Line:
    said, office = _said(row, places), _office(row, by)
    if _known(said, office):
        return Line(row.number, SAME, said.title)
    token = f"impor:{office.key}:{said.region.pk}:{said.planned_start}:{said.title.casefold()}"
    record(said, office=office, token=token, by=by, at=at)
    total = sum((fund.value for fund in said.funds), Decimal())
    return Line(row.number, ADD, f"{said.title}: {said.region}, {in_words(total)}", sen=int(total * 100))


def _known(said: Said, office: Office) -> bool:
    """The same title in the same place beginning on the same day is the same project."""
    same = Project.objects.filter(office=office, region=said.region, planned_start=said.planned_start)
    return same.filter(title__iexact=said.title).exists()


def _said(row: Row, places: Places) -> Said:
    for column, value in row.values.items():
        if len(value) > MOST_SIGNS:
            raise Refused(_("Kolom “%(column)s” terlalu panjang.") % {"column": column})
    return Said(
        title=needed(row, "judul")[:200], kind=choice(row, "jenis", Kind) or Kind.BUILD,
        region=_region(needed(row, "desa"), places),
        way=choice(row, "cara", Way) or Way.SELF, executor=needed(row, "pelaksana")[:160],
        planned_start=_day(row, "rencana mulai"), planned_end=_day(row, "rencana selesai"),
        funds=[_money(row, more) for more in MORE if row[f"sumber{more}"] or row[f"nilai{more}"]],
        what=row["uraian"], place=row["tempat"][:200], point=_point(row), contract=row["kontrak"][:120],
    )  # fmt: skip


def _region(typed: str, places: Places) -> Region:
    if typed not in places:
        places[typed] = one_place(typed, needed=True)
    found, sentence = places[typed]
    if found is None:
        raise Refused(sentence)
    return found


def _office(row: Row, by: Actor) -> Office:
    """The office by its key or its name; where the column is empty, the one for which whoever brings it may record."""
    offices = Office.objects.filter(closed_on__isnull=True)
    if typed := row["kantor"]:
        found = offices.filter(key=typed.lower()).first() or offices.filter(name__iexact=typed).first()
        if found is None:
            raise Refused(_("Kantor “%(typed)s” tidak kami kenal.") % {"typed": typed})
        return found
    own = list(offices.filter(pk__in=access.keeping_offices(by))[:2])
    if len(own) != 1:
        raise Refused(_("Sebutkan kantornya di kolom “kantor”."))
    return own[0]


def _money(row: Row, more: str) -> Money:
    source = source_named(row[f"sumber{more}"])
    if not source:
        raise Refused(_("Sumber dana “%(typed)s” tidak kami kenal.") % {"typed": row[f"sumber{more}"]})
    year = row[f"tahun{more}"] or row["tahun"]
    if not (year.isascii() and year.isdigit()):
        raise Refused(_("Tahun anggaran ditulis dengan empat angka, misalnya 2026."))
    return Money(source, int(year[:6]), read_rupiah(row[f"nilai{more}"]))


def _day(row: Row, column: str) -> date:
    needed(row, column)
    return cast(date, day(row, column))


def _point(row: Row) -> Spot | None:
    if not row["lintang"] and not row["bujur"]:
        return None
    try:
        north, east = (round(Decimal(row[name].replace(",", ".")), 5) for name in ("lintang", "bujur"))
        if abs(north) <= 90 and abs(east) <= 180:
            return north, east
    except InvalidOperation:
        pass
    raise Refused(_("Lintang dan bujur ditulis seperti -8,21931 dan 114,36914, atau dikosongkan."))
