"""A long list in pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import urlencode

from balairung.rooms.duty.models import Call, CallQuerySet

ALL = "semua"  # everything on one page, for paper
MOST_PAGES, MOST_ROWS = 1000, 5000


def page_of(request: HttpRequest, calls: CallQuerySet, size: int) -> tuple[list[Call], dict[str, str]]:
    """The rows of the page that was asked for (`halaman`), and the ways to those beside it (`ui/parts/_pager.html`)."""
    asked = request.GET.get("halaman", "1")
    if asked == ALL:
        return list(calls[:MOST_ROWS]), {"newer": "", "older": ""}
    number = min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = max(number, 1)
    rows = list(calls[(number - 1) * size : number * size + 1])
    older = _way(request, number + 1) if len(rows) > size else ""
    return rows[:size], {"newer": _way(request, number - 1) if number > 1 else "", "older": older}


def _way(request: HttpRequest, number: int) -> str:
    query = {key: value for key, value in request.GET.dict().items() if key != "halaman"}
    return f"?{urlencode({**query, 'halaman': str(number)})}"
