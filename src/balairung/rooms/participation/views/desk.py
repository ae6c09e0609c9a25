"""Where an office sees what it asked the public, and what it owes because of it."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.participation import access, showing
from balairung.rooms.participation.models import Consultation, Undertaking, VotingRound

MOST = 50


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Of one's own offices; of the whole regency for whoever leads."""
    now = now_of(request)
    today, mine = localdate(now), Q() if actor.leads else Q(office__in=actor.office_ids)
    drafts = Consultation.objects.filter(mine).select_related("office").defer("summary").order_by("-opens_on", "-id")
    rounds = VotingRound.objects.filter(mine).select_related("office").defer("summary", "seed")
    rounds = rounds.annotate(proposed=Count("proposals")).order_by("-opens_on", "-id")
    owed = Undertaking.objects.visible_to(actor).filter(obligation__closed_at__isnull=True).for_list()
    context = {
        "consultations": [(one, one.stage(today)) for one in drafts[:MOST]],
        "rounds": [(one, one.phase(today)) for one in rounds[:MOST]],
        "owed": showing.stands(owed[:MOST], now), "may_open": access.can_open(actor),
        "may_sample": access.can_sample(actor), "whole": actor.leads,
    }  # fmt: skip
    return render(request, "participation/desk.html", context)
