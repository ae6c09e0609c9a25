"""What applicants wrote into forms, once the matter is long decided; the letters are records and stay."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.kernel.people.retention import Emptied
from balairung.rooms.services.models import Application
from balairung.rooms.services.personal import BLANK


def _full(keys: Sequence[UUID]) -> QuerySet[Application]:
    empty = Q(name="", nik="", contact="", answers="")
    return Application.objects.filter(obligation__in=keys).exclude(empty)


ANSWERS = Emptied(_full, BLANK)
