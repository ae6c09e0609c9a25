"""The public catalogue: finding a service, one service, its standard for the wall, and who has whole standards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from balairung.ground.common.qr import qr_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.rooms.services.catalogue.counting import FEWEST, medians
from balairung.rooms.services.catalogue.events import life_event
from balairung.rooms.services.catalogue.overview import groups, judged
from balairung.rooms.services.catalogue.shelf import shelf
from balairung.rooms.services.catalogue.showing import (
    event_doors,
    level_name,
    listed,
    local_words,
    office_doors,
    office_names,
    read_asked,
    shown,
)
from balairung.rooms.services.catalogue.standard import basis_of_time, components_of, definition_of, lasting
from balairung.rooms.services.models import Service

FEW = 60  # services that one page shows all of


@everyone
def catalogue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Life events and offices as doors; with a question, what it finds."""
    asked, today = read_asked(request.GET.dict()), localdate(now_of(request))
    offered = shelf(today)
    context = {"asked": asked, "total": len(offered.entries), "event": life_event(asked.event), "place": ""}
    if asked.narrowed:
        place = office_names([asked.office])[asked.office] if asked.office else ""
        place = place or (level_name(asked.level) if asked.level else "")
        context |= {"listed": listed(asked, offered, today), "place": place}
    else:
        context |= {"events": event_doors(offered), "offices": office_doors(offered)}
    return render(request, "services/catalogue/catalogue.html", context)


@everyone
def service(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """What one gets, from whom, by when, for how much, and how long it really took."""
    now = now_of(request)
    row = Service.objects.offered(localdate(now)).get(key=key)
    assert row.current is not None
    one = definition_of(row.current)
    context = {
        "service": row, "version": row.current, "one": one, "shown": shown(one), "lasting": lasting(one),
        "median": medians([key], now).get(key), "fewest": FEWEST, "basis_of_time": basis_of_time(one),
        "words": local_words(), "translated": one.translations.get(request.LANGUAGE_CODE, {}),
    }  # fmt: skip
    return render(request, "services/catalogue/service.html", context)


@everyone
def standard(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """All fourteen components and the pledge, for paper and for the wall behind the counter."""
    row = Service.objects.offered(localdate(now_of(request))).get(key=key)
    assert row.current is not None
    one, address = definition_of(row.current), house_url() + reverse("services:service", args=[key])
    place = office_names([one.office])[one.office] if one.office else level_name(one.level)
    context = {
        "service": row, "version": row.current, "one": one, "components": components_of(one), "address": address,
        "code": qr_code(address), "place": place,
    }  # fmt: skip
    return render(request, "services/catalogue/standard.html", context)


@everyone
def standards(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Office by office: how many services have a whole standard; of the chosen office each service."""
    now = now_of(request)
    found = groups(shelf(localdate(now)))
    total = sum(len(group.entries) for group in found)
    chosen = [group for group in found if group.key == request.GET.get("kantor")] or (found if total <= FEW else [])
    counted = medians([entry.key for group in chosen for entry in group.entries], now)
    context = {
        "groups": found, "total": total, "whole": sum(group.whole for group in found),
        "chosen": [(group, judged(group, counted, localdate(now))) for group in chosen],
    }  # fmt: skip
    return render(request, "services/catalogue/standards.html", context)
