"""What happened to accounts: lines that nobody changes, kept a little more than a year.

No address of a network is kept, only its keyed hash: enough to see that two tries came from one place.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.db import transaction
from django.http import HttpRequest

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.browser_words import browser_words
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import AccountLine, User

KEPT_FOR = timedelta(days=400)  # the database refuses to let go of a line of the last year (sql/)
BATCH = 500
SHOWN = 20


def network_of(request: HttpRequest) -> str:
    """The network that somebody asks from: an address, of IPv6 its first 64 bits."""
    return str(truncate_ip(get_adapter(request).get_client_ip(request)))


def note(verb: AccountLine.Verb, request: HttpRequest, *, user: User | None = None, typed: str = "") -> AccountLine:
    """A line about what this request did."""
    return AccountLine.objects.create(
        verb=verb, at=now_of(request), user=user, words=browser_words(request.headers.get("User-Agent", "")),
        typed_hash=keyed_hash("sign-in", typed.strip().lower()) if typed else "",
        network_hash=keyed_hash("network", network_of(request)),
    )  # fmt: skip


def note_quietly(verb: AccountLine.Verb, user: User, *, at: datetime) -> AccountLine:
    """A line about what happened without anybody's request."""
    return AccountLine.objects.create(verb=verb, at=at, user=user)


def latest_of(user: User) -> list[AccountLine]:
    """What its owner is shown."""
    return list(AccountLine.objects.filter(user=user).order_by("-at", "-id")[:SHOWN])


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Let the oldest go, in their order; return how many."""
    old = AccountLine.objects.filter(at__lt=now - KEPT_FOR).order_by("at", "id").values_list("pk", flat=True)[:BATCH]
    return AccountLine.objects.filter(pk__in=list(old)).delete()[0]
