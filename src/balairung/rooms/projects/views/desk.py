"""The desk of whoever keeps projects: one's own as a list, and the file of one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate

from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.projects import access, register
from balairung.rooms.projects.forms import FilterForm
from balairung.rooms.projects.models import Project
from balairung.rooms.projects.models.projects import Stopped

LAST = 12  # reports, visits and changes that are written out


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The projects whose file one may open, those that are late first."""
    form, today = FilterForm(request.GET), localdate(now_of(request))
    asked, whole = form.asked(), access.reads_all(actor)
    found = register.narrowed(asked, today, access.files_of(actor))
    page = Paginator(found.late_first(today).for_list(), register.PAGE).get_page(request.GET.get("halaman"))
    context = {
        "form": form, "asked": asked, "page": page, "query": urlencode(asked), "whole": whole,
        "rows": [(one, one.is_late(today)) for one in page.object_list],
        "figures": register.figures_of(found, today), "may_record": bool(access.keeping_offices(actor)),
    }  # fmt: skip
    return render(request, "projects/desk.html", context)


@officers
def file(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return file_page(request, actor, access.get_project(actor, ref))


def file_page(
    request: HttpRequest, actor: Actor, project: Project, chair: tuple[object, str] = ("", "")
) -> HttpResponse:
    """Everything about one project and what may be done with it; `chair`: the handover whose sealed name is shown."""
    now = now_of(request)
    today = localdate(now)
    keeps = access.can_keep(actor, project)
    context = {
        "project": project, "late": project.is_late(today), "today": today, "keeps": keeps,
        "goes_on": keeps and not project.stopped, "halted": project.stopped == Stopped.HALTED,
        "visits_it": access.can_visit(actor, project), "standing": register.standing_of(project, today),
        "chair": chair, **_rows(project, now),
    }  # fmt: skip
    return render(request, "projects/file.html", context)


def _rows(project: Project, now: Any) -> dict[str, Any]:
    photos = project.photos.select_related("file", "kept_by")
    return {
        "milestones": project.milestones.all(),
        "reports": project.reports.select_related("reported_by").order_by("-on", "-reported_at")[:LAST],
        "spots": [
            (spot.name, [(photo, file_link(photo.file, now)) for photo in spot.photos])
            for spot in register.spots_of(photos)
        ],
        "visits": project.visits.select_related("by", "duty__obligation")[:LAST],
        "handovers": project.handovers.prefetch_related("beneficiaries__region", "checks__obligation"),
        "changes": project.changes.select_related("by")[:LAST],
    }
