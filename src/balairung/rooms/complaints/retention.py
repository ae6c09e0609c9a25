"""Who reported, once the report is long closed: forgotten, and what was reported stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.rooms.complaints.models import Complaint, Follower, Push

BLANK: dict[str, Any] = {
    "reporter_name": "", "reporter_contact": "", "contact_hash": "", "affected_name": "", "groups": "",
    "help_wanted": "", "source_link": "", "source_handle": "", "conversation": None,
}  # fmt: skip


class _Contacts:
    def count(self, keys: Sequence[UUID]) -> int:
        beside = (model.objects.filter(complaint__obligation__in=keys).count() for model in (Follower, Push))
        return _known(keys).count() + sum(beside)

    def wipe(self, keys: Sequence[UUID], *, at: datetime) -> int:
        gone = Complaint.objects.filter(pk__in=list(_known(keys).values_list("pk", flat=True))).update(**BLANK)
        rows = (model.objects.filter(complaint__obligation__in=keys) for model in (Follower, Push))
        return gone + sum(found.delete()[0] for found in rows)


CONTACTS = _Contacts()


def _known(keys: Sequence[UUID]) -> QuerySet[Complaint]:
    """Those that still say something of somebody."""
    empty = Q(**{name: value for name, value in BLANK.items() if value is not None}, conversation__isnull=True)
    return Complaint.objects.filter(obligation__in=keys).exclude(empty)
