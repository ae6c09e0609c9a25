"""How personal data are kept: told to everybody in plain words, and to those who answer for it line by line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.surface.records import access, holding, inventory, retention
from balairung.surface.records.forms import HoldForm
from balairung.surface.records.models import Hold, RetentionRun

MOST = 200  # holds that one page shows


@require_safe
@everyone
def privacy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The policy, from the same inventory as the record of processing."""
    on = retention.switched_on()
    rules = [(rule.what, rule.keep_words(on)) for rule in retention.rules()]
    context = {"activities": inventory.activities(on), "measures": inventory.measures(), "rules": rules}
    return render(request, "records/privacy.html", context)


@require_safe
@officers
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The record of processing."""
    require(access.reads_records(actor))
    found = inventory.activities(retention.switched_on())
    context = {"activities": found, "measures": inventory.measures(), "today": _today(request)}
    return render(request, "records/register.html", context)


@require_safe
@officers
def register_table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    require(access.reads_records(actor))
    headers = {"Content-Disposition": f'attachment; filename="catatan-pemrosesan-{_today(request)}.csv"'}
    lines = csv_lines(inventory.columns(), inventory.rows(retention.switched_on()))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@officers
def keeping(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How long what is kept, what went of late, and which cases are held."""
    require(access.reads_records(actor))
    form = HoldForm(request.POST or None)
    if request.POST and accepted(form, lambda: _hold(request, form, actor)):
        messages.success(request, _("Perkara ini ditahan: tidak ada yang menghapusnya sampai dilepas."))
        return redirect("records:keeping")
    return render(request, "records/keeping.html", _kept(form, actor), status=422 if form.errors else 200)


@officers
@require_POST
def switch(request: HttpRequest, actor: Actor, rule: str) -> HttpResponse:
    """Switch one rule on or off."""
    require(access.reads_records(actor))
    found = next((one for one in retention.rules() if one.key == rule and one.by_cases), None)
    if found is None:
        raise Http404
    on = request.POST.get("on") == "1"
    retention.switch(found, on, by=actor, at=now_of(request))
    said = _("“%(what)s” dihapus mulai malam ini.") if on else _("“%(what)s” tidak lagi dihapus setiap malam.")
    messages.success(request, said % {"what": found.what})
    return redirect("records:keeping")


@officers
@require_POST
def lift(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A hold ends."""
    require(access.may_hold(actor))
    holding.lift(get_object_or_404(Hold.objects.select_related("obligation"), pk=key), by=actor, at=now_of(request))
    messages.success(request, _("Penahanan dilepas."))
    return redirect("records:keeping")


def _hold(request: HttpRequest, form: HoldForm, actor: Actor) -> None:
    said = form.cleaned_data
    holding.hold(said["ref"], ground=said["ground"], paper=said["paper"], by=actor, at=now_of(request))


def _kept(form: HoldForm, actor: Actor) -> dict[str, Any]:
    rules, on = retention.rules(), retention.switched_on()
    last: dict[str, RetentionRun] = {}
    keys = [one.key for one in rules if one.by_cases]
    for run in RetentionRun.objects.filter(rule__in=keys).order_by("-day")[: 31 * len(keys)]:
        last.setdefault(run.rule, run)
    holds = Hold.objects.holding().select_related("obligation", "held_by").order_by("-held_at", "-id")
    return {
        "form": form, "holds": list(holds[:MOST]), "may_hold": access.may_hold(actor),
        "may_switch": access.may_switch(actor), "always": [one for one in rules if not one.by_cases],
        "by_cases": [{"rule": one, "on": one.key in on, "run": last.get(one.key)} for one in rules if one.by_cases],
    }  # fmt: skip


def _today(request: HttpRequest) -> Any:
    return localdate(now_of(request))
