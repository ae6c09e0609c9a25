"""The operator's page "Pintu": how each door does, its account, and the buttons that try, open and shut it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging import doorkeeping, gateways
from balairung.kernel.messaging.conditions import Condition, conditions
from balairung.kernel.messaging.forms import AccountForm
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import operators
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of


@operators
def doors(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every door of the house."""
    return render(request, "messaging/doors.html", {"doors": conditions(now_of(request)), "tab": "pintu"})


@operators
@fresh
def door(request: HttpRequest, actor: Actor, channel: str) -> HttpResponse:
    """One door: its account, the address that its vendor calls, what it did lately."""
    found = _known(channel, request)
    needs = gateways.door_class(channel).needs
    kept = gateways.account_of(found.gateway) if found.gateway else {}
    form = AccountForm(needs, kept, request.POST if request.method == "POST" else None)
    deed: dict[str, Any] = {"by": actor, "at": now_of(request)}
    if accepted(form, lambda: doorkeeping.keep_account(channel, form.cleaned_data, **deed)):
        messages.success(request, _("Akun disimpan. Tekan “Coba” untuk memastikan bahwa akun ini diterima."))
        return redirect("gateways:door", channel)
    context = {
        "door": found, "form": form, "has_needs": bool(needs), "built_in": channel in gateways.BUILT_IN, "tab": "pintu",
        "hook": gateways.hook_address(found.gateway) if found.gateway and gateways.able(channel).hears else "",
    }  # fmt: skip
    return render(request, "messaging/door.html", context, status=422 if form.errors else 200)


@operators
@fresh
@require_POST
def act(request: HttpRequest, actor: Actor, channel: str, verb: str) -> HttpResponse:
    """Try it, open it, shut it."""
    found = _known(channel, request)
    deed: dict[str, Any] = {"by": actor, "at": now_of(request)}
    if verb == "coba":
        said = doorkeeping.try_door(channel, **deed)
        messages.success(request, _("Berhasil: %(said)s") % {"said": said or found.word})
    elif verb == "buka":
        row = doorkeeping.open_door(channel, **deed)
        sentence = _("Terbuka, tetapi: %(problem)s") if row.problem else _("Pintu ini terbuka.")
        messages.success(request, sentence % {"problem": row.problem} if row.problem else sentence)
    else:
        doorkeeping.shut_door(channel, **deed)
        messages.success(request, _("Pintu ini tertutup. Akunnya tetap tersimpan."))
    return redirect("gateways:door", channel)


def _known(channel: str, request: HttpRequest) -> Condition:
    found = {one.channel: one for one in conditions(now_of(request))}.get(channel)
    if found is None:
        raise Http404
    return found
