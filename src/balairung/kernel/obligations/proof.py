"""Proof that what fell due reached somebody, read from the clocks, the ledger and the messages alone.

For each clock that ran out in a period: when each rung was told, whom in which post, by which way, whom it passed by
and why, and what became of the message. Whoever reads it learns nothing of a citizen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from balairung.kernel.messaging.reads import Attempt, attempts_beginning
from balairung.kernel.obligations.models import Clock, Event, ObligationQuerySet
from balairung.kernel.obligations.reaching import Way
from balairung.kernel.obligations.rules import clock_label
from balairung.kernel.people.matters import decree_words, full_title
from balairung.kernel.people.models import Delegation, Office, Person, Post
from balairung.kernel.rosters.models import Roster

GRACE = timedelta(minutes=15)  # a worker may be busy for so long
PAGE = 500
HANDED_OVER = ("sent", "delivered", "read")


class End(StrEnum):
    """What became of a clock that ran out."""

    REACHED = "reached"  # a message was handed over, to one of ours or to the address outside
    WAITING = "waiting"  # written, and not sent yet
    LOST = "lost"  # no door brought it
    NOBODY = "nobody"  # nobody could be told
    MISSED = "missed"  # no line says that anybody was told
    SETTLED = "settled"  # done, or standing still, before the worker came to it


#: Nothing is wrong with these.
WELL = (End.REACHED, End.SETTLED)


@dataclass(frozen=True)
class Period:
    """Clocks due from `since` until just before `until`; of one office, where it is named."""

    since: datetime
    until: datetime
    office: Office | None = None


def days(since: date, until: date, office: Office | None = None) -> Period:
    """From the first minute of one day to the last of the other, by the regency's clock."""
    begin, end = (make_aware(datetime.combine(day, time())) for day in (since, until + timedelta(days=1)))
    return Period(begin, end, office)


@dataclass(frozen=True)
class Heard:
    """One person who was told, and what became of the message at each door."""

    name: str
    attempts: tuple[Attempt, ...]

    @property
    def last(self) -> Attempt | None:
        """The door that counts."""
        return self.attempts[-1] if self.attempts else None

    @property
    def handed_over(self) -> bool:
        return any(one.state in HANDED_OVER for one in self.attempts)


@dataclass(frozen=True)
class Step:
    """One rung: `heard` is empty where nobody could be told; then `passed` says why."""

    at: datetime
    after: timedelta  # since the clock ran out
    post: str
    way: str  # how the person was found, in words
    by: Way | None  # None: nobody, or the address outside
    heard: tuple[Heard, ...]  # who is told now, then who is told when work begins
    passed: tuple[tuple[str, str], ...]  # post and reason


@dataclass(frozen=True)
class Ran:
    """A clock that ran out, and everything that was done about it."""

    clock: Clock
    label: str
    office: str
    steps: tuple[Step, ...]

    @property
    def ref(self) -> str:
        return self.clock.obligation.ref

    @property
    def end(self) -> End:
        heard = [one for step in self.steps for one in step.heard]
        if any(one.handed_over for one in heard):
            return End.REACHED
        if any(one.last and one.last.state == "waiting" for one in heard):
            return End.WAITING
        if self.steps:
            return End.LOST if heard else End.NOBODY
        return End.SETTLED if self._settled else End.MISSED

    @property
    def _settled(self) -> bool:
        stopped = [self.clock.met_at, self.clock.dropped_at, self.clock.paused_at]
        return any(moment and moment <= self.clock.due_at + GRACE for moment in stopped)

    @property
    def well(self) -> bool:
        return self.end in WELL

    @property
    def chip(self) -> str:
        """The shape beside `words`."""
        return "done" if self.well else "waiting" if self.end == End.WAITING else "refused"

    @property
    def words(self) -> str:
        return _("sudah sampai") if self.end == End.REACHED else self.why or _("selesai sebelum giliran atasan")

    @property
    def why(self) -> str:
        """In words why nobody was reached; "" where somebody was."""
        names = ", ".join(dict.fromkeys(one.name for step in self.steps for one in step.heard))
        return {
            End.WAITING: _("pesan kepada %(names)s masih menunggu dikirim") % {"names": names},
            End.LOST: _("pesan kepada %(names)s tidak sampai lewat saluran mana pun") % {"names": names},
            End.NOBODY: _("tidak ada yang dapat diberi tahu"),
            End.MISSED: _("tidak ada catatan bahwa seseorang diberi tahu"),
        }.get(self.end, "")


@dataclass
class Tally:
    """What the clocks of a period come to, counted while they pass."""

    ends: Counter[End] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)  # the first rung of each that somebody stood on
    passed: int = 0  # posts
    slowest: timedelta = timedelta()  # until the first rung was told

    def add(self, ran: Ran) -> Ran:
        self.ends[ran.end] += 1
        self.passed += sum(len(step.passed) for step in ran.steps)
        if first := next((step for step in ran.steps if step.heard), None):
            self.ways[first.by.value if first.by else "outside"] += 1
            self.slowest = max(self.slowest, first.after)
        return ran

    @property
    def total(self) -> int:
        return self.ends.total()

    @property
    def well(self) -> int:
        return sum(self.ends[end] for end in WELL)

    @property
    def sentence(self) -> str:
        """What the whole proof says."""
        if not self.total:
            return _("Dalam kurun ini tidak ada kewajiban yang lewat waktu.")
        if self.well == self.total:
            said = _(
                "Semua %(count)s kewajiban yang lewat waktu sampai kepada orang yang bertugas dan dapat dihubungi."
            )
            return said % {"count": number(self.total)}
        return _("%(open)s dari %(count)s kewajiban yang lewat waktu belum sampai kepada siapa pun.") % {
            "open": number(self.total - self.well), "count": number(self.total),
        }  # fmt: skip

    def lines(self) -> list[tuple[str, str]]:
        """The figures below it, each with its words; what is nothing is left out."""
        ends = {
            End.REACHED: _("sampai kepada seseorang"), End.SETTLED: _("selesai sebelum giliran atasan"),
            End.WAITING: _("pesannya menunggu dikirim"), End.LOST: _("pesannya tidak sampai"),
            End.NOBODY: _("tidak ada yang dapat diberi tahu"), End.MISSED: _("tanpa catatan"),
        }  # fmt: skip
        ways = {
            "holder": _("pertama didengar pemangku jabatan"), "duty": _("pertama didengar petugas jaga"),
            "named": _("pertama didengar penerima pelimpahan wewenang"), "outside": _("pertama didengar pihak luar"),
        }  # fmt: skip
        counted = [(words, self.ends[end]) for end, words in ends.items()]
        counted += [(words, self.ways[way]) for way, words in ways.items()]
        counted += [(_("jabatan dilewati karena kosong, tidak bertugas, atau tanpa kontak"), self.passed)]
        slow = [(_("paling lama sampai orang pertama diberi tahu"), lasted(self.slowest))] if self.ways else []
        return [*((words, number(count)) for words, count in counted if count), *slow]


def ran_out(period: Period, among: ObligationQuerySet, now: datetime) -> Iterator[Ran]:
    """Every clock of an office that ran out in the period, in that order; of a million only the keys are held at once.

    What fell due less than GRACE ago is not asked for yet.
    """
    keys = iter(_clocks(period, among, now).values_list("pk", flat=True))
    rows, reader = Clock.objects.select_related("obligation__owner_office"), _Reader()
    while page := list(islice(keys, PAGE)):
        found = rows.in_bulk(page)
        yield from reader.read([found[key] for key in page if key in found])


def _clocks(period: Period, among: ObligationQuerySet, now: datetime) -> QuerySet[Clock]:
    """Those that stood still or were done in time are none."""
    missed = Q()
    for name in ("met_at", "dropped_at", "paused_at"):
        missed &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": F("due_at")})
    rows = Clock.objects.filter(missed, party=Clock.Party.OFFICE, obligation__in=among)
    rows = rows.filter(due_at__gte=period.since, due_at__lt=min(period.until, now - GRACE))
    if period.office:
        rows = rows.filter(obligation__owner_office=period.office)
    return rows.order_by("due_at", "id")


class _Reader:
    """What a page of clocks needs, in a fixed number of queries; names are asked for once."""

    def __init__(self) -> None:
        self.posts: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self.decrees: dict[str, str] = {}
        self.rosters: dict[str, str] = {}

    def read(self, clocks: Sequence[Clock]) -> Iterator[Ran]:
        lines = _lines(clocks)
        self._name([line.facts for some in lines.values() for line in some])
        about = {(clock.obligation.kind, clock.obligation.ref) for clock in clocks if str(clock.pk) in lines}
        sent = attempts_beginning(about, "escalate:")
        for clock in clocks:
            office = clock.obligation.owner_office
            steps = [self._step(clock, line, sent) for line in lines.get(str(clock.pk), ())]
            label = clock_label(clock.obligation.kind, clock.name)
            yield Ran(clock, label, office.short if office else "", tuple(steps))

    def _step(self, clock: Clock, line: Event, sent: Mapping[str, list[Attempt]]) -> Step:
        facts, key = line.facts, f"escalate:{clock.pk}:{line.facts['level']}"
        told = [(facts.get("person", ""), key), (facts.get("later", ""), f"{key}:later")]
        heard = [Heard(self.people.get(who, "–"), tuple(sent.get(name, ()))) for who, name in told if who]
        if facts.get("outside"):
            heard = [Heard(_("pihak luar"), tuple(sent.get(key, ())))]
        return Step(
            at=line.at, after=line.at - clock.due_at, post=self.posts.get(facts["post"], ""), way=self._way(facts),
            by=Way(facts["way"]) if facts.get("person") else None, heard=tuple(heard),
            passed=tuple((self.posts.get(one["post"], "–"), one["reason"]) for one in facts["passed"]),
        )  # fmt: skip

    def _way(self, facts: Mapping[str, Any]) -> str:
        if facts.get("outside"):
            return _("alamat di luar pemerintah daerah")
        if under := facts.get("under"):
            return _("atas nama, menurut %(decree)s") % {"decree": self.decrees.get(under, "–")}
        if roster := facts.get("roster"):
            return _("petugas jaga, %(roster)s") % {"roster": self.rosters.get(roster, "–")}
        return _("pemangku jabatan") if facts.get("person") else ""

    def _name(self, facts: Iterable[Mapping[str, Any]]) -> None:
        wanted: dict[str, set[str]] = {name: set() for name in ("post", "person", "under", "roster")}
        for fact in facts:
            wanted["post"] |= {fact["post"], *(one["post"] for one in fact["passed"])}
            wanted["person"] |= {fact.get("person", ""), fact.get("later", "")}
            for name in ("under", "roster"):
                wanted[name].add(fact.get(name, ""))
        posts = Post.objects.select_related("office").in_bulk(_new(wanted["post"], self.posts))
        self.posts |= {str(key): full_title(post) for key, post in posts.items()}
        named = Person.objects.filter(pk__in=_new(wanted["person"], self.people)).values_list("pk", "name")
        self.people |= {str(key): name for key, name in named}
        rows = Delegation.objects.select_related("basis").in_bulk(_new(wanted["under"], self.decrees))
        self.decrees |= {str(key): decree_words(row) for key, row in rows.items()}
        kept = Roster.objects.filter(pk__in=_new(wanted["roster"], self.rosters)).values_list("pk", "name")
        self.rosters |= {str(key): name for key, name in kept}


def _new(wanted: set[str], known: Mapping[str, str]) -> list[UUID]:
    return [UUID(key) for key in wanted - {"", *known}]


def _lines(clocks: Sequence[Clock]) -> dict[str, list[Event]]:
    """The lines of each clock that say that it climbed, in their order."""
    rows = Event.objects.filter(obligation__in=[clock.obligation_id for clock in clocks], verb="escalate")
    found: dict[str, list[Event]] = {}
    for line in rows.order_by("obligation", "seq"):
        found.setdefault(line.facts["clock"], []).append(line)
    return found


# --- words -----------------------------------------------------------------------------------------------------------


def number(count: int) -> str:
    """With points between the thousands."""
    return f"{count:,}".replace(",", ".")


def lasted(span: timedelta) -> str:
    """`kurang dari 1 menit`, `12 menit`, `3 jam 5 menit`, `2 hari 4 jam`."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    if not minutes:
        return _("kurang dari 1 menit")
    if minutes < 60:
        return _("%(minutes)d menit") % {"minutes": minutes}
    if minutes < 24 * 60:
        return _("%(hours)d jam %(minutes)d menit") % {"hours": minutes // 60, "minutes": minutes % 60}
    return _("%(days)d hari %(hours)d jam") % {"days": minutes // 1440, "hours": minutes % 1440 // 60}
