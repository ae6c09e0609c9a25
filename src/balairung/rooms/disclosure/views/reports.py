"""The yearly report of information services: page, PDF and table, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.disclosure import access, figures
from balairung.rooms.disclosure.charts import bars
from balairung.rooms.disclosure.figures import YearFigures
from balairung.rooms.disclosure.models import ServiceYear
from balairung.rooms.disclosure.telling import figure_rows


@everyone
def latest(request: HttpRequest, actor: Actor) -> HttpResponse:
    return redirect("disclosure:report", localdate(now_of(request)).year)


@everyone
def report(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    """What was asked in a year, how fast it was answered, what was refused and why, who objected."""
    found = _figures(request, year)
    context = {
        "figures": found, "bars": bars(found.months), "rows": figure_rows(found), "now": now_of(request),
        "words": ServiceYear.objects.filter(year=year).first(), "years": figures.years(localdate(now_of(request))),
        "main": actor.is_officer and access.is_main(actor),
    }  # fmt: skip
    return render(request, "disclosure/report.html", context)


@everyone
def paper(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    """The same on A4."""
    from balairung.rooms.disclosure.printing import report_pdf  # draws with a heavy library, now and then

    found = _figures(request, year)
    words = ServiceYear.objects.filter(year=year).first()
    name = f'inline; filename="laporan-layanan-informasi-{year}.pdf"'
    content = report_pdf(found, words, at=now_of(request))
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


@everyone
def table(request: HttpRequest, actor: Actor, year: int) -> StreamingHttpResponse:
    """The same for a spreadsheet."""
    found = _figures(request, year)
    rows = [*figure_rows(found), *found.months, *found.articles, *found.grounds, *found.offices]
    headers = {"Content-Disposition": f'attachment; filename="laporan-layanan-informasi-{year}.csv"'}
    lines = csv_lines([_("Yang dihitung"), _("Jumlah")], rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _figures(request: HttpRequest, year: int) -> YearFigures:
    now = now_of(request)
    if year not in figures.years(localdate(now)):
        raise Http404
    return figures.figures_of(year, now)
