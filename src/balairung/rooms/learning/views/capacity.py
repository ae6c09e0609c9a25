"""Pages of capacity: one's own, of somebody, of an office, of all offices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.links import link_to
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Person
from balairung.rooms.learning.access import own_person
from balairung.rooms.learning.capacity import access, habits, overviews, recording, rules
from balairung.rooms.learning.capacity.figures import of_regency
from balairung.rooms.learning.capacity.forms import AnswerForm, DeclareForm, RecordForm
from balairung.rooms.learning.models import Competence, Declaration, Reading

LATEST = 3  # readings on one's own page


def stored(request: HttpRequest, form: forms.Form) -> File | None:
    """The one file of a form, kept; None where there is none."""
    uploads = form.cleaned_data["proof"]
    return store(uploads[0], at=now_of(request)) if uploads else None


# --- one's own ---------------------------------------------------------------------------------------------------


@officers
@require_GET
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What one's post asks, what one has, one's hours and readings."""
    return _mine(request, actor, DeclareForm())


@officers
@require_POST
def declare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say of oneself that one can."""
    form = DeclareForm(request.POST, request.FILES)
    if accepted(form, lambda: _declare(request, actor, form)):
        messages.success(request, _("Pernyataan Anda terkirim. Kepala kantor Anda akan menjawabnya."))
        return redirect("learning:capacity")
    return _mine(request, actor, form)


def _declare(request: HttpRequest, actor: Actor, form: DeclareForm) -> None:
    said = {name: form.cleaned_data[name] for name in ("competence", "level", "words")}
    recording.declare(own_person(actor), **said, file=stored(request, form), by=actor, at=now_of(request))


def _mine(request: HttpRequest, actor: Actor, form: DeclareForm) -> HttpResponse:
    person, now = own_person(actor), now_of(request)
    read = list(Reading.objects.for_list().filter(person=person))
    months = habits.streak([one.finished_on for one in read], localdate(now))
    context = _of(person, request) | {
        "form": form, "readings": read[:LATEST], "read": len(read), "months": months, "headed": _headed(actor),
        "may_read_all": access.can_read_all(actor), "any_competence": Competence.objects.exists(),
    }  # fmt: skip
    return render(request, "learning/capacity_mine.html", context, status=422 if form.errors else 200)


def _headed(actor: Actor) -> list[Office]:
    """The offices that one heads, for the ways there."""
    return list(Office.objects.filter(pk__in=access.headed(actor)).order_by("order", "id"))


def _of(person: Person, request: HttpRequest) -> dict[str, Any]:
    now = now_of(request)
    return {"person": person, "standing": overviews.of_person(person, now), "checked": rules.checked()}


# --- somebody ----------------------------------------------------------------------------------------------------


@officers
@require_GET
def person(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """Somebody's levels, for whoever may see them."""
    return _person(request, actor, access.get_person(actor, person, now_of(request)))


@officers
@require_POST
def record(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """What was found about somebody."""
    found, form = access.get_person(actor, person, now_of(request)), RecordForm(request.POST, request.FILES)
    if accepted(form, lambda: _record(request, actor, found, form)):
        messages.success(request, _("Tingkat %(name)s tercatat.") % {"name": found.name})
        return redirect("learning:capacity_person", found.pk)
    return _person(request, actor, found, form)


def _record(request: HttpRequest, actor: Actor, found: Person, form: RecordForm) -> None:
    said = {name: value for name, value in form.cleaned_data.items() if name != "proof"}
    recording.record(found, **said, file=stored(request, form), by=actor, at=now_of(request))


@officers
@require_POST
def answer(request: HttpRequest, actor: Actor, declaration: UUID, verb: str) -> HttpResponse:
    """What somebody declared is confirmed, or not yet."""
    now, form = now_of(request), AnswerForm(request.POST)
    found = access.get_declaration(actor, declaration, now)
    if found.state != Declaration.State.WAITING:  # its form is no longer there to say so
        messages.info(request, _("Pernyataan ini sudah dijawab."))
        return redirect("learning:capacity_person", found.person_id)
    deeds = {
        "kukuhkan": lambda: recording.confirm(
            found, level=form.cleaned_data["level"], answer=form.cleaned_data["answer"], by=actor, at=now
        ),
        "tolak": lambda: recording.refuse(found, answer=form.cleaned_data["answer"], by=actor, at=now),
    }
    if accepted(form, deeds[verb]):
        messages.success(request, _("Jawaban Anda terkirim kepada %(name)s.") % {"name": found.person.name})
        return redirect("learning:capacity_person", found.person_id)
    return _person(request, actor, found.person, answered=(found, form))


def _person(
    request: HttpRequest, actor: Actor, found: Person, form: RecordForm | None = None,
    answered: tuple[Declaration, AnswerForm] | None = None,
) -> HttpResponse:  # fmt: skip
    now = now_of(request)
    may_record = access.can_record(actor, found.pk, now) and actor.person_id != found.pk
    context = _of(found, request)
    wait = [one for one in context["standing"].declarations if one.state == Declaration.State.WAITING]
    refused = {answered[0].pk: answered[1]} if answered else {}
    context |= {
        "form": (form or RecordForm(initial={"assessed_on": localdate(now)})) if may_record else None,
        "waiting": [
            (one, link_to(one.file, now=now, hours=1) if one.file else "",
             refused.get(one.pk) or AnswerForm(initial={"level": one.level}, auto_id=f"id_{one.pk.hex}_%s"))
            for one in wait
        ] if may_record else [],
        "records": [
            (line, link_to(line.record.file, now=now, hours=1))
            for line in [*context["standing"].asked, *context["standing"].beside]
            if line.record and line.record.file
        ],
    }  # fmt: skip
    status = 422 if (form and form.errors) or answered else 200
    return render(request, "learning/capacity_person.html", context, status=status)


# --- offices -----------------------------------------------------------------------------------------------------


@officers
@require_GET
def office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """People and competences of one office, for its head, leaders and administrators."""
    found, now = access.get_office(actor, office), now_of(request)
    context = {
        "office": found, "view": overviews.of_office(found, now), "may_set": access.can_set(actor, found.pk),
        "hours_wanted": rules.hours_a_year(), "year": localdate(now).year, "levels": rules.levels(),
    }  # fmt: skip
    return render(request, "learning/capacity_office.html", context)


@officers
@require_GET
def offices(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Totals of offices for every officer; what leaders and administrators see beside them."""
    now, whole = now_of(request), access.can_read_all(actor)
    waiting = Declaration.objects.waiting().for_list() if whole else Declaration.objects.none()
    context = {
        "view": overviews.of_regency(now), "whole": whole, "figures": of_regency(now) if whole else None,
        "own": set(access.headed(actor)), "checked": rules.checked(), "year": localdate(now).year,
        "hours_wanted": rules.hours_a_year(), "may_set": access.can_set(actor, None),
        "waiting": [one for one in waiting[:LATEST * 4] if access.can_record(actor, one.person_id, now)],
    }  # fmt: skip
    return render(request, "learning/capacity_offices.html", context)
