"""The worker's loop that forgets what nobody needs any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from balairung.kernel.files.models import File
from balairung.kernel.messaging.enclosures import ABOUT
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
    for kind, ref in sorted(closed):
        keys += old.filter(about_kind=kind, about_ref=ref).values_list("pk", flat=True)
    return _forget(keys)


def _forget(keys: Sequence[UUID]) -> int:
    """Their words, and the files that never joined a case: those are loose then, and swept as such (files.tidy)."""
    if not keys:
        return 0
    files = File.objects.filter(about_kind=ABOUT, about_ref__in=[str(key) for key in keys])
    files.update(about_kind="", about_ref="")
    return Arrival.objects.filter(pk__in=keys).update(body="")
