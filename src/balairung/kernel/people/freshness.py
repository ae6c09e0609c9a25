"""Whether whoever is signed in has just shown that it is still they who sit there."""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from balairung.kernel.people.models import User


def stale_sign_in(request: HttpRequest) -> HttpResponse | None:
    """The way to show the second factor (the password, where there is none) again and come back; None while fresh."""
    user = request.user
    second = isinstance(user, User) and is_mfa_enabled(user)
    records = get_authentication_records(request, user if isinstance(user, User) else None)
    shown = [record["at"] for record in records if (record["method"] == "mfa") == second]
    if shown and time.time() - max(shown) < app_settings.REAUTHENTICATION_TIMEOUT:
        return None
    door = reverse("mfa_reauthenticate" if second else "account_reauthenticate")
    return redirect(f"{door}?{urlencode({'next': request.path})}")
