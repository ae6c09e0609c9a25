"""Floods and machines at the forms of passers-by: who does no work for it may do less."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.effort import is_proved
from balairung.kernel.people.throttle import times, within_limit

UNPROVED = 4  # whoever did no work may do a quarter
SAME_CONTACT = "4/d"


def guard(request: HttpRequest, *, trapped: bool, proof: str, contact: str) -> None:
    """Count one more of this network and of this contact; `Refused`, with the way that stays open, past the limit."""
    limit, _slash, span = settings.QUEUE_LIMIT.partition("/")
    most = int(limit)
    if not most:
        return
    count = times(request, "queue", span)
    allowed = most if is_proved(proof) else most // UNPROVED
    if trapped or count > allowed:
        raise Refused(
            _("Dari jaringan ini sudah terlalu banyak yang meminta. Coba lagi nanti, atau datang langsung saja.")
        )
    if contact and not within_limit(request, "queue-contact", SAME_CONTACT, who=contact):
        raise Refused(_("Kontak ini sudah dipakai empat kali hari ini. Coba lagi besok, atau datang langsung."))
