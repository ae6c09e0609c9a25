"""What the worker does about pacts: looks who must sign today, meets what offices owe, begins the new year."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.pacts.actions import meet
from balairung.rooms.pacts.driving import KIND, begin, renew
from balairung.rooms.pacts.models import Drive, Pact

log = logging.getLogger(__name__)
MOST = 200  # obligations of one round


def follow(*, now: datetime) -> int:
    """One round (LOOPS); return how many things changed. Run twice or in two places, each changes once."""
    with transaction.atomic():
        waiting = Drive.objects.running().filter(look_at__lte=now).order_by("look_at", "id")
        due = list(waiting.values_list("pk", flat=True))
        whole = list(_met().values_list("pk", flat=True)[:MOST])
        over = list(_last_year(localdate(now)).values_list("pk", flat=True))
    looked = sum(_tried(key, now) for key in due)
    return looked + sum(_try_to_meet(key, now) for key in whole) + sum(_next_year(key, now) for key in over)


def follow_presence(people: Collection[UUID], *, at: datetime) -> int:
    """Somebody came, left, moved or is away: running drives are looked at again (settings.PRESENCE_FOLLOWERS)."""
    return Drive.objects.running().update(look_at=at)


def _met() -> QuerySet[Obligation]:
    """Open obligations in which nobody's signature is missing any more."""
    mine = Pact.objects.current().filter(obligation=OuterRef("pk"))
    rows = Obligation.objects.filter(kind=KIND, closed_at=None)
    return rows.filter(~Exists(mine.filter(witnessed_at=None))).order_by("id")


def _tried(key: UUID, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return renew(Drive(pk=key), at=now)
    except Exception:
        log.exception("a drive was not renewed: %s", key)
        return 0


def _try_to_meet(key: UUID, now: datetime) -> int:
    try:
        with transaction.atomic():
            obligation = _met().filter(pk=key).first()
            if obligation is None:
                return 0
            count = Pact.objects.current().filter(obligation=obligation).count()
            meet(obligation, text=_("%(count)d orang, semuanya lengkap.") % {"count": count}, by=SYSTEM, at=now)
    except Exception:
        log.exception("a pact's obligation was not met: %s", key)
        return 0
    return 1


# --- every year --------------------------------------------------------------------------------------------------


def _last_year(today: date) -> QuerySet[Drive]:
    """Yearly drives of years that are over, not followed by one of a later year with the same text."""
    later = Drive.objects.filter(text__kind=OuterRef("text__kind"), year__gt=OuterRef("year"), yearly=True)
    rows = Drive.objects.running().filter(~Exists(later), yearly=True, year__lt=today.year)
    return rows.order_by("id")


def _next_year(key: UUID, now: datetime) -> int:
    """The same drive for this year, by the day that the rule names; the one before ends with it."""
    day = facts("pacts")["due"]
    try:
        with transaction.atomic():
            old = Drive.objects.select_for_update(of=("self",)).select_related("text").get(pk=key)
            year = localdate(now).year
            due = max(date(year, day["month"], day["day"]), localdate(now))
            name = old.name.replace(str(old.year), str(year)) if str(old.year) in old.name else f"{old.name} {year}"
            begin(
                name=name, kind=old.text.kind, year=year, due_on=due, roles=old.role_keys, echelons=old.echelon_keys,
                offices=old.office_keys, yearly=True, token=f"{old.pk.hex}:{year}", by=SYSTEM, at=now,
            )  # fmt: skip
    except Exception:
        log.exception("a yearly drive was not begun again: %s", key)
        return 0
    return 1
