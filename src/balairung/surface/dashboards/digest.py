"""The week in one message, every Monday morning, for those who lead."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Post
from balairung.surface.dashboards import reads
from balairung.surface.dashboards.sums import sum_running

KIND = "dashboards"
MONDAY, MORNING = 0, 7  # local time; whoever was away on Monday finds it all the same
MOST = 5


def send_digest(*, now: datetime) -> int:
    """Owe each leader the message of this week, once; return how many were written."""
    local = localtime(now)
    if local.weekday() != MONDAY or local.hour < MORNING:
        return 0
    week = "{}-{:02}".format(*local.isocalendar()[:2])
    with transaction.atomic():
        if Notice.objects.about(KIND, week).exists():
            return 0
        roles = (*Post.LEADING, Post.Role.ADJUTANT)
        rows = Holding.objects.current(now).filter(post__role__in=roles, post__closed_on__isnull=True)
        people = {holding.person_id: holding.person for holding in rows.select_related("person")}
        leaders = {key: person for key, person in people.items() if person.email}
        for person in leaders.values():
            subject = _("Minggu ini: %(date)s") % {"date": long_date(now)}
            body = words_for(actor_of(person, now), now)
            notify(Recipient.person(person), subject=subject, body=body, key=f"digest:{week}:{person.pk}",
                   about=(KIND, week), at=now)  # fmt: skip
    return len(leaders)


def words_for(actor: Actor, now: datetime) -> str:
    """What is late and whose, what came and went in seven days, and where to look."""
    rows, week = Obligation.objects.visible_to(actor), now - timedelta(days=7)
    offices = reads.late_offices(sum_running(actor, now))
    lines = [
        _("Terlambat: %(late)d hal di %(offices)d kantor.")
        % {"late": sum(office.count for office in offices), "offices": len(offices)},
        *(f"• {office.short}: {office.count}" for office in offices[:MOST]),
        "",
        _("Masuk dalam tujuh hari: %(count)d.") % {"count": rows.filter(opened_at__gte=week).count()},
        _("Ditutup dalam tujuh hari: %(count)d.") % {"count": rows.filter(closed_at__gte=week).count()},
    ]
    promises = reads.promises(now)
    if promises.share is not None:
        lines.append(_("Tepat waktu dalam 90 hari: %(share)d persen.") % {"share": promises.share})
    return "\n".join([*lines, "", house_url() + reverse("dashboards:leader")])
