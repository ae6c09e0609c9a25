"""Words that the law wants erased (UU 27/2022 art. 8): the line stays, what was said on it goes; in the log as well."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balairung.kernel.obligations.models import Event, Remark
from balairung.kernel.obligations.receipted import LINES
from balairung.kernel.receipts.forgetting import forget


@transaction.atomic
def erase_words(event: Event, *, at: datetime) -> bool:
    """Erase what was said on this line for ever; return whether anything was. The caller knows that the law wants it.

    What only officers read was never in the receipt: it stays as it is then.
    """
    said = Remark.objects.filter(event=event)
    erased = said.filter(erased_at__isnull=True).update(text="", salt="", erased_at=at)
    if said.exclude(audience=Remark.Audience.OFFICERS).exists():
        forget(LINES.name, [event.pk], at=at)
    return bool(erased)
