"""The worker's loop that sends what is owed: with patience, in bundles, never the same thing twice."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from balairung.kernel.messaging.chasing import UNHEARD
from balairung.kernel.messaging.claiming import claim, give_back
from balairung.kernel.messaging.doors.door import Outgoing, Undeliverable
from balairung.kernel.messaging.gateways import Opened, doors, place
from balairung.kernel.messaging.letters import Letter, grouped, known_of, messages
from balairung.kernel.messaging.models import Gateway, Notice
from balairung.kernel.messaging.moving import move_on, said_of
from balairung.kernel.messaging.pace import Pace
from balairung.kernel.messaging.stopping import stopped

log = logging.getLogger(__name__)
LONGEST = 15.0  # seconds after which no further message is begun: the other loops have their turn
PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 720, 1440)]
SHORT = PATIENCE[:3]  # where another door is left
ENOUGH = 5  # new messages in a row that a door did not take: it rests for this round
LANES = 8  # messages on their way at one moment
QUEUE = 1.0  # seconds that a message waits for its turn at a door; then the door is full, and others are sent meanwhile
TOGETHER = 0.2  # seconds of results that are written down at once

pace = Pace()


@dataclass
class Round:
    """One call of `deliver`: until when it begins messages, and how the doors do."""

    now: datetime
    end: float  # of time.monotonic()
    doors: dict[str, Opened]
    place: tuple[str, ...]
    failures: Counter[str] = field(default_factory=Counter)  # in a row
    full: set[str] = field(default_factory=set)  # doors that take no more for now: a telephone, one call a second
    lock: threading.Lock = field(default_factory=threading.Lock)

    def resting(self) -> set[str]:
        with self.lock:
            return self.full | {channel for channel, count in self.failures.items() if count >= ENOUGH}

    def note(self, channel: str, failed: bool) -> None:
        with self.lock:
            self.failures[channel] = self.failures[channel] + 1 if failed else 0


@dataclass
class Parcel:
    """A letter with what is handed over for it, and what became of that."""

    letter: Letter
    parts: list[Outgoing]
    done: int = 0  # parts that are handed over, of earlier tries too
    number: str = ""
    problem: Exception | None = None
    begun: bool = False

    @property
    def sent(self) -> bool:
        return self.begun and self.problem is None and self.done == len(self.parts)


def deliver(*, now: datetime, longest: float = LONGEST) -> int:
    """Send what is due; return how many notices were settled (settings.LOOPS).

    It ends when nothing is left that a door takes, or after `longest` seconds: the lease is counted from `now`. The
    worker calls again.
    """
    this = Round(now, time.monotonic() + longest, doors(), place())
    settled, used = 0, set[str]()
    with ThreadPoolExecutor(LANES, thread_name_prefix="door") as pool:
        while True:
            keys, more = claim(now, resting=this.resting())
            if time.monotonic() >= this.end:
                give_back(keys, now)
                break
            for parcels in _handed_over(_lanes(keys, this), this, pool):
                settled += _write_down(parcels, this)
                used |= {parcel.letter.channel for parcel in parcels if parcel.sent}
            if not more:
                break
    _note_hour(used, now)
    return settled


# --- what is sent --------------------------------------------------------------------------------------------------


def _lanes(keys: Sequence[UUID], this: Round) -> list[list[Parcel]]:
    """What goes to one address goes in its order; different addresses at the same time."""
    letters = [letter for letter in grouped(_read(keys, this)) if not _shut(letter, this)]
    able = {channel: opened.door.able for channel, opened in this.doors.items()}
    with transaction.atomic():
        known = known_of(letters, able)
    lanes: dict[tuple[str, str], list[Parcel]] = {}
    for letter in letters:
        parcel = Parcel(letter, messages(letter, able[letter.channel], known), done=letter.first.parts)
        lanes.setdefault((letter.channel, letter.first.address), []).append(parcel)
    return list(lanes.values())


def _read(keys: Sequence[UUID], this: Round) -> list[Notice]:
    """The notices of a batch, replies first, without those whose reader wants none; one bad seal stops no other."""
    rows = Notice.objects.filter(outcome=Notice.Outcome.WAITING).order_by("written_at", "id")
    try:
        with transaction.atomic():
            notices = list(rows.filter(pk__in=keys))
    except Exception as problem:  # a seal does not open: then each alone
        if len(keys) < 2:
            put_off(keys, this.now, problem)
            return []
        return [notice for key in keys for notice in _read([key], this)]
    with transaction.atomic():
        deaf = stopped(notice.address for notice in notices if notice.may_be_stopped)
    dropped = [notice.pk for notice in notices if notice.may_be_stopped and notice.address in deaf]
    if dropped:
        _drop(dropped)
    kept = [notice for notice in notices if notice.pk not in dropped]
    return sorted(kept, key=lambda notice: notice.conversation_id is None or bool(notice.about_kind))


def _shut(letter: Letter, this: Round) -> bool:
    """A door that was shut after this was written: the next one, or patience where there is none."""
    if letter.channel in this.doors:
        return False
    further = [notice.pk for notice in letter.notices if notice.then]
    if further:
        move_on(further, now=this.now, problem="shut")
    put_off([notice.pk for notice in letter.notices if not notice.then], this.now, Undeliverable("shut"))
    return True


def _handed_over(lanes: list[list[Parcel]], this: Round, pool: ThreadPoolExecutor) -> Iterator[list[Parcel]]:
    """Each lane when it is done; what is done at about the same time comes together."""
    if len(lanes) == 1:
        yield _hand_over(lanes[0], this)
        return
    waiting: set[Future[list[Parcel]]] = {pool.submit(_hand_over, lane, this) for lane in lanes}
    while waiting:
        wait(waiting, timeout=TOGETHER)
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield [parcel for future in done for parcel in future.result()]


def _hand_over(lane: list[Parcel], this: Round) -> list[Parcel]:
    """In order, until one is not taken: the others are not begun."""
    for parcel in lane:
        if not _hand(parcel, this):
            break
    return lane


def _hand(parcel: Parcel, this: Round) -> bool:
    """What of it is not handed over yet; whether the next one in the lane may follow."""
    channel = parcel.letter.channel
    door = this.doors[channel].door
    try:
        for part in parcel.parts[parcel.done :]:
            if not _turn(channel, door.able.a_second, this):
                return False
            parcel.begun = True
            parcel.number = door.send(part)
            parcel.done += 1
            this.note(channel, failed=False)
        parcel.begun = True
    except Undeliverable as problem:
        parcel.problem = problem
    except Exception as problem:  # whatever a door does, the next message goes out
        parcel.problem = problem
        if parcel.letter.first.attempts == 0:  # what failed before may fail again, and the door be well
            this.note(channel, failed=True)
        return False
    return True


def _turn(channel: str, a_second: float, this: Round) -> bool:
    """Wait for it, if it comes soon; a door that is full holds up no other."""
    if channel in this.resting():
        return False
    if pace.turn((this.place, channel), a_second, end=min(this.end, time.monotonic() + QUEUE)):
        return True
    with this.lock:
        this.full.add(channel)
    return False


# --- what became of it ---------------------------------------------------------------------------------------------


@transaction.atomic
def _write_down(parcels: Sequence[Parcel], this: Round) -> int:
    """Settle what was sent, move on what never will be, put off what was not taken, give back what was not begun."""
    back = [parcel for parcel in parcels if not parcel.begun]
    give_back([key for parcel in back for key in parcel.letter.keys], this.now)
    for parcel in parcels:
        if parcel.begun and not parcel.sent:
            _fail(parcel, this.now)
    by_door: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        if parcel.sent:
            by_door.setdefault(parcel.letter.channel, []).append(parcel)
    return sum(_settle(some, this, channel) for channel, some in by_door.items())


def _settle(parcels: list[Parcel], this: Round, channel: str) -> int:
    """One statement for what is alone, one for what went along with it."""
    opened = this.doors[channel]
    tells = opened.door.able.receipts and opened.tells  # silence means something only where there was once a word
    sent: dict[str, object] = {"outcome": Notice.Outcome.SENT, "sent_at": this.now, "problem": ""}
    sent |= {"attempts": F("attempts") + 1, "chase_at": this.now + UNHEARD if tells else None}
    count = 0
    for alone in (True, False):
        keys = {
            key: parcel for parcel in parcels for key in (parcel.letter.keys[:1] if alone else parcel.letter.keys[1:])
        }
        waiting = Notice.objects.filter(pk__in=keys, outcome=Notice.Outcome.WAITING)
        numbers = [When(pk=key, then=Value(parcel.number[:200])) for key, parcel in keys.items() if parcel.number]
        more: dict[str, object] = {"provider_ref": Case(*numbers, default=Value(""))} if numbers else {}
        if alone:
            several = [When(pk=key, then=Value(len(one.parts))) for key, one in keys.items() if len(one.parts) > 1]
            more["parts"] = Case(*several, default=Value(1)) if several else 1
        count += waiting.update(**sent, **more) if keys else 0
    return count


def _fail(parcel: Parcel, now: datetime) -> None:
    """Without a problem its time was up between two parts. What goes alone goes on where it stopped."""
    keys = parcel.letter.keys
    if len(keys) == 1 and parcel.done > parcel.letter.first.parts:
        Notice.objects.filter(pk=keys[0], outcome=Notice.Outcome.WAITING).update(parts=parcel.done)
    if parcel.problem is None:
        give_back(keys, now)
    elif isinstance(parcel.problem, Undeliverable):
        move_on(keys, now=now, problem=said_of(parcel.problem))
    else:
        put_off(keys, now, parcel.problem)


@transaction.atomic(savepoint=False)
def _drop(keys: Sequence[UUID]) -> None:
    """Its reader stopped all messages after it was written: it never arrives, and whoever asks `outcome` is told."""
    waiting = Notice.objects.filter(pk__in=keys, outcome=Notice.Outcome.WAITING)
    waiting.update(outcome=Notice.Outcome.FAILED, problem="stopped")


@transaction.atomic(savepoint=False)
def put_off(keys: Sequence[UUID], now: datetime, problem: Exception) -> None:
    """Try again later; after the last patience the next door, or it has failed and whoever asks `outcome` is told."""
    if not keys:
        return
    said = said_of(problem)
    log.warning("notice %s was not taken: %s", keys[0], type(problem).__name__)
    waiting = Notice.objects.filter(pk__in=keys, outcome=Notice.Outcome.WAITING)
    for attempts, then in set(waiting.order_by().values_list("attempts", Case(When(Q(then=""), then=0), default=1))):
        rows = waiting.filter(Q(then="") if not then else ~Q(then=""), attempts=attempts)
        patience = SHORT if then else PATIENCE
        if attempts < len(patience):
            rows.update(try_at=now + patience[attempts], attempts=attempts + 1, problem=said)
        else:
            move_on(list(rows.values_list("pk", flat=True)), now=now, problem=said)


def _note_hour(channels: set[str], now: datetime) -> None:
    """When each door was last used. One that is open without an account gets its row here."""
    for channel in sorted(channels):
        with transaction.atomic():
            if not Gateway.objects.filter(channel=channel).update(said_at=now):
                first = {"hook": secrets.token_urlsafe(24), "changed_at": now, "said_at": now}
                Gateway.objects.get_or_create(channel=channel, defaults=first)
