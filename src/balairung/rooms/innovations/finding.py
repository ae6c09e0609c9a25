"""What a review or a month of this room is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.search.actions import Said
from balairung.rooms.innovations.models import Review
from balairung.rooms.innovations.notices import found_by


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """By the keys of their obligations (settings.SEARCH_SOURCES)."""
    reviews = Review.objects.filter(obligation__in=keys).select_related("card__office", "card__region")
    found = {one.obligation_id: Said(found_by(one.card)) for one in reviews.defer("card__proposer", "card__contact")}
    months = Obligation.objects.filter(pk__in=[key for key in keys if key not in found], origin="monthly")
    return found | {key: Said(subject) for key, subject in months.values_list("pk", "subject")}
