"""The one page on which what is sealed about somebody is opened, whatever room the case is in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.unsealing import open_sealed, sealed_of
from balairung.kernel.obligations.unsealing_forms import UnsealForm
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import stale_sign_in
from balairung.kernel.people.middleware import now_of


@officers
def unseal(request: HttpRequest, actor: Actor, kind: str, ref: str) -> HttpResponse:
    """What for (GET); then, once, what is there (POST). Outside one's own work only with a fresh sign-in."""
    found = sealed_of(actor, kind, ref)
    if not found.ordinary and (late := stale_sign_in(request)):
        return late
    form = UnsealForm(request.POST if request.method == "POST" else None, ordinary=found.ordinary)
    opened = request.method == "POST" and accepted(
        form, lambda: open_sealed(found, **form.said(), by=actor, at=now_of(request))
    )
    context = {"found": found, "form": form, "opened": opened}
    return render(request, "obligations/unseal.html", context, status=422 if form.errors else 200)
