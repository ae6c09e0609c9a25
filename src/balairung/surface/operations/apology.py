"""The answer while something does not work for a while: a sentence, a time to try again, and what was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from balairung.ground.ui.problems import problem

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
PROGRAMS = ("/api/", "/open311/", "/log/", "/pintu/")
#: Passwords and codes are never shown back: these pages are simply opened again.
SECRET = ("account_", "mfa_")
NOT_SENT_AGAIN = {"csrfmiddlewaretoken"}
#: What the pages here need of a browser; they may be answered where nobody else says it.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
POLICY += "frame-ancestors 'none'"
SECONDS = {"order": 600, "disk": 600, "full": 600, "database": 30, "readonly": 30, "away": 15, "busy": 10}


def sorry(request: HttpRequest, why: str) -> HttpResponse:
    """503 with Retry-After; it asks no database, for there may be none. `why` is a key of SECONDS."""
    response = problem(503, f"unavailable-{why}", _sentence(why)) if for_program(request) else _page(request, why)
    response["Retry-After"] = str(SECONDS[why])
    add_never_cache_headers(response)
    return response


def for_program(request: HttpRequest) -> bool:
    asked = request.headers.get("Accept", "")
    return request.path.startswith(PROGRAMS) or ("json" in asked and "html" not in asked)


def _sentence(why: str) -> str:
    return {
        "order": _("Balairung sedang dirawat. Semua halaman tetap dapat dibaca, tetapi belum ada yang dapat disimpan."),
        "disk": _("Tempat penyimpanan kami hampir penuh, jadi kiriman baru belum dapat kami simpan."),
        "full": _("Tempat penyimpanan kami penuh, jadi kiriman ini belum dapat kami simpan."),
        "database": _("Untuk sementara kami hanya dapat menampilkan, belum dapat menyimpan."),
        "readonly": _("Untuk sementara kami hanya dapat menampilkan, belum dapat menyimpan."),
        "away": _("Catatan kami sedang tidak terjangkau. Biasanya pulih dalam satu menit."),
        "busy": _("Sedang ramai sekali, dan giliran Anda terlalu lama menunggu."),
    }[why]


def bare(template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """A page without the request's context processors: they may ask the database."""
    policy = {"Content-Security-Policy": POLICY}
    return HttpResponse(render_to_string(template, context), status=status, headers=policy)


def _page(request: HttpRequest, why: str) -> HttpResponse:
    writing = request.method not in SAFE
    again = _again(request) if writing else {}
    context = {"sentence": _sentence(why), "writing": writing, "seconds": SECONDS[why], "again": again}
    return bare("operations/paused.html", context, 503)


def _again(request: HttpRequest) -> dict[str, Any]:
    """What was written, as a form to send it again; nothing for what did not come from a page of ours."""
    match = request.resolver_match
    secret = match and str(match.url_name).startswith(SECRET)
    if secret or not getattr(request, "csrf_processing_done", False) or not _is_readable(request):
        return {}
    fields = [(name, value) for name, value in _fields(request) if name not in NOT_SENT_AGAIN]
    return {
        "to": request.get_full_path(), "csrf_token": get_token(request), "fields": fields,
        "words": [value for _name, value in fields if " " in value.strip()],
        "files": [(name, ", ".join(str(one.name) for one in kept)) for name, kept in request.FILES.lists()],
    }  # fmt: skip


def _is_readable(request: HttpRequest) -> bool:
    """What came may be more than this disk, or this house, takes."""
    try:
        return request.POST is not None
    except (OSError, SuspiciousOperation, BadRequest, MultiPartParserError):
        return False


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        yield from ((name, value) for value in values)
