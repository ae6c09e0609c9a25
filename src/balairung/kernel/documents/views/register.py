"""The register of an office and a year: read, searched, printed, taken home as a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate

from balairung.kernel.documents import register
from balairung.kernel.documents.forms import RegisterForm
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import masked
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines, xlsx_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@officers
def book(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One year of one office, page by page."""
    context = _asked(request, actor)
    rows, now = context.pop("rows"), now_of(request)
    page = Paginator(rows, register.PAGE).get_page(request.GET.get("halaman"))
    context |= {"page": page, "lines": _lines(page.object_list, now), "total": page.paginator.count}
    return render(request, "documents/register.html", context)


@officers
def sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same to be printed."""
    context, now = _asked(request, actor), now_of(request)
    rows = context.pop("rows").for_list()[: register.SHEET]
    return render(request, "documents/sheet.html", context | {"lines": _lines(rows, now), "now": now})


@officers
@fresh
def export(request: HttpRequest, actor: Actor, form: str) -> HttpResponseBase:
    """The same as CSV or XLSX."""
    context, now = _asked(request, actor), now_of(request)
    if not context["office"]:
        raise Http404
    rows = list(register.table(context["rows"], now))  # read whole: the answer is streamed after the transaction
    name = f"agenda-{context['office'].key}-{context['year']}.{form}"
    if form == "xlsx":
        return FileResponse(xlsx_file(register.COLUMNS, rows), as_attachment=True, filename=name, content_type=XLSX)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = csv_lines(register.COLUMNS, rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _lines(rows: Any, now: datetime) -> list[dict[str, Any]]:
    return [{"letter": row, "holder": masked(row.holder), "mark": register.mark_of(row, now)} for row in rows]


def _asked(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Whose register, of which year, and what of it; somebody else's office is as good as none."""
    asked = RegisterForm(request.GET).asked()
    offices = list(register.offices_of(actor).order_by("order", "name"))
    office = next((one for one in offices if one.key == asked.get("kantor")), None)
    if office is None and not asked.get("kantor"):
        office = next((one for one in offices if one.pk in actor.office_ids), next(iter(offices), None))
    if office is None and asked.get("kantor"):
        raise Http404
    now = now_of(request)
    year = asked.get("tahun") or localdate(now).year
    rows = register.narrowed(office, year, asked).for_list() if office else Document.objects.none()
    chosen = {"kantor": office.key if office else "", "tahun": year, "kata": asked.get("kata", "")}
    return {
        "asked": asked, "office": office, "offices": offices, "year": year, "rows": rows, "now": now,
        "years": register.years_of(office, now) if office else [year],
        "shelves": _shelves(chosen, str(asked.get("keadaan", ""))),
        "query": urlencode({**chosen, "keadaan": asked.get("keadaan", "")}),
    }  # fmt: skip


def _shelves(chosen: dict[str, Any], here: str) -> list[dict[str, Any]]:
    known = here if here in register.SHELVES else ""
    return [
        {"label": word, "href": "?" + urlencode({**chosen, "keadaan": key}), "here": key == known}
        for key, (word, _rows) in register.SHELVES.items()
    ]
