"""For somebody who sits before an officer: the same form, with how they agreed; number and code are read out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from balairung.ground.common.aloud import spoken
from balairung.ground.common.qr import qr_code
from balairung.ground.common.text import clean_line
from balairung.kernel.messaging.gateways import word
from balairung.kernel.messaging.reads import last_outside, masked
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.services.applying import taking
from balairung.rooms.services.applying.receipts import make_receipt
from balairung.rooms.services.catalogue.searching import find
from balairung.rooms.services.models import Service
from balairung.rooms.services.routing import KIND
from balairung.rooms.services.views.applying import form as pages
from balairung.rooms.services.views.applying import sending
from balairung.rooms.services.views.applying.receipts import paper_of
from balairung.rooms.services.views.applying.sitting import DESK


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which service they came for, found in everyday words; and what this officer typed today."""
    require(taking.can_take(actor), taking.ONLY)
    now, words = now_of(request), clean_line(request.GET.get("cari", ""))[:100]
    found = find(words, localdate(now)) if words else None
    services = Service.objects.offered(localdate(now)).only("key", "name", "level", "order", "current__id")
    context = {
        "words": words,
        "found": [(hit.entry.key, hit.entry.name, hit.entry.summary) for hit in found.hits] if found else [],
        "services": [] if words else services,
        "today": taking.today_of(actor, now)[: taking.MOST_LISTED],
    }
    return render(request, "services/applying/desk.html", context)


@officers
def take(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The first page, with nothing kept yet."""
    require(taking.can_take(actor), taking.ONLY)
    return pages.show(request, actor, DESK, key)


@officers
def take_page(request: HttpRequest, actor: Actor, key: str, draft: str, page: str) -> HttpResponse:
    require(taking.can_take(actor), taking.ONLY)
    return pages.show(request, actor, DESK, key, draft, page)


@officers
def take_resume(request: HttpRequest, actor: Actor, key: str, draft: str) -> HttpResponse:
    require(taking.can_take(actor), taking.ONLY)
    return pages.resume(request, actor, DESK, key, draft)


@officers
def take_check(request: HttpRequest, actor: Actor, key: str, draft: str) -> HttpResponse:
    require(taking.can_take(actor), taking.ONLY)
    return sending.check(request, actor, DESK, key, draft)


@officers
def taken(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Number and code to read out and to print, until midnight; `?kertas=` chooses the paper."""
    now = now_of(request)
    application = taking.get_taken(actor, ref, now)
    receipt = make_receipt(application, application.secret, now=now)
    told = last_outside((KIND, application.ref))
    context = {
        "application": application,
        "receipt": receipt,
        "qr": qr_code(receipt.link),
        "roll": paper_of(request),
        "number": spoken(receipt.ref),
        "code": spoken(receipt.code),
        "told": word(told.channel) if told else "",
        "told_to": masked(told.address) if told else "",
    }
    return render(request, "services/applying/taken.html", context)
