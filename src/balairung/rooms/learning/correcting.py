"""A superior puts a day right, with the reason. The scans stay as they are; the last word counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.rooms.learning.access import stands_above
from balairung.rooms.learning.counting.closing import recount
from balairung.rooms.learning.models import Correction

FARTHEST = timedelta(days=400)


@transaction.atomic
def correct(
    person: Person, *, day: date, arrived_at: datetime | None = None, left_at: datetime | None = None,
    excused: bool = False, reason: str, by: Actor, at: datetime,
) -> Correction:  # fmt: skip
    """When they came or went, or that they were away with a reason. What is not said stays as it was scanned."""
    require(stands_above(by, person.pk, at), _("Yang membetulkan kehadiran adalah atasan."))
    assert by.person_id
    words, today = clean_text(reason)[:1000], localdate(at)
    if not words:
        raise Refused(_("Tuliskan alasan pembetulannya."))
    if not today - FARTHEST <= day <= today:
        raise Refused(_("Pembetulan hanya untuk hari yang sudah lewat, paling lama 400 hari."))
    if any(moment and (localdate(moment) != day or moment > at) for moment in (arrived_at, left_at)):
        raise Refused(_("Jam yang dibetulkan belum lewat atau bukan pada hari itu."))
    if arrived_at and left_at and left_at <= arrived_at:
        raise Refused(_("Jam pulang harus sesudah jam datang."))
    if not (arrived_at or left_at or excused):
        raise Refused(_("Isi jam datang, jam pulang, atau tandai tidak hadir dengan alasan."))
    made = Correction.objects.create(
        person=person, day=day, arrived_at=arrived_at, left_at=left_at, excused=excused, reason=words,
        by_id=by.person_id, at=at,
    )  # fmt: skip
    recount([person.pk], day, day)
    return made
