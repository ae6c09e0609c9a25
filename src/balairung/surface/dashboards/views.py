"""The front page for everyone; the page that a regent reads in thirty seconds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.ground.common.references import new_code
from balairung.kernel.obligations.reads import days_left
from balairung.kernel.obligations.views import detail_url
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, leaders
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import public_view
from balairung.rooms.instructions.access import can_instruct
from balairung.rooms.instructions.forms import InstructionForm
from balairung.surface.dashboards import reads


@everyone
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What can we do for you? And how well do we keep our word?"""
    now = now_of(request)
    latest = Complaint.objects.published().for_list().order_by("-filed_at", "-id")[:4]
    context = {"promises": reads.promises(now), "latest": [public_view(row) for row in latest]}
    return render(request, "dashboards/home.html", context)


@leaders
def leader(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is late and whose, since when; what changed; one box for an instruction."""
    now, calendars = now_of(request), Calendars()
    offices = reads.late_offices(actor, now)
    rows = [
        {"obligation": row, "url": detail_url(row), "days": days_left(row.next_at, "5-day", calendars, now)}
        for row in reads.oldest_late(actor, now)
    ]
    context = {
        "offices": offices,
        "late": sum(office.count for office in offices),
        "rows": rows,
        "since": reads.since_yesterday(now),
        "promises": reads.promises(now),
        "form": InstructionForm(initial={"token": new_code(24)}) if can_instruct(actor) else None,
        "all_offices": Office.objects.filter(closed_on__isnull=True),
    }
    return render(request, "dashboards/leader.html", context)
