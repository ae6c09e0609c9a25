"""What programs ask this server: does it live (/sehat), may it be given visitors (/siap), its figures (/metrik).

They are answered before everything else: without a session, without a page, whatever host name the program used. Only
/sehat asks neither database nor disk, so that a process is not ended because its database is away.
"""

from __future__ import annotations

import hmac
import time
from ipaddress import ip_address, ip_network
from threading import Lock

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from balairung.ground.common.ids import new_id
from balairung.surface.operations import metrics, readonly, rounds
from balairung.surface.operations.models import Round

ALIVE = "/sehat"
REST = 2.0  # seconds for which an answer about readiness stands: who asks more often asks no database
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def answer(request: HttpRequest) -> HttpResponse | None:
    """None for every other address."""
    known = {ALIVE: alive, "/siap": ready, "/metrik": figures}.get(request.path_info.rstrip("/"))
    if known is None:
        return None
    response = known(request)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django writes an error for each 503; whoever asked knows
    return response


def alive(request: HttpRequest) -> HttpResponse:
    return _plain(200, "sehat")


def ready(request: HttpRequest) -> HttpResponse:
    word = _Looked.word()
    response = _plain(503 if word else 200, word or "siap")
    if word:
        response["Retry-After"] = "30"
    return response


def figures(request: HttpRequest) -> HttpResponse:
    """For whom the operator allowed it; for everybody else there is no such address."""
    if not _may_read(request):
        return _plain(404, "tidak ada")
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _plain(status: int, word: str) -> HttpResponse:
    return HttpResponse(f"{word}\n", content_type="text/plain; charset=utf-8", status=status)


def _may_read(request: HttpRequest) -> bool:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    return _allowed(request)


def _allowed(request: HttpRequest) -> bool:
    """By network. Behind a proxy that nobody counted, every visitor has the proxy's address: then nobody is let in."""
    if not settings.METRICS_ALLOW or (
        not settings.ALLAUTH_TRUSTED_PROXY_COUNT and any(map(request.META.get, FORWARDED))
    ):
        return False
    try:
        address = ip_address(get_adapter(request).get_client_ip(request) or "")
    except ValueError:
        return False
    return any(address in ip_network(network) for network in settings.METRICS_ALLOW)


class _Looked:
    """The last answer about readiness, shared by all who ask within two seconds."""

    lock = Lock()
    until = 0.0
    last = ""

    @classmethod
    def word(cls) -> str:
        with cls.lock:
            if time.monotonic() >= cls.until:
                cls.last = unready()
                cls.until = time.monotonic() + REST
            return cls.last


def unready() -> str:
    """What is missing, in a word; "" when nothing is."""
    if why := readonly.why():
        return {"order": "hanya-baca", "disk": "disk", "database": "basis-data"}[why]
    try:
        return _of_regency()
    except Error:
        return "basis-data"


def _of_regency() -> str:
    """Asked of the first regency: one database and one worker serve them all."""
    for _regency in import_string(settings.REGENCIES)():
        with transaction.atomic():
            Round.objects.filter(pk=new_id()).delete()  # there is none: it only asks for leave to write
            last = rounds.latest()
        if last is None or timezone.now() - last.at > rounds.FRESH:
            return "pekerja"
        return "jam" if last.held == Round.Held.CLOCK else ""
    return ""


def forget() -> None:
    """Look again at once."""
    _Looked.until = 0.0
