"""What every answer forbids a browser, whoever made it: pages, files, redirects, refusals, and what lies in /static/.

Outermost of all middleware, so that nothing leaves by another way. What a view says itself stays.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from balairung.ground.ui import camera

POLICY = "Content-Security-Policy"
#: For what is no page: a picture or a sheet that somebody opens by itself.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
RESOURCE = "Cross-Origin-Resource-Policy"
#: Parameters of addresses that only one person was given. What they open is kept by nobody on the way.
SECRETS = frozenset({"code", "token", "secret", "draft", "signed", "uidb36"})


class HeadersMiddleware:
    """Deny by default; also on answers that no view has seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(POLICY, NOTHING)
        response.headers.setdefault(camera.HEADER, camera.SHUT)
        response.headers.setdefault(RESOURCE, "same-origin")
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if "Cache-Control" not in response.headers and is_private(request, response):
            add_never_cache_headers(response)
        return response


def is_private(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it was made for whoever asked: they are signed in, sent something, or came by a secret address."""
    match = getattr(request, "resolver_match", None)
    known = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
    asked = request.method not in {"GET", "HEAD"} or response.status_code >= 400
    return known or asked or bool(match and SECRETS & match.kwargs.keys())
