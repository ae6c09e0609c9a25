"""The worker's loop that looks where nobody calls us: mailboxes, chats of a server without a public address.

The asking itself is done beside the loop: a vendor that is slow holds nobody up. What it brought is written down by the
loop, and only then is the door asked again, so that nothing is lost between two looks.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from balairung.kernel.messaging.doors.door import Door, Mute, Reading
from balairung.kernel.messaging.gateways import Opened, doors, place
from balairung.kernel.messaging.models import Gateway
from balairung.kernel.messaging.moving import said_of
from balairung.kernel.messaging.receiving import receive

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)  # afterwards another worker looks
RENEWED = timedelta(seconds=15)  # what is left of a lease when it is renewed
WAIT = 2.0  # seconds that the loop waits for those that it asked just now
PAUSE = 60.0  # seconds before a door that failed is asked again


@dataclass
class Look:
    """One question to one door, on its way."""

    door: Door
    cursor: str
    done: threading.Event = field(default_factory=threading.Event)
    reading: Reading | None = None
    problem: Exception | None = None

    def run(self) -> None:
        try:
            self.reading = self.door.poll(self.cursor)
        except Exception as problem:  # whatever a door does, the loop goes on
            self.problem = problem
        self.done.set()


@dataclass
class Watch:
    """What this process knows of a door that it looks after."""

    until: datetime | None = None  # of our lease
    look: Look | None = None
    rest: float = 0.0  # of time.monotonic(): not before


_watches: dict[tuple[object, ...], Watch] = {}


def poll(*, now: datetime, patience: float = WAIT) -> int:
    """Look once at each open door that is looked at; return how many messages came (settings.LOOPS)."""
    polled = [one for one in doors().values() if one.hook and getattr(type(one.door), "poll", None) is not Mute.poll]
    watches = [(opened, _watches.setdefault((place(), opened.channel), Watch())) for opened in polled]
    end = time.monotonic() + patience
    fresh = [watch for opened, watch in watches if _ask(opened, watch, now)]
    for watch in fresh:
        if watch.look:
            watch.look.done.wait(max(0.0, end - time.monotonic()))
    return sum(_take(opened, watch, now) for opened, watch in watches)


def forget() -> None:
    """Nobody is on the way: for tests, each of which has doors of its own."""
    _watches.clear()


def _ask(opened: Opened, watch: Watch, now: datetime) -> bool:
    """Send somebody to look, unless somebody is on the way, the door rests, or another worker looks after it."""
    if watch.look is not None or watch.rest > time.monotonic():
        return False
    with transaction.atomic():
        if not _lease(opened.channel, watch, now):
            return False
        cursor = Gateway.objects.values_list("cursor", flat=True).get(pk=opened.channel)
    watch.look = Look(opened.door, cursor)
    threading.Thread(target=watch.look.run, name=f"poll-{opened.channel}", daemon=True).start()
    return True


def _lease(channel: str, watch: Watch, now: datetime) -> bool:
    """Ours, and for a while longer; False while another worker has it."""
    if watch.until and watch.until > now + RENEWED:
        return True
    mine = Q(lease_until=watch.until) if watch.until else Q(lease_until=None)
    free = Gateway.objects.filter(mine | Q(lease_until__lte=now) | Q(lease_until=None), pk=channel, open=True)
    taken = free.update(lease_until=now + LEASE)
    watch.until = now + LEASE if taken else None
    return bool(taken)


def _take(opened: Opened, watch: Watch, now: datetime) -> int:
    """Write down what a look brought: the messages, where the next look begins, what was wrong."""
    look = watch.look
    if look is None or not look.done.is_set():
        return 0
    watch.look = None
    if look.reading is None:
        return _complain(opened.channel, watch, look.problem or OSError(), now)
    with transaction.atomic():
        count = receive(opened.channel, look.reading, at=now)
        row = Gateway.objects.filter(pk=opened.channel)
        if look.reading.cursor and look.reading.cursor != look.cursor:
            row.update(cursor=look.reading.cursor)
        row.exclude(problem="").update(problem="", checked_at=now)
    return count


def _complain(channel: str, watch: Watch, problem: Exception, now: datetime) -> int:
    log.warning("the door %s could not be looked at: %s", channel, type(problem).__name__)
    watch.rest = time.monotonic() + PAUSE
    with transaction.atomic():
        Gateway.objects.filter(pk=channel).update(problem=said_of(problem), checked_at=now)
    return 0
