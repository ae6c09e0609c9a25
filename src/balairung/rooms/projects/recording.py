"""A project is recorded and changed, halted and taken up again; each change leaves a line that everybody reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_reference
from balairung.ground.common.rupiah import in_words
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office, Region
from balairung.rooms.projects import access
from balairung.rooms.projects.models import Fund, Milestone, Project, ProjectChange
from balairung.rooms.projects.models.projects import FULL, Kind, Stopped, Way
from balairung.rooms.projects.placing import Spot, placed
from balairung.rooms.projects.wording import source_choices, source_words

LONGEST = 3660  # days: ten years
YEARS = (2000, 2100)
MOST_PARTS = 12


@dataclass(frozen=True)
class Money:
    """So much of this source in this year."""

    source: str
    year: int
    value: Decimal


@dataclass(frozen=True)
class Part:
    """A part of the work: by when, and how much of the whole it is (per cent)."""

    title: str
    planned_on: date
    weight: Decimal


@dataclass(frozen=True)
class Said:
    """Everything that is said about a project before it begins."""

    title: str
    kind: str
    region: Region
    way: str
    executor: str
    planned_start: date
    planned_end: date
    funds: Sequence[Money]
    what: str = ""
    place: str = ""
    point: Spot | None = None
    contract: str = ""

    def columns(self) -> dict[str, Any]:
        return {
            "title": clean_line(self.title), "what": clean_text(self.what), "kind": self.kind, "region": self.region,
            "place": clean_line(self.place), "way": self.way, "executor": clean_line(self.executor),
            "contract": clean_line(self.contract), "planned_start": self.planned_start,
            "planned_end": self.planned_end, **placed(self.point, self.region),
        }  # fmt: skip


def record(said: Said, *, office: Office, token: str, by: Actor, at: datetime) -> Project:
    """One project of this office; the same token again gives the one that it made."""
    sentence = _("Anda mencatat proyek kantor Anda sendiri; desa dan kecamatan hanya yang di wilayahnya.")
    require(access.can_record(by, office, said.region), sentence)
    hashed = keyed_hash("project", token)
    if known := Project.objects.filter(token=hashed).first():
        return known
    check(said)
    try:
        with transaction.atomic():
            made = Project.objects.create(
                ref=new_reference("Y"), token=hashed, office=office, recorded_at=at, recorded_by_id=by.person_id,
                **said.columns(),
            )  # fmt: skip
            _pay(made, said.funds)
    except IntegrityError:  # the same form a moment ago
        return Project.objects.get(token=hashed)
    return made


def check(said: Said) -> None:
    """Raise `Refused` with what cannot be so."""
    if not clean_line(said.title) or not clean_line(said.executor):
        raise Refused(_("Tuliskan judul proyek dan siapa pelaksananya."))
    if said.kind not in Kind.values or said.way not in Way.values:
        raise Refused(_("Pilih jenis proyek dan cara pelaksanaannya."))
    if said.region.level != Region.Level.VILLAGE:
        raise Refused(_("Pilih desa atau kelurahannya, bukan kecamatannya."))
    if said.planned_end < said.planned_start:
        raise Refused(_("Rencana selesai lebih dahulu daripada rencana mulai. Periksa kedua tanggal itu."))
    if (said.planned_end - said.planned_start).days > LONGEST:
        raise Refused(_("Proyek ini direncanakan lebih dari sepuluh tahun. Periksa tahunnya."))
    _check_money(said.funds)


def _check_money(funds: Sequence[Money]) -> None:
    if not funds:
        raise Refused(_("Sebutkan paling sedikit satu sumber dana dengan tahun dan nilainya."))
    known = dict(source_choices())
    for fund in funds:
        if fund.source not in known:
            raise Refused(_("Pilih sumber dana dari daftar."))
        if not YEARS[0] <= fund.year <= YEARS[1]:
            raise Refused(_("Tahun anggaran ditulis dengan empat angka, misalnya 2026."))
        if fund.value <= 0:
            raise Refused(_("Nilai setiap sumber dana lebih dari nol."))
    if len({(fund.source, fund.year) for fund in funds}) < len(funds):
        raise Refused(_("Satu sumber dana tertulis dua kali untuk tahun yang sama. Jumlahkan nilainya menjadi satu."))


def _pay(project: Project, funds: Sequence[Money]) -> None:
    Fund.objects.filter(project=project).delete()
    Fund.objects.bulk_create(
        [Fund(project=project, source=one.source, year=one.year, value=one.value) for one in funds]
    )


@transaction.atomic
def change(project: Project, said: Said, *, by: Actor, at: datetime) -> bool:
    """What was planned is now another; return whether anything is. Money and days before and after stay readable."""
    require(access.can_keep(by, project) and access.can_record(by, project.office, said.region))
    check(said)
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if sum(fund.value for fund in said.funds) < locked.paid:
        raise Refused(
            _("Yang sudah dibayarkan (%(paid)s) lebih besar daripada nilai baru ini.") % {"paid": in_words(locked.paid)}
        )
    before, columns = _told(project), said.columns()
    Project.objects.filter(pk=project.pk).update(**columns)
    _pay(project, said.funds)
    project.refresh_from_db()
    after = _told(project)
    lines = [f"{label}: {old or '–'} → {after[label] or '–'}" for label, old in before.items() if old != after[label]]
    note(project, "\n".join(lines), by=by, at=at)
    return bool(lines)


def _told(project: Project) -> dict[str, str]:
    """What a line of change compares, in words."""
    money = ", ".join(f"{source_words(one.source)} {one.year} {in_words(one.value)}" for one in project.funds.all())
    point = f"{project.latitude}, {project.longitude}" if project.point else ""
    return {
        _("Judul"): project.title, _("Uraian"): project.what, _("Jenis"): str(Kind(project.kind).label),
        _("Tempat"): ", ".join(filter(None, [str(project.region), project.place, point])),
        _("Pelaksana"): f"{project.executor} ({Way(project.way).label})", _("Kontrak"): project.contract,
        _("Rencana mulai"): long_date(project.planned_start), _("Rencana selesai"): long_date(project.planned_end),
        _("Dana"): money,
    }  # fmt: skip


def note(project: Project, words: str, *, by: Actor, at: datetime, inner: bool = False) -> None:
    """One line of what was changed, for everybody or (`inner`) for officers; nothing for no words."""
    if words:
        ProjectChange.objects.create(project=project, words=words, at=at, by_id=by.person_id, inner=inner)


@transaction.atomic
def stop(project: Project, *, how: str, why: str, on: date, by: Actor, at: datetime) -> None:
    """Halted for a time or cancelled for good, with the reason that everybody reads."""
    require(access.can_keep(by, project))
    reason = clean_line(why)[:300]
    if how not in (Stopped.HALTED, Stopped.CANCELLED) or not reason:
        raise Refused(_("Pilih terhenti atau dibatalkan, dan tuliskan alasannya."))
    if on > localdate(at):
        raise Refused(_("Tanggalnya belum tiba. Catat penghentian setelah terjadi."))
    open_ones = Project.objects.filter(pk=project.pk, physical__lt=FULL).exclude(stopped=Stopped.CANCELLED)
    if not open_ones.exclude(stopped=how).update(stopped=how, stopped_on=on, stopped_why=reason):
        raise Stale(_("Proyek ini sudah selesai atau sudah dihentikan. Muat ulang halamannya."))
    project.refresh_from_db(fields=["stopped", "stopped_on", "stopped_why"])
    words = {"how": Stopped(how).label, "day": long_date(on), "why": reason}
    note(project, _("Sejak %(day)s %(how)s: %(why)s") % words, by=by, at=at)


@transaction.atomic
def go_on(project: Project, *, why: str, by: Actor, at: datetime) -> None:
    """What was halted is worked on again; what was cancelled stays so."""
    require(access.can_keep(by, project))
    reason = clean_line(why)[:300]
    if not reason:
        raise Refused(_("Tuliskan dahulu mengapa proyek dilanjutkan."))
    rows = Project.objects.filter(pk=project.pk, stopped=Stopped.HALTED)
    if not rows.update(stopped=Stopped.NO, stopped_on=None, stopped_why=""):
        raise Stale(_("Proyek ini tidak sedang terhenti. Muat ulang halamannya."))
    project.refresh_from_db(fields=["stopped", "stopped_on", "stopped_why"])
    note(project, _("Dilanjutkan: %(why)s") % {"why": reason}, by=by, at=at)


@transaction.atomic
def set_parts(project: Project, parts: Sequence[Part], *, by: Actor, at: datetime) -> None:
    """The parts of the work, together exactly 100 per cent; a part that keeps its name keeps the day it was done."""
    require(access.can_keep(by, project))
    _check_parts(project, parts)
    before = {one.title: one for one in project.milestones.all()}
    done = {title: one.done_on for title, one in before.items()}
    if lost := [title for title, day in done.items() if day and title not in {part.title for part in parts}]:
        raise Refused(_("Tahap “%(title)s” sudah selesai, jadi tetap harus ada.") % {"title": lost[0]})
    project.milestones.all().delete()
    Milestone.objects.bulk_create([
        Milestone(project=project, place=place, title=one.title, planned_on=one.planned_on, weight=one.weight,
                  done_on=done.get(one.title))
        for place, one in enumerate(parts, 1)
    ])  # fmt: skip
    said = "; ".join(f"{one.title} {one.weight.normalize():f} %, {long_date(one.planned_on)}" for one in parts)
    note(project, _("Tahap: %(said)s") % {"said": said} if before else "", by=by, at=at)


def _check_parts(project: Project, parts: Sequence[Part]) -> None:
    if not 1 <= len(parts) <= MOST_PARTS:
        raise Refused(_("Tuliskan satu sampai dua belas tahap."))
    if any(not part.title or part.weight <= 0 for part in parts):
        raise Refused(_("Setiap tahap punya nama, tanggal, dan bobot lebih dari nol."))
    if len({part.title for part in parts}) < len(parts):
        raise Refused(_("Dua tahap bernama sama. Beri nama yang berbeda."))
    if (total := sum((part.weight for part in parts), Decimal())) != FULL:
        said = f"{total.normalize():f}".replace(".", ",")
        raise Refused(_("Jumlah bobot semua tahap harus 100 %%; sekarang %(total)s %%.") % {"total": said})
    if any(not 0 <= (part.planned_on - project.planned_start).days <= LONGEST for part in parts):
        raise Refused(_("Rencana selesai setiap tahap tidak boleh sebelum rencana mulai proyek."))


@transaction.atomic
def reach(part: Milestone, *, on: date, by: Actor, at: datetime) -> None:
    """A part of the work is done since this day."""
    require(access.can_keep(by, part.project))
    if on > localdate(at):
        raise Refused(_("Tanggalnya belum tiba. Catat tahap setelah selesai."))
    if not Milestone.objects.filter(pk=part.pk, done_on__isnull=True).update(done_on=on):
        raise Stale(_("Tahap ini sudah dicatat selesai. Muat ulang halamannya."))
    note(
        part.project, _("Tahap “%(title)s” selesai %(day)s") % {"title": part.title, "day": long_date(on)}, by=by, at=at
    )
