"""What stands on the page of the reception: who is inside, who is expected, whom one may come to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from balairung.ground.ui.fields import Choices
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Post
from balairung.kernel.people.reads import holders_of
from balairung.rooms.reception.desk.guests import Host, on_duty
from balairung.rooms.reception.models import Appointment, Booth, EmptyDesk, Guest, Hall, Line, Ticket
from balairung.rooms.reception.queue.hours import day_of

MOST = 200  # guests on a page
ON_DUTY = "jaga"
NOT_VISITED = (Post.Role.RECEPTIONIST, Post.Role.ADMINISTRATOR, Post.Role.VILLAGE_OPERATOR)


@dataclass(frozen=True)
class Shelf:
    """The lines of one agency, each with how many wait."""

    booth: Booth
    lines: list[tuple[Line, int]]


def inside(hall: Hall, at: datetime) -> list[Guest]:
    """Who was received today and has not gone, the latest first."""
    return list(Guest.objects.filter(hall=hall, arrived_at__gte=_midnight(at)).inside().for_list()[:MOST])


def by_telephone(hall: Hall, at: datetime) -> list[Guest]:
    """Who wrote themselves down today and waits to be received, the first first."""
    rows = Guest.objects.filter(hall=hall, arrived_at__gte=_midnight(at)).waiting().for_list()
    return list(rows.order_by("arrived_at", "id")[:MOST])


def expected(hall: Hall, at: datetime) -> list[Appointment]:
    """Today's appointments that nobody has come for yet."""
    since = _midnight(at)
    rows = Appointment.objects.standing().filter(
        hall=hall, starts_at__gte=since, starts_at__lt=since + timedelta(days=1)
    )
    return list(rows.for_list()[:MOST])


def received_today(hall: Hall, at: datetime) -> int:
    return Guest.objects.filter(hall=hall, arrived_at__gte=_midnight(at), received_at__isnull=False).count()


def shelves(hall: Hall, at: datetime) -> list[Shelf]:
    """The lines that take numbers, by agency, each with how many wait."""
    rows = list(hall.lines.filter(closed_on__isnull=True, paused=False).select_related("booth"))
    waiting = _waiting(hall, at)
    found: dict[UUID, Shelf] = {}
    for line in sorted(rows, key=lambda one: (one.booth.order, one.booth.name, one.order, one.prefix)):
        found.setdefault(line.booth_id, Shelf(line.booth, [])).lines.append((line, waiting.get(line.pk, 0)))
    return list(found.values())


def _waiting(hall: Hall, at: datetime) -> dict[UUID, int]:
    waiting = Ticket.objects.open().filter(hall=hall, state=Ticket.State.WAITING, day=day_of(at))
    return dict(waiting.order_by("line_id").values_list("line_id").annotate(Count("pk")))


def alarm(hall: Hall) -> EmptyDesk | None:
    """The one that stands for this hall."""
    return EmptyDesk.objects.filter(hall=hall, until__isnull=True).for_list().first()


def host_choices(hall: Hall, at: datetime, *, named: bool) -> Choices:
    """Nobody, whoever is on duty, and the posts of the offices in this hall; `named`: with their holders."""
    duty = on_duty(hall, at)
    first = [("", _("Tidak menemui siapa pun"))]
    if duty:
        first.append(
            (ON_DUTY, _("Petugas jaga: %(name)s") % {"name": duty.name} if named else _("Petugas jaga hari ini"))
        )
    posts = list(_posts(hall))
    holders = holders_of([post.pk for post in posts], at) if named else {}
    groups: dict[str, list[tuple[str, str]]] = {}
    for post in posts:
        names = ", ".join(one.name for one in holders.get(post.pk, []) if not one.away)
        groups.setdefault(post.office.name, []).append(
            (str(post.pk), f"{post.title} · {names}" if names else post.title)
        )
    return [*first, *groups.items()]


def read_host(hall: Hall, value: str, at: datetime) -> Host | None:
    """What was chosen; None for what is not in the list."""
    if not value:
        return Host()
    if value == ON_DUTY:
        duty = on_duty(hall, at)
        return Host(person=duty) if duty else None
    found = next((post for post in _posts(hall) if str(post.pk) == value), None)
    return Host(post=found) if found else None


def _posts(hall: Hall) -> list[Post]:
    offices = Office.objects.filter(booths__hall=hall, booths__closed_on__isnull=True).values_list("pk", flat=True)
    rows = Post.objects.filter(office__in=[hall.office_id, *offices], closed_on__isnull=True)
    found = rows.exclude(role__in=NOT_VISITED).select_related("office").order_by("office__order", "order", "id")
    return sorted(found, key=lambda post: post.office_id != hall.office_id)


def _midnight(at: datetime) -> datetime:
    return datetime.combine(day_of(at), time.min, Calendars().zone)
