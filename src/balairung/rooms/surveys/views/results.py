"""What everybody reads: the offices of a year, one published period as page, PDF and CSV, and the posters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.surveys import posters, publicity
from balairung.rooms.surveys.access import get_published
from balairung.rooms.surveys.models import FollowUp, Stand, Survey
from balairung.rooms.surveys.publishing import publication_pdf
from balairung.rooms.surveys.results import Results, results_of


@everyone
def results(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every office of one year: its latest published result, or that it has published none."""
    years = _years(localdate(now_of(request)))
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked in map(str, years) else years[0]
    found = publicity.year_of(year)
    context = {"found": found, "years": years, "solved": publicity.solved(), "latest": years[0]}
    return render(request, "surveys/results.html", context)


@everyone
def result(request: HttpRequest, actor: Actor, key: str, period: str) -> HttpResponse:
    """One published period of one office."""
    survey = get_published(key, period)
    rows = publicity.trend(Survey.objects.filter(office=survey.office))
    context: dict[str, Any] = {
        "survey": survey, "found": _found(survey), "plans": _plans(survey), "trend": rows,
        "values": [row.ikm for row in rows], "today": localdate(now_of(request)),
    }  # fmt: skip
    return render(request, "surveys/result.html", context)


@everyone
def publication(request: HttpRequest, actor: Actor, key: str, period: str) -> HttpResponse:
    """The same on paper."""
    survey = get_published(key, period)
    link = house_url() + reverse("surveys:result", args=[key, period])
    content = publication_pdf(_found(survey), _plans(survey), link=link)
    name = f'inline; filename="skm-{survey.office.key}-{survey.period}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


@everyone
def export(request: HttpRequest, actor: Actor, key: str, period: str) -> HttpResponse:
    """The same for a spreadsheet: what the page shows, and nothing else."""
    survey = get_published(key, period)
    name = f'attachment; filename="skm-{survey.office.key}-{survey.period}.csv"'
    content = publicity.csv_of([_found(survey)])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@everyone
def poster(request: HttpRequest, actor: Actor, key: str, form: str, number: int = 0) -> HttpResponse:
    """The poster or card of an office or one of its places."""
    if form not in posters.FORMS:
        raise Http404
    office = Office.objects.filter(closed_on__isnull=True).get(key=key)
    stands = Stand.objects.filter(office=office, closed_at__isnull=True, secret_hash="")
    stand = stands.get(number=number) if number else None
    name = f'inline; filename="survei-{office.key}{f"-{number}" if number else ""}-{form}"'
    headers = {"Content-Disposition": name, "Cache-Control": "public, max-age=3600"}
    return HttpResponse(
        posters.draw(office, stand, posters.FORMS[form]), content_type="application/pdf", headers=headers
    )


def _years(today: date) -> list[int]:
    """This year and those before it in which somebody published; the latest that is over or has results first."""
    first = Survey.objects.published().order_by("since", "id").first()
    begun = first.since.year if first else today.year
    return list(range(today.year, min(begun, today.year) - 1, -1))


def _found(survey: Survey) -> Results:
    found = results_of(survey)
    if found is None:  # nothing is published below k
        raise Http404
    return found


def _plans(survey: Survey) -> list[FollowUp]:
    return list(FollowUp.objects.filter(survey=survey, kind=FollowUp.Kind.PLAN).for_list())
