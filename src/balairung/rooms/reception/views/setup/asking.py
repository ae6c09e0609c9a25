"""What every page that sets a hall up begins and ends with."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.reception.access import can_set_up, get_hall
from balairung.rooms.reception.models import Hall


def hall_to_set_up(actor: Actor, key: str) -> Hall:
    """A hall that this officer may change."""
    hall = get_hall(actor, key)
    require(can_set_up(actor, hall), _("Tempat ini diatur oleh kepala kantornya atau atasan resepsionisnya."))
    return hall


def ask(
    request: HttpRequest, hall: Hall, form: forms.Form, act: Callable[[], object], *, title: str, submit: str,
    lead: str = "", ends: str = "",
) -> HttpResponse:  # fmt: skip
    """The form until it is accepted, then the set-up page. `ends` is an address that ends the thing itself."""
    if request.method == "POST" and accepted(form, act):
        messages.success(request, _("Disimpan."))
        return redirect("reception:set_up", hall.key)
    context = {"hall": hall, "form": form, "title": title, "submit": submit, "lead": lead, "ends": ends}
    return render(request, "reception/setup/form.html", context, status=422 if form.errors else 200)


def did(request: HttpRequest, hall: Hall, act: Callable[[], object], said: str) -> HttpResponse:
    """A single button of the set-up page; a refusal is said there."""
    form = forms.Form(request.POST)
    if accepted(form, act):
        messages.success(request, said)
    else:
        messages.warning(request, " ".join(map(str, form.non_field_errors())))
    return redirect("reception:set_up", hall.key)
