"""The addresses of GeoReport v2. `place` is the endpoint: v2, or test/v2, which checks everything and files nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from balairung.ground.common.text import clean_line
from balairung.kernel.files.upload import Upload
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.surface.open311 import catalogue, telling
from balairung.surface.open311.asking import Asked, read_asked, read_lines
from balairung.surface.open311.hearing import hear, own_complaint, read_update
from balairung.surface.open311.posting import file_request, read_post
from balairung.surface.open311.speaking import find_key, given, require_key, require_patience, speaks
from balairung.surface.open311.wire import answer, fault, refusal

TRIAL = "UJI-0000-0000"  # the number that the test endpoint gives: no report has it
LASTING = 300  # seconds for which what seldom changes may be kept


@speaks("GET", fresh=LASTING)
def discovery(request: HttpRequest, form: str, place: str) -> HttpResponse:
    return answer("discovery", telling.discovery(), form)


@speaks("GET", fresh=LASTING)
def services(request: HttpRequest, form: str, place: str) -> HttpResponse:
    return answer("services", catalogue.services(), form)


@speaks("GET", fresh=LASTING)
def definition(request: HttpRequest, form: str, place: str, service: str) -> HttpResponse:
    name = clean_line(service)[:60]
    topic = Topic.objects.filter(pk=name, closed=False).first()
    if topic is None:
        raise fault(404, _("service_code “%(code)s” tidak ada dalam daftar layanan.") % {"code": name})
    return answer("service_definition", catalogue.definition(topic), form)


@speaks("GET", "POST")
def requests(request: HttpRequest, form: str, place: str) -> HttpResponse:
    """GET: a list of requests. POST: a new one."""
    if request.method == "POST":
        return _post(request, form, place)
    require_patience(request, "open311", settings.OPEN311_LIMIT)
    now = now_of(request)
    return answer("service_requests", telling.requests(read_asked(request.GET, now), now), form)


@speaks("GET")
def one_request(request: HttpRequest, form: str, place: str, ref: str) -> HttpResponse:
    """One that everyone may read; or how one stands, for the key that brought it."""
    return answer("service_requests", [_one(request, ref)], form)


@speaks("GET")
def token(request: HttpRequest, form: str, place: str, token: str) -> HttpResponse:
    """A number is given at once here, so a token and its number are the same."""
    ref = TRIAL if place != "v2" and token == TRIAL else _one(request, token)["service_request_id"]
    return answer("service_requests", [{"service_request_id": ref, "token": token}], form)


@speaks("GET", "POST")
def updates(request: HttpRequest, form: str, place: str) -> HttpResponse:
    """GET: what happened to published reports. POST: what a reporter says later, by the program that brought it."""
    if request.method == "POST":
        return _update(request, form, place)
    require_patience(request, "open311", settings.OPEN311_LIMIT)
    now = now_of(request)
    return answer("service_request_updates", telling.updates(read_lines(request.GET, now), now), form)


@csrf_exempt
@never_cache
@everyone
def lost(request: HttpRequest, actor: Actor, rest: str = "") -> HttpResponse:
    """Whatever else is asked for: an error in the format that was asked for, plain words where we do not speak it."""
    form = rest.rstrip("/").rpartition(".")[2].lower()
    sentence = _("Alamat ini tidak ada. Mulailah dari %(url)s/open311/v2/discovery.json") % {"url": house_url()}
    if form in {"xml", "json"}:
        return refusal(fault(404, sentence), form)
    return HttpResponse(f"{sentence}\n", status=404, content_type="text/plain; charset=utf-8")


def _post(request: HttpRequest, form: str, place: str) -> HttpResponse:
    key, at = require_key(request), now_of(request)
    report, files, urls = read_post(request.POST, _files(request))
    if place != "v2":
        told = _receipt(TRIAL, _("Uji coba: semuanya benar, dan tidak ada laporan yang dibuat."), request)
    else:
        complaint = file_request(report, files, urls, key=key, post=request.POST, at=at)
        told = _receipt(complaint.ref, _notice(complaint), request)
    return answer("service_requests", [told], form)


def _files(request: HttpRequest) -> list[Upload]:
    return [*request.FILES.getlist("media"), *request.FILES.getlist("media[]")]


def _receipt(ref: str, notice: str, request: HttpRequest) -> dict[str, Any]:
    account = given(request, "account_id")[:120]
    return {"service_request_id": ref, "service_notice": notice, "account_id": account or None}


def _notice(complaint: Complaint) -> str:
    """What the program shows to its citizen: the one time that the address of their own page is told."""
    page = house_url() + reverse("complaints:own", args=[complaint.ref, complaint.secret])
    sentence = _("Laporan diterima. Simpan alamat ini untuk mengikuti dan menjawabnya, dan jangan dibagikan: %(page)s")
    return sentence % {"page": page}


def _one(request: HttpRequest, ref: str) -> dict[str, Any]:
    now = now_of(request)
    asked = read_asked(request.GET, now)
    for told in telling.requests(Asked(refs=Asked.named(ref), extended=asked.extended), now):
        return told
    if own := own_complaint(find_key(request), ref):
        return telling.own_request(own)
    raise fault(404, _("Tidak ada laporan terbuka untuk umum dengan nomor ini."))


def _update(request: HttpRequest, form: str, place: str) -> HttpResponse:
    key, at = require_key(request), now_of(request)
    complaint = read_update(request.POST, key)
    told = hear(complaint, request.POST, key=key, at=at) if place == "v2" else TRIAL
    said = [{"update_id": told, "service_request_id": complaint.ref}]
    return answer("service_request_updates", said, form)
