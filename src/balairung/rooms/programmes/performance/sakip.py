"""SAKIP as a checklist with proof: what an office thinks of itself, not what an evaluator decided.

PermenPANRB 88/2021: components 30/30/15/25, each presence 20 %, quality 30 %, use 50 %. [mem] (data/programmes.yaml)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.programmes import access
from balairung.rooms.programmes.models import SakipCheck

KIND = "programmes"
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
LEVELS = (0, 25, 50, 75, 100)  # per cent that one may tick


@dataclass(frozen=True)
class Item:
    """One question: what it is worth, and what was said of it."""

    key: str
    words: str
    part: str
    worth: Decimal
    check: SakipCheck | None

    @property
    def points(self) -> Decimal:
        return self.worth * self.check.met / 100 if self.check else Decimal()


@dataclass(frozen=True)
class Component:
    words: str
    weight: Decimal
    items: list[Item]

    @property
    def points(self) -> Decimal:
        return sum((one.points for one in self.items), Decimal()).quantize(CENT)


@dataclass(frozen=True)
class Sheet:
    """An office in a year."""

    components: list[Component]

    @property
    def points(self) -> Decimal:
        return sum((one.points for one in self.components), Decimal())

    @property
    def predicate(self) -> tuple[str, str]:
        return predicate_of(self.points)

    @property
    def answered(self) -> int:
        return sum(item.check is not None for one in self.components for item in one.items)

    @property
    def asked(self) -> int:
        return sum(len(one.items) for one in self.components)


def predicate_of(points: Decimal) -> tuple[str, str]:
    """`BB`, `Sangat baik`: each begins above its number, so exactly 90 is an A."""
    row = next(one for one in _rules()["predicates"] if points > one["above"])
    return row["key"], row["words"]


def _rules() -> Any:
    return facts("programmes")["sakip"]


def keys() -> list[str]:
    return [item["key"] for one in _rules()["components"] for item in one["items"]]


def sheet_of(checks: Mapping[str, SakipCheck]) -> Sheet:
    """Pure arithmetic: weight of the component × share of the part, over the questions of that part."""
    return Sheet([_component(one, checks) for one in _rules()["components"]])


def _component(rule: Mapping[str, Any], checks: Mapping[str, SakipCheck]) -> Component:
    weight, parts = Decimal(rule["weight"]), _rules()["parts"]
    many = {part: sum(item["part"] == part for item in rule["items"]) for part in parts}
    items = [
        Item(item["key"], item["words"], parts[item["part"]]["words"],
             weight * parts[item["part"]]["share"] / 100 / many[item["part"]], checks.get(item["key"]))
        for item in rule["items"]
    ]  # fmt: skip
    return Component(rule["words"], weight, items)


def read_sheet(office: Office, year: int) -> Sheet:
    rows = SakipCheck.objects.filter(office=office, year=year).select_related("file")
    return sheet_of({one.item: one for one in rows})


@transaction.atomic
def check(
    office: Office, *, year: int, item: str, met: int, words: str, files: Sequence[File], by: Actor, at: datetime
) -> SakipCheck:
    """How far one question is met; anything above nothing takes proof, this time or from before."""
    require(access.keeps(by, office.pk) or access.works_for_reviewer(by))
    if item not in keys() or met not in LEVELS:
        raise Refused(_("Pilih butir dan nilainya dari daftar."))
    if not localdate(at).year - 5 <= year <= localdate(at).year:
        raise Refused(_("Pilih tahun ini atau lima tahun sebelumnya."))
    before = SakipCheck.objects.filter(office=office, year=year, item=item).first()
    file = files[0] if files else before.file if before else None
    if met and file is None:
        raise Refused(_("Lampirkan buktinya. Tanpa bukti, butir ini bernilai nol."))
    attach(files, about=(KIND, f"sakip:{office.key}"[:40]))
    fields: dict[str, Any] = {"met": met, "words": clean_line(words), "file": file, "at": at, "by_id": by.person_id}
    return SakipCheck.objects.update_or_create(office=office, year=year, item=item, defaults=fields)[0]
