"""The table of follow-up (TLHP): as a page, as CSV, as one sheet of paper."""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.oversight import access, figures
from balairung.rooms.oversight.models import Examination, Recommendation


@officers
def table(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Of the whole regency for the Inspektorat and those who lead, else of one's own office."""
    rows, asked = Recommendation.objects.visible_to(actor), _asked(request)
    context = {
        "table": figures.follow_up_table(rows, **asked), "years": figures.years(rows), "heads": figures.heads(),
        "sources": Examination.Source.choices, "whole": access.oversees_all(actor),
        "query": urlencode({"tahun": asked["year"] or "", "pemeriksa": asked["source"]}),
    }  # fmt: skip
    return render(request, "oversight/follow_up.html", context)


@officers
def sheet(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The same as CSV."""
    found = figures.follow_up_table(Recommendation.objects.visible_to(actor), **_asked(request))
    response = StreamingHttpResponse(csv_lines(figures.columns(), figures.cells(found)), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="tindak-lanjut-{localdate(now_of(request))}.csv"'
    return response


@officers
def paper(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same on one page across."""
    from balairung.rooms.oversight.paper import table_pdf  # draws with a heavy library, now and then

    found = figures.follow_up_table(Recommendation.objects.visible_to(actor), **_asked(request))
    response = HttpResponse(table_pdf(found, at=now_of(request)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="tindak-lanjut-{localdate(now_of(request))}.pdf"'
    return response


class Asked(TypedDict):
    year: int  # 0: of all
    source: str  # "": of all


def _asked(request: HttpRequest) -> Asked:
    """Year and examiner; what was not understood is not narrowed by."""
    year, source = request.GET.get("tahun", ""), request.GET.get("pemeriksa", "")
    known = len(year) == 4 and year.isascii() and year.isdigit() and int(year) > 1900
    return {"year": int(year) if known else 0, "source": source if source in Examination.Source.values else ""}
