"""“Perangkat Anda”: where one is signed in, and putting a browser out; also by the link of a message."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from balairung.kernel.messaging import denying
from balairung.kernel.people import account_devices, account_lines
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import AccountLine, Device, Recovery, User


@officers
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All browsers of one's own account, and what happened to it lately."""
    user = _me(actor)
    context = {
        "devices": account_devices.listed(user),
        "own": account_devices.own(request),
        "lines": account_lines.latest_of(user),
        "recovery": Recovery.objects.filter(person=actor.person_id, state__in=Recovery.OPEN).first(),
    }
    return render(request, "messaging/devices.html", context)


@officers
@require_POST
def end(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Put one out; this one here is left by signing out."""
    device = Device.objects.select_related("user").get(pk=key, user=_me(actor))
    account_devices.end(device)
    account_lines.note(AccountLine.Verb.END_DEVICE, request, user=device.user)
    messages.success(request, _("%(words)s dikeluarkan.") % {"words": device.words})
    return redirect("devices:list")


@officers
@require_POST
def end_others(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All but this one."""
    user = _me(actor)
    count = account_devices.end_all(user, but=account_devices.own(request))
    account_lines.note(AccountLine.Verb.END_OTHERS, request, user=user)
    words = ngettext("%(count)d perangkat dikeluarkan.", "%(count)d perangkat dikeluarkan.", count)
    messages.success(request, words % {"count": count})
    return redirect("devices:list")


def _me(actor: Actor) -> User:
    return User.objects.get(pk=str(actor.user_id))


@everyone
@never_cache
def deny(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Behind the link of a message: “that was not I”. GET only shows, because mail scanners open links."""
    device = account_devices.told_by(token, at=now_of(request))
    if device is None:
        return render(request, "messaging/deny.html", {"gone": True, "device": None, "done": False}, status=410)
    if request.method == "POST":
        denying.deny(device, request)
    return render(request, "messaging/deny.html", {"gone": False, "device": device, "done": request.method == "POST"})
