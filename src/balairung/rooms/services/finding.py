"""What an application is found by: the service and the place, and nothing that the applicant said."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.services.models import Application

SHOWN = ("obligation_id", "service__name", "region__name", "region__parent__name")


def said_by(application: Application) -> str:
    """Its words; its number is found anyway."""
    region = application.region
    places = [region.name, region.parent.name if region.parent else ""] if region else []
    return " ".join(filter(None, [application.service.name, *places]))


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """The same by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Application.objects.filter(obligation__in=keys).values_list(*SHOWN)
    return {key: Said(" ".join(filter(None, words))) for key, *words in rows}
