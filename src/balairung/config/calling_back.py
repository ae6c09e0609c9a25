"""Which finished matters may be asked about by telephone (settings.CALL_BACK_CASES), and who is asked.

It stands here because no room knows another. Nothing secret and nothing that accuses somebody is ever asked about.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from balairung.kernel.obligations.models import State, Visibility
from balairung.kernel.people.house import regency_zone
from balairung.rooms.complaints.models import Complaint


def cases(since: date, until: date) -> list[tuple[str, UUID, str, str]]:
    """Number, office, its name and a keyed hash of whose it is: reports that were resolved and closed in this time."""
    zone = regency_zone()
    start = datetime.combine(since, time.min, zone)
    end = datetime.combine(until + timedelta(days=1), time.min, zone)
    rows = Complaint.objects.filter(
        obligation__closed_at__gte=start, obligation__closed_at__lt=end, obligation__state=State.DONE,
        obligation__owner_office__isnull=False,
    )  # fmt: skip
    rows = rows.exclude(contact_hash="").exclude(obligation__visibility=Visibility.SECRET)
    rows = rows.exclude(klass=Complaint.Class.SUPERVISORY)
    fields = ("obligation__ref", "obligation__owner_office", "obligation__owner_office__name", "contact_hash")
    return list(rows.order_by("id").values_list(*fields))


def contact_of(ref: str) -> str:
    """Where its owner is asked for leave; nothing where it is gone."""
    rows = Complaint.objects.filter(obligation__ref=ref).values_list("reporter_contact", flat=True)
    return next(iter(rows.order_by("id")), "")
