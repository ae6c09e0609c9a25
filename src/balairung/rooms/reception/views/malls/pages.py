"""The pages of the malls."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.access import can_answer_criteria, get_hall
from balairung.rooms.reception.malls.criteria import Standing, answer, standings
from balairung.rooms.reception.malls.criteria import rules as rules_of_malls
from balairung.rooms.reception.malls.forms import YES, CriterionForm
from balairung.rooms.reception.malls.looking import malls_now, malls_of
from balairung.rooms.reception.models import Hall


@officers
def malls(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every mall with all agencies in it, as it is now."""
    rows = malls_now(malls_of(actor), now_of(request))
    return render(request, "reception/malls/malls.html", {"rows": rows})


@officers
def mall(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """One mall: its agencies now, and the eleven criteria, what is missing first."""
    found = _mall(actor, hall)
    [now] = malls_now([found], now_of(request))
    context = {
        "hall": found,
        "now": now,
        "standings": standings(found, now_of(request)),
        "may": can_answer_criteria(actor, found),
    }
    return render(request, "reception/malls/mall.html", context)


@officers
def criterion(request: HttpRequest, actor: Actor, hall: str, criterion: str) -> HttpResponse:
    """One criterion: its history, and the form that answers it."""
    found = _mall(actor, hall)
    standing = next((one for one in standings(found, now_of(request)) if one.criterion.key == criterion), None)
    if standing is None:
        raise Http404
    may = can_answer_criteria(actor, found)
    form = CriterionForm(request.POST or None, request.FILES or None) if may else None
    if request.method == "POST":
        require(may)
        if form and accepted(form, lambda: _answer(request, form, found, standing, actor)):
            messages.success(request, _("Jawaban tercatat."))
            return redirect("reception:mall", found.key)
    context = {"hall": found, "standing": standing, "form": form}
    return render(request, "reception/malls/criterion.html", context, status=422 if form and form.errors else 200)


def _answer(request: HttpRequest, form: CriterionForm, hall: Hall, standing: Standing, actor: Actor) -> None:
    data, now = form.cleaned_data, now_of(request)
    files = [store(upload, at=now) for upload in data["uploads"]]
    answer(hall, standing.criterion.key, met=data["met"] == YES, note=data["note"], files=files, by=actor, at=now)


@officers
def rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What Perpres 89/2021 and its guide ask of a mall."""
    return render(request, "reception/malls/rules.html", {"rules": rules_of_malls()})


def _mall(actor: Actor, key: str) -> Hall:
    hall = get_hall(actor, key)
    if not hall.mall:
        raise Hall.DoesNotExist
    return hall
