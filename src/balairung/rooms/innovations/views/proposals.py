"""An idea of somebody who lives here: a short form without an account, and what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import read_reference
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.effort import is_proved, new_challenge
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import times
from balairung.rooms.innovations import recording
from balairung.rooms.innovations.forms import ProposalForm
from balairung.rooms.innovations.models import Innovation

MOST, UNPROVED = 12, 3  # of one network in an hour; without the little work of ui/proof.js


@everyone
def propose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Nobody reads it before it was judged."""
    sent = request.method == "POST"
    form = ProposalForm(request.POST if sent else None, request.FILES if sent else None)
    made: list[Innovation] = []
    if sent and accepted(form, lambda: made.append(_propose(form, request, actor))):
        return redirect("innovations:proposed", made[0].ref)
    return render(request, "innovations/propose.html", {"form": form}, status=422 if form.errors else 200)


def _propose(form: ProposalForm, request: HttpRequest, actor: Actor) -> Innovation:
    found, now = form.cleaned_data, now_of(request)
    most = MOST if is_proved(found["proof"]) else UNPROVED
    if found["website"] or times(request, "innovation", "h") > most:
        raise Refused(
            _("Dari jaringan ini sudah banyak usulan dalam satu jam. Isian Anda masih ada; coba lagi nanti.")
        )  # fmt: skip
    files = [store(upload, at=now) for upload in found["uploads"]]
    return recording.propose(
        form.told, region=found["region"], files=files, name=found["proposer"], contact=found["contact"],
        token=found["token"], by=actor, at=now,
    )  # fmt: skip


@everyone
@never_cache
def challenge(request: HttpRequest, actor: Actor) -> JsonResponse:
    """Work for a browser that can do it; it is written into the form before it is sent."""
    return JsonResponse(new_challenge(now_of(request)))


@everyone
def proposed(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Where a citizen's idea is, by its number: its state and nothing of what it says."""
    rows = Innovation.objects.filter(source=Innovation.Source.CITIZEN).defer("proposer", "contact")
    card = rows.get(ref=read_reference(ref) or ref[:20])
    review = card.reviews.select_related("obligation__owner_office").order_by("id").first()
    return render(request, "innovations/proposed.html", {"card": card, "review": review})
