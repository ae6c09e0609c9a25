"""One form about one project, as a page; and the pictures that come with it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.files.actions import position_of, store
from balairung.kernel.people.middleware import now_of
from balairung.rooms.projects.fields import PointForm
from balairung.rooms.projects.models import Project
from balairung.rooms.projects.reporting import Picture


def ask(
    request: HttpRequest, project: Project, form: forms.Form, *, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    """The form with its heading and the way back to the project; 422 when it came in with a fault."""
    context = {
        "project": project, "form": form, "title": title, "submit": submit, "lead": lead,
        "spots": _spots(project) if "spot" in form.fields else [],
    }  # fmt: skip
    return render(request, "projects/form.html", context, status=422 if form.errors else 200)


def _spots(project: Project) -> list[str]:
    """The names that were given already, to be chosen again."""
    return list(project.photos.order_by("spot").values_list("spot", flat=True).distinct())


def pictures(request: HttpRequest, form: PointForm) -> list[Picture]:
    """What was sent, stored, each where its own file says or where the sender stands; nowhere when neither is known."""
    found = []
    for upload in form.cleaned_data["uploads"]:
        point = position_of(upload) or form.point
        found.append(Picture(store(upload, at=now_of(request)), point))
    return found
