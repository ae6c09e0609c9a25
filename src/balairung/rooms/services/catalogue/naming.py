"""What services are called, for whoever asks about them (settings.SURVEY_SERVICES)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from balairung.kernel.people.models import Office
from balairung.rooms.services.models import Service

LEVELS = {
    Office.Kind.VILLAGE: Service.Level.VILLAGE, Office.Kind.WARD: Service.Level.VILLAGE,
    Office.Kind.DISTRICT: Service.Level.DISTRICT,
}  # fmt: skip


def named(office: Office, keys: Collection[str] = ()) -> list[tuple[str, str]]:
    """Key and name of what this office offers, and of those with these keys, closed ones too; by name."""
    here = Q(office_key=office.key)
    if level := LEVELS.get(Office.Kind(office.kind)):
        here |= Q(level=level, office_key="")
    offered = here & Q(current__isnull=False, closed_on__isnull=True)
    rows = Service.objects.filter(offered | Q(key__in=keys)).order_by("name", "key")
    return list(rows.values_list("key", "name"))
