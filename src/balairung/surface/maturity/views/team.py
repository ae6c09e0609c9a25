"""Who works on an assessment: seats for all of it or for one aspect, and which office fills in what by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.common.text import clean_line
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.desk import Row, row_of
from balairung.kernel.people import reads as people
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person
from balairung.rooms.instructions.models import Instruction
from balairung.surface.maturity import access, actions
from balairung.surface.maturity.forms import PartForm, SeatForm
from balairung.surface.maturity.models import Assessment, Charge, TeamMember

WORDS = 80  # letters of a search


@officers
def team(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    """The team; somebody is taken in after a search (`?cari=`) and a choice (`?orang=`)."""
    if request.method != "POST":
        return _page(request, actor, access.get_assessment(year, instrument))
    require(access.can_open(actor))
    found = access.get_running(year, instrument)
    form = SeatForm(request.POST, found=found.instrument)
    if accepted(form, lambda: actions.seat(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("%(name)s masuk tim.") % {"name": form.cleaned_data["person"].name})
        return _page_of(found)
    return _page(request, actor, found, form)


@officers
@require_POST
def leave(request: HttpRequest, actor: Actor, year: int, instrument: str, key: UUID) -> HttpResponse:
    """Somebody leaves; that they sat there stays written down."""
    require(access.can_open(actor))
    found = access.get_running(year, instrument)
    member = access.get_member(found, key)
    actions.unseat(member, by=actor, at=now_of(request))
    messages.success(request, _("%(name)s dilepas dari tim.") % {"name": member.person.name})
    return _page_of(found)


@officers
@require_POST
def charge(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    """Give an aspect to an office: it is owed like any other instruction."""
    require(access.can_charge(actor))
    found = access.get_running(year, instrument)
    form, made = PartForm(request.POST, found=found.instrument), list[Charge]()
    if accepted(form, lambda: made.append(_charge(request, found, form, actor))):
        said = {"ref": made[0].instruction.obligation.ref, "office": form.cleaned_data["office"].name}
        messages.success(request, _("Tugas %(ref)s diberikan. %(office)s sudah diberi tahu.") % said)
        return _page_of(found)
    return _page(request, actor, found, form)


def _charge(request: HttpRequest, found: Assessment, form: PartForm, actor: Actor) -> Charge:
    said = form.cleaned_data
    text = said.pop("text") or _usual_text(found, said["aspect"])
    return actions.charge_part(found, text=text, **said, by=actor, at=now_of(request))


def _usual_text(found: Assessment, number: int) -> str:
    aspect = next(one.title for one in found.instrument.aspects if one.number == number)
    said = {"aspect": aspect, "assessment": found}
    return _("%(assessment)s: isi tingkat dan bukti dukung aspek %(aspect)s.") % said


def _page_of(found: Assessment) -> HttpResponse:
    return redirect("maturity:team", found.year, found.instrument_key)


# --- the page ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Who works on one aspect, or on all of them (number 0), and which offices were charged with it."""

    number: int
    title: str
    members: Sequence[TeamMember]
    charges: Sequence[Charged]

    @property
    def busy(self) -> bool:
        """Whether anybody works on just this."""
        return bool(self.members or self.charges)


@dataclass(frozen=True)
class Charged:
    charge: Charge
    row: Row  # of its obligation
    linked: bool  # whether this actor may open it


def _page(request: HttpRequest, actor: Actor, found: Assessment, refused: forms.Form | None = None) -> HttpResponse:
    members = list(found.team.select_related("person").order_by("aspect", "since", "id"))
    charges = _charges(actor, found, now_of(request))
    opens, charging = not found.closed and access.can_open(actor), not found.closed and access.can_charge(actor)
    tables = _tables(found, [one for one in members if one.until is None], charges)
    context: dict[str, Any] = {
        "assessment": found, "tables": [one for one in tables if one.busy or not one.number],
        "unserved": [one for one in tables if one.number and not one.busy],
        "left": [one for one in members if one.until], "may_seat": opens,
        "part": _part_form(found, charging, refused), **(_seating(request, found, refused) if opens else {}),
    }  # fmt: skip
    return render(request, "maturity/team.html", context, status=422 if refused else 200)


def _tables(found: Assessment, members: Sequence[TeamMember], charges: Sequence[Charged]) -> list[Table]:
    titles = [
        (0, _("Seluruh aspek")),
        *((one.number, f"{one.number}. {one.title}") for one in found.instrument.aspects),
    ]
    return [
        Table(
            number, title, [one for one in members if one.aspect == number],
            [one for one in charges if one.charge.aspect == number],
        )
        for number, title in titles
    ]  # fmt: skip


def _charges(actor: Actor, found: Assessment, now: datetime) -> list[Charged]:
    """Parts that were given to offices; the steps of the way up stand on its own page."""
    rows = found.charges.filter(aspect__gt=0).select_related("instruction__obligation__owner_office")
    seen = set(Instruction.objects.visible_to(actor).filter(charge__assessment=found).values_list("pk", flat=True))
    calendars = Calendars()
    return [
        Charged(one, row_of(one.instruction.obligation, calendars, now), one.instruction_id in seen)
        for one in rows.order_by("instruction__due_on", "id")
    ]


def _part_form(found: Assessment, charging: bool, refused: forms.Form | None) -> forms.Form | None:
    if isinstance(refused, PartForm):
        return refused
    return PartForm(found=found.instrument, initial={"token": new_code(24)}) if charging else None


def _seating(request: HttpRequest, found: Assessment, refused: forms.Form | None) -> dict[str, Any]:
    """First who, then for what."""
    form = refused if isinstance(refused, SeatForm) else None
    chosen = people.key_of((form.data if form else request.GET).get("person" if form else "orang", ""))
    person = Person.objects.filter(pk=chosen).first()
    words = clean_line(request.GET.get("cari", ""))[:WORDS]
    if person and form is None:
        form = SeatForm(found=found.instrument, initial={"person": str(person.pk), "aspect": 0})
    return {
        "words": words, "person": person, "seat": form if person else None,
        "known": people.find_people(words, now_of(request)) if words and not person else [],
    }  # fmt: skip
