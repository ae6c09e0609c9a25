"""An officer types what somebody else asks for: the same application, and it says who typed it and how they agreed.

Whoever typed it may read out and print the secret code until midnight; after that it belongs to the applicant alone.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import read_reference
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office, Person, Post
from balairung.rooms.services.applying.apply import Taken
from balairung.rooms.services.models import Application, ApplicationQuerySet

ONLY = _("Permohonan orang lain diisikan oleh operator desa, resepsionis, pejabat penghubung, dan koordinator.")
MOST_LISTED = 50


PLACES = (*Application.VILLAGES, Office.Kind.DISTRICT)
RECEIVING = (Post.Role.VILLAGE_OPERATOR, Post.Role.RECEPTIONIST, Post.Role.LIAISON, Post.Role.COORDINATOR)


def can_take(actor: Actor) -> bool:
    """Who sits where people come: and at a village or a district office, whoever works there."""
    return actor.receives or Office.objects.filter(pk__in=actor.office_ids, kind__in=PLACES).exists()


def taken_by(actor: Actor, consent: str) -> Taken:
    """Who types it now, and where. Raise `NotAllowed` for others, and `Refused` where nobody agreed."""
    require(can_take(actor), ONLY)
    if not consent:
        raise Refused(_("Catat dahulu bagaimana pemohon menyetujuinya."))
    seat = next((seat for seat in actor.seats if seat.role in RECEIVING), actor.seats[0])
    return Taken(Person.objects.get(pk=str(actor.person_id)), Post.objects.get(pk=seat.post_id), consent)


def today_of(actor: Actor, at: datetime) -> ApplicationQuerySet:
    """What this officer typed today, the newest first."""
    rows = Application.objects.filter(taken_by=actor.person_id, applied_at__gte=_midnight(at))
    return (rows if actor.person_id else rows.none()).for_list().order_by("-applied_at", "-id")


def get_taken(actor: Actor, ref: str, at: datetime) -> Application:
    """One of those, with its code. Raise DoesNotExist for anything else."""
    rows = Application.objects.filter(taken_by=actor.person_id, applied_at__gte=_midnight(at))
    found = (rows if actor.person_id else rows.none()).filter(obligation__ref=read_reference(ref) or "")
    shown = ("obligation__owner_office", "service", "version", "region__parent", "taken_by", "taken_at_post")
    return found.select_related(*shown).get()


def _midnight(at: datetime) -> datetime:
    return localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
