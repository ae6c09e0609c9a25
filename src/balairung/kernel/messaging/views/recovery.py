"""Accounts that two people give back: started, confirmed by somebody else, stopped by whoever is concerned."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging import recovering
from balairung.kernel.people import account_recovery
from balairung.kernel.people.access import get_person
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers, operators
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Recovery


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Apa yang hilang?"), choices=Recovery.Kind.choices, widget=forms.RadioSelect
    )


@officers
def running(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for a second person, or for its day."""
    rows = account_recovery.open_to(actor, now_of(request))[:100]
    return render(request, "messaging/recoveries.html", {"rows": rows})


@operators
@fresh
def ask(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """The first person: what was lost."""
    found = get_person(actor, person, now_of(request))
    form = KindForm(request.POST if request.method == "POST" else None)
    made: list[Recovery] = []

    def start() -> None:
        made.append(recovering.ask(found, kind=form.cleaned_data["kind"], by=actor, at=now_of(request)))

    if accepted(form, start):
        messages.success(request, _("Pemulihan dimulai. Sekarang orang kedua harus memastikannya."))
        return redirect("recovery:detail", made[0].pk)
    context = {"form": form, "person": found}
    return render(request, "messaging/recovery_ask.html", context, status=422 if form.errors else 200)


@officers
def detail(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """How one stands, and what this officer may do about it."""
    now = now_of(request)
    found = account_recovery.get_recovery(actor, key, now)
    context = {
        "recovery": found,
        "may_confirm": found.state == Recovery.State.ASKED and account_recovery.can_confirm(actor, found, now),
        "may_stop": found.state in Recovery.OPEN,
    }
    return render(request, "messaging/recovery.html", context)


@officers
@fresh
@require_POST
def confirm(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The second person."""
    found = account_recovery.get_recovery(actor, key, now_of(request))
    recovering.confirm(found, by=actor, at=now_of(request))
    messages.success(request, _("Dipastikan. Pemulihan berlaku sesudah dua puluh empat jam."))
    return redirect("recovery:detail", key)


@officers
@require_POST
def stop(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """It is not true, or not needed any more."""
    recovering.stop(account_recovery.get_recovery(actor, key, now_of(request)), by=actor, at=now_of(request))
    messages.success(request, _("Pemulihan dihentikan."))
    return redirect("recovery:detail", key)


@everyone
@never_cache
def stop_here(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Behind the link of a message to the owner. GET only shows, because mail scanners open links."""
    found = account_recovery.running(token)
    if found is None:
        gone = {"gone": True, "recovery": None, "done": False}
        return render(request, "messaging/recovery_stop.html", gone, status=410)
    if request.method == "POST":
        recovering.stop_by_link(token, at=now_of(request))
    context = {"gone": False, "recovery": found, "done": request.method == "POST"}
    return render(request, "messaging/recovery_stop.html", context)
