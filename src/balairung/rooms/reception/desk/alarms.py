"""An hour of opening time without anybody at the reception is an alarm, which the next check-in ends.

Breaks, evenings and holidays do not count; a stretch is added up over a break. Each stretch has one alarm, however
often and however late the worker looks. A day that ends with an empty desk ends its alarm as it is: recorded, not
forgiven.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.kernel.search.actions import open_index
from balairung.rooms.reception import actions
from balairung.rooms.reception.actions import KIND
from balairung.rooms.reception.desk import attending
from balairung.rooms.reception.desk.attending import DeskDay, desk_days
from balairung.rooms.reception.desk.emptiness import Gap
from balairung.rooms.reception.models import EmptyDesk, Hall

log = logging.getLogger(__name__)
HOUR = timedelta(hours=1)  # of opening time
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.RECEPTIONIST)


def watch(*, now: datetime) -> int:
    """Check out who forgot, end alarms whose day is over, raise the new ones (settings.LOOPS); once a minute.

    Return how many alarms began or ended.
    """
    if not _first(f"reception:watch:{int(now.timestamp() // 60)}"):
        return 0
    attending.close_forgotten(now=now)
    return lapse_all(now=now) + raise_all(now=now)


@transaction.atomic
def _first(what: str) -> bool:
    """Whether nobody did this yet. Losing it costs no more than looking once more."""
    return bool(cache.add(what, 1, 3600))


def raise_all(*, now: datetime) -> int:
    """One alarm for each hall whose desk has stood empty for an hour, unless this stretch has had one."""
    calendars = Calendars()
    with transaction.atomic():
        halls = list(Hall.objects.standing().select_related("office").order_by("id"))
        days, had = desk_days(halls, localdate(now), calendars), _had(now)
        calendars.get("5-day")  # the decreed days are read here: outside a transaction there is no regency
    return sum(_try_to_raise(hall, days[hall.pk], had[hall.pk], now, calendars) for hall in halls)


def _had(now: datetime) -> dict[UUID, list[datetime]]:
    """Since when each desk stood empty, of the alarms of this day."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = defaultdict[UUID, list[datetime]](list)
    for hall, since in EmptyDesk.objects.filter(since__gte=midnight).values_list("hall_id", "since"):
        found[hall].append(since)
    return found


def _is_new(day: DeskDay, had: Iterable[datetime], now: datetime) -> bool:
    gap = day.gap(now)
    return gap is not None and gap.length >= HOUR and not any(since >= gap.since for since in had)


def _try_to_raise(hall: Hall, day: DeskDay, had: Iterable[datetime], now: datetime, calendars: Calendars) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return int(_is_new(day, had, now) and _raise(hall, now, calendars))
    except IntegrityError:  # another worker raised it a moment ago
        return 0
    except Exception:
        log.exception("no alarm was raised for the reception of a hall: %s", hall.key)
        return 0


@transaction.atomic
def _raise(hall: Hall, now: datetime, calendars: Calendars) -> bool:
    """Looked at once more behind the lock that a check-in takes as well."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    day = desk_days([hall], localdate(now), calendars)[hall.pk]
    gap = day.gap(now)
    if gap is None or not _is_new(day, _had(now)[hall.pk], now):
        return False
    _open(hall, gap, now, calendars)
    return True


def _open(hall: Hall, gap: Gap, now: datetime, calendars: Calendars) -> EmptyDesk:
    obligation = open_obligation(
        kind=KIND, prefix="R", subject=_("Meja penerima tamu kosong: %(hall)s") % {"hall": hall.name},
        owner=Owner(hall.office), by=SYSTEM, at=now, state=State.ACTIVE, step="fill", calendars=calendars,
        clocks=[clock_rule(KIND, "fill")], words=_("Kosong sejak %(since)s.") % {"since": long_moment(gap.since)},
    )  # fmt: skip
    alarm = EmptyDesk.objects.create(obligation=obligation, hall=hall, since=gap.since)
    open_index(obligation, text=f"{obligation.subject} {hall.name}")
    _tell(alarm, now)
    return alarm


def _tell(alarm: EmptyDesk, now: datetime) -> None:
    """Whoever leads the office, and whoever could sit there."""
    seats = Holding.objects.current(now).filter(post__office=alarm.hall.office_id, post__role__in=TOLD)
    rows = seats.filter(post__closed_on__isnull=True).select_related("person").order_by("id")
    people: dict[UUID, Person] = {one.person_id: one.person for one in rows}
    body = _(
        "Sejak %(since)s tidak ada petugas di meja penerima %(hall)s. Alarm ini selesai begitu ada yang duduk di sana."
    ) % {"since": long_moment(alarm.since), "hall": alarm.hall.name}
    text = f"{body}\n\n{house_url()}{reverse('reception:detail', args=[alarm.ref])}"
    recipients = [(Recipient.person(person), f"reception:{alarm.pk}:{person.pk}") for person in people.values()]
    notify_all(recipients, subject=alarm.obligation.subject, body=text, about=(KIND, alarm.ref), bundle="inbox", at=now)


def lapse_all(*, now: datetime) -> int:
    """End the alarms whose day is over; return how many."""
    calendars = Calendars()
    with transaction.atomic():
        rows = list(EmptyDesk.objects.filter(until__isnull=True).select_related("hall__office").for_list())
        over = [(one, end) for one in rows if (end := _end_of_day(one, calendars)) <= now]
    return sum(_try_to_lapse(one, end, now) for one, end in over)


def _end_of_day(alarm: EmptyDesk, calendars: Calendars) -> datetime:
    """The last opening moment of its day; midnight where the hours were changed meanwhile."""
    day = localdate(alarm.since)
    opens = attending.opening_of(alarm.hall, day, calendars)
    return opens[-1][1] if opens else datetime.combine(day + timedelta(days=1), time.min, calendars.zone)


def _try_to_lapse(alarm: EmptyDesk, ended: datetime, now: datetime) -> int:
    try:
        actions.lapse(alarm, ended=ended, by=SYSTEM, at=now)
    except Exception:
        log.exception("an alarm of the reception did not lapse: %s", alarm.pk)
        return 0
    return 1
