"""Who else has to do with a case whose words are erased by law (settings.ERASURE_FOLLOWERS)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from balairung.surface.api.models import Delivery
from balairung.surface.open311.models import MediaWanted
from balairung.surface.opendata.kept import take_back


def follow(kind: str, ref: str, *, at: datetime) -> None:
    """Pictures are not fetched any more, programs are not told any more, snapshots that tell of it are taken back."""
    MediaWanted.objects.filter(complaint__obligation__ref=ref).delete()
    Delivery.objects.filter(ref=ref, outcome=Delivery.Outcome.WAITING, try_at__isnull=False).delete()
    transaction.on_commit(partial(take_back, ref))
