"""Who asked for information, once it is long answered; what was asked and what was answered stay in the register."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.kernel.people.retention import Emptied
from balairung.rooms.disclosure.models import InfoRequest

BLANK = dict.fromkeys(("name", "identity", "address", "contact", "contact_hash", "purpose"), "")


def _full(keys: Sequence[UUID]) -> QuerySet[InfoRequest]:
    return InfoRequest.objects.filter(obligation__in=keys).exclude(Q(**BLANK))


IDENTITIES = Emptied(_full, BLANK)
