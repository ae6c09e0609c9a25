"""What else the same person reported: beside a case, and only for those who may know who they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import Complaint

LATEST = 5
SPAM = "not-a-report"  # the key of the refusal in data/complaints.yaml


@dataclass(frozen=True)
class History:
    """The other reports of this reporter that the reader may see."""

    total: int
    running: int
    spam: int
    latest: list[Complaint]


def history_of(complaint: Complaint, actor: Actor) -> History | None:
    """None where the reader may not know who reported, or where the reporter left nothing to be known by.

    A report made without a name never stands beside another: that would say who made it.
    """
    if not complaint.contact_hash or not access.sees_name(actor, complaint):
        return None
    same = Complaint.objects.visible_to(actor).filter(contact_hash=complaint.contact_hash).exclude(pk=complaint.pk)
    rows = same.filter(Q(anonymous=False) | Q(obligation__case=complaint.obligation.case))
    counts = rows.aggregate(
        total=Count("pk"),
        running=Count("pk", filter=Q(obligation__closed_at=None)),
        spam=Count("pk", filter=Q(refusal=SPAM)),
    )
    return History(**counts, latest=list(rows.for_list().order_by("-filed_at", "-id")[:LATEST]))
