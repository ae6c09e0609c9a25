"""A page of figures as it is asked for: on the page, in a frame of another site, as a file, or unchanged since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, urlencode
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt

from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.surface.openness.sides import smallest
from balairung.surface.openness.spans import Age, Book, Span, read_book
from balairung.surface.openness.tables import Table

KEPT = "pages"  # the cache of this process
FRAME = "sematkan/"  # what the address of a page ends with in a frame


@dataclass(frozen=True)
class Look:
    """What somebody asks to see: which months, how old the figures are, whether in a frame of another site."""

    request: HttpRequest
    book: Book
    span: Span
    k: int
    framed: bool

    @property
    def now(self) -> datetime:
        return self.book.now

    @property
    def age(self) -> Age | None:
        return self.book.age(self.span)

    @property
    def path(self) -> str:
        """The address of the page itself, also when it is seen in a frame."""
        return self.request.path.removesuffix(FRAME) if self.framed else self.request.path


def look(request: HttpRequest) -> Look:
    book = read_book(now_of(request))
    span = book.asked(request.GET.get("tahun", ""), request.GET.get("bulan", ""))
    return Look(request, book, span, smallest(), getattr(request, "framed", False))


def in_frame(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same page without the house around it; only this one may stand in a page of another site."""

    @csp_replace({"frame-ancestors": ["*"]})
    @xframe_options_exempt
    @wraps(view)
    def framed(request: HttpRequest, **names: str) -> HttpResponseBase:
        request.framed = True  # type: ignore[attr-defined]
        return view(request, **names)

    return framed


def known(seen: Look) -> HttpResponseBase | None:
    """304 where the same browser has it already, or the page as it was shown a moment ago."""
    if not _is_anybody(seen.request):
        return None
    found: HttpResponseBase | None = get_conditional_response(seen.request, etag=_etag(seen))
    content = None if found else caches[KEPT].get(_place(seen))
    return found or (_answer(seen, content) if content else None)


def _is_anybody(request: HttpRequest) -> bool:
    """Nothing of the page is theirs alone. Who is signed in, or is told something, sees a page of their own."""
    return request.COOKIES.keys() <= {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def _place(seen: Look) -> str:
    """Where a page is kept; the house is that of a regency."""
    return f"{house_url()}:{_etag(seen)[3:-1]}"


def _etag(seen: Look) -> str:
    """Another one with each count, with each release, and in the hour in which the figures become old."""
    age = seen.age
    said = (
        seen.request.get_full_path(), get_language(), age, max([m.counted_at for m in seen.book.months if m.counted_at],
        default=None), seen.k, static("ui/ui.css"), static("ui/openness.css"),
    )  # fmt: skip
    return f'W/"{sha256(repr(said).encode()).hexdigest()[:32]}"'


def show(seen: Look, template: str, tables: Sequence[Table], context: dict[str, Any]) -> HttpResponseBase:
    """The page with its tables; or with `bentuk=csv` one of these as a file."""
    if seen.request.GET.get("bentuk") == "csv":
        return _file(seen, tables)
    tables = [_with_file(seen, table) for table in tables]
    source = house_url() + seen.path
    told = context | {
        "base": "openness/frame.html" if seen.framed else "ui/public.html", "look": seen, "tables": tables,
        "age": seen.age, "framed": seen.framed, "source": source, "years": seen.book.years,
        "query": f"?{seen.span.query}", "frame": f"{source}{FRAME}?{seen.span.query}",
    }  # fmt: skip
    content = render_to_string(template, told, seen.request)
    if _is_anybody(seen.request) and seen.request.GET.keys() <= {"tahun", "bulan"}:
        caches[KEPT].set(_place(seen), content)
    return _answer(seen, content)


def _answer(seen: Look, content: str) -> HttpResponseBase:
    response = HttpResponse(content)
    if _is_anybody(seen.request):
        response["ETag"] = _etag(seen)
        if seen.age:
            response["Last-Modified"] = http_date(seen.age.counted_at.timestamp())
    response["Cache-Control"] = "public, max-age=300" if seen.framed else "private, no-cache"
    patch_vary_headers(response, [] if seen.framed else ["Cookie"])
    return response


def _with_file(seen: Look, table: Table) -> Table:
    asked = {"bentuk": "csv", "tabel": table.key}
    return Table(**vars(table) | {"href": f"{seen.path}?{seen.span.query}&{urlencode(asked)}"})


def _file(seen: Look, tables: Sequence[Table]) -> HttpResponseBase:
    asked = seen.request.GET.get("tabel", "")
    table = next((table for table in tables if not asked or table.key == asked), None)
    if table is None:
        raise Http404
    name = f"kinerja-{table.key}-{seen.span.query.partition('=')[2]}.csv"
    answer = StreamingHttpResponse(csv_lines(table.heads, table.lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=300"
    return answer
