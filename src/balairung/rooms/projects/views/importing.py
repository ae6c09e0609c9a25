"""Many projects at once: a spreadsheet comes in, is tried out, and is applied or not."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people import drafts
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import Row, read_rows
from balairung.kernel.people.views.asking import posted
from balairung.rooms.projects import access, importing
from balairung.rooms.projects.forms import ImportForm

KIND = "projects-import"
SHOWN = 200  # added rows that are written out; every bad one is


@officers
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The file; what it would do is found out and kept, nothing is written yet."""
    require(bool(access.keeping_offices(actor)), _("Proyek dicatat kantor yang menanganinya."))
    form = ImportForm(posted(request), request.FILES or None)
    token: list[str] = []
    if accepted(form, lambda: token.append(_rehearse(request, actor, form))):
        return redirect("projects:import_preview", token[0])
    context = {"form": form, "sheet": importing.SHEET}
    return render(request, "projects/import.html", context, status=422 if form.errors else 200)


def _rehearse(request: HttpRequest, actor: Actor, form: ImportForm) -> str:
    file = form.cleaned_data["file"]
    rows, ignored = read_rows(importing.SHEET, file.read())
    found = importing.rehearse(rows, by=actor, at=now_of(request))
    body = {
        "name": file.name[:100], "ignored": ignored, "person": str(actor.person_id),
        "rows": [[row.number, row.values] for row in rows], "lines": found.as_rows(),
    }  # fmt: skip
    return drafts.save_draft(kind=KIND, body=json.loads(json.dumps(body)), at=now_of(request))


@officers
def preview(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Every bad row by its number, what would be added, and how much money it is together; a POST does it."""
    body = drafts.read_draft(kind=KIND, token=token, at=now_of(request))
    if body is None or body["person"] != str(actor.person_id):
        raise Http404
    if request.method == "POST" and "done" not in body:
        rows = [Row(number, values) for number, values in body["rows"]]
        added = len(importing.apply(rows, by=actor, at=now_of(request)).of(importing.ADD))
        body = {"person": body["person"], "done": added}
        drafts.save_draft(kind=KIND, body=body, token=token, at=now_of(request))
    if "done" in body:  # pressed twice, or come back to
        messages.success(request, _("%(count)d proyek ditambahkan.") % {"count": body["done"]})
        return redirect("projects:desk")
    return render(request, "projects/import_preview.html", _preview(body))


def _preview(body: dict[str, Any]) -> dict[str, object]:
    found = importing.Preview([importing.Line(**line) for line in body["lines"]])
    added = found.of(importing.ADD)
    return {
        "name": body["name"], "ignored": body["ignored"], "bad": found.of(importing.BAD), "added": len(added),
        "same": len(found.of(importing.SAME)), "moving": added[:SHOWN], "more": max(len(added) - SHOWN, 0),
        "total": found.total,
    }  # fmt: skip
