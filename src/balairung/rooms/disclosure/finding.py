"""What a request is found by: what it asks for, and nothing of whoever asked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.search.actions import Said
from balairung.rooms.disclosure.models import InfoRequest, Objection


def said_by(found: InfoRequest) -> str:
    """For officers; the number is found anyway."""
    return found.information


def public_words(found: InfoRequest) -> str:
    """For everybody, once it was published."""
    return f"{found.public_question} {found.public_answer}" if found.published_at else ""


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Requests, objections and renewals by the keys of their obligations (settings.SEARCH_SOURCES)."""
    asked = InfoRequest.objects.filter(obligation__in=keys).defer(*InfoRequest.SEALED)
    found = {one.obligation_id: Said(said_by(one), public_words(one)) for one in asked}
    rows = Objection.objects.filter(obligation__in=keys).values_list("obligation", "request__information")
    found |= {key: Said(text) for key, text in rows}
    rest = Obligation.objects.filter(pk__in=set(keys) - set(found)).values_list("pk", "subject")
    return found | {key: Said(subject) for key, subject in rest}
