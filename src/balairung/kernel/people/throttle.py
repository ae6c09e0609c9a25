"""How often one visitor may do one thing."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from balairung.ground.common.sealed import keyed_hash

SPANS = {"m": 60, "h": 3600, "d": 86400}


def within_limit(request: HttpRequest, action: str, limit: str, who: str = "") -> bool:
    """Count one more of `action` for `who`, by default this address; False past `limit` ("30/h"; "0" is no limit)."""
    most, _, span = limit.partition("/")
    return int(most) == 0 or times(request, action, span, who) <= int(most)


def times(request: HttpRequest, action: str, span: str, who: str = "") -> int:
    """Count one more of `action` for `who`, by default this address; how many in this span ("m", "h" or "d").

    The address itself is not kept, only its keyed hash, until the span is over.
    """
    key = f"throttle:{keyed_hash(action, who or get_adapter(request).get_client_ip(request) or '')}"
    if cache.add(key, 1, SPANS[span]):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ended between the two lines, or the database takes no writes just now
        return 1
