"""How often one visitor may do one thing."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from balairung.ground.common.sealed import keyed_hash

SPANS = {"m": 60, "h": 3600, "d": 86400}


def within_limit(request: HttpRequest, action: str, limit: str) -> bool:
    """Count one more of `action` for this address; False when it is past `limit` ("30/h"; "0" is no limit)."""
    most, _, span = limit.partition("/")
    return int(most) == 0 or times(request, action, span) <= int(most)


def times(request: HttpRequest, action: str, span: str) -> int:
    """Count one more of `action` for this address; how many there were in this span ("m", "h" or "d").

    The address itself is not kept, only its keyed hash, until the span is over.
    """
    address = get_adapter(request).get_client_ip(request) or ""
    key = f"throttle:{keyed_hash(action, address)}"
    if cache.add(key, 1, SPANS[span]):
        return 1
    return int(cache.incr(key))
