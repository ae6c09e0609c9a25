"""The kiosk of a hall: a few big questions, then a number on the screen and on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.reception.appointments.slots import aims_of
from balairung.rooms.reception.models import Screen
from balairung.rooms.reception.queue.choosing import rule
from balairung.rooms.reception.screens.doors import get_screen, seen_now
from balairung.rooms.reception.screens.giving import Given, give, paper_of, question

KIOSK = Screen.Kind.KIOSK
MOST = "20/m"  # numbers of one kiosk: faster than people come, slower than a child presses


@csrf_exempt  # it has no cookies: its own secret address is what allows it
@never_cache
@everyone
def ask(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """GET asks the next question, by what was chosen so far; POST gives the numbers."""
    screen, now = get_screen(token, KIOSK), now_of(request)
    if request.method == "POST":
        return _give(request, screen, token)
    asked = request.GET
    shown = question(
        screen.hall, booth=asked.get("gerai", ""), chosen=asked.getlist("layanan"), more="tambah" in asked, at=now
    )
    more = {"screen": screen, "hall": screen.hall, "token": token, "asked": shown, "rule": rule(screen.hall.head_start),
            "promises": bool(aims_of(screen.hall))}  # fmt: skip
    return render(request, "reception/screens/kiosk.html", more)


def _give(request: HttpRequest, screen: Screen, token: str) -> HttpResponse:
    sent, now = request.POST, now_of(request)
    if within_limit(request, "kiosk", MOST, str(screen.pk)):
        keys, lane = sent.getlist("layanan"), sent.get("didahulukan", "")
        given = give(screen, keys=keys, lane=lane, token=sent.get("token", ""), by=CITIZEN, at=now)
    else:
        given = Given("", _("Mesin ini baru saja memberi banyak nomor. Tunggu satu menit, lalu coba lagi."))
    if not given.code:
        facts = {"hall": screen.hall, "token": token, "why": given.why}
        return render(request, "reception/screens/kiosk_refused.html", facts, status=422)
    seen_now(screen, at=now)
    return redirect("reception:kiosk_ticket", token, given.code)


@never_cache
@everyone
@require_GET
def ticket(request: HttpRequest, actor: Actor, token: str, code: str) -> HttpResponse:
    """The number that was just given; the kiosk prints it and goes back to its first question by itself."""
    screen = get_screen(token, KIOSK)
    paper = paper_of(code, at=now_of(request), hall=screen.hall)
    if paper is None:
        return redirect("reception:kiosk", token)
    facts = {"screen": screen, "hall": screen.hall, "token": token, "paper": paper, "width": screen.paper}
    return render(request, "reception/screens/kiosk_ticket.html", facts)


@never_cache
@everyone
@require_GET
def slip(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The numbers of a visit for a thermal printer, 58 or 80 mm wide (`?lebar=80`): for the desk, or once more."""
    paper = paper_of(code, at=now_of(request))
    if paper is None:
        return render(request, "404.html", status=404)
    width = 80 if request.GET.get("lebar") == "80" else 58
    return render(request, "reception/screens/slip.html", {"paper": paper, "hall": paper.visit.hall, "width": width})
