"""Many applications: an office's figures, and the same check done for several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.bulk import MOST, for_each
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.services import access, actions
from balairung.rooms.services.definition.shape import Does, Step
from balairung.rooms.services.handling.figures import SPAN, officers_of, services_of
from balairung.rooms.services.models import Application


@officers
def figures(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How this office keeps its word: by service, and for heads by officer."""
    now, heads = now_of(request), access.can_head(actor)
    context = {
        "services": services_of(actor, now), "officers": officers_of(actor, now) if heads else [], "heads": heads,
        "days": SPAN.days,
    }  # fmt: skip
    return render(request, "services/handling/figures.html", context)


@officers
@require_POST
def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those of the chosen that stand at a step which only checks: what is to be looked at, then all of them passed on.

    Deciding is never done for many at once.
    """
    chosen = _chosen(actor, request.POST.getlist("refs"))
    ready = [(one, step) for one in chosen if (step := _only_checks(actor, one, now_of(request)))]
    if request.POST.get("diperiksa"):
        return _pass_all(request, actor, ready)
    left = [one for one in chosen if one.pk not in {ready_one.pk for ready_one, _step in ready}]
    return render(request, "services/handling/bulk.html", {"ready": ready, "left": left, "most": MOST})


def _chosen(actor: Actor, refs: Sequence[str]) -> list[Application]:
    wanted = list(dict.fromkeys(refs))[:MOST]
    if not wanted:
        raise Refused(_("Pilih dahulu permohonannya di daftar."))
    rows = Application.objects.visible_to(actor).filter(obligation__ref__in=wanted).select_related(*access.DETAIL)
    return list(rows.defer("version__body", "answers", "secret", "nik").order_by("obligation__next_at", "id"))


def _only_checks(actor: Actor, application: Application, now: datetime) -> Step | None:
    step = access.current_step(application)
    checks = step is not None and step.does == Does.CHECK and application.obligation.step == step.key
    return step if checks and access.can_handle(actor, application, now) else None


def _pass_all(request: HttpRequest, actor: Actor, ready: Sequence[tuple[Application, Step]]) -> HttpResponse:
    now, by_key = now_of(request), {one.obligation_id: (one, step) for one, step in ready}

    def pass_one(obligation: Obligation) -> None:
        application, step = by_key[obligation.pk]
        actions.pass_on(application, ticked=range(len(step.checklist)), by=actor, at=now)

    outcome = for_each((one.obligation for one, _step in ready), pass_one)
    done = ngettext("%(count)d permohonan diteruskan.", "%(count)d permohonan diteruskan.", outcome.done)
    messages.success(request, done % {"count": outcome.done})
    for obligation, sentence in outcome.refused:
        messages.warning(request, f"{obligation.ref}: {sentence}")
    return redirect("obligations:inbox")
