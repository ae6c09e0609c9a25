"""How often one key may ask: so many times in each minute or hour, with the headers that say how many are left.

Headers: draft-ietf-httpapi-ratelimit-headers-10; 429 and Retry-After: RFC 6585 and RFC 9110.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from balairung.ground.ui.problems import problem
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import SPANS

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def limited(view: View[P]) -> View[P]:
    """The view, `settings.API_LIMIT` times for each key ("300/m"; "0" is no limit)."""

    @wraps(view)
    def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        most, _sign, span = settings.API_LIMIT.partition("/")
        if not int(most):
            return view(request, *args, **kwargs)
        count, rest = _count(request, SPANS[span])
        response = view(request, *args, **kwargs) if count <= int(most) else _too_many(rest)
        response["RateLimit-Policy"] = f'"key";q={most};w={SPANS[span]}'
        response["RateLimit"] = f'"key";r={max(int(most) - count, 0)};t={rest}'
        return response

    return counted


def _count(request: HttpRequest, seconds: int) -> tuple[int, int]:
    """The number of this request in its span, and the seconds that are left of the span."""
    window, passed = divmod(int(now_of(request).timestamp()), seconds)
    key = f"api:{request.api_key.pk.hex}:{window}"  # type: ignore[attr-defined]
    count = 1 if cache.add(key, 1, seconds) else int(cache.incr(key))
    return count, seconds - passed


def _too_many(rest: int) -> HttpResponseBase:
    response = problem(
        429, "too-many", _("Terlalu banyak permintaan dengan kunci ini. Tunggu %(rest)d detik.") % {"rest": rest}
    )
    response["Retry-After"] = str(rest)
    return response
