"""A spreadsheet becomes the cascade of a period: compared first, then applied as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.spreadsheets import Row
from balairung.rooms.programmes import access
from balairung.rooms.programmes.cascade.wanted import Aim, Stored, Wanted, read
from balairung.rooms.programmes.figures import figure
from balairung.rooms.programmes.models import Indicator, IndicatorTarget, PlanNode, PlanPeriod
from balairung.rooms.programmes.models.cascade import STEP, YEARS, Level

ADD, CHANGE, SAME, BAD = "add", "change", "same", "bad"


@dataclass(frozen=True)
class Line:
    """What a node becomes: added, changed (how), the same already, or bad (why)."""

    number: int
    verdict: str
    what: str
    sentence: str = ""


@dataclass(frozen=True)
class Preview:
    lines: Sequence[Line]

    def of(self, verdict: str) -> list[Line]:
        return [line for line in self.lines if line.verdict == verdict]

    def as_rows(self) -> list[dict[str, Any]]:
        return [asdict(line) for line in self.lines]


@transaction.atomic
def record_period(*, name: str, first_year: int, decree: str, by: Actor, at: datetime) -> PlanPeriod:
    """Five years that are planned together. Raise `Refused` where another begins in the same year."""
    require(access.can_plan(by), _("Periode perencanaan dicatat pimpinan daerah atau badan perencanaan."))
    if not clean_line(name) or not clean_line(decree):
        raise Refused(_("Isi nama periode dan nomor peraturannya."))
    if not 2000 <= first_year <= 2100:
        raise Refused(_("Tahun pertama ditulis dengan empat angka, misalnya 2025."))
    if PlanPeriod.objects.filter(first_year=first_year).exists():
        raise Refused(_("Periode yang mulai tahun %(year)d sudah ada.") % {"year": first_year})
    return PlanPeriod.objects.create(
        name=clean_line(name), first_year=first_year, last_year=first_year + YEARS - 1, decree=clean_line(decree),
        recorded_at=at,
    )  # fmt: skip


def compare(rows: Sequence[Row], period: PlanPeriod, *, by: Actor) -> Preview:
    """What the file would do; nothing is written."""
    require(access.can_plan(by))
    held = _held(period)
    wanted, faults = read(rows, period.first_year, _stored(held))
    lines = [Line(fault.number, BAD, fault.what, fault.sentence) for fault in faults]
    bad = {fault.number for fault in faults}
    lines += [_compared(one, held.get(one.code)) for one in wanted if one.number not in bad]
    return Preview(sorted(lines, key=lambda line: line.number))


def _held(period: PlanPeriod) -> dict[str, PlanNode]:
    rows = PlanNode.objects.filter(period=period).select_related("parent", "office")
    return {one.code: one for one in rows.prefetch_related("indicators__targets", "indicators__post")}


def _stored(held: dict[str, PlanNode]) -> dict[str, Stored]:
    return {code: Stored(one.level, one.parent.code if one.parent else "", one.weight) for code, one in held.items()}


def _compared(one: Wanted, held: PlanNode | None) -> Line:
    if held is None:
        return Line(one.number, ADD, f"{one.level.label} {one.code}: {one.title}", _loose(one))
    what = f"{one.code} {one.title}"
    if held.level != one.level:  # whatever hangs below it would hang in the air
        return Line(one.number, BAD, what, _("Tingkat yang sudah tersimpan tidak berubah: ini %(level)s.") % {
            "level": held.get_level_display()})  # fmt: skip
    differences = _differences(one, held)
    return Line(one.number, CHANGE if differences else SAME, what, "; ".join(differences))


def _loose(one: Wanted) -> str:
    """A programme may stand below none; a merged cell looks the same."""
    if one.level != Level.PROGRAMME or one.parent:
        return ""
    return _("Kolom “induk” kosong, jadi tampil sebagai celah. Bila selnya digabung, pisahkan dahulu.")


def _differences(one: Wanted, held: PlanNode) -> list[str]:
    pairs = [
        (_("induk"), held.parent.code if held.parent else "", one.parent), (_("uraian"), held.title, one.title),
        (_("kantor"), held.office.name if held.office else "", one.office.name if one.office else ""),
        (_("bobot"), figure(held.weight), figure(one.weight)),
    ]  # fmt: skip
    found = [f"{name}: {was or '–'} → {now or '–'}" for name, was, now in pairs if was != now]
    kept = {indicator.name: indicator for indicator in held.indicators.all()}
    for aim in one.aims:
        was = kept.get(aim.name)
        if was is None:
            found.append(_("indikator baru: %(name)s") % {"name": aim.name})
        elif _facts(was) != _said(aim):
            before, after = _facts(was), _said(aim)
            changed = ", ".join(f"{key}: {before[key] or '–'} → {after[key] or '–'}" for key in after
                                if before[key] != after[key])  # fmt: skip
            found.append(f"{aim.name}: {changed}")
    return found


def _facts(indicator: Indicator) -> dict[str, str]:
    """An indicator as it stands, in words that can be compared."""
    return {
        _("satuan"): indicator.unit, _("rumus"): indicator.formula, _("arah"): indicator.direction,
        _("jenis"): indicator.kind, _("awal"): figure(indicator.baseline),
        _("target"): _aims({one.year: one.value for one in indicator.targets.all()}),
        _("penanggung jawab"): indicator.post.title if indicator.post else "",
    }  # fmt: skip


def _said(aim: Aim) -> dict[str, str]:
    return {
        _("satuan"): aim.unit, _("rumus"): aim.formula, _("arah"): aim.direction, _("jenis"): aim.kind,
        _("awal"): figure(aim.baseline), _("target"): _aims(aim.targets),
        _("penanggung jawab"): aim.post.title if aim.post else "",
    }  # fmt: skip


def _aims(targets: Any) -> str:
    return ", ".join(f"{year} {figure(value)}" for year, value in sorted(targets.items()))


@transaction.atomic
def apply(rows: Sequence[Row], period: PlanPeriod, *, by: Actor, at: datetime) -> Preview:
    """The whole file or nothing. The same file again changes nothing."""
    require(access.can_plan(by))
    locked = PlanPeriod.objects.select_for_update().get(pk=period.pk)  # two files at once wait for each other
    found = compare(rows, locked, by=by)
    if found.of(BAD):
        raise Refused(_("Ada baris yang salah, jadi tidak satu pun diterapkan. Perbaiki berkasnya, lalu unggah lagi."))
    held = _held(locked)
    wanted, _faults = read(rows, locked.first_year, _stored(held))
    places = _places(locked)
    for one in wanted:
        held[one.code] = _kept(one, held, places, locked)
        _keep_aims(one, held[one.code])
    return found


Places = dict[str, int]  # path of a parent → the last number used below it


def _places(period: PlanPeriod) -> Places:
    found: Places = {}
    for path in PlanNode.objects.filter(period=period).values_list("path", flat=True):
        above = path[:-STEP]
        found[above] = max(found.get(above, 0), int(path[-STEP:]))
    return found


def _next(above: str, places: Places) -> str:
    places[above] = places.get(above, 0) + 1
    return f"{above}{places[above]:0{STEP}}"


def _kept(one: Wanted, held: dict[str, PlanNode], places: Places, period: PlanPeriod) -> PlanNode:
    parent = held.get(one.parent)
    above = parent.path if parent else ""
    node = held.get(one.code)
    if node is None:
        return PlanNode.objects.create(
            period=period, parent=parent, level=one.level, code=one.code, title=one.title, office=one.office,
            weight=one.weight, path=_next(above, places),
        )  # fmt: skip
    if (node.parent.code if node.parent else "") != one.parent:
        _move(node, _next(above, places), held)
        node.parent = parent
    node.title, node.office, node.weight = one.title, one.office, one.weight
    node.save(update_fields=["parent", "path", "title", "office", "weight"])
    return node


def _move(node: PlanNode, path: str, held: dict[str, PlanNode]) -> None:
    """Its whole branch goes with it."""
    old = node.path
    branch = PlanNode.objects.filter(period=node.period_id, path__startswith=old).exclude(pk=node.pk)
    branch.update(path=Concat(Value(path), Substr(F("path"), len(old) + 1)))
    for other in held.values():
        if other.path.startswith(old):
            other.path = path + other.path[len(old) :]


def _keep_aims(one: Wanted, node: PlanNode) -> None:
    """An indicator that the file names no longer stays, with its results."""
    for aim in one.aims:
        fields: dict[str, Any] = {
            "kind": aim.kind, "unit": aim.unit, "formula": aim.formula, "direction": aim.direction,
            "baseline": aim.baseline, "post": aim.post,
        }  # fmt: skip
        indicator = Indicator.objects.update_or_create(node=node, name=aim.name, defaults=fields)[0]
        _keep_targets(indicator, aim.targets)


def _keep_targets(indicator: Indicator, targets: Any) -> None:
    indicator.targets.exclude(year__in=list(targets)).delete()
    rows: list[tuple[int, Decimal]] = sorted(targets.items())
    IndicatorTarget.objects.bulk_create(
        [IndicatorTarget(indicator=indicator, year=year, value=value) for year, value in rows],
        update_conflicts=True, unique_fields=["indicator", "year"], update_fields=["value"],
    )  # fmt: skip
