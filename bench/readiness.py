"""A drill of 2,000 officials within an hour, delivered, answered and scored by one worker. A part of standing.py.

Its clock runs as the clock on the wall does while the worker works, and jumps to whatever comes next while it waits: so
an hour takes as long as its work.
"""

from __future__ import annotations

import heapq
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from balairung.kernel.messaging.doors.door import Able, Heard, Mute, Need, Outgoing, Reading, Settings
from bench.standing import Found

if TYPE_CHECKING:
    from balairung.rooms.duty.models import Drill

OFFICIALS, LASTS = 2_000, timedelta(hours=1)  # called; how long the drill is
ANSWERS = {"whatsapp": 0.6, "sms": 0.5, "voice": 0.6}  # the share of messages that somebody answers by each door
QUICKEST, SLOWEST = 5, 170  # seconds until they do
LAG = 2.0  # seconds that a step may be late: the pause of an idle worker, which is not waited for here


@dataclass
class Town:
    """The officials with their telephones: what reaches them, and what they answer at which moment of the drill."""

    began: datetime
    start: float = field(default_factory=time.monotonic)
    skipped: timedelta = timedelta()
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    taken: Counter[str] = field(default_factory=Counter)
    replies: list[tuple[float, int, str, Heard]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The moment of the drill."""
        return self.began + timedelta(seconds=time.monotonic() - self.start) + self.skipped

    def wait(self, until: datetime | None) -> None:
        """Let the time go by until then, or until somebody answers."""
        answered = [datetime.fromtimestamp(self.replies[0][0], UTC)] if self.replies else []
        if following := min([*answered, *([until] if until else [])], default=None):
            self.skipped += max(following - self.now, timedelta())

    def take(self, channel: str, message: Outgoing) -> None:
        self.taken[message.number] += 1
        if message.choices and self.dice.random() < ANSWERS[channel]:
            at, number = self.now + timedelta(seconds=self.dice.uniform(QUICKEST, SLOWEST)), sum(self.taken.values())
            choice = "" if channel == "sms" else message.choices[0][0]
            heard = Heard(f"{channel}-{number}", message.to, at, text="SIAP", choice=choice)
            heapq.heappush(self.replies, (at.timestamp(), number, channel, heard))

    def due(self) -> list[tuple[str, Heard]]:
        found, now = [], self.now.timestamp()
        while self.replies and self.replies[0][0] <= now:
            _at, _number, channel, heard = heapq.heappop(self.replies)
            found.append((channel, heard))
        return found


class Line(Mute):
    """One vendor, who takes everything at once."""

    able = Able(a_second=0, buttons=3)
    needs: ClassVar[list[Need]] = []
    name: ClassVar[str] = ""
    town: ClassVar[Town]

    def __init__(self, account: Settings) -> None:
        self.account = account

    def send(self, message: Outgoing) -> str:
        Line.town.take(self.name, message)
        return message.number


class WhatsApp(Line):
    name = "whatsapp"


class Sms(Line):
    name = "sms"


class Voice(Line):
    name = "voice"


CHANNELS = {door.name: f"{__name__}.{door.__name__}" for door in (WhatsApp, Sms, Voice)}


def measure(at: datetime) -> list[Found]:
    """In the regency of standing.py, with its delegations and rosters."""
    from django.utils import timezone

    from balairung.kernel.people.house import regency_zone

    with timezone.override(regency_zone()):
        drill = _plan(at)
        due = {call: moment for call, moment in drill.calls.values_list("pk", "next_at") if moment}
        Line.town = Town(drill.starts_at)
        begin, cpu = time.monotonic(), time.process_time()
        rounds = _work(drill)
        spent, lasted = time.process_time() - cpu, time.monotonic() - begin
        return [_lag(drill, due, rounds, spent, lasted), _whole(drill), _table(drill)]


def _plan(at: datetime) -> Drill:
    """Sections are called as well as heads, so that there are enough; everybody proved WhatsApp and SMS."""
    from django.conf import settings
    from django.utils.timezone import localtime

    from balairung.ground.common.facts import facts
    from balairung.kernel.messaging import gateways
    from balairung.kernel.messaging.models import Contact, Notice
    from balairung.kernel.messaging.models.contacts import address_hash
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.models import Person
    from balairung.rooms.duty import drills

    settings.CHANNELS = CHANNELS
    facts("readiness")["reachable"]["roles"] += ["secretary_of_office", "section_head"]
    Notice.objects.all().delete()  # of the measurements before
    for channel in CHANNELS:
        gateways.connect(channel, {}, at=at)
    numbers = [(person, f"+62812{place:07}") for place, person in enumerate(Person.objects.order_by("id"))]
    Contact.objects.bulk_create(
        [Contact(channel=channel, address=number, address_hash=address_hash(channel, number), person=person, since=at,
                 verified_at=at)
         for person, number in numbers for channel in ("whatsapp", "sms")],
        batch_size=1000,
    )  # fmt: skip
    morning = (localtime(at) + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    pool = len(drills.candidates(drills.period_of(morning), at))
    share = -(-100 * OFFICIALS // pool)
    return drills.plan_drill(
        by=SYSTEM, at=at, starts_at=morning, ends_at=morning + LASTS, share=share
    )  # fmt: skip


def _work(drill: Drill) -> list[tuple[datetime, datetime]]:
    """The worker's rounds until the drill is over: when each one's steps began, and when they were written."""
    from django.db.models import Min

    from balairung.kernel.messaging.delivery import deliver
    from balairung.kernel.messaging.listening import listen
    from balairung.kernel.messaging.receiving import receive
    from balairung.rooms.duty import drills
    from balairung.rooms.duty.models import Call, Drill

    rounds, town = [], Line.town
    while Drill.objects.filter(pk=drill.pk, state__in=[Drill.State.PLANNED, Drill.State.RUNNING]).exists():
        for channel, heard in town.due():
            receive(channel, Reading([heard]), at=town.now)
        listen(now=town.now)
        now = town.now
        done = drills.run(now=now)
        rounds.append((now, town.now))
        done += deliver(now=town.now)
        if not done:
            town.wait(Call.objects.filter(next_at__isnull=False).aggregate(next=Min("next_at"))["next"])
    return rounds


def _lag(
    drill: Drill, due: dict[UUID, datetime], rounds: list[tuple[datetime, datetime]], cpu: float, lasted: float
) -> Found:
    """How long after its moment each step was written, and how long its message waited for the doors."""
    from balairung.kernel.messaging.models import Notice
    from balairung.rooms.duty import rules
    from balairung.rooms.duty.models import Ring

    ladder, ends = rules.ladder(), dict(rounds)
    lags, last = list[float](), dict[UUID, Ring]()
    for ring in Ring.objects.filter(call__drill=drill, skipped="").order_by("call", "step"):
        before = last.get(ring.call_id)
        wanted = before.at + ladder[before.step - 1].waits if before else due[ring.call_id]
        lags.append((ends[ring.at] - wanted).total_seconds())
        last[ring.call_id] = ring
    sent = Notice.objects.filter(key__startswith="siaga:", outcome="sent").values_list("sent_at", "written_at")
    leaving = [(left - written).total_seconds() for left, written in sent if left]
    note = (
        f"{len(lags):,} steps of {len(due):,} calls, half within {statistics.median(lags):.2f} s, messages taken up"
        f" {_p95(leaving):.2f} s later (p95); an hour's drill is {cpu:.0f} s of the processor in {lasted:.0f} s:"
        f" {1000 * cpu / max(len(lags), 1):.0f} ms for a step, its message and its answer"
    )
    return Found("a drill of 2,000 officials with one worker: a step after its moment, p95", "s", LAG, _p95(lags), note)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _whole(drill: Drill) -> Found:
    """Calls that did not end in exactly one way, people woken for two calls, messages handed over twice."""
    from django.db.models import Count

    from balairung.rooms.duty.models import Call, Ring

    states = dict(drill.calls.order_by().values_list("state").annotate(Count("pk")))
    open_calls = states.get(Call.State.PLANNED, 0) + states.get(Call.State.RINGING, 0)
    rang = Ring.objects.filter(call__drill=drill, skipped="").order_by().values("person")
    twice = rang.annotate(calls=Count("call", distinct=True)).filter(calls__gt=1).count()
    doubled = sum(times > 1 for times in Line.town.taken.values())
    said = ", ".join(f"{Call.State(state).label} {count:,}" for state, count in sorted(states.items()))
    roles = Counter(drill.calls.filter(state=Call.State.REACHED).values_list("answered_ring__role", flat=True))
    note = f"{said}; answered by {', '.join(f'{role} {count:,}' for role, count in sorted(roles.items()))}"
    return Found("… not ended, woken twice, or sent twice", "", 0, float(open_calls + twice + doubled), note)


def _table(drill: Drill) -> Found:
    from balairung.rooms.duty.drills import month_end
    from balairung.rooms.duty.scores import publish

    begin = time.monotonic()
    rows = publish(drill.period, at=month_end(drill.period))
    return Found("… scored and published", "ms", 2000, 1000 * (time.monotonic() - begin), f"{len(rows):,} rows")
