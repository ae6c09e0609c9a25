"""Minutes while they are written: the page, what keeps it true, and one address for each thing that a hand does.

A script sends `Accept: application/json` and is answered so; a form without a script comes back to the page.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.minutes import arranging, showing, writing
from balairung.rooms.meetings.models import Meeting, MinutesItem
from balairung.rooms.meetings.views import live

NOBODY = UUID(int=0)
Deed = Callable[[MinutesItem, str, Actor, datetime], object]
DEEDS: dict[str, Deed] = {
    "up": lambda item, key, by, at: arranging.move(item, up=True, by=by, at=at),
    "down": lambda item, key, by, at: arranging.move(item, up=False, by=by, at=at),
    "drop": lambda item, key, by, at: arranging.drop(item, key=key, by=by, at=at),
    "bring_back": lambda item, key, by, at: arranging.bring_back(item, by=by, at=at),
}


class KeepForm(forms.Form):
    """A text of a hand. It is cleaned where it is kept: not a letter is taken away before."""

    text = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    stroke = forms.IntegerField(min_value=0, max_value=2**62)
    key = forms.CharField(max_length=writing.KEY[1])


class AddForm(forms.Form):
    section = forms.ChoiceField(choices=MinutesItem.Section)
    token = forms.CharField(min_length=10, max_length=64)
    after = forms.UUIDField(required=False)


@never_cache
@officers
@require_safe
def minutes(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """All items as they are now; ui/minutes.js makes the page live."""
    meeting, now = get_run(actor, ref), now_of(request)
    shown = showing.parts(meeting, now)
    context = {
        "meeting": meeting, "sections": showing.sections(shown), "closed": shown["closed"], "blank": showing.blank(),
        "key": secrets.token_urlsafe(18), "token": secrets.token_urlsafe(18), "stroke": int(now.timestamp() * 1000),
        "most": writing.LONGEST,
    }  # fmt: skip
    return render(request, "meetings/minutes/writing.html", context)


@officers
@require_GET
def stream(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    return live.stream(showing.MINUTES, get_run(actor, ref))


@never_cache
@officers
@require_GET
def content(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return live.content(showing.MINUTES, get_run(actor, ref), now_of(request))


@officers
@require_POST
def keep(request: HttpRequest, actor: Actor, ref: str, item: str) -> HttpResponse:
    """Keep a text; what could not take its place is sheltered, and the answer says so."""
    found, form = _item(get_run(actor, ref), item), KeepForm(request.POST)
    if request.POST.get("who", str(actor.person_id)) != str(actor.person_id):
        why = _("Anda masuk dengan akun orang lain. Tulisan ini milik yang mengetiknya; masuklah dengan akunnya.")
        return _answer(request, ref, why=why, status=422)
    kept: list[writing.Kept] = []
    at = now_of(request)
    if not accepted(form, lambda: kept.append(writing.keep(found, **form.cleaned_data, by=actor, at=at))):
        return _answer(request, ref, why=_why(form), status=422, anchor=f"butir-{item}")
    done = kept[0]
    return _answer(request, ref, why=done.why, anchor=f"butir-{item}", version=done.version, text=done.text)


@officers
@require_POST
def hand(request: HttpRequest, actor: Actor, ref: str, item: str, verb: str) -> HttpResponse:
    """A hand takes an item, or is done with it."""
    found, key, at = _item(get_run(actor, ref), item), request.POST.get("key", ""), now_of(request)
    said: list[str] = []
    if verb == "let_go":
        return _done(request, ref, lambda: writing.let_go(found, key=key, by=actor, at=at))
    return _done(request, ref, lambda: said.append(writing.hold(found, key=key, by=actor, at=at)), said)


@officers
@require_POST
def add(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    meeting, form, at = get_run(actor, ref), AddForm(request.POST), now_of(request)
    made: list[MinutesItem] = []

    def act() -> None:
        told = form.cleaned_data
        after = MinutesItem.objects.filter(minutes__meeting=meeting, pk=told["after"]).first()
        more = {"section": told["section"], "token": told["token"], "after": after}
        made.append(arranging.add(meeting, **more, by=actor, at=at))

    if not accepted(form, act):
        return _answer(request, ref, why=_why(form), status=422)
    return _answer(request, ref, anchor=f"isi-{made[0].pk}", id=str(made[0].pk))


@officers
@require_POST
def fill(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Items for all of the agenda and the dialogue that has none yet."""
    meeting, at = get_run(actor, ref), now_of(request)
    said: list[str] = []

    def act() -> None:
        if not arranging.fill(meeting, by=actor, at=at):
            said.append(_("Semua acara dan dialog sudah ada di notulen."))

    return _done(request, ref, act, said)


@officers
@require_POST
def arrange(request: HttpRequest, actor: Actor, ref: str, item: str, verb: str) -> HttpResponse:
    """Up, down, out, or back."""
    found, key, at = _item(get_run(actor, ref), item), request.POST.get("key", ""), now_of(request)
    return _done(request, ref, lambda: DEEDS[verb](found, key, actor, at), anchor=f"butir-{item}")


@officers
@require_POST
def settle(request: HttpRequest, actor: Actor, ref: str, item: str, left: str, verb: str) -> HttpResponse:
    """A sheltered text is put at the end of its item, or set aside."""
    meeting, key, at = get_run(actor, ref), request.POST.get("key", ""), now_of(request)
    one = _item(meeting, item).sheltered.select_related("item__minutes").get(pk=read_key(left) or NOBODY)
    if verb == "merge":
        return _done(request, ref, lambda: writing.merge(one, key=key, by=actor, at=at), anchor=f"butir-{item}")
    return _done(request, ref, lambda: writing.set_aside(one, by=actor, at=at), anchor=f"butir-{item}")


@never_cache
@officers
@require_safe
def former(request: HttpRequest, actor: Actor, ref: str, item: str) -> HttpResponse:
    """What an item said before, newest first, and what was left beside it: for whoever misses words."""
    meeting = get_run(actor, ref)
    found = _item(meeting, item)
    texts = found.former.select_related("by").order_by("-version")
    left = found.sheltered.select_related("by").order_by("-at", "-id")
    context = {"meeting": meeting, "item": found, "heading": arranging.heading_of(found), "texts": texts, "left": left}
    return render(request, "meetings/minutes/former.html", context)


# --- the answers -----------------------------------------------------------------------------------------------------


def _item(meeting: Meeting, key: str) -> MinutesItem:
    rows = MinutesItem.objects.select_related("minutes__meeting", "agenda__speaker")
    return rows.get(pk=read_key(key) or NOBODY, minutes__meeting=meeting)


def _done(
    request: HttpRequest, ref: str, act: Callable[[], object], said: list[str] | None = None, anchor: str = ""
) -> HttpResponse:
    """Do it; a refusal, or the sentence that it gave back, is what the answer says."""
    form = forms.Form({})
    if not accepted(form, act):
        return _answer(request, ref, why=_why(form), status=422, anchor=anchor)
    return _answer(request, ref, why=" ".join(said or []), anchor=anchor)


def _why(form: forms.Form) -> str:
    return " ".join(map(str, form.non_field_errors())) or _("Isian itu tidak terbaca. Muat ulang, lalu coba lagi.")


def _answer(
    request: HttpRequest, ref: str, *, why: str = "", status: int = 200, anchor: str = "", **facts: Any
) -> HttpResponse:
    if request.accepts("text/html"):
        if why:
            messages.warning(request, why)
        answer = redirect("meetings:minutes", ref)
        answer["Location"] += f"#{anchor}" if anchor else ""
        return answer
    return JsonResponse({"why": why, **facts}, status=status)
