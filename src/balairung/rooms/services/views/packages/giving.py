"""A service is given away as one file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.definition import rights
from balairung.rooms.services.models import Package, Version
from balairung.rooms.services.packages.forms import GiveForm
from balairung.rooms.services.packages.giving import export
from balairung.rooms.services.packages.register import agreements


@officers
def give(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """To whom, under which agreement; then the file waits on the page of the package."""
    service = rights.get_service(actor, key)
    version = Version.objects.select_related("service").get(current_of=service)
    form = GiveForm(posted(request), agreements=agreements(now_of(request)))
    made: list[Package] = []
    if accepted(form, lambda: made.append(_give(request, version, form, actor))):
        messages.success(request, _("Paketnya siap. Unduh berkasnya, lalu kirim kepada penerima."))
        return redirect("services:package", made[0].pk)
    context = {"form": form, "service": service, "version": version}
    return render(request, "services/packages/give.html", context, status=422 if form.errors else 200)


def _give(request: HttpRequest, version: Version, form: GiveForm, actor: Actor) -> Package:
    return export(version, **form.cleaned_data, by=actor, at=now_of(request))
