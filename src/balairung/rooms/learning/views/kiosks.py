"""The kiosks of an office: made, their address told once, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.views.asking import posted
from balairung.rooms.learning import access
from balairung.rooms.learning.forms import KioskForm
from balairung.rooms.learning.kiosks import make_kiosk, revoke_kiosk
from balairung.rooms.learning.models import PresenceKiosk


@officers
def kept(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """The kiosks that stand; POST makes one more and tells its secret address, once."""
    found = Office.objects.get(key=office)
    require(access.can_keep_kiosks(actor, found))
    form, made = KioskForm(posted(request)), list[str]()
    if accepted(form, lambda: made.append(make_kiosk(found, **form.cleaned_data, by=actor, at=now_of(request)))):
        address = house_url() + reverse("learning:kiosk", args=[made[0]])
        context = {"office": found, "address": address, "qr": qr_code(address), "name": form.cleaned_data["name"]}
        return render(request, "learning/secret.html", context)
    rows = PresenceKiosk.objects.standing().filter(office=found)
    context = {"office": found, "kiosks": list(rows), "form": form}
    return render(request, "learning/kiosks.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def revoke(request: HttpRequest, actor: Actor, kiosk: UUID) -> HttpResponse:
    found = access.get_kiosk(actor, kiosk)
    revoke_kiosk(found, by=actor, at=now_of(request))
    messages.success(request, _("Kios %(name)s dicabut. Alamatnya tidak berlaku lagi.") % {"name": found.name})
    return redirect("learning:kiosks", found.office.key)
