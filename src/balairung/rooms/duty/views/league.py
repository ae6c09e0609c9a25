"""The league table, for everyone."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.duty import league
from balairung.rooms.duty.rules import scoring


@gzip_page
@everyone
def latest(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The table of the last published month, with the way to the earlier ones."""
    months = league.months()
    return _page(request, months[0], months) if months else render(request, "duty/no_league.html")


@gzip_page
@everyone
def month(request: HttpRequest, actor: Actor, period: str) -> HttpResponse:
    """The table of one month, at an address that stays."""
    return _page(request, _month(period), league.months())


@everyone
def table(request: HttpRequest, actor: Actor, period: str) -> StreamingHttpResponse:
    """The same as CSV."""
    shown = league.table(_month(period))
    response = StreamingHttpResponse(csv_lines(league.COLUMNS, league.lines(shown)), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="siaga-{shown.period:%Y-%m}.csv"'
    return response


def _month(period: str) -> date:
    """`2026-10`."""
    year, month = map(int, period.split("-"))
    if year < 2000 or not 1 <= month <= 12:
        raise Http404
    return date(year, month, 1)


def _page(request: HttpRequest, period: date, months: list[date]) -> HttpResponse:
    address = house_url() + reverse("duty:month", args=[f"{period:%Y-%m}"])
    context = {"table": league.table(period), "months": months, "scoring": scoring(), "address": address}
    return render(request, "duty/league.html", context)
