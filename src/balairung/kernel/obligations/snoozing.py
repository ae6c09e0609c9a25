"""Out of my sight for a while. Nothing else changes: clocks run on, and others see it as before."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.access import can_see
from balairung.kernel.obligations.models import Obligation, Snooze
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person

LONGEST = timedelta(days=92)


def snooze(obligation: Obligation, *, until: datetime, by: Actor, at: datetime) -> Snooze:
    """Hide it from me until then; not what is due today or late, and again with another date is the newer date."""
    require(can_see(by, obligation))
    if not at < until <= at + LONGEST:
        raise Refused(_("Pilih waktu mulai besok, paling lama tiga bulan ke depan."))
    if not can_wait(obligation, at):
        raise Refused(_("Hal ini sudah ditutup, jatuh tempo hari ini, atau terlambat, jadi tidak dapat ditunda."))
    person = Person.objects.only("id").get(pk=str(by.person_id))
    kept = {"until": until, "seq": obligation.seq}
    return Snooze.objects.update_or_create(obligation=obligation, person=person, defaults=kept)[0]


def can_wait(obligation: Obligation, now: datetime) -> bool:
    """What is due today or late stays where it is."""
    return obligation.is_open and not (obligation.next_at and obligation.next_at < end_of_day(now))


def wake(obligation: Obligation, *, by: Actor, at: datetime) -> None:
    """Back in my lists now."""
    Snooze.objects.filter(obligation=obligation, person=by.person_id).delete()


def asleep(actor: Actor, now: datetime) -> QuerySet[Snooze]:
    """What this actor does not want to see yet: not what is due today, nor what something has happened to since."""
    later = Q(obligation__next_at__isnull=True) | Q(obligation__next_at__gte=end_of_day(now))
    rows = Snooze.objects.filter(person=actor.person_id, until__gt=now, seq=F("obligation__seq"))
    return rows.filter(later, obligation__closed_at__isnull=True)


def end_of_day(now: datetime) -> datetime:
    """The midnight that ends the regency's today."""
    today = localtime(now)
    return datetime.combine(today.date() + timedelta(days=1), time(), tzinfo=today.tzinfo)


@transaction.atomic
def sweep(*, now: datetime) -> int:
    """Drop what has come back by its date; return how many rows."""
    return Snooze.objects.filter(until__lte=now).delete()[0]
