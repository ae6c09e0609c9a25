"""The display of a hall: a page, the stream that keeps it true, and the same for who cannot have a stream."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.common.dates import long_date
from balairung.ground.common.streams import EventStream
from balairung.kernel.messaging import live
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.models import Screen
from balairung.rooms.reception.screens.doors import get_screen, seen_now
from balairung.rooms.reception.screens.drawing import drawn, facts
from balairung.rooms.reception.screens.snapshot import snapshot
from balairung.rooms.reception.screens.streaming import listen

DISPLAY = Screen.Kind.DISPLAY
PATIENCE = 30  # seconds after which a display that found no room asks for a stream again


@never_cache
@everyone
@require_GET
def show(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """The whole page as it is now: without JavaScript it comes again every few seconds."""
    screen, now = get_screen(token, DISPLAY), now_of(request)
    shown = snapshot(screen, at=now)
    more = {"hall": screen.hall, "token": token, "moment": now, "date": long_date(now), "zone": regency_zone().key}
    return render(request, "reception/screens/display.html", facts(shown) | more)


@everyone
@require_GET
def stream(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Server-sent events: `detak`, a sign of life with the server's time, and messages that are whole snapshots."""
    events = listen(live.exchange, get_screen(token, DISPLAY))
    if events is None:
        return HttpResponse(status=503, headers={"Retry-After": PATIENCE})
    return EventStream(events)


@never_cache
@everyone
@require_GET
def content(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """The snapshot of this moment, for a display that asks every few seconds because no stream was free."""
    now = now_of(request)
    shown = snapshot(get_screen(token, DISPLAY), at=now)
    return JsonResponse(drawn(shown) | {"now": int(now.timestamp() * 1000)})


@csrf_exempt  # it changes nothing but when the device was last seen, and its address is a secret
@everyone
@require_POST
def seen(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """A sign of life of the device itself."""
    seen_now(get_screen(token, DISPLAY), at=now_of(request))
    return HttpResponse(status=204)
