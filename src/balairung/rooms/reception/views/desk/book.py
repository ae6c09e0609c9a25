"""The receptionist's page: who stands before her, who is expected, who is inside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.access import can_receive, get_guest, get_hall
from balairung.rooms.reception.desk import guests, looking
from balairung.rooms.reception.desk.attending import present
from balairung.rooms.reception.desk.forms import DeskForm, filled
from balairung.rooms.reception.desk.receiving import Received, receive, receive_expected
from balairung.rooms.reception.models import Appointment, Guest, Hall
from balairung.rooms.reception.queue.hours import why_closed


def _hall(actor: Actor, key: str) -> Hall:
    """A hall at whose desk this officer may sit: the book is nobody else's."""
    hall = get_hall(actor, key)
    require(can_receive(actor, hall), _("Buku tamu hanya dibuka petugas kantor penyelenggara tempat ini."))
    return hall


@officers
def desk(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Write somebody down and hand them over, in one form; everybody who is here beside it."""
    found, now = _hall(actor, hall), now_of(request)
    form = DeskForm(request.POST or None, hall=found, at=now)
    done: list[Received] = []
    if request.method == "POST" and accepted(form, lambda: done.append(_receive(form, found, None, actor, request))):
        messages.success(request, _said(done[0]))
        return redirect("reception:desk", found.key)
    return render(
        request, "reception/desk/desk.html", _beside(found, actor, request) | {"form": form}, status=_status(form)
    )


@officers
def guest(request: HttpRequest, actor: Actor, hall: str, key: UUID) -> HttpResponse:
    """One guest: what they wrote by telephone is mended and completed, or they are handed on once more."""
    found, now = _hall(actor, hall), now_of(request)
    one = get_guest(actor, found, key)
    form = DeskForm(request.POST or None, hall=found, at=now, initial=filled(one))
    done: list[Received] = []
    if request.method == "POST" and accepted(form, lambda: done.append(_receive(form, found, one, actor, request))):
        messages.success(request, _said(done[0]))
        return redirect("reception:desk", found.key)
    return render(
        request,
        "reception/desk/guest.html",
        {"hall": found, "guest": one, "form": form, "notice": guests.privacy_notice()},
        status=_status(form),
    )


@officers
@require_POST
def sign_out(request: HttpRequest, actor: Actor, hall: str, key: UUID) -> HttpResponse:
    found = _hall(actor, hall)
    guests.sign_out(get_guest(actor, found, key), by=actor, at=now_of(request))
    return redirect("reception:desk", found.key)


@officers
@require_POST
def expected(request: HttpRequest, actor: Actor, hall: str, key: UUID) -> HttpResponse:
    """Somebody came for their appointment."""
    found = _hall(actor, hall)
    appointment = Appointment.objects.for_list().select_related("hall__office").get(hall=found, pk=key)
    came = receive_expected(appointment, by=actor, at=now_of(request))
    messages.success(request, _numbers(came.taken) if came.taken else _("Kedatangan dicatat, tuan rumah diberi tahu."))
    return redirect("reception:desk", found.key)


@officers
def today(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """The guest book of the last days, as far as it is kept."""
    found = _hall(actor, hall)
    rows = list(Guest.objects.filter(hall=found, received_at__isnull=False).for_list()[: looking.MOST])
    context = {"hall": found, "rows": rows, "notice": guests.privacy_notice(), "most": looking.MOST}
    return render(request, "reception/desk/book.html", context)


def _receive(form: DeskForm, hall: Hall, one: Guest | None, actor: Actor, request: HttpRequest) -> Received:
    data = form.cleaned_data
    return receive(
        hall,
        form.said,
        form.wanted,
        notice=data["notice"],
        token=data["token"],
        by=actor,
        at=now_of(request),
        guest=one,
    )


def _said(done: Received) -> str:
    """What became of it, with the way to the paper."""
    if done.taken:
        return _numbers(done.taken)
    if done.told:
        return _("%(host)s sudah diberi tahu bahwa tamunya menunggu.") % {"host": done.told.name}
    return _("Tamu tercatat.")


def _numbers(taken: Any) -> str:
    labels = ", ".join(one.label for one in taken.tickets)
    href = reverse("reception:slip", args=[taken.code])
    return format_html('{} <a href="{}">{}</a>', _("Nomor %(labels)s.") % {"labels": labels}, href, _("Cetak nomor"))


def _beside(hall: Hall, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    now = now_of(request)
    here = present(hall, now)
    return {
        "hall": hall, "here": here, "mine": next((one for one in here if one.person_id == actor.person_id), None),
        "closed": why_closed(hall, now), "alarm": looking.alarm(hall), "inside": looking.inside(hall, now),
        "written": looking.by_telephone(hall, now), "expected": looking.expected(hall, now),
        "count": looking.received_today(hall, now), "notice": guests.privacy_notice(), "now": now,
    }  # fmt: skip


def _status(form: DeskForm) -> int:
    return 422 if form.errors else 200
