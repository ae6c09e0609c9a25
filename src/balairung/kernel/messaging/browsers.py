"""Browsers that asked to be told: what they gave is checked, and what their maker no longer knows is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.doors.push import GONE, Push, read_subscription
from balairung.kernel.messaging.gateways import doors
from balairung.kernel.messaging.models import Contact, Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.people.models import Person

CHANNEL = "push"
MOST = 5  # browsers of one officer
LATELY = timedelta(days=2)  # within which a browser that is no more is forgotten


def public_key() -> str:
    """The key that browsers subscribe with; "" while that door is shut."""
    opened = doors().get(CHANNEL)
    return opened.door.public_key if opened and isinstance(opened.door, Push) else ""


def checked(text: str) -> str:
    """The subscription as it is kept. `Refused` for what no browser gives."""
    try:
        return read_subscription(text).address
    except ValueError as odd:
        raise Refused(_("Peramban ini belum dapat dikabari. Muat ulang halaman, lalu coba lagi.")) from odd


def gone(field: str, *, now: datetime) -> Exists:
    """Rows whose browser's maker said lately that it is no more; `field` is where they keep its hash."""
    failed = Notice.objects.filter(channel=CHANNEL, outcome=Notice.Outcome.FAILED, try_at__gt=now - LATELY)
    return Exists(failed.filter(problem=GONE, address_hash=OuterRef(field), written_at__gte=OuterRef("since")))


@transaction.atomic
def add_browser(person: Person, *, subscription: str, at: datetime) -> Contact:
    """One of ours is told by this browser. It proved itself by giving its keys: no code is needed."""
    address = checked(subscription)
    mine = Contact.objects.filter(person=person, channel=CHANNEL)
    mark = address_hash(CHANNEL, address)
    others = mine.exclude(address_hash=mark).order_by("-since", "-id")
    others.filter(pk__in=[row.pk for row in others[MOST - 1 :]]).delete()
    fresh = {"address": address, "since": at, "verified_at": at, "order": 99}
    contact, _made = Contact.objects.get_or_create(person=person, channel=CHANNEL, address_hash=mark, defaults=fresh)
    return contact


@transaction.atomic
def sweep(*, now: datetime) -> int:
    """Forget the browsers of ours that are no more; return how many (settings.LOOPS)."""
    dropped, _by = Contact.objects.filter(Q(channel=CHANNEL), gone("address_hash", now=now)).delete()
    return dropped
