"""Which village a point lies in, and the outlines that a map draws. A point is looked up and forgotten."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.gzip import gzip_page

from balairung.ground.common.polygons import write
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.boundaries import outline, region_at, regions
from balairung.kernel.people.throttle import within_limit


class PointForm(forms.Form):
    lat = forms.FloatField(min_value=-90, max_value=90)
    lon = forms.FloatField(min_value=-180, max_value=180)


@never_cache
@everyone
def at(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The region of a point as `{code, name, district, within}`; empty codes where no outline holds it."""
    form = PointForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"sentence": _("Titik ini tidak terbaca.")}, status=400)
    if not within_limit(request, "place", settings.PLACE_LIMIT):
        return JsonResponse({"sentence": _("Terlalu banyak titik dicari. Pilih desanya dari daftar.")}, status=429)
    found = region_at(form.cleaned_data["lat"], form.cleaned_data["lon"])
    if found is None:
        return JsonResponse({"code": "", "name": "", "district": "", "within": ""})
    district = found.parent or found
    within = str(district) if found.parent else ""
    return JsonResponse({"code": found.code, "name": str(found), "district": district.code, "within": within})


@gzip_page
@cache_control(max_age=24 * 3600, public=True)
@everyone
def outlines(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The districts, or with `dalam` the villages of one district, as rings for the map; and where its tiles are."""
    within = clean_line(request.GET.get("dalam", ""))[:13]
    rings = outline(within)
    rows = [[one.code, str(one), one.name, write(rings[one.code])] for one in regions(within) if one.code in rings]
    return JsonResponse({"tiles": settings.TILES, "credit": settings.TILES_CREDIT, "rows": rows})
