"""Which browsers an account is known in, and how one is put out.

A browser keeps a long-lived cookie, a random word whose keyed hash is a row for each account that signed in there. It
opens nothing: it only says that somebody signed in here before (account_limits), and that no message is due.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.account_sessions import row_key
from balairung.kernel.people.browser_words import browser_words
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Device, User

KEPT_FOR = timedelta(days=180)  # since it was last seen
TOLD_FOR = timedelta(days=7)  # how long the link “that was not I” works
SEEN_EVERY = timedelta(minutes=15)
MARK = "perangkat"  # in the session: which row it belongs to, its own key, when it was last written
BATCH = 500


@dataclass(frozen=True)
class Entered:
    """A browser in which somebody has just signed in."""

    device: Device
    code: str  # for its cookie
    denial: str  # what the link “that was not I” ends with; "" where the browser was known


def code_of(request: HttpRequest) -> str:
    """What this browser's cookie says."""
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")[:64]


def known(request: HttpRequest, email: str) -> Device | None:
    """This browser, where the account with this address signed in before; asked alike whether there is one or not."""
    code = code_of(request)
    rows = Device.objects.filter(code_hash=_hash(code), user__email=email.strip().lower()) if code else Device.objects
    return rows.order_by("id").first() if code else None


@transaction.atomic
def enter(request: HttpRequest, user: User) -> Entered:
    """Remember that this account signed in here. Its session is new: whatever it had here before is over."""
    now, code = now_of(request), code_of(request)
    if not code or not Device.objects.filter(code_hash=_hash(code)).exists():
        code = secrets.token_urlsafe(32)  # never a word that somebody else put there
    denial = secrets.token_urlsafe(32)
    fresh = {"first_at": now, "end_hash": _denial_hash(denial)}
    held = {"words": browser_words(request.headers.get("User-Agent", "")), "seen_at": now,
            "session": row_key(request.session.session_key)}  # fmt: skip
    device, made = Device.objects.select_for_update().update_or_create(
        user=user, code_hash=_hash(code), defaults=held, create_defaults=fresh | held
    )
    _mark(request, device, now)
    return Entered(device, code, denial if made else "")


def remember(response: HttpResponseBase, code: str) -> None:
    """Give the browser its cookie."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, code, max_age=KEPT_FOR, secure=settings.SECURE, httponly=True, samesite="Lax",
        path="/",
    )  # fmt: skip


# --- while it is used ----------------------------------------------------------------------------------------------


def _mark(request: HttpRequest, device: Device, now: datetime) -> None:
    request.session[MARK] = [str(device.pk), row_key(request.session.session_key), now.timestamp()]


def own(request: HttpRequest) -> str:
    """The key of the row of this browser; "" for a session that began elsewhere."""
    mark = request.session.get(MARK)
    return str(mark[0]) if mark else ""


def keep_seen(request: HttpRequest) -> None:
    """Write down that it was used: every quarter of an hour, and whenever its session was given another key."""
    mark, now = request.session.get(MARK), now_of(request)
    key = row_key(request.session.session_key)
    if not mark or not key or (mark[1] == key and now.timestamp() - mark[2] < SEEN_EVERY.total_seconds()):
        return
    Device.objects.filter(pk=mark[0]).update(session=key, seen_at=now)
    request.session[MARK] = [mark[0], key, now.timestamp()]


def left(request: HttpRequest) -> None:
    """Signed out; the browser stays known."""
    if key := own(request):
        Device.objects.filter(pk=key).update(session="")


# --- put out -------------------------------------------------------------------------------------------------------


def listed(user: User) -> list[Device]:
    """All browsers of an account, those that were used last first, each with whether somebody is signed in there."""
    alive = Session.objects.filter(session_key=OuterRef("session"))
    rows = Device.objects.filter(user=user).annotate(signed_in=Exists(alive))
    return list(rows.order_by("-seen_at", "-id")[:100])


@transaction.atomic
def end(device: Device) -> None:
    """Whoever sits there is out with the next click, and the browser is a stranger's again."""
    end_all(device.user, only=[device])


@transaction.atomic
def end_all(user: User, *, but: str = "", only: list[Device] | None = None) -> int:
    """End these browsers of an account, by default all; `but` the one with this key. Return how many."""
    rows = Device.objects.filter(user=user)
    rows = rows.filter(pk__in=[one.pk for one in only]) if only is not None else rows
    rows = rows.exclude(pk=but) if but else rows
    Session.objects.filter(session_key__in=[key for key in rows.values_list("session", flat=True) if key]).delete()
    return rows.delete()[0]


def told_by(token: str, *, at: datetime) -> Device | None:
    """The browser that the link of a message is about, while it may still be put out by it."""
    rows = Device.objects.filter(end_hash=_denial_hash(token), first_at__gt=at - TOLD_FOR)
    return rows.select_related("user").order_by("id").first()


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Forget browsers that nobody used for long; return how many."""
    old = Device.objects.filter(seen_at__lt=now - KEPT_FOR).order_by("seen_at").values_list("pk", flat=True)[:BATCH]
    return Device.objects.filter(pk__in=list(old)).delete()[0]


def _hash(code: str) -> str:
    return keyed_hash("device", code)


def _denial_hash(token: str) -> str:
    return keyed_hash("device-denial", token)
