"""The standard of a service part by part, for whoever puts a new one to the public (settings.STANDARD_PARTS)."""

from __future__ import annotations

from balairung.rooms.services.catalogue.standard import components
from balairung.rooms.services.models import Service


def parts(key: str) -> list[tuple[str, str]]:
    """The name of each of the fourteen and what it says today; nothing for a service that is not published."""
    service = Service.objects.filter(key=key, current__isnull=False).select_related("current").first()
    if service is None or service.current is None:
        return []
    return [(one.name, "\n".join(one.lines)) for one in components(service.current)]
