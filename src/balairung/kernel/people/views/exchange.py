"""Spreadsheets: out as tables, in by way of a preview."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people import drafts, exporting, importing
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import operators
from balairung.kernel.people.forms import ImportForm
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import SHEETS, Row, Sheet, csv_lines, read_rows, xlsx_file
from balairung.kernel.people.views.asking import posted

KIND = "people-import"
SHOWN = 200  # rows of a preview that are written out; every bad one is
KNOWN = {sheet.key: sheet for sheet in SHEETS}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@operators
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A spreadsheet comes in; what it would do is found out and kept, nothing is written yet."""
    form = ImportForm(posted(request), request.FILES or None)
    token: list[str] = []
    if accepted(form, lambda: token.append(_rehearse(request, actor, form))):
        return redirect("people:preview", token=token[0])
    context = {"form": form, "sheets": SHEETS, "tab": "impor"}
    return render(request, "people/import.html", context, status=422 if form.errors else 200)


def _rehearse(request: HttpRequest, actor: Actor, form: ImportForm) -> str:
    """Read the file, try it out, keep both under a token."""
    sheet, file = KNOWN[form.cleaned_data["sheet"]], form.cleaned_data["file"]
    rows, ignored = read_rows(sheet, file.read())
    report = importing.rehearse(sheet.key, rows, by=actor, at=now_of(request))
    body = {
        "sheet": sheet.key, "name": file.name[:100], "ignored": ignored, "seen": importing.state(),
        "rows": [[row.number, row.values] for row in rows], "lines": report.as_rows(),
    }  # fmt: skip
    return drafts.save_draft(kind=KIND, body=json.loads(json.dumps(body, default=str)), at=now_of(request))


@operators
@fresh
def preview(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Every bad row by its number, what would be added and changed; a POST does it."""
    body = drafts.read_draft(kind=KIND, token=token, at=now_of(request))
    if body is None:
        raise Refused(_("Pratinjau ini sudah tidak ada. Unggah berkasnya sekali lagi."))
    if request.method == "POST":
        rows = [Row(number, values) for number, values in body["rows"]]
        importing.apply(body["sheet"], rows, seen=body["seen"], by=actor, at=now_of(request))
        drafts.drop_draft(kind=KIND, token=token)
        messages.success(request, _("Berkas “%(name)s” diterapkan seluruhnya.") % {"name": body["name"]})
        return redirect("people:organisation")
    return render(request, "people/preview.html", _preview(body))


def _preview(body: dict[str, Any]) -> dict[str, object]:
    lines = [importing.Line(**line) for line in body["lines"]]
    report = importing.Report(lines)
    moving = report.of(importing.ADD) + report.of(importing.CHANGE)
    return {
        "name": body["name"], "sheet": KNOWN[body["sheet"]].title, "ignored": body["ignored"], "tab": "impor",
        "bad": report.bad, "added": len(report.of(importing.ADD)), "changed": len(report.of(importing.CHANGE)),
        "same": len(report.of(importing.SAME)), "moving": sorted(moving, key=lambda line: line.number)[:SHOWN],
        "more": max(len(moving) - SHOWN, 0),
    }  # fmt: skip


@operators
@fresh
def export(request: HttpRequest, actor: Actor, sheet: str, form: str) -> HttpResponseBase:
    """Offices, posts or holders as CSV or XLSX, in the shape that the import takes."""
    if sheet not in KNOWN or form not in ("csv", "xlsx"):
        raise Http404
    kind, now = KNOWN[sheet], now_of(request)
    rows = exporting.export(kind.key, by=actor, at=now)
    name = f"{kind.key}-{localdate(now)}.{form}"
    if form == "xlsx":
        file = xlsx_file(kind.columns, rows)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    return _csv(kind, rows, name)


def _csv(kind: Sheet, rows: list[Any], name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = csv_lines(kind.columns, rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
