"""A check becomes a row: once for its token, with its photographs whole, with its findings, in one transaction.

From a telephone it comes in pieces: first the photographs, one by one, then the check, which names them. Whatever is
sent again finds what is there already.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_reference
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.files.actions import attach, prepare
from balairung.kernel.files.models import File
from balairung.kernel.files.upload import Upload
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.rooms.inspections import access, actions, notices, sheets
from balairung.rooms.inspections.models import CheckSheet, FieldFinding, Inspection, Item, Look, Shot
from balairung.rooms.inspections.scoring import score
from balairung.rooms.inspections.timing import Times

MOST_SHOTS = 60  # of one check
MOST_OF_ITEM = 10
Says = Look.Says


@dataclass(frozen=True)
class Spot:
    """Where a telephone stood, to so many metres; nothing when it did not know."""

    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy: int | None = None

    @property
    def known(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    def fields(self) -> dict[str, Decimal | int | None]:
        if not self.known:
            return {}
        return {"latitude": self.latitude, "longitude": self.longitude, "accuracy": self.accuracy}


@dataclass(frozen=True)
class Seen:
    """What was seen of one item; `owes`: whether a "no" becomes a finding."""

    item: Item
    says: str
    note: str = ""
    owes: bool = False
    shots: tuple[str, ...] = ()  # their fingerprints


@dataclass(frozen=True)
class Check:
    """Everything that whoever checked has told."""

    office: Office
    sheet: CheckSheet
    announced: bool
    times: Times
    seen: Sequence[Seen]
    spot: Spot = field(default_factory=Spot)
    no_position: str = ""
    companions: str = ""
    note: str = ""

    @property
    def shots(self) -> list[str]:
        return [one for seen in self.seen for one in seen.shots]


# --- photographs ------------------------------------------------------------------------------------------------------


def fingerprint(upload: Upload) -> str:
    """SHA-256 of what came, as 64 hex digits."""
    digest = hashlib.sha256()
    upload.seek(0)
    for part in upload.chunks():
        digest.update(part)
    upload.seek(0)
    return digest.hexdigest()


def keep_shot(
    upload: Upload, *, token: str, sha256: str, taken_at: datetime | None, spot: Spot, by: Actor, at: datetime
) -> Shot:
    """Keep a photograph until its check comes; one that is there already is not kept twice."""
    require(access.can_check_some(by), _not_for_you())
    hashed = _hashed(token)
    known = Shot.objects.filter(token=hashed, sha256=sha256).first()
    if known:
        return known
    if fingerprint(upload) != sha256:
        raise Refused(_("Foto ini tidak sampai utuh. Foto dikirim ulang sendiri."))
    if Shot.objects.filter(token=hashed).count() >= MOST_SHOTS:
        raise Refused(_("Satu cek memuat paling banyak %(most)d foto.") % {"most": MOST_SHOTS})
    file = prepare(upload, at=at)
    return _keep(file, hashed, sha256, taken_at, spot, by)


def _keep(file: File, hashed: str, sha256: str, taken_at: datetime | None, spot: Spot, by: Actor) -> Shot:
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            return Shot.objects.create(
                token=hashed, sha256=sha256, file=file, sent_by_id=_person(by), taken_at=taken_at, **spot.fields()
            )
    except IntegrityError:  # another tab sent the same a moment ago; the bytes of this one are swept
        return Shot.objects.get(token=hashed, sha256=sha256)


def known_check(token: str, *, by: Actor) -> Inspection | None:
    """The check that this token already became, if this officer sent it."""
    return Inspection.objects.filter(token=_hashed(token), inspector=by.person_id).first()


def missing_shots(token: str, wanted: Sequence[str], *, by: Actor) -> list[str]:
    """Which of these photographs have not come yet."""
    rows = Shot.objects.filter(token=_hashed(token), sent_by=by.person_id).values_list("sha256", flat=True)
    had = set(rows)
    return [one for one in dict.fromkeys(wanted) if one not in had]


def _hashed(token: str) -> str:
    return keyed_hash("inspection", token)


def _person(by: Actor) -> UUID:
    """Whoever checks is somebody."""
    require(by.person_id is not None)
    return cast(UUID, by.person_id)


def _not_for_you() -> str:
    return _("Cek lapangan dilakukan pimpinan daerah, Inspektorat, dan camat di desanya.")


# --- the check --------------------------------------------------------------------------------------------------------


def record(check: Check, *, token: str, by: Actor, at: datetime) -> Inspection:
    """One check for each token; its photographs are there (`missing_shots`). What was recorded before comes back."""
    require(access.can_check(by, check.office), _not_for_you())
    hashed = _hashed(token)
    try:
        return _known(hashed, by) or _record(check, hashed, by, at)
    except IntegrityError:
        if known := _known(hashed, by):
            return known
        raise


def _known(hashed: str, by: Actor) -> Inspection | None:
    found = Inspection.objects.filter(token=hashed).select_related("office").first()
    require(found is None or found.inspector_id == by.person_id)
    return found


@transaction.atomic
def _record(check: Check, hashed: str, by: Actor, at: datetime) -> Inspection:
    office = Office.objects.select_for_update(of=("self",)).select_related("parent").get(pk=check.office.pk)
    _refuse_abolished(office, check.times)
    calendars = Calendars()
    shut = why_shut(office, check.times, calendars)
    judged = [(one.item.weight, _answer(one, shut)) for one in check.seen]
    times, seat = check.times, by.seats[0]
    inspection = Inspection.objects.create(
        ref=new_reference("C"), token=hashed, sheet=sheets.kept(check.sheet), office=office,
        announced=check.announced, inspector_id=_person(by), post_id=seat.post_id, companions=check.companions,
        started_at=times.started, ended_at=times.ended, told_started_at=times.told_started,
        told_ended_at=times.told_ended, received_at=at, no_position=check.no_position, shut=shut, note=check.note,
        score=score(judged), **check.spot.fields(),
    )  # fmt: skip
    shots = _take_shots(check, hashed, inspection, by)
    looks = {one.item.key: _look(inspection, one, shut) for one in check.seen}
    _follow_up(check, inspection, office, looks, shots, by, at, calendars)
    Look.objects.bulk_create(looks.values())
    _tie(check, looks, shots)
    return inspection


def _refuse_abolished(office: Office, times: Times) -> None:
    """An office that was there when it was checked and is abolished now is recorded; one that was not is a slip."""
    if office.closed_on and office.closed_on < localdate(times.started):
        day = long_date(office.closed_on)
        raise Refused(
            _("%(office)s sudah dihapus pada %(day)s. Pilih kantor penggantinya; isian dan foto Anda tetap ada.")
            % {"office": office.name, "day": day}
        )


def why_shut(office: Office, times: Times, calendars: Calendars) -> str:
    """Why the office was closed during the check, "" when it was open at its begin or its end."""
    calendar = calendars.get(office.calendar)
    if calendar.is_open(times.started) or calendar.is_open(times.ended):
        return ""
    day = calendar.day(localtime(times.started, calendars.zone).date())
    return day.reason[:160] if not day.working else _("di luar jam kerja")


def _answer(seen: Seen, shut: str) -> str:
    return Says.SHUT if shut and seen.item.needs_open else seen.says


def _look(inspection: Inspection, seen: Seen, shut: str) -> Look:
    return Look(inspection=inspection, item=seen.item.key, says=_answer(seen, shut), note=seen.note)


def _take_shots(check: Check, hashed: str, inspection: Inspection, by: Actor) -> dict[str, Shot]:
    """The photographs of this check, by their fingerprints; from now on they stay."""
    rows = Shot.objects.filter(token=hashed, sent_by=by.person_id, sha256__in=check.shots).select_related("file")
    shots = {one.sha256: one for one in rows}
    if set(check.shots) - set(shots):
        raise Refused(_("Masih ada foto yang belum sampai. Cek ini dikirim lagi sendiri."))
    attach([one.file for one in shots.values()], about=(actions.KIND, inspection.ref))
    return shots


def _tie(check: Check, looks: Mapping[str, Look], shots: Mapping[str, Shot]) -> None:
    for seen in check.seen:
        keys = [shots[one].pk for one in seen.shots]
        if keys:
            Shot.objects.filter(pk__in=keys, look=None).update(look=looks[seen.item.key])


def _follow_up(
    check: Check, inspection: Inspection, office: Office, looks: Mapping[str, Look], shots: Mapping[str, Shot],
    by: Actor, at: datetime, calendars: Calendars,
) -> None:  # fmt: skip
    """Each "no" opens a finding or joins the one that stands; a "yes" ends it, if whoever checks may judge it."""
    standing = _standing(office)
    owner = _owner(office)
    new: defaultdict[UUID, list[FieldFinding]] = defaultdict(list)
    for seen in check.seen:
        look, found = looks[seen.item.key], standing.get(seen.item.key)
        files = [shots[one].file for one in dict.fromkeys(seen.shots)]
        if look.says == Says.NO and found:
            actions.repeat(found, words=seen.note, files=files, check=inspection.ref, by=by, at=at)
            look.finding = found
        elif look.says == Says.NO and seen.owes and owner:
            look.finding = actions.open_finding(
                office, item=seen.item, owner=owner, words=seen.note or seen.item.ask, files=files,
                check=inspection.ref, by=by, at=at, calendars=calendars,
            )  # fmt: skip
            new[owner.pk].append(look.finding)
        elif look.says == Says.YES and found and access.can_judge(by, found):
            text = seen.note or _("Pada cek %(ref)s sudah beres.") % {"ref": inspection.ref}
            actions.confirm(found, text=text, by=by, at=at, files=files, check=inspection.ref)
            look.finding = found
    if owner:
        notices.tell_checked(inspection, new[owner.pk], owner, at)


def _standing(office: Office) -> dict[str, FieldFinding]:
    """The open findings of this office by item. The office's row is locked: nobody opens one beside them."""
    rows = FieldFinding.objects.standing().filter(office=office).select_related("obligation__owner_office", "office")
    return {one.item: one for one in rows.order_by("id")}


def _owner(office: Office) -> Office | None:
    """Who puts it right: the office, or the one above it that stands when it was abolished since."""
    above: Office | None = office
    while above is not None and above.closed_on:
        above = above.parent
    return above
