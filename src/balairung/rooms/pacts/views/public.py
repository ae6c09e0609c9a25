"""What everybody reads: who has signed, by office; and where a breach is reported."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from balairung.ground.common.text import read_key
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.models import Office
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.pacts import register
from balairung.rooms.pacts.models import Drive, Pact, PactQuerySet

TOPIC = "pungutan-liar"  # of ground/data/complaints.yaml: its reports are secret, and go to the Inspektorat


@everyone
@require_safe
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The drive of today (or another), office by office."""
    drive = _asked(request)
    lines = register.lines(_pacts(drive)) if drive else []
    context = {
        "drive": drive, "drives": Drive.objects.order_by("-begun_at")[:20], "lines": lines,
        "total": register.total(lines),
    }  # fmt: skip
    return render(request, "pacts/public.html", context)


@everyone
@require_safe
def office(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """One office: its officials by name, its staff counted."""
    drive, found = _asked(request), get_object_or_404(Office, key=key)
    context = {
        "drive": drive, "office": found, "rows": register.officials(drive, found) if drive else [],
        "staff": register.staff(drive, found) if drive else None,
    }  # fmt: skip
    return render(request, "pacts/office.html", context)


@everyone
@require_safe
def export(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The counts of each office as CSV."""
    drive = _asked(request)
    rows = list(register.table(register.lines(_pacts(drive)))) if drive else []
    headers = {"Content-Disposition": f'attachment; filename="pakta-{drive.year if drive else "kosong"}.csv"'}
    lines = csv_lines(register.COLUMNS, rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@everyone
@require_safe
def breach(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where a broken pact is reported, and what happens then: the secret path of reports about officials."""
    named = request.GET.get("kantor", "")[:60]
    asked = {"topik": TOPIC} | ({"terlapor": named} if named else {})
    context = {"href": f"{reverse('complaints:create')}?{urlencode(asked)}"}
    return render(request, "pacts/breach.html", context)


def _asked(request: HttpRequest) -> Drive | None:
    """The drive that the address names; else the one that runs."""
    key = read_key(request.GET.get("gerakan", ""))
    found = Drive.objects.select_related("text").filter(pk=key).first() if key else None
    return found or register.latest()


def _pacts(drive: Drive) -> PactQuerySet:
    return Pact.objects.current().filter(drive=drive)
