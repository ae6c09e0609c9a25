"""What this room holds about somebody: their subscription."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.forgetting import marks_of
from balairung.kernel.obligations.personal import said
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item
from balairung.rooms.announcements.models import AskedSubscription, Subscription
from balairung.rooms.announcements.subscribing import leave, wishes_of

ASKED = "asked"


class _Subscriptions:
    name = "announcements"

    def find(self, contact: str) -> Iterator[Item]:
        marks = marks_of(contact)
        for row in Subscription.objects.filter(address_hash__in=marks).order_by("since", "id"):
            yield Item(self.name, str(row.pk), _("Langganan kabar"), row.since)
        for asked in AskedSubscription.objects.filter(address_hash__in=marks).order_by("asked_at", "id"):
            title = _("Langganan kabar yang belum dipastikan")
            yield Item(self.name, f"{ASKED}:{asked.pk}", title, asked.asked_at)

    def export(self, item: Item) -> Extract:
        if key := _asked(item):
            asked = AskedSubscription.objects.get(pk=key)
            wanted = ", ".join(f"{name}: {value}" for name, value in asked.wishes.items() if value)
            return Extract(item, said([
                (_("Saluran"), asked.channel), (_("Alamat"), asked.address), (_("Pilihan"), wanted),
            ]))  # fmt: skip
        row = Subscription.objects.select_related("place").get(pk=item.key)
        wanted = ", ".join(f"{name}: {value}" for name, value in wishes_of(row).plain().items() if value)
        return Extract(item, said([
            (_("Saluran"), row.channel), (_("Alamat"), row.address), (_("Sejak"), long_moment(row.since)),
            (_("Wilayah"), row.place or ""), (_("Pilihan"), wanted),
        ]))  # fmt: skip

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        if key := _asked(item):
            return Erasure(item, AskedSubscription.objects.filter(pk=key).delete()[0])
        rows = list(Subscription.objects.filter(pk=item.key))
        for row in rows:
            leave(row, at=at)
        return Erasure(item, len(rows))


HOLDER = _Subscriptions()


def _asked(item: Item) -> str:
    return item.key.removeprefix(f"{ASKED}:") if item.key.startswith(f"{ASKED}:") else ""
