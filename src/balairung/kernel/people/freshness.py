"""Whether whoever is signed in has just shown that it is still they who sit there."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]


def fresh(view: View[P]) -> View[P]:
    """Below an audience: what this view does, or shows, is only for somebody who was asked within ten minutes.

    For signing, exporting, opening what is sealed, and giving rights and keys: a desk that was left open does not do
    it. What was typed is never kept for afterwards, because it may be a secret.
    """

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return stale_sign_in(request) or view(request, actor, *args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded


def fresh_to_post(view: View[P]) -> View[P]:
    """The same for what the view does; what it shows is open to whoever is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        stale = stale_sign_in(request) if request.method == "POST" else None
        return stale or view(request, actor, *args, **kwargs)

    guarded.asks_again_to_post = True  # type: ignore[attr-defined]
    return guarded


def stale_sign_in(request: HttpRequest) -> HttpResponse | None:
    """The way to show the second factor (the password, where there is none) again and come back; None while fresh."""
    user = request.user
    second = isinstance(user, User) and is_mfa_enabled(user)
    records = get_authentication_records(request, user if isinstance(user, User) else None)
    shown = [record["at"] for record in records if (record["method"] == "mfa") == second]
    if shown and time.time() - max(shown) < app_settings.REAUTHENTICATION_TIMEOUT:
        return None
    if request.headers.get("Accept") == "application/json":  # a script of ours, such as sign.js
        sentence = _("Sudah lebih dari sepuluh menit sejak Anda masuk. Muat ulang halaman ini, lalu tekan sekali lagi.")
        return JsonResponse({"sentence": sentence, "signed": [], "failed": []}, status=422)
    door = reverse("mfa_reauthenticate" if second else "account_reauthenticate")
    way = f"{door}?{urlencode({'next': _way_back(request)})}"
    return HttpResponseClientRedirect(way) if request.headers.get("HX-Request") else redirect(way)


def _way_back(request: HttpRequest) -> str:
    """This page; behind a button the page on which it stands, where the browser says so and it is one of ours."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if page and url_has_allowed_host_and_scheme(page, {request.get_host()}):
        parts = urlsplit(page)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return resolve_url(settings.LOGIN_REDIRECT_URL)
