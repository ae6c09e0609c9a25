"""Reports that are dealt with together: one leads, and what is done to it is done to each of the others too.

Every report keeps its own number, clocks, receipt and reporter. Who may merge them is asked in desk/merging.py.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Event, Visibility
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet
from balairung.rooms.complaints.steps import Said, Step


def open_merged(lead: Complaint) -> ComplaintQuerySet:
    """Those that were merged into it and did not end yet, the eldest first."""
    rows = Complaint.objects.filter(lead=lead, obligation__closed_at__isnull=True).order_by("filed_at", "id")
    return rows.select_related("obligation__owner_office", "topic")


def take_together(complaint: Complaint, verb: str, step: Step, said: Said, by: Actor, at: datetime) -> Event:
    """Take the step, and then for every open report that was merged into this one."""
    event = step(complaint, said)
    alone = not Complaint.objects.filter(lead=complaint).exists()  # nearly all are: the cheap question first
    for other in () if alone else open_merged(complaint):
        try:
            with transaction.atomic():
                _may_travel(complaint, other, verb, said)
                step(other, {**said, "lead": complaint.ref})
        except Stale:
            raise
        except Refused as refusal:  # it stays where it is, and says why
            other.obligation.refresh_from_db()
            note(other.obligation, by=by, at=at, words=str(refusal), facts={"lead": complaint.ref, "left": verb})
    return event


def _may_travel(complaint: Complaint, other: Complaint, verb: str, said: Said) -> None:
    """What is said to one reporter is said to another where neither report is secret and enough people read it."""
    if {complaint.obligation.visibility, other.obligation.visibility} != {Visibility.PUBLIC}:
        raise Refused(_("Laporan ini rahasia, jadi langkah pada laporan utamanya tidak ikut berlaku di sini."))
    why = access.needs_second(other, verb, said.get("reason", ""))
    if why and ("in_name_of" if other.to_leader else "prepared_by") not in said:
        raise Refused(why)


def part(complaint: Complaint, by: Actor, at: datetime) -> None:
    """It is no longer dealt with together with others; of those it stood for, the eldest stands for the rest."""
    if complaint.lead_id:
        complaint.lead = None
        complaint.save(update_fields=["lead"])
    heir: Complaint | None = None
    for other in open_merged(complaint):
        verb, lead = ("merge", heir) if heir else ("separate", complaint)
        note(other.obligation, verb=verb, by=by, at=at, words="", facts={"lead": lead.ref})
        other.lead, heir = heir, heir or other
        other.save(update_fields=["lead"])
