"""What is looked at before a report on a topic is called resolved: shown, ticked, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor, require
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import CheckItem, Complaint, Tick


@dataclass(frozen=True)
class Check:
    """One item and, when it was ticked, by whom and when."""

    item: CheckItem
    tick: Tick | None


def checks_of(complaint: Complaint) -> list[Check]:
    """The items of its topic in their order; what was ticked stays, even when the regency asks for it no longer."""
    ticks = {tick.item_id: tick for tick in complaint.ticks.select_related("person")}
    asked = Q(topic=complaint.topic_id, closed=False) if complaint.topic_id else Q(pk__in=[])
    items = CheckItem.objects.filter(asked | Q(pk__in=list(ticks))).order_by("order", "id")
    return [Check(item, ticks.get(item.pk)) for item in items]


def open_checks(complaint: Complaint) -> int:
    """How many items nobody has ticked yet."""
    asked = CheckItem.objects.filter(topic=complaint.topic_id, closed=False)
    return asked.exclude(pk__in=complaint.ticks.values("item")).count() if complaint.topic_id else 0


@transaction.atomic
def tick(complaint: Complaint, *, item: CheckItem, done: bool, by: Actor, at: datetime) -> None:
    """Say that this was looked at, or take that back; said twice it stays as it was first said."""
    require(access.can_verify(by, complaint), _("Hanya kantor yang menangani yang mencentang daftar periksa."))
    if done and by.person_id:
        Tick.objects.get_or_create(complaint=complaint, item=item, defaults={"person_id": by.person_id, "at": at})
    elif not done:
        Tick.objects.filter(complaint=complaint, item=item).delete()
