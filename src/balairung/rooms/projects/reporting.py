"""How far it is: reports that never fall without a reason, and pictures of the same spot over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.rupiah import in_words
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.projects import access
from balairung.rooms.projects.models import ProgressReport, Project, ProjectPhoto
from balairung.rooms.projects.models.projects import FULL
from balairung.rooms.projects.placing import Spot, placed
from balairung.rooms.projects.recording import note

KIND = "projects"
LONGEST_AGO = 3660  # days
STAGES = {Decimal(0): "0", Decimal(50): "50", FULL: "100"}


@dataclass(frozen=True)
class Picture:
    """A stored picture and where it was taken, as far as anybody knows."""

    file: File
    point: Spot | None = None


@dataclass(frozen=True)
class Progress:
    """How far it was on a day: per cent of the work, rupiah paid, both since the beginning."""

    on: date
    physical: Decimal
    paid: Decimal
    words: str = ""
    lowered: str = ""
    point: Spot | None = None
    spot: str = ""
    open: bool = False


def report(
    project: Project, said: Progress, *, pictures: Sequence[Picture] = (), token: str, by: Actor, at: datetime
) -> ProgressReport:
    """One report for one token; the project then stands where its last report, by day, says."""
    require(access.can_keep(by, project))
    hashed = keyed_hash("progress", token)
    if known := ProgressReport.objects.filter(token=hashed).first():
        return known
    try:
        return _report(project, said, pictures, hashed, by, at)
    except IntegrityError:  # the same form a moment ago
        return ProgressReport.objects.get(token=hashed)


@transaction.atomic
def _report(
    project: Project, said: Progress, pictures: Sequence[Picture], hashed: str, by: Actor, at: datetime
) -> ProgressReport:
    locked = Project.objects.select_for_update().get(pk=project.pk)
    _check(locked, said, localdate(at))
    made = ProgressReport.objects.create(
        project=locked, token=hashed, on=said.on, physical=said.physical, paid=said.paid, words=clean_text(said.words),
        lowered=clean_line(said.lowered)[:300], reported_at=at, reported_by_id=by.person_id,
        **placed(said.point, locked.region),
    )  # fmt: skip
    if pictures:
        stage = STAGES.get(said.physical, "")
        keep(locked, pictures, Seen(said.spot, stage, said.on, said.open), {"report": made}, hashed, by, at)
    _stand(locked)
    project.refresh_from_db(fields=["physical", "paid", "started_on", "finished_on", "reported_on"])
    return made


def _check(project: Project, said: Progress, today: date) -> None:
    if project.stopped:
        raise Refused(
            _("Proyek ini %(how)s. Lanjutkan dahulu sebelum melaporkan.") % {"how": project.get_stopped_display()}
        )
    if not 0 <= (today - said.on).days <= LONGEST_AGO:
        raise Refused(_("Pilih tanggal hari ini atau sebelumnya."))
    if not 0 <= said.physical <= FULL:
        raise Refused(_("Kemajuan fisik antara 0 dan 100 persen."))
    if said.paid < 0 or said.paid > project.value:
        raise Refused(
            _("Yang dibayarkan tidak lebih dari nilai proyek, %(value)s.") % {"value": in_words(project.value)}
        )
    if not clean_line(said.lowered):
        _check_rising(project, said)


def _check_rising(project: Project, said: Progress) -> None:
    """Without a reason it falls from no earlier day, and stands above no later one."""
    before = project.reports.filter(on__lte=said.on).last()
    after = project.reports.filter(on__gt=said.on).first()
    if before and (said.physical < before.physical or said.paid < before.paid):
        raise Refused(
            _(
                "Angka ini lebih rendah daripada laporan %(day)s (%(physical)s %%, %(paid)s). "
                "Tuliskan alasannya bila memang turun."
            )
            % _facts(before)
        )
    if after and (said.physical > after.physical or said.paid > after.paid):
        raise Refused(
            _(
                "Laporan %(day)s mencatat angka yang lebih rendah (%(physical)s %%, %(paid)s). "
                "Tuliskan alasannya bila memang turun."
            )
            % _facts(after)
        )


def _facts(one: ProgressReport) -> dict[str, str]:
    physical = f"{one.physical.normalize():f}".replace(".", ",")
    return {"day": long_date(one.on), "physical": physical, "paid": in_words(one.paid)}


def _stand(project: Project) -> None:
    """The project is where its last report says; it began on the first day on which there was something to see."""
    last, first = project.reports.last(), project.reports.filter(physical__gt=0).first()
    if last is None:
        return
    whole = project.reports.filter(physical=FULL).first() if last.physical == FULL else None
    Project.objects.filter(pk=project.pk).update(
        physical=last.physical, paid=last.paid, reported_on=last.on, started_on=first.on if first else None,
        finished_on=whole.on if whole else None,
    )  # fmt: skip


# --- pictures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """From which spot, how far it was, when, and whether everybody may see it."""

    spot: str
    stage: str
    on: date
    open: bool


@transaction.atomic
def add_photos(
    project: Project, pictures: Sequence[Picture], *, seen: Seen, token: str, by: Actor, at: datetime
) -> int:
    """Keep pictures of one spot; return how many are new. Without a position they are kept and say so."""
    require(access.can_keep(by, project))
    if seen.on > localdate(at):
        raise Refused(_("Tanggal foto belum tiba."))
    return keep(project, pictures, seen, {}, keyed_hash("photos", token), by, at)


def keep(
    project: Project, pictures: Sequence[Picture], seen: Seen, of: dict[str, Any], token: str, by: Actor, at: datetime
) -> int:
    """The rows of pictures, `of` a report, a visit or a handover; for whoever has asked who may."""
    spot = clean_line(seen.spot)[:80] or _("Tanpa nama titik")
    keys = [keyed_hash(token, str(place)) for place in range(len(pictures))]
    known = set(ProjectPhoto.objects.filter(token__in=keys).values_list("token", flat=True))
    fresh = [(key, picture) for key, picture in zip(keys, pictures, strict=True) if key not in known]
    attach([picture.file for _key, picture in fresh], about=(KIND, project.ref))
    ProjectPhoto.objects.bulk_create([
        ProjectPhoto(project=project, token=key, file=picture.file, spot=spot, stage=seen.stage, taken_on=seen.on,
                     open=seen.open, kept_at=at, kept_by_id=by.person_id, **of, **placed(picture.point, project.region))
        for key, picture in fresh
    ])  # fmt: skip
    return len(fresh)


@transaction.atomic
def show(photo: ProjectPhoto, *, public: bool, by: Actor, at: datetime) -> None:
    """Everybody may see this picture, or only officers."""
    require(access.can_keep(by, photo.project))
    if ProjectPhoto.objects.filter(~Q(open=public), pk=photo.pk).update(open=public):
        words = _("Foto “%(spot)s” dibuka untuk umum") if public else _("Foto “%(spot)s” ditutup dari umum")
        note(photo.project, words % {"spot": photo.spot}, by=by, at=at)
