"""Two gates: the outermost, which answers programs and writes a line for each request; and the innermost, which turns
writing away while nothing may be written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from balairung.surface.operations import health, metrics, readonly
from balairung.surface.operations.apology import SAFE, sorry
from balairung.surface.operations.limits import beyond_limits
from balairung.surface.operations.lines import OWN, route_of

log = logging.getLogger(OWN)
Answer = Callable[[HttpRequest], HttpResponseBase]
#: Whoever has to mend it must be able to sign in; a language is a cookie.
PASSING = {
    "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate", "mfa_login_webauthn",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "set_language",
}  # fmt: skip


class MachineMiddleware:
    """What programs ask is answered here; everything else is counted and, if the operator wants it, written down."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (known := health.answer(request)) is not None:
            return known
        begun = time.perf_counter()
        response = beyond_limits(request) or self.get_response(request)
        if not request.path_info.startswith(settings.STATIC_URL):
            _note(request, response, time.perf_counter() - begun)
        return response


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    metrics.count(response.status_code, seconds)
    if log.isEnabledFor(logging.INFO):
        log.info("", extra={"facts": _facts(request, response, seconds)})


def _facts(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, Any]:
    """Whose request it was stands nowhere in it; the address only where the operator asked for it."""
    found = {
        "id": str(getattr(request, "number", "") or ""), "method": request.method, "route": route_of(request),
        "status": response.status_code, "ms": round(seconds * 1000), "regency": getattr(request, "schema", ""),
    }  # fmt: skip
    if settings.LOG_ADDRESSES:
        found["address"] = get_adapter(request).get_client_ip(request)
    return found


class ReadOnlyMiddleware:
    """Asked once the token of the form was found right: what was written may then be shown back."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.schema = getattr(connection, "regency_schema", "") or ""  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in SAFE or (match and match.view_name in PASSING):
            return None
        why = readonly.why()
        return sorry(request, why.value) if why else None
