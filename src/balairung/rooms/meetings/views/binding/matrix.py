"""The follow-up matrix: of one meeting, of a series, of a time; as a page, as CSV, as one sheet of paper across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.text import read_day
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.meetings import access
from balairung.rooms.meetings.minutes import matrix
from balairung.rooms.meetings.minutes.matrix import SHOWS, Matrix
from balairung.rooms.meetings.models import Meeting, MeetingSeries, MeetingTask

A_WHILE = timedelta(days=90)


@dataclass(frozen=True)
class Shown:
    """One matrix with its name, its two other forms, and where one came from."""

    matrix: Matrix
    title: str
    about: str
    show: str
    sheet: str
    paper: str
    back: tuple[str, str]
    since: date | None = None
    until: date | None = None


def _show(request: HttpRequest) -> str:
    asked = request.GET.get("tampil", "")
    return asked if asked in SHOWS else ""


def _of_meeting(request: HttpRequest, actor: Actor, ref: str) -> Shown:
    meeting, show = access.get_meeting(actor, ref), _show(request)
    found = matrix.of_meeting(meeting, now_of(request), show)
    sheet, paper = (reverse(f"meetings:meeting_matrix_{kind}", args=[meeting.ref]) for kind in ("csv", "pdf"))
    back = (reverse("meetings:meeting", args=[meeting.ref]), meeting.title)
    return Shown(found, meeting.title, long_date(meeting.starts_at), show, *_asked(sheet, paper, show), back)


def _of_series(request: HttpRequest, actor: Actor, key: UUID) -> Shown:
    """Of those meetings of it that this actor may see; of a series without one it is 404."""
    meetings = Meeting.objects.visible_to(actor).filter(series=key)
    series, show = MeetingSeries.objects.get(pk=meetings.values_list("series", flat=True)[:1]), _show(request)
    found = matrix.of_some(Q(meeting__in=meetings.values("pk")), now_of(request), show)
    sheet, paper = (reverse(f"meetings:series_matrix_{kind}", args=[key]) for kind in ("csv", "pdf"))
    about = _("%(count)d rapat") % {"count": found.meetings}
    back = (reverse("meetings:mine"), _("Rapat"))
    return Shown(found, series.name, about, show, *_asked(sheet, paper, show), back)


def _of_period(request: HttpRequest, actor: Actor) -> Shown:
    """Of meetings that one may see, and of all that bound one's own office; the last three months, if not asked."""
    now, show = now_of(request), _show(request)
    until = read_day(request.GET.get("sampai", "")) or localdate(now)
    since = read_day(request.GET.get("dari", "")) or until - A_WHILE
    seen = Q(meeting__in=Meeting.objects.visible_to(actor).values("pk"))
    mine = Q(pk__in=MeetingTask.objects.visible_to(actor).values("pk"))
    found = matrix.of_period(seen | mine, since, until, now, show)
    period = {"dari": since.isoformat(), "sampai": until.isoformat()}
    sheet, paper = (reverse(f"meetings:matrix_{kind}") for kind in ("csv", "pdf"))
    about = f"{long_date(since)} – {long_date(until)}"
    links = _asked(sheet, paper, show, **period)
    return Shown(
        found, _("Tindak lanjut rapat"), about, show, *links, (reverse("meetings:mine"), _("Rapat")), since, until
    )


def _asked(sheet: str, paper: str, show: str, **more: str) -> tuple[str, str]:
    query = urlencode({**more, **({"tampil": show} if show else {})})
    return (f"{sheet}?{query}", f"{paper}?{query}") if query else (sheet, paper)


# --- pages -----------------------------------------------------------------------------------------------------------


@officers
def of_meeting(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, _of_meeting(request, actor, ref))


@officers
def of_series(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _page(request, _of_series(request, actor, key))


@officers
def of_period(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, _of_period(request, actor))


@officers
def of_meeting_sheet(request: HttpRequest, actor: Actor, ref: str) -> StreamingHttpResponse:
    return _sheet(request, _of_meeting(request, actor, ref))


@officers
def of_series_sheet(request: HttpRequest, actor: Actor, key: UUID) -> StreamingHttpResponse:
    return _sheet(request, _of_series(request, actor, key))


@officers
def of_period_sheet(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    return _sheet(request, _of_period(request, actor))


@officers
def of_meeting_paper(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _paper(request, _of_meeting(request, actor, ref))


@officers
def of_series_paper(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _paper(request, _of_series(request, actor, key))


@officers
def of_period_paper(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _paper(request, _of_period(request, actor))


def _page(request: HttpRequest, shown: Shown) -> HttpResponse:
    ways = [(key, words, shown.matrix.counts[key], key == shown.show) for key, words in SHOWS.items()]
    context = {"shown": shown, "lines": shown.matrix.lines, "ways": ways, "several": shown.matrix.meetings > 1}
    return render(request, "meetings/binding/matrix.html", context)


def _sheet(request: HttpRequest, shown: Shown) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(matrix.columns(), matrix.cells(shown.matrix)), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="tindak-lanjut-{localdate(now_of(request))}.csv"'
    return response


def _paper(request: HttpRequest, shown: Shown) -> HttpResponse:
    from balairung.rooms.meetings.minutes.paper import matrix_pdf  # draws with a heavy library, now and then

    drawn = matrix_pdf(shown.matrix, title=shown.title, about=shown.about, show=shown.show, at=now_of(request))
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="tindak-lanjut-{localdate(now_of(request))}.pdf"'
    return response
