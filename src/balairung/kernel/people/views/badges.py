"""One's own QR on the telephone, and the printed cards of an office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.common.qr import qr_code
from balairung.ground.common.text import read_key
from balairung.kernel.people import access, badging
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Badge, Office, Person
from balairung.kernel.people.passes import WINDOW, code_of

# --- one's own ---------------------------------------------------------------------------------------------------


@officers
@require_GET
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The name and the code of this half minute; a script brings the next one, without it the page does."""
    now = now_of(request)
    person = _own(actor)
    badge = Badge.objects.standing().filter(person=person).first()
    return render(request, "people/pass.html", {"person": person, "badge": badge, **_told(person, now)})


@officers
@require_GET
def fresh(request: HttpRequest, actor: Actor) -> JsonResponse:
    """The code of now for the page that is open."""
    return JsonResponse(_told(_own(actor), now_of(request)))


def _own(actor: Actor) -> Person:
    assert actor.person_id  # every officer is a person
    return Person.objects.only("name").get(pk=actor.person_id)


def _told(person: Person, now: datetime) -> dict[str, Any]:
    """The drawing, and in how many seconds the next code begins."""
    return {"qr": qr_code(code_of(person, now)), "left": WINDOW - int(now.timestamp()) % WINDOW}


# --- cards -------------------------------------------------------------------------------------------------------


@officers
def cards(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Who of the office has a card; POST makes new ones for those chosen."""
    office, now = _office(actor, key), now_of(request)
    people = badging.carriers(office, now)
    if request.method == "POST":
        chosen = {read_key(one) for one in request.POST.getlist("orang")[: badging.MOST]}
        made = badging.issue_badges([one.person for one in people if one.person.pk in chosen], by=actor, at=now)
        said = ngettext("%(count)d kartu dibuat.", "%(count)d kartu dibuat.", len(made)) % {"count": len(made)}
        messages.success(request, f"{said} {_('Cetak lembarnya; kartu sebelumnya tidak berlaku lagi.')}")
        return redirect("people:badges", office.key)
    context = {"office": office, "people": people, "count": sum(bool(one.badge) for one in people)}
    return render(request, "people/badges.html", context)


@officers
@require_GET
def sheet(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The cards that stand, on A4, to be cut."""
    office, now = _office(actor, key), now_of(request)
    found = [one for one in badging.carriers(office, now) if one.badge]
    if not found:
        raise Refused(_("Belum ada kartu yang dibuat. Pilih dahulu pegawainya, lalu buat kartunya."))
    answer = HttpResponse(badging.sheet(office, found, at=now), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="kartu-{office.key}-{localdate(now)}.pdf"'
    return answer


@officers
@require_POST
def revoke(request: HttpRequest, actor: Actor, key: Any) -> HttpResponse:
    """One card: lost, or its owner has left."""
    badge = access.get_badge(actor, key, now_of(request))
    badging.revoke_badge(badge, by=actor, at=now_of(request))
    messages.success(request, _("Kartu %(name)s dicabut.") % {"name": badge.person.name})
    office = Office.objects.filter(key=request.POST.get("kantor", "")[:60]).first()
    return redirect("people:badges", office.key) if office else redirect("people:organisation")


def _office(actor: Actor, key: str) -> Office:
    office = access.get_office(key)
    require(access.can_issue_badges(actor, office.pk))
    return office
