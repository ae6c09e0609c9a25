"""Reporters' browsers: they ask to be told, and are told that there is news, never what it says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.messaging.browsers import CHANNEL, checked, gone
from balairung.kernel.messaging.gateways import is_open
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import house_url
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import Complaint, Push

BROWSERS = "complaints.browsers"  # what these lines are about: messages to the reporter are counted apart
MOST = 5  # browsers of one report


@transaction.atomic
def subscribe(complaint: Complaint, *, subscription: str, by: Actor, at: datetime) -> None:
    """From now on this browser is told; of more than five the oldest is forgotten. `Refused` for what is no browser."""
    require(access.can_speak(by, complaint))
    address = checked(subscription)
    mark = address_hash(CHANNEL, address)
    Push.objects.get_or_create(
        complaint=complaint, subscription_hash=mark, defaults={"subscription": address, "since": at}
    )
    kept = complaint.pushes.order_by("-since", "-id").values_list("pk", flat=True)[:MOST]
    complaint.pushes.exclude(pk__in=list(kept)).delete()


@transaction.atomic
def unsubscribe(complaint: Complaint, *, subscription: str, by: Actor) -> None:
    """This browser is told no more; one that never was is told no more either."""
    require(access.can_speak(by, complaint))
    complaint.pushes.filter(subscription_hash=address_hash(CHANNEL, checked(subscription))).delete()


def tell(complaint: Complaint, number: str, *, at: datetime) -> None:
    """Owe each browser of this report one line; `number` makes it one line however often it is said."""
    if not is_open(CHANNEL):
        return
    complaint.pushes.filter(gone("subscription_hash", now=at)).delete()
    link = house_url() + reverse("complaints:own", args=[complaint.ref, complaint.secret])
    subject = _("Ada kabar untuk laporan %(ref)s") % {"ref": complaint.ref}
    browsers = [
        (Recipient.address(CHANNEL, row.subscription), f"{complaint.pk}:{number}:browser:{row.pk.hex}")
        for row in complaint.pushes.order_by("since", "id")
    ]
    notify_all(browsers, subject=subject, body=link, about=(BROWSERS, complaint.ref), at=at)
