"""Where codes are read: a kiosk at the door of an office, an officer's telephone. Both send what ui/scan.js reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.common.ids import new_id
from balairung.ground.ui.camera import allow_camera
from balairung.kernel.people.actors import CITIZEN, Actor, require
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.learning import access
from balairung.rooms.learning.kiosks import kiosk_of
from balairung.rooms.learning.models import PresenceKiosk
from balairung.rooms.learning.scanning import Sent, Taken, take_all

MOST = 40  # codes of one request
A_MINUTE = "60/m"  # requests of one kiosk: faster than people walk by


@csrf_exempt  # it has no cookies: its own secret address is what allows it
@never_cache
@everyone
def kiosk(request: HttpRequest, actor: Actor, secret: str) -> HttpResponse:
    """The page at the door. Without a script a scanner at the cable types into the field and sends it."""
    found = kiosk_of(secret)
    taken = None
    if request.method == "POST" and _within(request, found):
        (taken,) = take_all(typed(request), sent_at=None, door=found, by=CITIZEN, at=now_of(request))
    context = {"kiosk": found, "office": found.office, "secret": secret, "taken": taken}
    return allow_camera(render(request, "learning/kiosk.html", context))


@csrf_exempt  # as above
@never_cache
@everyone
@require_POST
def kiosk_send(request: HttpRequest, actor: Actor, secret: str) -> JsonResponse:
    """What the page read, perhaps days ago: each is answered on its own."""
    found = kiosk_of(secret)
    if not _within(request, found):
        raise Refused(_("Kios ini mengirim terlalu cepat. Tunggu sebentar."))
    return _answer(request, found, CITIZEN)


@officers
def scan(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """An officer reads the codes of the people of the office, one after the other."""
    found, taken = _office(actor, office), None
    if request.method == "POST":
        (taken,) = take_all(typed(request), sent_at=None, door=found, by=actor, at=now_of(request))
    return allow_camera(render(request, "learning/scan.html", {"office": found, "taken": taken}))


@officers
@require_POST
def scan_send(request: HttpRequest, actor: Actor, office: str) -> JsonResponse:
    return _answer(request, _office(actor, office), actor)


def _office(actor: Actor, key: str) -> Office:
    found = Office.objects.get(key=key)
    require(access.can_scan(actor, found.pk))
    return found


def _within(request: HttpRequest, found: PresenceKiosk) -> bool:
    return within_limit(request, "presence-kiosk", A_MINUTE, str(found.pk))


# --- what a page sends ---------------------------------------------------------------------------------------------


def typed(request: HttpRequest) -> list[Sent]:
    return [Sent(new_id().hex, request.POST.get("teks", "")[:200])]


def _answer(request: HttpRequest, door: PresenceKiosk | Office, by: Actor) -> JsonResponse:
    told = _read(request)
    taken = take_all(_codes(told), sent_at=_moment(told.get("sent")), door=door, by=by, at=now_of(request))
    return JsonResponse({"results": [_told(one) for one in taken], "tally": ""})


def _told(one: Taken) -> dict[str, Any]:
    card = render_to_string("learning/_scanned.html", {"taken": one})
    return {"token": one.token, "card": card, "came": one.scanned is not None, "outcome": one.outcome}


def codes_of(request: HttpRequest) -> list[Sent]:
    """The codes that a page sent, whoever reads them."""
    return list(_codes(_read(request)))


def _read(request: HttpRequest) -> dict[str, Any]:
    told: Any = None
    with suppress(ValueError, RecursionError):
        told = json.loads(request.body)
    if not isinstance(told, dict):
        raise Refused(_("Kiriman ini tidak terbaca."))
    return told


def _codes(told: dict[str, Any]) -> Iterator[Sent]:
    rows = told.get("scans")
    for row in rows[:MOST] if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("token"), str) and isinstance(row.get("text"), str):
            yield Sent(row["token"][:80], row["text"][:200], _moment(row.get("at")))


def _moment(milliseconds: Any) -> datetime | None:
    """A moment as scripts count it; None for anything else."""
    whole = isinstance(milliseconds, int | float) and 0 < milliseconds < 4e12
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if whole else None
