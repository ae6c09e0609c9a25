"""What every request is given: the moment, the regency's own time, a number for its failures."""

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone

from balairung.ground.common.ids import new_id
from balairung.kernel.people.house import regency_zone


class HouseMiddleware:
    """One moment for the whole request, in the regency's zone, and a number by which a failure can be named.

    A null sign in an address becomes the sign for what cannot be read, so that each room says in its own words that
    nothing is there, and in a question it is not there: nobody types it, no text of PostgreSQL may hold it, and a page
    that searched for it would fail.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.moment = timezone.now()  # type: ignore[attr-defined]
        request.number = new_id()  # type: ignore[attr-defined]
        request.path_info = request.path_info.replace("\x00", "\ufffd")
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        with timezone.override(regency_zone()):
            return self.get_response(request)


def now_of(request: HttpRequest) -> datetime:
    """The moment of the request, aware: everything that it writes happened then."""
    moment: datetime = getattr(request, "moment", None) or timezone.now()
    return moment


def number_of(request: HttpRequest) -> UUID:
    number: UUID = getattr(request, "number", None) or new_id()
    return number


class LanguageMiddleware(LocaleMiddleware):
    """Indonesian, unless somebody chose otherwise here: many telephones speak English and their owners do not."""

    def process_request(self, request: HttpRequest) -> None:
        request.accept_language = request.META.pop("HTTP_ACCEPT_LANGUAGE", "")  # type: ignore[attr-defined]
        super().process_request(request)


def asked_language(request: HttpRequest) -> str:
    """The language that a program names in Accept-Language: programs do not speak by accident. Else Indonesian."""
    named = re.findall(r"[a-z]{2}", str(getattr(request, "accept_language", "")).lower())
    known = dict(settings.LANGUAGES)
    return next((code for code in named if code in known), settings.LANGUAGE_CODE)
