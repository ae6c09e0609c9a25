"""The worker's loop that forgets what nobody needs any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from balairung.kernel.messaging.models import Arrival, Contact, Conversation, Echo

WORDS = timedelta(days=90)  # what was written to us, once it is about no open case
TALK = timedelta(days=30)  # what the dialogue remembers of a conversation in which nobody writes
UNPROVED = timedelta(days=30)  # a number that nobody proved; then it may be written to once more
ECHOES = timedelta(days=1)
BATCH = 500

#: settings.STILL_OPEN: which of these (kind, reference) are open obligations.
StillOpen = Callable[[set[tuple[str, str]]], set[tuple[str, str]]]


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Empty old words, forget idle talks, drop unproved numbers; return how many rows (settings.LOOPS)."""
    done = Conversation.objects.idle(now - TALK).update(state="")
    done += Contact.objects.filter(person=None, verified_at=None, since__lt=now - UNPROVED).delete()[0]
    done += Echo.objects.filter(heard_at__lt=now - ECHOES).delete()[0]
    return done + _empty(now)


def _empty(now: datetime) -> int:
    """Of cases that are closed, and of none."""
    old = Arrival.objects.full(now - WORDS)
    keys = list(old.filter(about_kind="").order_by("heard_at").values_list("pk", flat=True)[:BATCH])
    about = old.exclude(about_kind="").order_by("about_kind", "about_ref")
    cases = set(about.values_list("about_kind", "about_ref").distinct()[:BATCH])
    still_open: StillOpen = import_string(settings.STILL_OPEN)
    closed = cases - still_open(cases) if cases else cases
    done = Arrival.objects.filter(pk__in=keys).update(body="") if keys else 0
    for kind, ref in closed:
        done += old.filter(Q(about_kind=kind, about_ref=ref)).update(body="")
    return done
