"""What the rows of a spreadsheet ask for: read and checked without writing anything, a sentence for each fault."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.text import plain
from balairung.kernel.people.importing import choice
from balairung.kernel.people.models import Office, Post
from balairung.kernel.people.spreadsheets import MOST_SIGNS, Row, Sheet
from balairung.rooms.programmes.figures import figure, read_figure
from balairung.rooms.programmes.models import Indicator
from balairung.rooms.programmes.models.cascade import CARRIED, LEVELS, PARENT_OF, YEARS, Level

AIMS = tuple(f"target {number}" for number in range(1, YEARS + 1))
SHEET = Sheet(
    "program", gettext_lazy("Susunan program"),
    ("tingkat", "kode", "induk", "uraian", "kantor", "bobot", "indikator", "jenis indikator", "satuan", "rumus", "arah",
     "awal", *AIMS, "penanggung jawab"),
    ("tingkat", "kode", "induk", "uraian"),
)  # fmt: skip
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Aim:
    """An indicator as a row writes it."""

    name: str
    kind: str
    unit: str
    formula: str
    direction: str
    baseline: Decimal | None
    targets: Mapping[int, Decimal]  # by year
    post: Post | None


@dataclass
class Wanted:
    """A node as its rows write it; the first of them names it."""

    number: int
    level: Level
    code: str
    parent: str
    title: str
    office: Office | None
    weight: Decimal | None
    aims: list[Aim] = field(default_factory=list)


@dataclass(frozen=True)
class Stored:
    """What stands already under a code, as far as a file has to fit it."""

    level: str
    parent: str
    weight: Decimal | None


@dataclass(frozen=True)
class Fault:
    number: int
    what: str
    sentence: str


class Known:
    """Offices and posts by every name that people write, read once for a whole file."""

    @cached_property
    def offices(self) -> dict[str, Office]:
        rows = list(Office.objects.filter(closed_on__isnull=True))
        return {plain(name): one for one in rows for name in (one.name, one.short, one.key)}

    @cached_property
    def posts(self) -> dict[str, Post]:
        rows = Post.objects.filter(closed_on__isnull=True).select_related("office").order_by("-order", "-id")
        return {plain(one.title): one for one in rows}

    def office(self, typed: str) -> Office:
        """Raise `Refused`, with the nearest name that there is."""
        if found := self.offices.get(plain(typed)):
            return found
        near = get_close_matches(plain(typed), self.offices, 1, 0.5)
        if not near:
            raise Refused(_("Kantor “%(typed)s” tidak kami kenal.") % {"typed": typed})
        said = {"typed": typed, "near": self.offices[near[0]].name}
        raise Refused(_("Kantor “%(typed)s” tidak kami kenal. Mungkin maksud Anda “%(near)s”.") % said)

    def post(self, typed: str) -> Post:
        if found := self.posts.get(plain(typed)):
            return found
        near = get_close_matches(plain(typed), self.posts, 1, 0.6)
        said = {"typed": typed, "near": self.posts[near[0]].title if near else ""}
        hint = _(" Mungkin maksud Anda “%(near)s”.") % said if near else ""
        raise Refused(_("Jabatan “%(typed)s” tidak kami kenal.") % said + hint)


def read(rows: Sequence[Row], first_year: int, stored: Mapping[str, Stored]) -> tuple[list[Wanted], list[Fault]]:
    """Every node that the file asks for, and every fault. `stored`: by code, what stands there already."""
    known, wanted, faults = Known(), dict[str, Wanted](), list[Fault]()
    for row in rows:
        try:
            _take(row, first_year, known, wanted)
        except Refused as refusal:
            faults.append(Fault(row.number, row["uraian"] or row["indikator"], str(refusal)))
    faults += _misplaced(wanted, stored, {fault.number for fault in faults})
    faults += _unbalanced(wanted, stored)
    return sorted(wanted.values(), key=lambda one: LEVELS.index(one.level)), sorted(faults, key=lambda one: one.number)


def _take(row: Row, first_year: int, known: Known, wanted: dict[str, Wanted]) -> None:
    for column, value in row.values.items():
        if len(value) > MOST_SIGNS:
            raise Refused(_("Kolom “%(column)s” terlalu panjang.") % {"column": column})
    code = row["kode"].strip()
    if not code or not row["tingkat"]:
        column = "kode" if not code else "tingkat"
        raise Refused(
            _("Kolom “%(column)s” kosong. Bila selnya digabung (merge), pisahkan dahulu dan isi setiap barisnya.")
            % {"column": column}
        )
    if code in wanted and (row["uraian"] in {"", wanted[code].title}) and row["indikator"]:
        wanted[code].aims.append(_aim(row, first_year, known))
        return
    if code in wanted:
        said = {"code": code, "number": wanted[code].number}
        raise Refused(_("Kode %(code)s sudah dipakai baris %(number)d.") % said)
    wanted[code] = _node(row, code, first_year, known)


def _node(row: Row, code: str, first_year: int, known: Known) -> Wanted:
    level = Level(choice(row, "tingkat", Level))
    _check_code(level, code)
    if not row["uraian"]:
        raise Refused(_("Isi kolom “%(column)s”.") % {"column": "uraian"})
    if level in CARRIED and not row["kantor"]:
        raise Refused(_("%(level)s harus menyebut kantornya.") % {"level": level.label})
    office = known.office(row["kantor"]) if row["kantor"] else None
    weight = read_figure(row["bobot"]) if row["bobot"] else None
    if weight is not None and not 0 < weight <= HUNDRED:
        raise Refused(_("Bobot berada antara 0 dan 100."))
    aims = [_aim(row, first_year, known)] if row["indikator"] else []
    return Wanted(row.number, level, code, row["induk"].strip(), row["uraian"][:400], office, weight, aims)


def _check_code(level: Level, code: str) -> None:
    rule = facts("programmes")["codes"].get(level.value)
    if len(code) > 30 or (rule and not re.fullmatch(rule["pattern"], code)):
        like = rule["like"] if rule else "1.1"
        said = {"code": code[:40], "level": level.label, "like": like}
        raise Refused(_("Kode “%(code)s” bukan kode %(level)s. Bentuknya seperti %(like)s.") % said)


def _aim(row: Row, first_year: int, known: Known) -> Aim:
    if not row["satuan"]:
        raise Refused(_("Indikator “%(name)s” belum punya satuan.") % {"name": row["indikator"]})
    figures = {first_year + place: _figure(row, name) for place, name in enumerate(AIMS)}
    values = {year: value for year, value in figures.items() if value is not None}
    return Aim(
        name=row["indikator"][:300], unit=row["satuan"][:40], formula=row["rumus"], targets=values,
        kind=choice(row, "jenis indikator", Indicator.Kind) or _usual(row), baseline=_figure(row, "awal"),
        direction=choice(row, "arah", Indicator.Direction) or Indicator.Direction.UP,
        post=known.post(row["penanggung jawab"]) if row["penanggung jawab"] else None,
    )  # fmt: skip


def _usual(row: Row) -> str:
    below = {Level.ACTIVITY.value, Level.SUB_ACTIVITY.value}
    return Indicator.Kind.OUTPUT if choice(row, "tingkat", Level) in below else Indicator.Kind.OUTCOME


def _figure(row: Row, column: str) -> Decimal | None:
    if not row[column]:
        return None
    try:
        return read_figure(row[column])
    except Refused as refusal:
        raise Refused(_("Kolom “%(column)s”: %(why)s") % {"column": column, "why": refusal}) from refusal


def _misplaced(wanted: Mapping[str, Wanted], stored: Mapping[str, Stored], bad: set[int]) -> list[Fault]:
    """What hangs in the wrong place, or in a circle; a row that has a fault already is not told twice."""
    told = [(one, _circle(one, wanted) or _wrong_parent(one, wanted, stored)) for one in wanted.values()]
    return [Fault(one.number, one.title, why) for one, why in told if why and one.number not in bad]


def _circle(one: Wanted, wanted: Mapping[str, Wanted]) -> str:
    """Why nobody ever comes to the top from here; nothing when one does."""
    way = [one.code]
    while (above := wanted.get(way[-1])) is not None and above.parent:
        way.append(above.parent)
        if above.parent == one.code:
            return _("Induknya berputar: %(way)s.") % {"way": " → ".join(way)}
        if above.parent in way[:-1]:
            return ""  # somebody else's circle, told there
    return ""


def _wrong_parent(one: Wanted, wanted: Mapping[str, Wanted], stored: Mapping[str, Stored]) -> str:
    above = PARENT_OF.get(one.level)
    if above is None:
        return _("Visi tidak punya induk.") if one.parent else ""
    if not one.parent:
        return "" if one.level == Level.PROGRAMME else _("Sebutkan kode induknya.")
    parent = wanted.get(one.parent) or stored.get(one.parent)
    if parent is None:
        return _("Induk %(code)s tidak ada, baik di berkas ini maupun di susunan yang tersimpan.") % {
            "code": one.parent
        }
    if parent.level != above:
        said = {"level": one.level.label, "above": above.label, "code": one.parent, "is": Level(parent.level).label}
        return _("Induk %(level)s adalah %(above)s, sedangkan %(code)s adalah %(is)s.") % said
    return ""


def _unbalanced(wanted: Mapping[str, Wanted], stored: Mapping[str, Stored]) -> list[Fault]:
    """Where one sibling has a weight all have, and together they are 100: those of the file and those that stand."""
    firsts: dict[str, Wanted] = {}  # parent → the row that touches its children first
    for one in wanted.values():
        was = stored.get(one.code)
        for parent in (one.parent, was.parent if was else one.parent):
            firsts.setdefault(parent, one)
    whole: Mapping[str, Wanted | Stored] = {**stored, **wanted}
    families: defaultdict[str, list[Decimal | None]] = defaultdict(list)
    for node in whole.values():
        families[node.parent].append(node.weight)
    told = [(first, _imbalance(parent, families[parent])) for parent, first in firsts.items() if parent]
    return [Fault(first.number, first.title, why) for first, why in told if why]


def _imbalance(parent: str, family: Sequence[Decimal | None]) -> str:
    weights = [weight for weight in family if weight is not None]
    total = sum(weights, Decimal())
    if not weights or (len(weights) == len(family) and total == HUNDRED):
        return ""
    if len(weights) < len(family):
        return _("Sebagian butir di bawah %(parent)s tanpa bobot.") % {"parent": parent}
    return _("Jumlah bobot di bawah %(parent)s adalah %(total)s, seharusnya 100.") % {
        "parent": parent, "total": figure(total)
    }  # fmt: skip
