"""The Inspektorat's own desk: what is reported to it, what it examines, what offices answered, what is late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.oversight import access, figures
from balairung.rooms.oversight.models import Examination, Recommendation
from balairung.rooms.oversight.models.examinations import inspectorates

MOST = 50  # rows of each part
REPORTED = "complaints"  # the kind of what people report: with the Inspektorat lie those about people of the house


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For the Inspektorat its work; for those who lead what is open; for an office what it owes."""
    now, own = now_of(request), inspectorates(actor)
    seen = Recommendation.objects.visible_to(actor).sent().for_list()
    cases = Obligation.objects.visible_to(actor).filter(kind=REPORTED, owner_office__in=own)
    running = list(seen.running())
    waiting = [one for one in running if one.owed.state == "waiting"]
    context = {
        "inspects": bool(own), "whole": access.oversees_all(actor), "may_grant": access.can_grant(actor), "now": now,
        "waiting": waiting[:MOST] if own else [], "cases": list(cases.open().for_list()[:MOST]) if own else [],
        "examinations": list(Examination.objects.visible_to(actor).for_list()[:MOST]),
        "running": [one for one in running if not own or one not in waiting][:MOST],
        "ages": figures.by_age(running, now) if running else [], "age_labels": figures.age_labels(),
    }  # fmt: skip
    return render(request, "oversight/desk.html", context)
