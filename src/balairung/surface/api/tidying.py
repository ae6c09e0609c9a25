"""What the API kept long enough goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from balairung.surface.api.models import Answered, Delivery
from balairung.surface.api.once import KEPT

LOGGED = timedelta(days=30)  # how long the log of a webhook reaches back
MOST = 2000  # in one go


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Drop answers after a day and deliveries after thirty; return how many."""
    answers = Answered.objects.filter(begun_at__lt=now - KEPT).order_by("begun_at", "id")
    deliveries = Delivery.objects.filter(made_at__lt=now - LOGGED).order_by("made_at", "id")
    count = 0
    for rows in (answers, deliveries):
        keys = list(rows.values_list("pk", flat=True)[:MOST])
        count += rows.model._base_manager.filter(pk__in=keys).delete()[0] if keys else 0
    return count
