"""Macros: keeping them, and running steps on many reports at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk import macros
from balairung.rooms.complaints.desk.keeping import MacroForm, chosen, keeps_any
from balairung.rooms.complaints.desk.phrases import ONLY, VARIABLES
from balairung.rooms.complaints.models import Macro

SALT = "complaints.bulk"
HOUR = 3600


@officers
def all_macros(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What this officer is offered."""
    rows = Macro.objects.offered_to(actor).order_by("office__order", "office__name", "name")
    listed = [(one, macros.told(one.steps), access.can_keep(actor, one.office)) for one in rows]
    context = {"macros": listed, "may_add": keeps_any(actor), "tab": "makro"}
    return render(request, "complaints/macros.html", context)


@officers
def add_macro(request: HttpRequest, actor: Actor) -> HttpResponse:
    """First the name; its steps are added on its own page."""
    require(keeps_any(actor), ONLY)
    form, made, at = MacroForm(posted(request), actor=actor), list[Macro](), now_of(request)
    if accepted(form, lambda: made.append(macros.keep_macro(None, **form.cleaned_data, steps=[], by=actor, at=at))):
        return redirect("complaints:macro", made[0].pk)
    context: dict[str, Any] = {"form": form, "macro": None, "steps": [], "kinds": []}
    return render(request, "complaints/macro.html", context, status=422 if form.errors else 200)


@officers
def macro(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One macro and its steps. `langkah` adds a step of that kind, `buang` drops one, `naik` moves one up."""
    found = Macro.objects.offered_to(actor).get(pk=key)
    require(access.can_keep(actor, found.office), ONLY)
    wanted = request.POST.get("langkah", "")
    added = _step_form(actor, wanted, request) if wanted in macros.KIND_OF else None
    form = MacroForm(_named(request), actor=actor, initial={"name": found.name, "office": str(found.office_id or "")})
    given: dict[str, Any] = {"name": found.name, "office": found.office, "steps": _steps(request, found, added)}
    if request.method == "POST" and (added is None or added.is_valid()) and (not form.is_bound or form.is_valid()):
        macros.keep_macro(found, **given | (form.cleaned_data if form.is_bound else {}), by=actor, at=now_of(request))
        messages.success(request, _("Makro disimpan."))
        return redirect("complaints:macro", found.pk)
    kinds = [(kind, added if added and wanted == kind.verb else _step_form(actor, kind.verb)) for kind in macros.KINDS]
    context = {
        "form": form, "macro": found, "steps": macros.told(found.steps), "kinds": kinds,
        "chosen": wanted, "variables": VARIABLES,
    }  # fmt: skip
    return render(request, "complaints/macro.html", context, status=422 if added or form.errors else 200)


def _named(request: HttpRequest) -> Any:
    return request.POST if "name" in request.POST else None


def _step_form(actor: Actor, verb: str, request: HttpRequest | None = None) -> forms.Form:
    return macros.step_form(verb, request.POST if request else None, actor=actor, prefix=verb)


def _steps(request: HttpRequest, found: Macro, added: forms.Form | None) -> list[dict[str, str]]:
    """The steps as they are to be after what was pressed."""
    steps, pressed = list(found.steps), request.POST
    places = (pressed.get(name, "")[:4] for name in ("buang", "naik"))
    place = next((int(typed) for typed in places if typed.isdecimal()), -1)
    if not 0 <= place < len(steps):
        return [*steps, macros.sent_by(pressed["langkah"], added)] if added and added.is_valid() else steps
    if "buang" in pressed:
        return steps[:place] + steps[place + 1 :]
    steps[max(place - 1, 0)], steps[place] = steps[place], steps[max(place - 1, 0)]
    return steps


@officers
def drop_macro(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Asked twice."""
    found = Macro.objects.offered_to(actor).get(pk=key)
    require(access.can_keep(actor, found.office), ONLY)
    if request.method == "POST":
        macros.drop_macro(found, by=actor, at=now_of(request))
        messages.success(request, _("Makro dihapus."))
        return redirect("complaints:macros")
    context = {
        "title": _("Hapus makro “%(name)s”?") % {"name": found.name}, "submit": _("Hapus makro"),
        "lead": _("Makro ini tidak lagi ditawarkan. Yang sudah dikerjakan dengannya tidak berubah."),
        "back": reverse("complaints:macros"),
    }  # fmt: skip
    return render(request, "people/sure.html", context)


@officers
@require_POST
def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same steps on many reports: choose them, see what would happen to each, then let it happen.

    Each page hands the next what it needs, signed: what is done is what was shown, to the reports as they were shown.
    Sent twice it does nothing twice: each report has moved on since.
    """
    if plan := request.POST.get("rencana"):
        return _run(request, actor, plan)
    picked = [macros.Picked(ref) for ref in dict.fromkeys(request.POST.getlist("refs")) if ref][: macros.MOST]
    if not picked:
        raise Refused(_("Pilih dahulu laporannya di daftar."))
    verb = request.POST.get("langkah", "")
    form = _step_form(actor, verb, request) if verb in macros.KIND_OF else None
    steps = [macros.sent_by(verb, form)] if form and form.is_valid() else _of_macro(request, actor)
    if not steps:
        return _choose(request, actor, picked, form)
    return _preview(request, actor, steps, picked)


def _of_macro(request: HttpRequest, actor: Actor) -> list[dict[str, str]]:
    found = chosen(Macro.objects.offered_to(actor), request.POST.get("macro", ""))
    return list(found.steps) if found and not request.POST.get("langkah") else []


def _choose(
    request: HttpRequest, actor: Actor, picked: Sequence[macros.Picked], came: forms.Form | None
) -> HttpResponse:
    verb = request.POST.get("langkah", "")
    kinds = [(kind, came if came and verb == kind.verb else _step_form(actor, kind.verb)) for kind in macros.KINDS]
    context = {
        "picked": macros.look(picked, by=actor), "refs": [one.ref for one in picked], "kinds": kinds, "chosen": verb,
        "macros": [(one, macros.told(one.steps)) for one in Macro.objects.offered_to(actor) if one.steps],
        "variables": VARIABLES, "most": macros.MOST,
        "too_many": len(set(request.POST.getlist("refs"))) > macros.MOST,
    }  # fmt: skip
    return render(request, "complaints/bulk.html", context, status=422 if came else 200)


def _preview(
    request: HttpRequest, actor: Actor, steps: list[dict[str, str]], picked: Sequence[macros.Picked]
) -> HttpResponse:
    results = macros.run_many(steps, picked, by=actor, at=now_of(request), keep=False)
    good = [(one.ref, one.seq) for one in results if not one.sentence]
    plan = signing.dumps({"steps": steps, "picked": good, "by": str(actor.person_id)}, salt=SALT, compress=True)
    context = {"results": results, "steps": macros.told(steps), "good": len(good), "plan": plan, "done": False}
    return render(request, "complaints/bulk_results.html", context)


def _run(request: HttpRequest, actor: Actor, text: str) -> HttpResponse:
    plan = macros.read_plan(text, salt=SALT, age=HOUR)
    if plan.get("by") != str(actor.person_id):
        raise Refused(_("Pratinjau ini sudah tidak berlaku. Pilih lagi laporannya di daftar."))
    picked = [macros.Picked(ref, seq) for ref, seq in plan["picked"]]
    results = macros.run_many(plan["steps"], picked, by=actor, at=now_of(request), keep=True)
    good = sum(not one.sentence for one in results)
    context = {"results": results, "steps": macros.told(plan["steps"]), "good": good, "plan": "", "done": True}
    return render(request, "complaints/bulk_results.html", context)
