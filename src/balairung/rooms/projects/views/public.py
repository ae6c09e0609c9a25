"""The register as everybody reads it: the list, the map with its money, one project, and the sign that stands there."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page

from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.boundaries import map_of
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Region
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.projects import access, register, signs
from balairung.rooms.projects.forms import FilterForm
from balairung.rooms.projects.models import ProjectPhoto


@gzip_page
@everyone
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All projects, those that are late first; narrowed by what the address asks."""
    form, today = FilterForm(request.GET), localdate(now_of(request))
    asked = form.asked()
    found = register.narrowed(asked, today)
    page = Paginator(found.late_first(today).for_list(), register.PAGE).get_page(request.GET.get("halaman"))
    query = urlencode(asked)
    context = {
        "form": form, "asked": asked, "page": page, "query": query, "figures": register.figures_of(found, today),
        "rows": [(one, one.is_late(today)) for one in page.object_list],
        "map": f"{reverse('projects:map')}?{query}".rstrip("?"),
        "table": f"{reverse('projects:table')}?{query}".rstrip("?"),
    }  # fmt: skip
    return render(request, "projects/register.html", context)


@gzip_page
@everyone
def public_map(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How many and for how much money: by district, or by village of one; each opens its list."""
    form, today = FilterForm(request.GET), localdate(now_of(request))
    asked = form.asked()
    district = _district(asked.pop("wilayah", ""))
    found = register.narrowed(asked | ({"wilayah": district.pk} if district else {}), today)
    within = district.pk if district else ""
    listing, here = reverse("projects:register"), reverse("projects:map")
    context = {
        "form": form, "district": district, "asked": asked,
        "map": map_of(
            register.counts_by_place(found, within), within=within,
            link=lambda code: f"{listing if within else here}?{urlencode(asked | {'wilayah': code})}",
        ),
        "money": register.money_by_place(found, within), "figures": register.figures_of(found, today),
        "back": f"{listing}?{urlencode(asked | ({'wilayah': within} if within else {}))}".rstrip("?"),
        "link": f"{listing if within else here}?{urlencode(asked)}{'&' if asked else ''}",
    }  # fmt: skip
    return render(request, "projects/map.html", context)


def _district(code: str) -> Region | None:
    region = Region.objects.filter(pk=code).select_related("parent").first()
    return (region.parent or region) if region else None


@everyone
def table(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The register for a spreadsheet, one row for each fund."""
    today = localdate(now_of(request))
    found = register.narrowed(FilterForm(request.GET).asked(), today)
    name = f'attachment; filename="proyek-{today}.csv"'
    lines = csv_lines(register.COLUMNS, register.table_of(found, today))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@gzip_page
@everyone
def project(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One project: what, where, for how much of whose money, how far, and what it looks like."""
    found, now = access.get_public(ref), now_of(request)
    today = localdate(now)
    files = access.files_of(actor).filter(pk=found.pk).exists() if actor.is_officer else False
    context: dict[str, Any] = {
        "project": found, "late": found.is_late(today), "standing": register.standing_of(found, today),
        "milestones": found.milestones.all(), "reports": found.reports.order_by("-on", "-reported_at")[:5],
        "spots": shots(found.photos.filter(open=True).select_related("file"), request),
        "handovers": found.handovers.prefetch_related(Prefetch("beneficiaries"), "beneficiaries__region"),
        "changes": found.changes.filter(inner=False)[:20], "today": today, "opens": files,
        "report_link": register.report_link(found), "link": house_url() + reverse("projects:project", args=[found.ref]),
    }  # fmt: skip
    return render(request, "projects/project.html", context)


def shots(photos: Any, request: HttpRequest) -> list[tuple[str, list[tuple[ProjectPhoto, Any]]]]:
    """By spot: each picture with its addresses, which bear no name that a person gave."""
    now = now_of(request)
    return [
        (spot.name, [(photo, file_link(photo.file, now, bare=True)) for photo in spot.photos])
        for spot in register.spots_of(photos)
    ]


@everyone
def sign(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The sign to be put up there, as a PDF: who stands before it reads the same and reports what is wrong."""
    found = access.get_public(ref)
    name = f'inline; filename="papan-{found.ref}.pdf"'
    return HttpResponse(signs.draw(found), content_type="application/pdf", headers={"Content-Disposition": name})
