"""Who asked for their rights, and whom an incident touched, once it is long over; that they were answered stays."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.kernel.people.retention import Emptied
from balairung.rooms.privacy.models import Affected, DataRequest

BLANK = dict.fromkeys(("name", "contact", "contact_hash", "wish"), "")


def _asked(keys: Sequence[UUID]) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(obligation__in=keys).exclude(Q(**BLANK))


def _affected(keys: Sequence[UUID]) -> QuerySet[Affected]:
    """The keyed hash stays: by it each of them is counted once."""
    return Affected.objects.filter(incident__obligation__in=keys).exclude(contact="")


REQUESTS, AFFECTED = Emptied(_asked, BLANK), Emptied(_affected, {"contact": ""})
