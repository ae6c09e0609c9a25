"""What every answer of the interface has in common: who may ask how, in which language, and errors that parse."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ObjectDoesNotExist, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.keys import allows, key_of
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import ApiKey
from balairung.kernel.people.throttle import within_limit
from balairung.surface.open311.wire import Fault, fault, refusal

SCOPE = "open311"
SAFE = ("GET", "HEAD")
#: More fields or bytes than a form may have, half a body, letters that we do not read.
BROKEN = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)
STATUS: dict[type[Refused], int] = {NotAllowed: 403, Stale: 409}
View = Callable[..., HttpResponse]


def speaks(*methods: str, fresh: int = 60) -> Callable[[View], Callable[..., Any]]:
    """An address that answers in `form`, to these methods; what it reads may be kept for `fresh` seconds.

    There is no cookie and no form of ours here, so nothing to protect from other sites. Whatever is wrong is a
    `Fault`, or a sentence of the house.
    """
    allowed = ("GET", "HEAD") * ("GET" in methods) + tuple(set(methods) - {"GET"}) + ("OPTIONS",)

    def decorate(view: View) -> Callable[..., Any]:
        @csrf_exempt
        @everyone
        def speaking(request: HttpRequest, actor: Actor, /, form: str, **named: Any) -> HttpResponse:
            with override(settings.LANGUAGE_CODE):  # a program is told the same whoever reads over its shoulder
                answer = _answered(request, view, form, allowed, named)
            return _headed(request, answer, allowed, fresh)

        return wraps(view)(speaking)

    return decorate


def _answered(
    request: HttpRequest, view: View, form: str, allowed: tuple[str, ...], named: dict[str, Any]
) -> HttpResponse:
    try:
        if request.method == "OPTIONS":
            return HttpResponse(status=204)
        if request.method not in allowed:
            raise fault(405, _("Alamat ini hanya menjawab %(methods)s.") % {"methods": ", ".join(allowed)})
        _check_jurisdiction(given(request, "jurisdiction_id"))
        return view(request, form, **named)
    except Fault as wrong:
        return refusal(wrong, form)
    except ObjectDoesNotExist:
        return refusal(fault(404, _("Tidak ada yang seperti itu di sini.")), form)
    except Refused as refused:
        return refusal(fault(STATUS.get(type(refused), 400), refused), form)
    except BROKEN:
        return refusal(fault(400, _("Permintaan ini tidak terbaca, atau terlalu besar.")), form)


def _headed(request: HttpRequest, answer: HttpResponse, allowed: tuple[str, ...], fresh: int) -> HttpResponse:
    """Pages of any site may read what everyone may read. With a key nothing is kept, and no page of others reads it:
    a key has no place in a browser.
    """
    answer["Allow"] = ", ".join(allowed)
    open_to_all = "api_key" not in request.META.get("QUERY_STRING", "")  # which may be too long to be read
    if answer.status_code == 200 and request.method in SAFE and open_to_all:
        patch_cache_control(answer, public=True, max_age=fresh)
    else:
        patch_cache_control(answer, no_store=True)
    if request.method in (*SAFE, "OPTIONS") and open_to_all:
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    return answer


def given(request: HttpRequest, name: str) -> str:
    """An argument from the body or the address: programs send the key and the jurisdiction in either."""
    said = request.POST.get(name) if request.method == "POST" else None
    return str(said or request.GET.get(name, "")).strip()


def require_key(request: HttpRequest) -> ApiKey:
    """Whoever writes has a key for it; so many times an hour."""
    key = find_key(request)
    if key is None:
        raise fault(403, _("api_key tidak ada, tidak dikenal, atau tidak berlaku untuk Open311."))
    if not within_limit(request, "open311-key", settings.OPEN311_KEY_LIMIT, who=str(key.pk)):
        raise fault(429, _("Terlalu banyak permintaan dengan kunci ini. Coba lagi satu jam lagi."))
    return key


def find_key(request: HttpRequest) -> ApiKey | None:
    """The key that came along, if it is good for this."""
    key = key_of(given(request, "api_key"), now_of(request))
    return key if key and allows(key, SCOPE) else None


def require_patience(request: HttpRequest, what: str, limit: str) -> None:
    """So many lists an hour for one address."""
    if not within_limit(request, what, limit):
        raise fault(429, _("Terlalu banyak permintaan dari jaringan ini. Coba lagi satu jam lagi."))


def _check_jurisdiction(said: str) -> None:
    """There is one regency behind each address; who asks for another one is at the wrong door."""
    regency = the_regency()
    code = regency.code if regency else ""
    host = house_url().partition("://")[2].partition(":")[0]
    if said and said.lower() not in {code, code.replace(".", ""), host.lower()}:
        raise fault(404, _("jurisdiction_id ini tidak dilayani di sini. Yang dilayani: %(code)s.") % {"code": code})
