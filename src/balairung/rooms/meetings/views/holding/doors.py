"""The attendance sheet as paper and as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.holding import sheet
from balairung.rooms.meetings.views.holding.asking import asked_session


@officers
@require_safe
def paper(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Of one session, A4 across; `?kosong=1`: only names, with room to sign."""
    meeting = get_run(actor, ref)
    session, empty = asked_session(request, meeting), request.GET.get("kosong") == "1"
    content = sheet.drawn(session, empty=empty, at=now_of(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="daftar-hadir-{meeting.ref}-{session.order}.pdf"'
    return response


@officers
@require_safe
def table(request: HttpRequest, actor: Actor, ref: str) -> StreamingHttpResponse:
    """Of all sessions, for a spreadsheet."""
    meeting = get_run(actor, ref)
    sessions = meeting.sessions.select_related("meeting").order_by("order")
    rows = (line for session in sessions for line in sheet.lines(session))
    response = StreamingHttpResponse(csv_lines(sheet.columns(), rows), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="daftar-hadir-{meeting.ref}.csv"'
    return response
