"""The inbox, and the arithmetic of any deadline."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.inbox import PAGE, Overview, counted, overviews_for, page_of
from balairung.kernel.obligations.models import Clock, Obligation
from balairung.kernel.obligations.reads import days_left, explain
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of


@officers
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One list of what is due."""
    now, overview = now_of(request), _chosen(request, actor)
    rows = page_of(overview, actor, now, _after(request.GET.get("sesudah", "")))
    calendars = Calendars()
    context = {
        "overviews": counted(actor, now, here=overview.key),
        "overview": overview,
        "rows": [_row(row, calendars, now) for row in rows[:PAGE]],
        "older": _next_page(overview, rows),
    }
    return render(request, "obligations/inbox.html", context)


@officers
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By number: straight to the case that one may see."""
    ref = read_reference(request.GET.get("nomor", "")) or ""
    found = Obligation.objects.visible_to(actor).filter(ref=ref).first()
    if found is None:
        return render(request, "obligations/not_found.html", {"asked": request.GET.get("nomor", "")[:30]}, status=404)
    return redirect(detail_url(found))


@officers
def deadline(request: HttpRequest, actor: Actor, clock: UUID) -> HttpResponse:
    """Why that is the date."""
    rows = Clock.objects.filter(obligation__in=Obligation.objects.visible_to(actor)).select_related("obligation")
    found = rows.get(pk=clock)
    context = {"explained": explain(found), "back": detail_url(found.obligation)}
    return render(request, "obligations/deadline.html", context)


def detail_url(obligation: Obligation) -> str:
    """The page of the room that it belongs to: the kind is the label is the URL namespace."""
    try:
        return reverse(f"{obligation.kind}:detail", args=[obligation.ref])
    except NoReverseMatch:
        return reverse("obligations:inbox")


def _chosen(request: HttpRequest, actor: Actor) -> Overview:
    known = {overview.key: overview for overview in overviews_for(actor)}
    default = "baru" if actor.coordinates else "kantor"
    return known.get(request.GET.get("lihat", default)) or known["kantor"]


def _row(obligation: Obligation, calendars: Calendars, now: datetime) -> dict[str, object]:
    due = obligation.next_at or obligation.answer_by
    office = obligation.owner_office
    days = days_left(due, office.calendar if office else "5-day", calendars, now)
    waiting = obligation.next_at is None
    return {
        "obligation": obligation,
        "url": detail_url(obligation),
        "due": due,
        "days": days,
        "late": obligation.is_late(now),
        "paused": waiting,
    }


def _next_page(overview: Overview, rows: list[Obligation]) -> str:
    if len(rows) <= PAGE:
        return ""
    last = rows[PAGE - 1]
    moment = last.answer_by if overview.key == "menunggu" else last.next_at
    if moment is None:
        return ""
    return "?" + urlencode({"lihat": overview.key, "sesudah": f"{moment.isoformat()}~{last.pk}"})


def _after(text: str) -> tuple[datetime, str] | None:
    """Where the page before ended; anything else means the first page."""
    moment, _, key = text.partition("~")
    try:
        at, row = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return (at, str(row)) if at.tzinfo else None
