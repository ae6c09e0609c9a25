"""The page behind the link in a message, and the button for those who are signed in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.duty import access, answering
from balairung.rooms.duty.asking import UNKNOWN, known, standing
from balairung.rooms.duty.models import Call


@csrf_exempt  # cheap telephones open the link without cookies; the link itself is what allows it
@everyone
@never_cache
def answer(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """GET shows what it is, because messengers look at links by themselves; POST answers, and shows what that did."""
    ring = known(token)
    if ring is None:
        return render(request, "duty/answer.html", {"said": UNKNOWN}, status=404)
    if request.method == "POST":
        answering.answer(ring, means=Call.Means.LINK, by=SYSTEM, at=now_of(request))
        return redirect(request.path)
    return render(request, "duty/answer.html", {"said": standing(ring, now_of(request))})


@officers
@require_POST
def answer_here(request: HttpRequest, actor: Actor, call: UUID) -> HttpResponse:
    """Whoever is signed in answers a call that rings for them."""
    ring = answering.ring_for(access.get_call(actor, call), actor)
    done = answering.answer(ring, means=Call.Means.PAGE, by=actor, at=now_of(request))
    messages.success(request, done.sentence)
    return redirect("duty:mine")
