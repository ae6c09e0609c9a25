"""All offices beside each other, for those who lead and check; what everyone may know of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page

from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.choices import district_choices
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.inspections import access, matrix, sheets
from balairung.rooms.inspections.forms import MatrixForm
from balairung.rooms.inspections.matrix import Matrix

PAGE = 50
PUBLIC_PAGE = 100


@gzip_page
@officers
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Office × item at the end of a month."""
    require(access.sees_matrix(actor))
    asked, today = MatrixForm(request.GET).asked(), localdate(now_of(request))
    found = _matrix(asked, today)
    rows = {"": found.rows, "belum": found.never, "mundur": found.slipped}[asked["tampil"]]
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "found": found, "page": page, "asked": asked, "districts": district_choices(),
        "months": matrix.months(today, matrix.offices_of(asked["kecamatan"])),
        "query": _query(asked), "others": _query({**asked, "tampil": ""}),
    }  # fmt: skip
    return render(request, "inspections/matrix.html", context)


@officers
def table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The same as CSV, all offices of it."""
    require(access.sees_matrix(actor))
    found = _matrix(MatrixForm(request.GET).asked(), localdate(now_of(request)))
    lines = csv_lines(matrix.columns_of(found), matrix.lines_of(found))
    response = StreamingHttpResponse(lines, content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="cek-lapangan-{found.month:%Y-%m}.csv"'
    return response


@gzip_page
@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Each office with the day and the score of its last check: no notes, no photographs, no names."""
    district = MatrixForm(request.GET).asked()["kecamatan"]
    found = matrix.matrix([], month=localdate(now_of(request)), district=district)
    told = [row for row in found.rows if row.last and row.last.score is not None]
    page = Paginator(told, PUBLIC_PAGE).get_page(request.GET.get("halaman"))
    context: dict[str, Any] = {
        "page": page,
        "asked": district,
        "districts": district_choices(),
        "told": len(told),
        "untold": len(found.rows) - len(told),
        "query": urlencode({"kecamatan": district}) if district else "",
    }
    return render(request, "inspections/public.html", context)


def _matrix(asked: dict[str, str], today: date) -> Matrix:
    month = date.fromisoformat(f"{asked['bulan']}-01") if asked["bulan"] else today
    items = list(sheets.current_sheet().items.values())
    return matrix.matrix(items, month=matrix.first_of(min(month, today)), district=asked["kecamatan"])


def _query(asked: dict[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})
