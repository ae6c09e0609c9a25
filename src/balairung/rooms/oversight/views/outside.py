"""What bodies outside read (`/pengawas/`): opened by a button, written down each time, and nothing else at all."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import overseers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.oversight import figures, overseeing, reading
from balairung.rooms.oversight.models import Examination, Overseer, Reading, Recommendation

MOST = 200
Scope = Overseer.Scope


@overseers
def own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What one may read until when, and what one's own body has opened."""
    today = localdate(now_of(request))
    mine = Overseer.objects.of_person(actor.person_id)
    bodies = mine.values("body", "body_name").distinct().order_by()
    rows = Reading.objects.none()
    for body in bodies:
        rows |= Reading.objects.filter(overseer__body=body["body"], overseer__body_name=body["body_name"])
    readings = rows.select_related("overseer__person", "overseer__case").order_by("-at", "-id")
    context = {"rows": list(mine.in_force(today).for_list()), "readings": list(readings[:MOST])}
    return render(request, "oversight/own.html", context)


@overseers
@require_POST
def open_it(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Opened, and written down."""
    overseeing.open_for_reading(_mine(request, actor, key), by=actor, at=now_of(request))
    return redirect("oversight:read", key)


@overseers
def read(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """What was opened a short while ago; else the button by which it is opened."""
    one, now = _mine(request, actor, key), now_of(request)
    if not overseeing.stands_open(one, now):
        return render(request, "oversight/closed.html", {"overseer": one})
    if one.case is not None:
        return render(request, "oversight/read_case.html", {"overseer": one, "case": reading.case_of(one.case, now)})
    if one.scope == Scope.FIGURES:
        years = [localdate(now).year - back for back in range(3)]
        context = {"overseer": one, "years": [(year, figures.general(year, now)) for year in years]}
        return render(request, "oversight/read_figures.html", context)
    table = figures.follow_up_table(Recommendation.objects.all())
    context = {"overseer": one, "table": table, "heads": figures.heads(), "sources": Examination.Source.choices}
    return render(request, "oversight/read_table.html", context)


def _mine(request: HttpRequest, actor: Actor, key: UUID) -> Overseer:
    rows = Overseer.objects.of_person(actor.person_id).in_force(localdate(now_of(request)))
    return rows.select_related("case__owner_office", "person").get(pk=key)
