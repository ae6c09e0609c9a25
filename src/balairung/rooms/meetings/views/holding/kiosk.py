"""The kiosk at a door: people show their QR or type their name, and are greeted."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from balairung.ground.common.text import read_key
from balairung.ground.ui.camera import allow_camera
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.meetings.holding.attending import CheckedIn, Outcome
from balairung.rooms.meetings.holding.kiosks import get_kiosk, named, shown_at
from balairung.rooms.meetings.holding.recognising import LONGEST
from balairung.rooms.meetings.holding.scanning import read_scans
from balairung.rooms.meetings.models import AttendanceKiosk, Invitee

MOST = "120/m"  # of one kiosk: faster than people come through a door


@csrf_exempt  # it has no cookies: its own secret address is what allows it
@never_cache
@everyone
def ask(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """GET waits for the next one; POST takes a code or a name that was typed, or a name that was tapped."""
    kiosk, now = get_kiosk(token), now_of(request)
    text, found, names = request.POST.get("teks", "").strip()[:LONGEST], None, []
    if request.method == "POST":
        names = named(kiosk, text)
        found = None if names else _received(request, kiosk, text, now)
    context = {"kiosk": kiosk, "session": kiosk.session, "meeting": kiosk.session.meeting, "token": token,
               "found": found, "names": names, "text": text}  # fmt: skip
    return allow_camera(render(request, "meetings/holding/kiosk.html", context))


def _received(
    request: HttpRequest, kiosk: AttendanceKiosk, text: str, now: datetime, seen_at: datetime | None = None
) -> CheckedIn:
    if not within_limit(request, "attendance-kiosk", MOST, str(kiosk.pk)):
        return CheckedIn(Outcome.REFUSED, _("Kios ini baru saja dipakai sangat sering. Coba lagi satu menit lagi."))
    if key := read_key(request.POST.get("orang", "")):
        row = Invitee.objects.standing().select_related("session", "deputy").get(session=kiosk.session, pk=key)
        return shown_at(kiosk, row, at=now)
    return shown_at(kiosk, text, at=now, seen_at=seen_at)


@csrf_exempt  # as above
@never_cache
@everyone
@require_POST
def send(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """What its camera read, as JSON."""
    kiosk, now = get_kiosk(token), now_of(request)
    told = []
    for one in read_scans(request.body, now):
        found = _received(request, kiosk, one.text, now, one.seen_at)
        html = render_to_string("meetings/holding/_greeting.html", {"found": found, "session": kiosk.session})
        told.append({"token": one.token, "outcome": found.outcome, "came": found.came, "sentence": found.sentence,
                     "card": " ".join(html.split())})  # fmt: skip
    return JsonResponse({"results": told})
