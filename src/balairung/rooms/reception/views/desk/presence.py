"""Sitting down at the reception, and leaving it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.reads import key_of
from balairung.rooms.reception.access import get_hall
from balairung.rooms.reception.desk.attending import check_in_desk, check_out_desk


@officers
@require_POST
def sit_down(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """“Saya di meja”: from now on somebody is there."""
    found = get_hall(actor, hall)
    check_in_desk(found, by=actor, at=now_of(request))
    messages.success(request, _("Anda tercatat di meja penerima sejak sekarang."))
    return redirect("reception:desk", found.key)


@officers
@require_POST
def leave(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Leave the desk, or end the check-in of a colleague who forgot (`orang`)."""
    found = get_hall(actor, hall)
    who = request.POST.get("orang", "")
    check_out_desk(found, by=actor, at=now_of(request), person=key_of(who) if who else None)
    messages.success(request, _("Tercatat: selesai di meja penerima."))
    return redirect("reception:desk", found.key)
