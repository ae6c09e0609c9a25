"""Whoever holds no post any more is signed out: rights end with the day, and so do sessions."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string

from balairung.kernel.people import account_devices, account_lines
from balairung.kernel.people.models import AccountLine, Device, Holding, User

AT_ONCE = 50


@transaction.atomic
def follow(*, now: datetime) -> int:
    """End the browsers of people whose last holding is over; return how many accounts."""
    held = Holding.objects.current(now).filter(person__user=OuterRef("user"), post__closed_on__isnull=True)
    rows = Device.objects.exclude(session="").filter(~Exists(held)).order_by("user").values_list("user", flat=True)
    ended = 0
    for user in User.objects.filter(pk__in=list(rows.distinct()[:AT_ONCE])).select_related("person").order_by("id"):
        person = getattr(user, "person", None)
        if person and import_string(settings.OVERSEERS)(person, now):
            continue
        account_devices.end_all(user)
        account_lines.note_quietly(AccountLine.Verb.END_POST, user, at=now)
        ended += 1
    return ended
