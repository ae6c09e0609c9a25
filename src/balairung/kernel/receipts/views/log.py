"""The log as monitors and witnesses read it: bytes and texts of C2SP, to be read by anybody from anywhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.receipts import proving, serving

BYTES, TEXT = "application/octet-stream", "text/plain; charset=utf-8"
FOREVER, FRESH = "public, max-age=31536000, immutable", "public, max-age=5"


@everyone
@require_safe
def checkpoint(request: HttpRequest, actor: Actor) -> HttpResponse:
    newest = proving.latest()
    return _given(newest.published if newest else None, TEXT, FRESH)


@everyone
@require_safe
def tile(request: HttpRequest, actor: Actor, place: str) -> HttpResponse:
    """One that is not full has another address when it has grown: what stands at this one never changes."""
    return _given(serving.tile_at(f"tile/{place}"), BYTES, FOREVER)


@everyone
@require_safe
def key(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = proving.published_key()
    return _given(f"{found}\n" if found else None, TEXT, FRESH)


@everyone
@require_safe
def growth(request: HttpRequest, actor: Actor) -> HttpResponse:
    """That the newest checkpoint goes on from the one with `dari` leaves."""
    return _given(serving.growth_from(request.GET.get("dari", "")), TEXT, FRESH)


def _given(content: bytes | str | None, kind: str, kept: str) -> HttpResponse:
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": kept, "Access-Control-Allow-Origin": "*"})
