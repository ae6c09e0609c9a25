"""The three keys: leadership, capacity, citizens' participation and control."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.surface.maturity.keys.reading import three_keys


@officers
def three(request: HttpRequest, actor: Actor) -> HttpResponse:
    now = now_of(request)
    return render(request, "maturity/keys.html", {"keys": three_keys(actor, now), "at": now})
