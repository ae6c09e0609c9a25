"""One request, one regency, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotFound, StreamingHttpResponse

from balairung.ground.common.streams import EventStream
from balairung.surface.tenants.directory import Place, inside, resolve


class RegencyMiddleware:
    """Outermost but for the static files: everything below happens inside the regency of the host name.

    An answer that failed (500) leaves nothing behind. A streamed one opens the regency again for its own length; a file
    or a stream of events needs no database, and whoever fetches it slowly keeps no transaction open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        place = _place_of(request)
        if place is None:
            return HttpResponseNotFound("Alamat ini tidak melayani daerah mana pun.", content_type="text/plain")
        with inside(place), transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        quiet = isinstance(response, FileResponse | EventStream)
        if quiet or not isinstance(response, StreamingHttpResponse) or response.is_async:
            return response
        response.streaming_content = _within(place, iter(response))
        return response


def _place_of(request: HttpRequest) -> Place | None:
    """None for a host that is not served, and for a header that is no host at all."""
    try:
        return resolve(request.get_host())
    except DisallowedHost:
        return None


def _within(place: Place, chunks: Iterable[bytes]) -> Iterator[bytes]:
    with inside(place), transaction.atomic():
        yield from chunks
