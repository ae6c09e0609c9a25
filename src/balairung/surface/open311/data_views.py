"""Open data below /data/: a page that says what there is, and the tables."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.models import Change
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints.public import public_events
from balairung.surface.open311 import bulk

TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8",
}  # fmt: skip


def _etag(request: HttpRequest, form: str) -> str:
    """Another one whenever anything was written: a line, or a change of what things are called."""
    last = [model.objects.order_by("-id").values_list("pk", flat=True).first() for model in (Event, Change)]
    return f'W/"{sha256(repr((form, request.GET.get("bulan", ""), last)).encode()).hexdigest()[:32]}"'


def _modified(request: HttpRequest, form: str) -> datetime | None:
    """When the last line was written that everyone may see."""
    return public_events().order_by("-id").values_list("at", flat=True).first()


@require_safe
@everyone
def about(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What there is, in which columns, under which licence."""
    context = {
        "columns": bulk.COLUMNS, "forms": list(TYPES), "licence": settings.DATA_LICENCE,
        "months": [since for since, _until in reversed(bulk.months(""))],
        "discovery": house_url() + reverse("open311:discovery", args=["v2", "json"]),
    }  # fmt: skip
    return render(request, "open311/data.html", context)


@require_safe
@gzip_page
@everyone
@condition(etag_func=lambda request, actor, form: _etag(request, form),
           last_modified_func=lambda request, actor, form: _modified(request, form))  # fmt: skip
def table(request: HttpRequest, actor: Actor, form: str) -> HttpResponseBase:
    """All published reports, or with `bulan` (2026-03) those of one month."""
    try:
        spans = bulk.months(request.GET.get("bulan", ""))
    except Refused as refused:
        return HttpResponse(f"{refused}\n", status=400, content_type="text/plain; charset=utf-8")
    if not within_limit(request, "open-data", settings.OPEN_DATA_LIMIT):
        sentence = _("Terlalu banyak permintaan dari jaringan ini. Coba lagi satu jam lagi.")
        return HttpResponse(f"{sentence}\n", status=429, content_type="text/plain; charset=utf-8")
    answer = StreamingHttpResponse(bulk.WRITERS[form](bulk.rows(spans)), content_type=TYPES[form])
    regency = the_regency()
    name = "-".join(filter(None, ("pengaduan", regency.code if regency else "", request.GET.get("bulan", ""))))
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["Link"] = f'<{settings.DATA_LICENCE}>; rel="license", <{house_url()}{reverse("data:about")}>; rel="about"'
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, no-cache"
    return answer
