"""Keys of programs: listed, made, revoked, by whoever keeps the system."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import operators
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.key_forms import KeyForm
from balairung.kernel.people.keys import SCOPES, make_key, revoke_key
from balairung.kernel.people.keys import keys as all_keys
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import ApiKey
from balairung.kernel.people.views.asking import posted


@operators
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those that open something today, and below them those that no longer do."""
    rows, now = list(all_keys()), now_of(request)
    said = [(key, [SCOPES[scope] for scope in key.scopes.split(",") if scope in SCOPES]) for key in rows]
    valid = [row for row in said if _opens(row[0], now)]
    context = {"valid": valid, "ended": [row for row in said if row not in valid], "today": localdate(now)}
    return render(request, "people/keys.html", context | {"tab": "kunci"})


def _opens(key: ApiKey, now: datetime) -> bool:
    return key.revoked_at is None and (key.until is None or key.until > now)


@operators
@fresh
def make(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The answer is the page with the key itself: no redirect, because the key is kept nowhere until the next page."""
    form, made = KeyForm(posted(request)), list[tuple[ApiKey, str]]()
    if accepted(form, lambda: made.append(_make(form, actor, now_of(request)))):
        key, text = made[0]
        return render(request, "people/key.html", {"key": key, "text": text, "tab": "kunci"})
    return render(request, "people/key_form.html", {"form": form, "tab": "kunci"}, status=422 if form.errors else 200)


def _make(form: KeyForm, actor: Actor, now: datetime) -> tuple[ApiKey, str]:
    given = form.cleaned_data | {"until": _end_of(form.cleaned_data["until"])}
    return make_key(**given, by=actor, at=now)


def _end_of(day: date | None) -> datetime | None:
    return make_aware(datetime.combine(day, time.max)) if day else None


@operators
@fresh
@require_POST
def revoke(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """From now on nobody enters with it."""
    found = ApiKey.objects.select_related("person").get(pk=key)
    revoke_key(found, by=actor, at=now_of(request))
    messages.success(request, _("Kunci “%(name)s” dicabut.") % {"name": found})
    return redirect("keys:list")
