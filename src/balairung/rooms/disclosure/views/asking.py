"""Asking for information: a few short pages without an account, then number and code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.disclosure import asking, rules
from balairung.rooms.disclosure.asking import STEPS, Begun
from balairung.rooms.disclosure.models import InfoRequest

PAGES = ("apa", "serupa", "cara", "pemohon")
NUMBERS = {"apa": 1, "serupa": 1, "cara": 2, "pemohon": 3}  # 4 is the last look
BEFORE = {"serupa": "apa", "cara": "apa", "pemohon": "cara"}
AFTER = {"serupa": "cara", "cara": "pemohon"}


@everyone
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What it costs, how long it takes, what one needs; the first question."""
    return _page(request, "apa", asking.begin(request.GET.get("kantor", "")))


@everyone
@never_cache
def first(request: HttpRequest, actor: Actor, step: str) -> HttpResponse:
    """The first page, sent."""
    if step != "apa":
        return redirect("disclosure:ask")
    return _turn(request, step, asking.begin())


@everyone
@never_cache
def step(request: HttpRequest, actor: Actor, step: str, draft: str) -> HttpResponse:
    """One short page: shown, or kept and left for the next one."""
    begun = asking.resume(draft, now_of(request))
    if begun is None:
        return render(request, "disclosure/gone.html", status=404)
    return _turn(request, step, begun)


@everyone
@never_cache
def check(request: HttpRequest, actor: Actor, draft: str) -> HttpResponse:
    """The last look: who sees what, which office, until when; then it is sent, once."""
    now, begun = now_of(request), asking.resume(draft, now_of(request))
    if begun is None:
        return render(request, "disclosure/gone.html", status=404)
    if sent := begun.sent:
        return redirect("disclosure:own", sent.ref, sent.secret)
    if missing := begun.missing():
        return redirect("disclosure:ask_step", missing, draft)
    form, made = forms.Form(request.POST if request.method == "POST" else None), list[InfoRequest]()
    if request.method == "POST" and accepted(form, lambda: made.append(_send(request, begun, actor))):
        return redirect("disclosure:own", made[0].ref, made[0].secret)
    said = _said(begun)
    context = {
        "form": form, "draft": draft, "said": said, "due": rules.last_moment("answer", now),
        "office": said["office"] or rules.main_office(), "shape": rules.told("shapes", said["shape"]),
        "way": rules.told("ways", said["way"]), "standing": InfoRequest.Standing(said["standing"]).label,
    }  # fmt: skip
    return render(request, "disclosure/check.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, begun: Begun, actor: Actor) -> InfoRequest:
    if not within_limit(request, "disclosure", settings.FILING_LIMIT):
        raise Refused(_("Terlalu banyak permohonan dari jaringan ini. Tunggu satu jam, lalu kirim lagi."))
    return asking.send(begun, by=actor, at=now_of(request))


def _turn(request: HttpRequest, step: str, begun: Begun) -> HttpResponse:
    if made := begun.sent:
        return redirect("disclosure:own", made.ref, made.secret)
    if request.method != "POST" or step == "serupa":
        return _page(request, step, begun)
    body = begun.body | {name: request.POST.get(name, "") for name in STEPS[step].base_fields}
    body["token"] = begun.body["token"] if begun.draft else request.POST.get("token", "")[:60] or begun.body["token"]
    begun = Begun(body, begun.draft)
    form = STEPS[step](body)
    if not form.is_valid():
        return _page(request, step, begun, form)
    draft = asking.keep(begun, now_of(request))
    return redirect(*_onward(request, step, body, draft))


def _onward(request: HttpRequest, step: str, body: asking.Body, draft: str) -> tuple[str, ...]:
    if "back" in request.POST or step == "pemohon":
        return "disclosure:check", draft
    if step == "apa" and asking.alike(body["information"]):
        return "disclosure:ask_step", "serupa", draft
    return "disclosure:ask_step", AFTER.get(step, "cara"), draft


def _page(request: HttpRequest, step: str, begun: Begun, bound: forms.Form | None = None) -> HttpResponse:
    form = bound or (STEPS[step](initial=begun.body) if step in STEPS else None)
    context: dict[str, Any] = {
        "step": step, "number": NUMBERS[step], "form": form, "draft": begun.draft, "token": begun.body["token"],
        "previous": BEFORE.get(step, ""), "changing": "ubah" in request.GET or "back" in request.POST,
        "hits": asking.alike(begun.body["information"]) if step == "serupa" else [],
    }  # fmt: skip
    return render(request, "disclosure/ask.html", context, status=422 if bound else 200)


def _said(begun: Begun) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind in STEPS.values():
        form = kind(begun.body)
        form.full_clean()
        found |= form.cleaned_data
    office: Office | None = found["office"]
    return found | {"office": office}
