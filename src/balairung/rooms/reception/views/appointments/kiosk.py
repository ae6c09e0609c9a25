"""Whoever has an appointment says at the kiosk that they came, by their code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.reception.appointments.booking import CheckedIn, check_in, find
from balairung.rooms.reception.appointments.forms import CodeForm
from balairung.rooms.reception.models import Screen
from balairung.rooms.reception.screens.doors import get_screen


@csrf_exempt  # it has no cookies: its own secret address is what allows it
@never_cache
@everyone
def report(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """The code is asked (GET), and leads to the number (POST); the guest of a person is told that their host knows."""
    screen = get_screen(token, Screen.Kind.KIOSK)
    form, came = CodeForm(request.POST if request.method == "POST" else None), list[CheckedIn]()
    done = request.method == "POST" and accepted(form, lambda: came.append(_report(request, screen, form)))
    if done and (taken := came[0].taken):
        return redirect("reception:kiosk_ticket", token, taken.code)
    facts = {"screen": screen, "hall": screen.hall, "token": token, "form": form, "came": bool(came)}
    status = 422 if form.errors else 200
    return render(request, "reception/appointments/kiosk.html", facts, status=status)


def _report(request: HttpRequest, screen: Screen, form: CodeForm) -> CheckedIn:
    found = find(form.cleaned_data["code"], screen.hall)
    if found is None and not within_limit(request, "kiosk-code", settings.TRACKING_LIMIT, str(screen.pk)):
        raise Refused(_("Terlalu banyak kode yang salah. Temui meja penerima."))
    if found is None:
        raise Refused(_("Kode ini tidak ada di tempat ini. Periksa lagi, atau temui meja penerima."))
    return check_in(found, here=True, by=SYSTEM, at=now_of(request))
