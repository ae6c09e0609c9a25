"""The registers of requests and of objections: on the screen, on paper, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.disclosure import access, figures, register, rules
from balairung.rooms.disclosure.public import Shelf


@officers
def requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One line for each request, with who asked where one may know it."""
    year, since, until = _year(request)
    found = register.requests_page(actor, since, until, request.GET.get("sebelum", ""))
    mine, main = actor.office_ids, access.is_main(actor)
    rows = [
        {"one": one, "reads": main or one.obligation.owner_office_id in mine, "shape": rules.told("shapes", one.shape),
         "article": rules.article_words(one.article)}
        for one in found.rows
    ]  # fmt: skip
    return render(request, "disclosure/register.html", _context(request, rows, found, year))


@officers
def objections(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same for objections, with the columns that the law names."""
    year, since, until = _year(request)
    found = register.objections_page(actor, since, until, request.GET.get("sebelum", ""))
    mine, main = actor.office_ids, access.is_main(actor)
    rows = [
        {"one": one, "ground": rules.told("grounds", one.ground), "decision": register.decision_words(one),
         "response": register.response_words(one),
         "reads": main or bool(mine & {one.obligation.owner_office_id, one.request.obligation.owner_office_id})}
        for one in found.rows
    ]  # fmt: skip
    return render(request, "disclosure/objections.html", _context(request, rows, found, year))


@officers
@fresh
def requests_table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    year, since, until = _year(request)
    lines = register.request_lines(access.requests_of(actor), since, until)
    return _csv(f"register-permohonan-informasi-{year}", register.request_columns(), lines)


@officers
@fresh
def objections_table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    year, since, until = _year(request)
    lines = register.objection_lines(access.objections_of(actor), since, until)
    return _csv(f"register-keberatan-{year}", register.objection_columns(), lines)


def _year(request: HttpRequest) -> tuple[int, datetime, datetime]:
    """The year that is asked for, this one when it is none that has anything."""
    years = figures.years(localdate(now_of(request)))
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked in map(str, years) else years[0]
    return year, *figures.span_of(year)


def _context(request: HttpRequest, rows: list[Any], found: Shelf, year: int) -> dict[str, Any]:
    query = {"tahun": str(year), "sebelum": found.older}
    older = f"?{urlencode(query)}" if found.older else ""
    return {"rows": rows, "older": older, "year": year, "years": figures.years(localdate(now_of(request)))}


def _csv(name: str, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(csv_lines(columns, lines), content_type="text/csv; charset=utf-8", headers=headers)
