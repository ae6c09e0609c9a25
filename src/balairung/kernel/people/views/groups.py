"""Groups of districts: for administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import operators
from balairung.kernel.people.forms import GroupForm
from balairung.kernel.people.grouping import change_group, make_group
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Region, RegionGroup
from balairung.kernel.people.views.asking import ask, posted


@operators
def groups(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All groups with their districts, those that are in none, and a new one."""
    form = GroupForm(posted(request))
    if accepted(form, lambda: make_group(**_said(form), by=actor, at=now_of(request))):
        messages.success(request, _("Kelompok wilayah dibuat."))
        return redirect("people:groups")
    rows = list(RegionGroup.objects.prefetch_related("districts").order_by("order", "name"))
    known = {one.code for row in rows for one in row.districts.all()}
    districts = Region.objects.filter(level=Region.Level.DISTRICT, until__isnull=True).order_by("name")
    context = {
        "form": form, "rows": rows, "left": [one for one in districts if one.code not in known] if rows else [],
        "tab": "kelompok",
    }  # fmt: skip
    return render(request, "people/groups.html", context, status=422 if form.errors else 200)


@operators
def group(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Its name and its districts."""
    found = RegionGroup.objects.prefetch_related("districts").get(pk=key)
    first = {"name": found.name, "order": found.order, "districts": [one.code for one in found.districts.all()]}
    form = GroupForm(posted(request), initial=first)
    if accepted(form, lambda: change_group(found, **_said(form), by=actor, at=now_of(request))):
        messages.success(request, _("Perubahan disimpan."))
        return redirect("people:groups")
    return ask(request, form, title=found.name, submit=_("Simpan"), back=reverse("people:groups"))


def _said(form: forms.Form) -> dict[str, Any]:
    said = form.cleaned_data
    regions = list(Region.objects.filter(code__in=said["districts"], level=Region.Level.DISTRICT))
    return {"name": said["name"], "order": said["order"] or 0, "districts": regions}
