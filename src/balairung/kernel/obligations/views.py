"""The inbox, and the arithmetic of any deadline."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.desk import desk_for, detail_url
from balairung.kernel.obligations.models import Clock, Obligation
from balairung.kernel.obligations.reads import explain
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of


@officers
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One list of what is due."""
    return render(request, "obligations/inbox.html", {"desk": desk_for(actor, now_of(request), request.GET.dict())})


@officers
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By number: straight to the case that one may see."""
    asked = request.GET.get("nomor", "")[:30]
    found = Obligation.objects.visible_to(actor).filter(ref=read_reference(asked) or "").first()
    if found is None:
        desk = desk_for(actor, now_of(request), {})
        return render(request, "obligations/not_found.html", {"asked": asked, "desk": desk}, status=404)
    return redirect(detail_url(found))


@officers
def deadline(request: HttpRequest, actor: Actor, clock: UUID) -> HttpResponse:
    """Why that is the date."""
    rows = Clock.objects.filter(obligation__in=Obligation.objects.visible_to(actor)).select_related("obligation")
    found = rows.get(pk=clock)
    context = {"explained": explain(found), "back": detail_url(found.obligation), "today": localdate(now_of(request))}
    return render(request, "obligations/deadline.html", context)
