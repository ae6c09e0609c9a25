"""Recorded, changed, divided into parts, halted and taken up again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.views.asking import posted
from balairung.rooms.projects import access, recording
from balairung.rooms.projects.forms import GoOnForm, PartsForm, ProjectForm, ReachForm, StopForm, today_in
from balairung.rooms.projects.models import Project
from balairung.rooms.projects.views.asking import ask


@officers
def record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a new project of one's own office."""
    offices = Office.objects.filter(pk__in=access.keeping_offices(actor), closed_on__isnull=True).order_by(
        "order", "name"
    )
    require(offices.exists(), _("Proyek dicatat operator atau kepala desa, dan pejabat kantor yang menanganinya."))
    form = ProjectForm(posted(request), offices=offices, initial=_begun(offices, now_of(request)))
    made: list[Project] = []
    if accepted(form, lambda: made.append(_record(request, form, actor))):
        messages.success(request, _("Proyek %(ref)s tercatat.") % {"ref": made[0].ref})
        _say_outside(request, made[0])
        return redirect("projects:file", made[0].ref)
    context = {"form": form, "project": None, "title": _("Catat proyek")}
    return render(request, "projects/record.html", context, status=422 if form.errors else 200)


def _begun(offices: QuerySet[Office], now: Any) -> dict[str, Any]:
    """One's own office and village, this year."""
    first = offices[0]
    region = first.region_id if first.region and first.region.level == "village" else ""
    return {"office": first.key, "region": region, "kind": "build", "way": "self", "year_1": localdate(now).year}


def _record(request: HttpRequest, form: ProjectForm, actor: Actor) -> Project:
    data = form.cleaned_data
    return recording.record(form.said, office=data["office"], token=data["token"], by=actor, at=now_of(request))


def _say_outside(request: HttpRequest, project: Project) -> None:
    if project.outside:
        words = _("Titiknya berada di luar garis batas %(place)s. Tetap kami simpan; periksa bila keliru.")
        messages.warning(request, words % {"place": project.region})


@officers
def change(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The same form, with what stands there; everybody reads what was changed."""
    project = _kept(actor, ref)
    form = ProjectForm(posted(request), offices=Office.objects.filter(pk=project.office_id), initial=_standing(project))
    done: list[bool] = []
    if accepted(form, lambda: done.append(recording.change(project, form.said, by=actor, at=now_of(request)))):
        messages.success(request, _("Perubahan tersimpan.") if done[0] else _("Tidak ada yang berubah."))
        _say_outside(request, project)
        return redirect("projects:file", project.ref)
    context = {"form": form, "project": project, "title": _("Ubah proyek")}
    return render(request, "projects/record.html", context, status=422 if form.errors else 200)


def _standing(project: Project) -> dict[str, Any]:
    names = ("title", "kind", "what", "place", "way", "executor", "contract", "planned_start", "planned_end")
    found: dict[str, Any] = {name: getattr(project, name) for name in (*names, "latitude", "longitude")}
    for number, fund in enumerate(project.funds.all(), 1):
        found |= {f"source_{number}": fund.source, f"year_{number}": fund.year, f"value_{number}": _typed(fund.value)}
    return found | {"office": project.office.key, "region": project.region_id}


def _typed(value: Any) -> str:
    return f"{value.normalize():f}".replace(".", ",")


@officers
def parts(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The work in parts, with days and weights."""
    project = _kept(actor, ref)
    form = PartsForm(posted(request), initial=_parts(project))
    if accepted(form, lambda: recording.set_parts(project, form.parts, by=actor, at=now_of(request))):
        messages.success(request, _("Tahap pekerjaan tersimpan."))
        return redirect("projects:file", project.ref)
    return render(
        request, "projects/parts.html", {"form": form, "project": project}, status=422 if form.errors else 200
    )


def _parts(project: Project) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, one in enumerate(project.milestones.all(), 1):
        found |= {f"title_{number}": one.title, f"day_{number}": one.planned_on, f"weight_{number}": _typed(one.weight)}
    return found


@officers
def reach(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """A part of the work is done."""
    project = _kept(actor, ref)
    part, form = access.get_milestone(project, key), ReachForm(posted(request))
    today_in(form, "on", localdate(now_of(request)))
    if accepted(form, lambda: recording.reach(part, on=form.cleaned_data["on"], by=actor, at=now_of(request))):
        return _done(request, project, _("Tahap selesai tercatat."))
    return ask(request, project, form, title=_("Tahap selesai: %(title)s") % {"title": part.title}, submit=_("Catat"))


@officers
def stop(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Halted or cancelled."""
    project, form = _kept(actor, ref), StopForm(posted(request))
    today_in(form, "on", localdate(now_of(request)))
    if accepted(form, lambda: _stop(request, project, form, actor)):
        return _done(request, project, _("Tercatat. Semua orang dapat membaca alasannya."))
    return ask(request, project, form, title=_("Hentikan atau batalkan"), submit=_("Catat"))


def _stop(request: HttpRequest, project: Project, form: forms.Form, actor: Actor) -> None:
    recording.stop(project, **form.cleaned_data, by=actor, at=now_of(request))


@officers
def go_on(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What was halted goes on."""
    project, form = _kept(actor, ref), GoOnForm(posted(request))
    if accepted(form, lambda: recording.go_on(project, **form.cleaned_data, by=actor, at=now_of(request))):
        return _done(request, project, _("Proyek dilanjutkan."))
    return ask(request, project, form, title=_("Lanjutkan proyek"), submit=_("Lanjutkan"))


def _kept(actor: Actor, ref: str) -> Project:
    """The project, for whoever keeps it."""
    found = access.get_project(actor, ref)
    require(access.can_keep(actor, found))
    return found


def _done(request: HttpRequest, project: Project, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("projects:file", project.ref)
