"""What a telephone keeps of this house: its service worker, its manifest, the page for the hours without a signal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import conditional_page

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import the_regency

#: What the pages of the shell need. Nothing else is ever kept, least of all a page that is about somebody.
STATIC = (
    *(
        "ui/ui.css",
        "ui/ui.js",
        "ui/offline.js",
        "ui/place.js",
        "ui/verify.js",
        "ui/icons.svg",
        "ui/chevron.svg",
        "ui/favicon.svg",
    ),
    "ui/fonts/plus-jakarta-sans.woff2",
)
#: What the page of a check on the spot needs beside them; only a telephone that checks keeps it.
FIELD = ("ui/field.css", "ui/field.js", "ui/kept.js", "ui/check.js")
#: And that of the card of an innovation.
CARD = ("ui/field.css", "ui/innovations.css", "ui/field.js", "ui/kept.js", "ui/card.js")
ICONS = (("ui/mark-192.png", "192x192"), ("ui/mark-512.png", "512x512"))
#: For those who have the worker when the operator no longer wants it.
FAREWELL = """"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("balairung-")) await caches.delete(name);
  await self.registration.unregister();
})()));
"""


@conditional_page
@cache_control(no_cache=True)
@everyone
def worker(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The service worker. It lies at the root, so that its scope is the whole house."""
    text = f"const SHELL = {json.dumps(shell())};\n{_source()}" if settings.OFFLINE else FAREWELL
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def shell() -> dict[str, Any]:
    """What the worker is told: which pages and files it keeps, where it sends, and a version that follows them."""
    form, shelf = reverse(settings.OFFLINE_PAGE), reverse("device:shelf")
    told = {
        "files": [static(name) for name in STATIC],
        "script": static("ui/offline.js"),
        "form": form + settings.OFFLINE_QUERY,
        "send": form,
        "shelf": shelf,
        "proof": reverse(settings.OFFLINE_PROOF),
        "key": reverse("device:key"),
        "icon": static(ICONS[0][0]),
        "leave": reverse("account_logout"),
        "field": _desk(settings.OFFLINE_FIELD, FIELD),
        "card": _desk(settings.OFFLINE_CARD, CARD),
    }
    return {"version": hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16], **told}


def _desk(addresses: dict[str, str], files: Sequence[str]) -> dict[str, Any]:
    """A page that officers' telephones keep, where what they sealed on it goes, and what it is made of."""
    told = {name: reverse(address) for name, address in addresses.items()}
    own = {"fresh": reverse("device:key"), "script": static("ui/field.js")}
    return {**told, **own, "files": [static(name) for name in files]}


@cache
def _source() -> str:
    return Path(str(finders.find("ui/sw.js"))).read_text(encoding="utf-8")


@cache_control(max_age=3600, public=True)
@everyone
def manifest(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The house as something that can stand on a telephone's first screen."""
    regency = the_regency()
    told = {
        "name": f"Balairung {regency.name}" if regency else "Balairung",
        "short_name": "Balairung",
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "lang": "id",
        "background_color": "#fbfcfa",
        "theme_color": "#0b5a53",
        "icons": [{"src": static(name), "sizes": size, "type": "image/png"} for name, size in ICONS],
        "shortcuts": [{"name": _("Buat laporan"), "url": reverse(settings.OFFLINE_PAGE)}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@everyone
def shelf(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is kept on this telephone, told by a script, and what to do while there is no signal."""
    told = {"form": reverse(settings.OFFLINE_PAGE) + settings.OFFLINE_QUERY, "send": reverse(settings.OFFLINE_PAGE)}
    return render(request, "people/shelf.html", {"offline": settings.OFFLINE, **told})


@never_cache
@everyone
def key(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A fresh key for a form that was open for long or comes from the cache; an answer means that there is a line."""
    return JsonResponse({"key": get_token(request)})
