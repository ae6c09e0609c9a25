"""Whom a page is for. Every view wears one of these; a test finds the one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.ground.ui.problems import problem
from balairung.kernel.people.actors import Actor, actor_for
from balairung.kernel.people.keys import actor_of_key, key_of
from balairung.kernel.people.middleware import asked_language, now_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
Plain = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _audience(name: str, admits: Callable[[Actor], bool], private: bool = True) -> Callable[[View[P]], Plain[P]]:
    def decorate(view: View[P]) -> Plain[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = request_actor(request)
            if not admits(actor):
                return _turn_away(request)
            if private and (missing := _second_factor_missing(request)):
                return missing
            response = _with_sentence(request, lambda: view(request, actor, *args, **kwargs))
            if private:
                add_never_cache_headers(response)
            return response

        guarded.audience = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def request_actor(request: HttpRequest) -> Actor:
    """Who acts in this request; asked once."""
    if not hasattr(request, "actor"):
        request.actor = actor_for(request.user, now_of(request))  # type: ignore[attr-defined]
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def _turn_away(request: HttpRequest) -> HttpResponseBase:
    known = request.user.is_authenticated
    answer = render(request, "403.html", status=403) if known else redirect_to_login(request.get_full_path())
    add_never_cache_headers(answer)  # who signs in later must not be sent to the door again
    return answer


def _second_factor_missing(request: HttpRequest) -> HttpResponseBase | None:
    if settings.SECOND_FACTOR == "required" and not is_mfa_enabled(request.user):
        return redirect("mfa_activate_totp")
    return None


def _with_sentence(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """A refusal becomes a page with its sentence, so that views hold no `try`."""
    try:
        return answer()
    except ObjectDoesNotExist as missing:  # what you may not see does not exist
        raise Http404 from missing
    except NotAllowed as refusal:
        return _refusal(request, refusal, 403)
    except Stale as refusal:
        return _refusal(request, refusal, 409)
    except Refused as refusal:
        return _refusal(request, refusal, 422)
    except DataError as fault:
        raise BadRequest from _only_null(fault)


def _only_null(fault: DataError) -> DataError:
    """A null sign reached the database, which may not hold one: no person typed it. Any other fault is ours."""
    if "NUL" not in str(fault):
        raise fault
    return fault


def _refusal(request: HttpRequest, refusal: Refused, status: int) -> HttpResponse:
    context = {"sentence": refusal.sentence, "back": request.path}
    return render(request, "ui/refused.html", context, status=status)


def programs(view: Plain[P]) -> Plain[P]:
    """For programs that show a key (`Authorization: Bearer`): no session, no cookie, no page.

    The view finds `request.api_key` and `request.actor`. What it raises is answered as a problem (RFC 9457), in the
    language that the program asks for.
    """

    @csrf_exempt  # nothing that a browser sends by itself is looked at
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        language = asked_language(request)
        with override(language):
            response = _let_in(request) or _with_problem(lambda: view(request, *args, **kwargs))
        response["Content-Language"] = language
        add_never_cache_headers(response)
        return response

    guarded.audience = "programs"  # type: ignore[attr-defined]
    return guarded


def _let_in(request: HttpRequest) -> HttpResponse | None:
    """Nothing, and the request knows whose it is; or why it is not let in."""
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    key = key_of(text.strip(), now_of(request)) if scheme.lower() == "bearer" else None
    if key is None:
        sentence = _("Kunci tidak ada, sudah dicabut, atau sudah berakhir.")
        response = problem(401, "unauthorized", sentence)
        response["WWW-Authenticate"] = "Bearer"
        return response
    request.api_key, request.actor = key, actor_of_key(key, now_of(request))  # type: ignore[attr-defined]
    return None


def _with_problem(answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return answer()
    except (ObjectDoesNotExist, Http404):
        return problem(404, "not-found", _("Tidak ada, atau tidak untuk kunci ini."))
    except NotAllowed as refusal:
        return problem(403, "not-allowed", str(refusal) or _("Kunci ini tidak boleh melakukan itu."))
    except Stale as refusal:
        return problem(409, "stale", refusal)
    except Refused as refusal:
        return problem(422, "refused", refusal)
    except RequestDataTooBig:
        return problem(413, "too-big", _("Isi permintaan terlalu besar."))
    except (SuspiciousOperation, BadRequest, MultiPartParserError, DataError) as fault:
        if isinstance(fault, DataError):
            _only_null(fault)
        return problem(400, "unreadable", _("Isi permintaan tidak terbaca."))


everyone = _audience("everyone", lambda actor: True, private=False)
officers = _audience("officers", lambda actor: actor.is_officer)
leaders = _audience("leaders", lambda actor: actor.is_officer and (actor.leads or actor.coordinates))
operators = _audience("operators", lambda actor: actor.is_officer and actor.administers)
overseers = _audience("overseers", lambda actor: actor.oversees)
