"""One number per hall that counts its changes: a screen that has seen it has seen everything before."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from balairung.rooms.reception.models import Hall


def beat(hall: Hall | UUID) -> None:
    """Something that a screen of this hall shows has changed. The last write of a transaction: it locks the hall."""
    key = hall.pk if isinstance(hall, Hall) else hall
    Hall.objects.filter(pk=key).update(beat=F("beat") + 1)
