"""After each answer to somebody signed in: which browser that was, and when."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from balairung.kernel.people.account_devices import MARK, keep_seen


class DeviceMiddleware:
    """Writes at most once in a quarter of an hour, and touches no session that the page did not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.session.accessed and MARK in request.session:
            keep_seen(request)
        return response
