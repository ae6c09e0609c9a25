"""Meetings that come again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings import access
from balairung.rooms.meetings.inviting import calling
from balairung.rooms.meetings.inviting.forms import SeriesForm
from balairung.rooms.meetings.models import Meeting, MeetingSeries

MOST = 100  # of the meetings of one series, the newest


@officers
def all_series(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those of my offices, all of them for those who lead; and a new one."""
    form = SeriesForm(request.POST or None, actor=actor)
    if request.method == "POST" and accepted(
        form, lambda: calling.make_series(**form.cleaned_data, by=actor, at=now_of(request))
    ):
        messages.success(request, _("Seri dibuat."))
        return redirect("meetings:series")
    rows = MeetingSeries.objects.select_related("office")
    rows = rows if actor.leads else rows.filter(office__in=actor.office_ids)
    context = {"form": form, "rows": rows.order_by("closed_on", "name", "id")}
    return render(request, "meetings/inviting/all_series.html", context, status=422 if form.errors else 200)


@officers
@require_safe
def one(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Its meetings, the newest first: those that I may see."""
    found = _series(actor, key)
    rows = Meeting.objects.visible_to(actor).filter(series=found).select_related("office", "chair")
    context = {
        "series": found, "rows": rows.order_by("-starts_at", "-id")[:MOST],
        "may_keep": found.closed_on is None and access.can_keep_series(actor, found),
    }  # fmt: skip
    return render(request, "meetings/inviting/series.html", context)


@officers
@require_POST
def close(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    found = _series(actor, key)
    calling.close_series(found, by=actor, at=now_of(request))
    messages.success(request, _("Seri diakhiri. Rapat yang sudah diadakan tetap ada."))
    return redirect("meetings:one_series", found.pk)


def _series(actor: Actor, key: UUID) -> MeetingSeries:
    """Raise DoesNotExist for one of which this actor sees no meeting and whose office is not theirs."""
    found = MeetingSeries.objects.select_related("office").get(pk=key)
    seen = actor.leads or found.office_id in actor.office_ids
    if not seen and not Meeting.objects.visible_to(actor).filter(series=found).exists():
        raise MeetingSeries.DoesNotExist
    return found
