"""Posters: where their code leads, the sheets themselves, and the page on which officers take them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.choices import district_choices, districts, office_choices
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.filing.posters import SHEETS, archive, count_reading, draw, posters_of, readings
from balairung.rooms.complaints.views.following.offices import office_page

SHOWN = 30  # offices in the list of what is read
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|headless|lighthouse|monitor|curl|wget|python|java/", re.IGNORECASE)


class OneForm(forms.Form):
    """The office whose poster is looked at."""

    kantor = forms.ChoiceField(label=_("Kantor"), choices=office_choices)


class AllForm(forms.Form):
    """Which posters, in which form."""

    kecamatan = forms.ChoiceField(label=districts(), choices=district_choices, required=False)
    bentuk = forms.ChoiceField(label=_("Bentuk"), choices=[(sheet.name, sheet.title) for sheet in SHEETS.values()])


# --- what a telephone reads --------------------------------------------------------------------------------------


@everyone
def read(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The office's own page. Nothing is written here: the page tells, once, that it was opened from a poster."""
    return office_page(request, Office.objects.select_related("region").get(key=key), poster=True)


@csrf_exempt  # a page of any visitor says it, without a cookie; all that it can do is to count one more
@require_POST
@everyone
def count(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """One more reading of this office's poster; a machine's own word that it is one is believed."""
    office = Office.objects.filter(closed_on__isnull=True).get(key=key)
    if not ROBOT.search(request.headers.get("user-agent", "") or "bot"):
        count_reading(office, day=localdate(now_of(request)))
    return HttpResponse(status=204)


# --- the sheets --------------------------------------------------------------------------------------------------


@everyone
def poster(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponseBase:
    """One poster in one form; a browser that has it already is told so."""
    if form not in SHEETS:
        raise Http404
    office = Office.objects.filter(closed_on__isnull=True).select_related("region", "parent").get(key=key)
    made, sheet = posters_of([office])[0], SHEETS[form]
    etag = f'"{made.fingerprint}-{form}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        name = f'inline; filename="poster-{made.key}-{sheet.name}"'
        headers = {"Content-Disposition": name, "ETag": etag, "Cache-Control": "public, max-age=3600"}
        answer = HttpResponse(draw(made, sheet), content_type=sheet.media_type, headers=headers)
    return answer


@officers
def all_posters(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Those of the whole regency, or of one district, as one ZIP that is drawn while it leaves."""
    form = AllForm(request.GET)
    if not form.is_valid():
        return render(request, "complaints/posters.html", _page(request, actor, form), status=422)
    district, sheet = form.cleaned_data["kecamatan"], SHEETS[form.cleaned_data["bentuk"]]
    offices = Office.objects.filter(closed_on__isnull=True).select_related("region", "parent")
    if district:
        offices = offices.filter(region=district) | offices.filter(region__parent=district)
    made = posters_of(list(offices.order_by("order", "name")))
    name = f"poster-{district or 'semua'}-{sheet.name.replace('.', '-')}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(archive(made, sheet), content_type="application/zip", headers=headers)


@officers
def posters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose an office, look at its poster, take it; all of them in one file; which of them are read."""
    return render(request, "complaints/posters.html", _page(request, actor, AllForm()))


def _page(request: HttpRequest, actor: Actor, form: AllForm) -> dict[str, Any]:
    own = list(Office.objects.filter(pk__in=actor.office_ids).order_by("order", "name"))
    chosen = Office.objects.filter(key=request.GET.get("kantor", ""), closed_on__isnull=True).first()
    office = chosen or next(iter(own), None)
    sees_all = actor.leads or actor.coordinates or actor.administers
    told = Office.objects.filter(closed_on__isnull=True).order_by("order", "name") if sees_all else own
    found = readings(told, today=localdate(now_of(request)))
    return {
        "form": OneForm(initial={"kantor": office.key if office else ""}),
        "all": form,
        "office": office,
        "sheets": [(sheet, reverse("complaints:poster", args=[office.key, sheet.name])) for sheet in SHEETS.values()]
        if office else [],
        "address": reverse("complaints:poster_read", args=[office.key]) if office else "",
        "readings": found[:SHOWN],
        "unread": sum(one.count == 0 for one in found),
        "sees_all": sees_all,
    }  # fmt: skip
