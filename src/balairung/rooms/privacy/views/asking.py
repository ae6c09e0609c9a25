"""Somebody asks about their own data: which right, which contact, the code, then a page of their own."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balairung.ground.common.errors import Refused
from balairung.ground.common.masking import mask
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.privacy import knocking, rules
from balairung.rooms.privacy.filing import Asked
from balairung.rooms.privacy.forms import AskForm, CodeForm
from balairung.rooms.privacy.models import DataKnock, DataRequest


@everyone
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which rights there are, and how to use them."""
    return render(request, "privacy/front.html", {"rights": rules.rights(), "office": rules.main_office()})


@everyone
@never_cache
def ask(request: HttpRequest, actor: Actor, right: str) -> HttpResponse:
    """One right: to which contact the code goes, and what is asked."""
    form = AskForm(request.POST if request.method == "POST" else None, right=right)
    knocks = list[DataKnock]()
    if request.method == "POST" and accepted(form, lambda: knocks.append(_knock(request, right, form))):
        return redirect("privacy:prove", knocks[0].pk)
    found = next(row for row in rules.rights() if row["key"] == right)
    context = {"form": form, "right": found, "due": rules.due_of(right, now_of(request))}
    return render(request, "privacy/ask.html", context, status=422 if form.errors else 200)


def _knock(request: HttpRequest, right: str, form: AskForm) -> DataKnock:
    if not within_limit(request, "data-requests", settings.FOLLOWING_LIMIT):
        raise Refused(_("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    said = form.cleaned_data
    asked = Asked(right, said["contact"], wish=said.get("wish", ""))
    return knocking.knock(asked, at=now_of(request))


@everyone
@never_cache
def prove(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The code that was sent."""
    row = knocking.get_knock(key, now_of(request))
    form, made = CodeForm(request.POST if request.method == "POST" else None), list[DataRequest]()
    if request.method == "POST" and accepted(form, lambda: made.append(_answer(request, row, form, actor))):
        return redirect("privacy:own", made[0].ref, made[0].secret)
    context = {"form": form, "address": mask(row.contact)}
    return render(request, "privacy/prove.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, row: DataKnock, form: CodeForm, actor: Actor) -> DataRequest:
    return knocking.answer(row, code=form.cleaned_data["code"], by=actor, at=now_of(request))
