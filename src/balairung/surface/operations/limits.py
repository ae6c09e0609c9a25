"""What no page has to hear of: addresses and bodies that are too long (docs/operate.md has the table of all limits)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from balairung.ground.ui.problems import problem
from balairung.surface.operations.apology import bare, for_program


def beyond_limits(request: HttpRequest) -> HttpResponse | None:
    """414 or 413 with a sentence, before a byte of the body is read."""
    if len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > settings.ADDRESS_LIMIT:
        return _refused(
            request, 414, "address-too-long", _("Alamat halaman ini terlalu panjang. Perpendek pencariannya.")
        )
    if _length(request) > settings.BODY_LIMIT:
        most = settings.BODY_LIMIT // (1024 * 1024)
        words = _("Kiriman ini lebih besar dari %(most)d MB. Kurangi berkasnya, atau kirim dalam beberapa kali.")
        return _refused(request, 413, "too-big", words % {"most": most})
    return None


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


def _refused(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    if for_program(request):
        return problem(status, code, sentence)
    return bare("operations/beyond.html", {"sentence": sentence}, status)
