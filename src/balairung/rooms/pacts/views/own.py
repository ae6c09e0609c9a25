"""One's own pacts: what they say, before whom, signed with one's own passphrase."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from balairung.ground.common.facts import facts
from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents.models import Countersignature
from balairung.kernel.documents.proving import page_address
from balairung.kernel.documents.standing import pen_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Post
from balairung.rooms.pacts import access
from balairung.rooms.pacts.forms import Budgets, Goals, PassphraseOnly
from balairung.rooms.pacts.goals import write_goals
from balairung.rooms.pacts.models import Ceremony, Drive, Pact
from balairung.rooms.pacts.signing import sign_pact

SHOWN = 20


@officers
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What I have to sign, what I witness; for those who answer for it also the drives."""
    seconds = Countersignature.objects.awaiting(actor.person_id).filter(document__about_kind="pacts")
    mine = list(Pact.objects.of_person(actor.person_id))
    may_read, may_drive = access.can_read(actor), access.can_drive(actor)
    drives = Drive.objects.for_list() if may_read else Drive.objects.none()
    gatherings = Ceremony.objects.open().filter(opened_by=actor.person_id).select_related("drive")
    context = {
        "mine": mine, "witnessing": seconds.count(), "drives": drives[:SHOWN], "may_drive": may_drive,
        "gatherings": gatherings[:SHOWN],
    }  # fmt: skip
    return render(request, "pacts/home.html", context)


@officers
def one(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One pact, word for word, and who witnesses it."""
    return _page(request, actor, access.get_pact(actor, key))


@officers
@fresh
@require_POST
@sensitive_post_parameters("passphrase")
def sign_one(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Sign it."""
    pact, form = access.get_pact(actor, key), PassphraseOnly(request.POST)
    passphrase = request.POST.get("passphrase", "")
    if accepted(form, lambda: sign_pact(pact, passphrase=passphrase, by=actor, at=now_of(request))):
        messages.success(request, _("Ditandatangani. Sekarang giliran saksi Anda."))
        return redirect("pacts:one", pact.pk)
    return _page(request, actor, access.get_pact(actor, key), form=form)


@officers
@require_POST
def keep_goals(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Goals and money of a performance agreement, all lines at once."""
    pact = access.get_pact(actor, key)
    goals, budgets = Goals(request.POST, prefix="sasaran"), Budgets(request.POST, prefix="program")
    whole = forms.Form(request.POST)
    typed = goals.is_valid() and budgets.is_valid()
    if typed and accepted(whole, lambda: _keep(request, actor, pact, goals, budgets)):
        messages.success(request, _("Sasaran dan anggaran disimpan."))
        return redirect("pacts:one", pact.pk)
    return _page(request, actor, pact, goals=goals, budgets=budgets, whole=whole)


def _keep(request: HttpRequest, actor: Actor, pact: Pact, goals: Any, budgets: Any) -> None:
    lines = [(one.get("goal", ""), one.get("indicator", ""), one.get("target", "")) for one in goals.cleaned_data]
    money = [(one.get("programme", ""), int(one.get("amount") or 0)) for one in budgets.cleaned_data]
    write_goals(pact, goals=lines, budgets=money, by=actor, at=now_of(request))


def _page(
    request: HttpRequest, actor: Actor, pact: Pact, *, form: forms.Form | None = None, goals: Any = None,
    budgets: Any = None, whole: forms.Form | None = None,
) -> HttpResponse:  # fmt: skip
    now = now_of(request)
    posts = {
        str(post.pk): full_title(post) for post in Post.objects.filter(pk__in=pact.post_keys).select_related("office")
    }
    failed = form or whole
    context = {
        "pact": pact, "text": pact.drive.text, "lead": facts("pacts")[pact.drive.text.kind]["lead"],
        "posts": [posts[key] for key in pact.post_keys if key in posts], "pen": pen_of(actor.person_id, now),
        "form": form or PassphraseOnly(), "may_sign": access.can_sign(actor, pact, now), "failed": failed,
        "link": page_address(pact.document) if pact.document and pact.signed_at else "",
    }  # fmt: skip
    if pact.drive.of_performance:
        context |= _lines(pact, goals, budgets)
    return render(request, "pacts/one.html", context, status=422 if failed or goals else 200)


def _lines(pact: Pact, goals: Any, budgets: Any) -> dict[str, Any]:
    kept = [{"goal": one.goal, "indicator": one.indicator, "target": one.target} for one in pact.goals.all()]
    money = [{"programme": one.programme, "amount": str(one.amount)} for one in pact.budgets.all()]
    return {
        "goals": goals or Goals(initial=kept, prefix="sasaran"), "kept": kept, "money": pact.budgets.all(),
        "budgets": budgets or Budgets(initial=money, prefix="program"),
    }  # fmt: skip
