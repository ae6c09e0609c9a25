"""The front page for everyone; the page that a regent reads in thirty seconds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.ground.common.references import new_code
from balairung.kernel.obligations.desk import row_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, leaders
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import listed
from balairung.rooms.instructions.access import can_instruct
from balairung.rooms.instructions.forms import InstructionForm
from balairung.surface.dashboards import reads

LATEST = 5


@everyone
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What can we do for you? And how well do we keep our word?"""
    now = now_of(request)
    latest = Complaint.objects.published().for_list().order_by("-filed_at", "-id")[:LATEST]
    context = {"promises": reads.promises(now), "rows": listed(latest, now)}
    return render(request, "dashboards/home.html", context)


@leaders
def leader(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is late and whose, since when; what changed; one box for an instruction."""
    now, calendars = now_of(request), Calendars()
    offices = reads.late_offices(actor, now)
    context = {
        "now": now,
        "offices": offices,
        "late": sum(office.count for office in offices),
        "oldest": min((office.since for office in offices), default=None),
        "most": max((office.count for office in offices), default=0),
        "rows": [row_of(row, calendars, now, "terlambat") for row in reads.oldest_late(actor, now)],
        "since": reads.since_yesterday(actor, now),
        "promises": reads.promises(now),
        "form": InstructionForm(initial={"token": new_code(24)}) if can_instruct(actor) else None,
    }
    return render(request, "dashboards/leader.html", context)
