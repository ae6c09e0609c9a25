"""The guest book by the guest's own telephone: the code at the door leads here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balairung.ground.common.errors import Refused
from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.reception.access import get_hall
from balairung.rooms.reception.desk import guests
from balairung.rooms.reception.desk.forms import GuestForm
from balairung.rooms.reception.models import Guest, Hall

LIMIT = "40/h"  # of one address: a hall's visitors share its Wi-Fi


@never_cache
@everyone
def write(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """One short form, with what becomes of it said beside it; somebody at the desk completes it."""
    found, now = Hall.objects.standing().select_related("office").get(key=hall), now_of(request)
    form = GuestForm(request.POST or None, hall=found, at=now)
    if request.method == "POST" and accepted(form, lambda: _write(request, form, found)):
        return redirect("reception:guest_written", found.key)
    context = {"hall": found, "form": form, "notice": guests.privacy_notice()}
    return render(request, "reception/desk/own.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest, form: GuestForm, hall: Hall) -> Guest:
    if not within_limit(request, "guest", LIMIT):
        raise Refused(
            _("Terlalu banyak tamu dari jaringan ini dalam satu jam. Silakan langsung ke meja penerima tamu.")
        )
    notice, token = form.cleaned_data["notice"], form.cleaned_data["token"]
    return guests.sign_in(hall=hall, said=form.said, notice=notice, token=token, by=CITIZEN, at=now_of(request))


@everyone
def written(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Thanks, and what happens next."""
    found = Hall.objects.standing().get(key=hall)
    return render(request, "reception/desk/own_written.html", {"hall": found, "notice": guests.privacy_notice()})


@officers
def poster(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """For the door: the code, large, and in words what it is for."""
    found = get_hall(actor, hall)
    address = house_url() + reverse("reception:guest", args=[found.key])
    context = {"hall": found, "address": address, "qr": qr_code(address), "notice": guests.privacy_notice()}
    return render(request, "reception/desk/poster.html", context)
