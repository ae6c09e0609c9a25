"""The innovation of a month or a year: what speaks for which, and the decision of a leader."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.innovations import access, awarding
from balairung.rooms.innovations.forms import AwardForm
from balairung.rooms.innovations.models import Innovation, Laurel
from balairung.rooms.innovations.months import later, month_of, name_of

BACK = 12  # months that are offered


@officers
def awards(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Last month's by default; a leader decides here."""
    this = month_of(localdate(now_of(request)))
    asked = request.GET.get("periode", "")
    period = asked if awarding.span_of(asked) else name_of(later(this, -1))
    proposed = awarding.candidates(period)
    sent = request.method == "POST"
    form = AwardForm(request.POST if sent else None, cards=[(one.card.ref, one.card.name) for one in proposed])
    decides = access.can_decide(actor)
    if sent and accepted(form, lambda: _decide(form, period, actor, request)):
        messages.success(request, _("Penghargaan %(period)s ditetapkan.") % {"period": awarding.period_words(period)})
        return redirect(f"{reverse('innovations:awards')}?periode={period}")
    periods = [name_of(later(this, -months)) for months in range(BACK)]
    context = {
        "period": period, "words": awarding.period_words(period), "proposed": proposed, "form": form,
        "decides": decides, "periods": [(one, awarding.period_words(one)) for one in [*periods, *_years(this.year)]],
        "laurel": Laurel.objects.filter(period=period).select_related("card__office", "decided_by").first(),
    }  # fmt: skip
    return render(request, "innovations/awards.html", context, status=422 if form.errors else 200)


def _years(year: int) -> list[str]:
    return [str(year - back) for back in range(3)]


def _decide(form: AwardForm, period: str, actor: Actor, request: HttpRequest) -> None:
    card = Innovation.objects.get(ref=form.cleaned_data["card"])
    awarding.decide(card, period=period, why=form.cleaned_data["why"], by=actor, at=now_of(request))
