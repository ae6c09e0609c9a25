"""Devices at the door of an office: made, let in by their secret address, revoked."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.learning.access import can_keep_kiosks
from balairung.rooms.learning.models import PresenceKiosk

MOST = 20  # of one office


@transaction.atomic
def make_kiosk(office: Office, *, name: str, by: Actor, at: datetime) -> str:
    """The secret that stands in the address of a new kiosk; it is told once and kept nowhere."""
    require(can_keep_kiosks(by, office))
    if PresenceKiosk.objects.standing().filter(office=office).count() >= MOST:
        raise Refused(_("Kantor ini sudah punya %(most)d kios. Cabut dahulu yang tidak dipakai.") % {"most": MOST})
    secret = secrets.token_urlsafe(24)
    PresenceKiosk.objects.create(office=office, name=clean_line(name)[:60], token_hash=_hashed(secret), made_at=at)
    return secret


@transaction.atomic
def revoke_kiosk(kiosk: PresenceKiosk, *, by: Actor, at: datetime) -> None:
    """Its address opens nothing any more; what it scanned stays."""
    require(can_keep_kiosks(by, kiosk.office))
    PresenceKiosk.objects.filter(pk=kiosk.pk, revoked_at__isnull=True).update(revoked_at=at)


def kiosk_of(secret: str) -> PresenceKiosk:
    """The kiosk of this address; raise `PresenceKiosk.DoesNotExist` for one revoked or never made."""
    return PresenceKiosk.objects.standing().select_related("office").get(token_hash=_hashed(secret))


def _hashed(secret: str) -> str:
    return keyed_hash("presence-kiosk", secret)
