"""The front page for everyone; the page that a regent reads in thirty seconds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from balairung.ground.common.references import new_code
from balairung.kernel.obligations.desk import row_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, leaders
from balairung.kernel.people.boundaries import map_of
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.rosters.board import announced
from balairung.rooms.announcements.models import Announcement
from balairung.rooms.complaints.desk.flags import swiftness
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import listed
from balairung.rooms.duty.tallying import of_month
from balairung.rooms.instructions.access import can_instruct
from balairung.rooms.instructions.forms import InstructionForm
from balairung.rooms.instructions.models import Instruction
from balairung.surface.dashboards import reads, reports
from balairung.surface.dashboards.days import year_of_days
from balairung.surface.dashboards.doorways import WINGS
from balairung.surface.dashboards.sums import sum_running

LATEST = 5
GIVEN = 5


@everyone
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What can we do for you? And how well do we keep our word?"""
    now = now_of(request)
    latest = Complaint.objects.published().for_list().order_by("-filed_at", "-id")[:LATEST]
    context = {
        "promises": reads.promises(now), "rows": listed(latest, now), "on_duty": announced(),
        "told": Announcement.objects.on_front(now),
    }  # fmt: skip
    return render(request, "dashboards/home.html", context)


@everyone
def everything(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where a stranger finds what the front page has no room for."""
    return render(request, "dashboards/everything.html", {"wings": WINGS})


@leaders
def leader(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is late and whose, since when; what changed; one box for an instruction."""
    now, calendars = now_of(request), Calendars()
    sums = sum_running(actor, now)
    offices = reads.late_offices(sums)
    context = {
        "now": now,
        "offices": offices,
        "late": sum(office.count for office in offices),
        "oldest": min((office.since for office in offices), default=None),
        "most": max((office.count for office in offices), default=0),
        "rows": [row_of(row, calendars, now, "terlambat") for row in reads.oldest_late(actor, now)],
        "since": reads.since_yesterday(actor, now),
        "promises": reads.promises(now),
        "map": map_of(reports.districts(sums), link=_late_in, late=True),
        "swift": swiftness(now),
        "ready": of_month(now) if actor.leads else None,
        "letters": reports.letters(sums, actor, now),
        "year": year_of_days(now),
        "given": Instruction.objects.followed_by(actor)[:GIVEN],
        "form": InstructionForm(initial={"token": new_code(24)}) if can_instruct(actor) else None,
    }
    return render(request, "dashboards/leader.html", context)


@leaders
def behind(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The reports behind a figure: of a district, of vulnerable people, written to the leader."""
    now, calendars = now_of(request), Calendars()
    found = reports.behind(actor, now, request.GET)
    asked = {key: request.GET[key] for key in ("keadaan", "kecamatan") if request.GET.get(key)}
    context = {
        "found": found,
        "rows": [row_of(row, calendars, now) for row in found.rows],
        "district": reports.district_name(asked.get("kecamatan", "")),
        "older": f"?{urlencode({**asked, 'sesudah': found.older})}" if found.older else "",
    }
    return render(request, "dashboards/behind.html", context)


def _late_in(district: str) -> str:
    return f"{reverse('dashboards:behind')}?{urlencode({'keadaan': 'terlambat', 'kecamatan': district})}"
