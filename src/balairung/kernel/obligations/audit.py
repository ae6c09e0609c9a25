"""Does the house keep its own rules? What `balairung check` asks; each finding is a sentence.

Every question is one statement or goes through its rows in pages, so that a million cases need no more memory than a
thousand, and on SQLite nobody who writes has to wait for the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.clocks import count
from balairung.kernel.obligations.guards import missing_guards
from balairung.kernel.obligations.leaves import LINE, earliest_key, line_hash
from balairung.kernel.obligations.ledger import commit
from balairung.kernel.obligations.models import OPEN, Clock, Event, Leaf, Obligation, Remark
from balairung.kernel.obligations.proof import GRACE
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Absence
from balairung.kernel.rosters import audit as rosters

LEAF_GRACE = timedelta(days=2)  # once a day the worker looks at all lines that have no leaf
RECENT = timedelta(days=90)  # messages and leaves of absence are compared so far back
MOST = 20  # findings of one kind that are named
PAGE = 2000


def findings(*, now: datetime) -> list[str]:
    """Everything that is wrong; empty when all is well."""
    with _reading():
        checks = (guards(), overdue_without_escalation(now), escalations(), broken_lines(), clocks_and_times())
        also = (_first(told_in_vain(now)), _first(rosters.findings(now=now)))
        others = (import_string(path)(now=now) for path in settings.AUDITS)
        found = [finding for check in (*checks, *also, *others) for finding in check]
        return [*found, *dates(), *remarks(), *leaves(), *lines_without_leaf(now)]


def _reading() -> AbstractContextManager[object]:
    """PostgreSQL finds a regency inside a transaction only; SQLite would lock out all who write."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def guards() -> Iterator[str]:
    for name in sorted(missing_guards()):
        yield f"the guard {name} is missing or was changed: run `balairung migrate`"


def _late(now: datetime) -> QuerySet[Clock]:
    running = Clock.objects.filter(met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True)
    return running.filter(party="office", due_at__lt=now - GRACE).select_related("obligation").order_by("due_at", "id")


def overdue_without_escalation(now: datetime) -> Iterator[str]:
    """An item that is overdue and has neither climbed nor reached the top is the one failure nobody would see."""
    stuck = Q(level=0) | Q(escalate_at__lt=now - GRACE)
    for clock in _late(now).filter(stuck)[:MOST]:
        yield f"{clock.obligation.ref}: the clock {clock.name} is overdue and was not escalated"
    if settings.OUTSIDE_ADDRESS:
        return
    for clock in _late(now).filter(level__gt=0, told_post__isnull=True)[:MOST]:
        yield f"{clock.obligation.ref}: the clock {clock.name} is overdue and nobody can be told"


def escalations() -> Iterator[str]:
    """As many lines as rungs were climbed: one without the other was not the worker's doing."""
    climbed = Clock.objects.filter(level__gt=0).values("obligation")
    rungs = Clock.objects.filter(obligation=OuterRef("pk")).order_by().values("obligation").annotate(n=Sum("level"))
    lines = Event.objects.filter(obligation=OuterRef("pk"), verb="escalate").order_by().values("obligation")
    counted = Obligation.objects.filter(pk__in=climbed).annotate(
        rungs=Subquery(rungs.values("n")), lines=Coalesce(Subquery(lines.annotate(n=Count("id")).values("n")), Value(0))
    )
    for row in counted.exclude(rungs=F("lines")).order_by("id").values("ref", "rungs", "lines")[:MOST]:
        yield f"{row['ref']}: climbed {row['rungs']} rungs, and the ledger has {row['lines']} lines of it"


def told_in_vain(now: datetime) -> Iterator[str]:
    """Of late, whoever a line says was told had a message written, and was known to be there at that moment."""
    recent = Event.objects.filter(verb="escalate", at__gte=now - RECENT).order_by("at", "id")
    keys = list(recent.values_list("pk", flat=True))
    for start in range(0, len(keys), PAGE):
        lines = Event.objects.filter(pk__in=keys[start : start + PAGE]).select_related("obligation")
        told = [line for line in lines.order_by("at", "id") if line.facts.get("person") or line.facts.get("outside")]
        written = set(Notice.objects.filter(key__in=map(_key, told)).values_list("key", flat=True))
        away = _absences(told)
        for line in told:
            if _key(line) not in written:
                yield f"{line.obligation.ref}: line {line.seq} says that somebody was told, and there is no message"
            elif any(_was_away(absence, line) for absence in away.get(line.facts.get("person", ""), ())):
                yield f"{line.obligation.ref}: line {line.seq} told somebody who was away"


def _key(line: Event) -> str:
    return f"escalate:{line.facts['clock']}:{line.facts['level']}"


def _absences(lines: Iterable[Event]) -> dict[str, list[Absence]]:
    people = {line.facts["person"] for line in lines if line.facts.get("person")}
    found: dict[str, list[Absence]] = {}
    for absence in Absence.objects.filter(person__in=people):
        found.setdefault(str(absence.person_id), []).append(absence)
    return found


def _was_away(absence: Absence, line: Event) -> bool:
    """As it was known then: what was recorded afterwards could not be asked."""
    return absence.since <= localdate(line.at) <= absence.until and absence.pk < earliest_key(line.at)


def broken_lines() -> Iterator[str]:
    """Lines are numbered 1 … n without a gap, and the last one is the obligation's own count."""
    spans = Event.objects.values("obligation").annotate(n=Count("id"), first=Min("seq"), last=Max("seq"))
    broken = spans.exclude(first=1, n=F("last")).order_by("obligation")
    for row in broken[:MOST]:
        yield f"obligation {row['obligation']}: its lines have a gap"
    counted = Obligation.objects.annotate(last=Max("events__seq")).exclude(seq=F("last"))
    for ref, seq, last in counted.order_by("id").values_list("ref", "seq", "last")[:MOST]:
        yield f"{ref}: says {seq} lines and has {last or 0}"
    lost = Event.objects.filter(~Exists(Obligation.objects.filter(pk=OuterRef("obligation_id"))))
    for event in lost.order_by("id")[:MOST]:
        yield f"line {event.seq} of {event.obligation_id}: its obligation was removed"


def clocks_and_times() -> Iterator[str]:
    """What the inbox sorts by agrees with the clocks."""
    for party, name in ((Clock.Party.OFFICE, "next_at"), (Clock.Party.OTHER, "answer_by")):
        running = Clock.objects.filter(
            party=party, met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True
        )
        earliest = running.values("obligation").annotate(due=Min("due_at")).order_by("obligation")
        for row in earliest.exclude(**{f"obligation__{name}": F("due")})[:MOST]:
            yield f"obligation {row['obligation']}: {name} is not its earliest clock"
        waits = Obligation.objects.filter(state__in=OPEN, **{f"{name}__isnull": False})
        missing = waits.filter(~Exists(running.filter(obligation=OuterRef("pk"))))  # `NOT IN` is asked for each anew
        for obligation in missing.order_by("id")[:MOST]:
            yield f"{obligation.ref}: waits for a clock that does not run"


def dates() -> Iterator[str]:
    """Every running clock ends when its rule says, by the decrees of today: the page that explains it is right."""
    yield from _first(_wrong_dates(Calendars()))


def _wrong_dates(calendars: Calendars) -> Iterator[str]:
    running = Clock.objects.filter(met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True)
    rows = running.select_related("obligation").prefetch_related("pauses").order_by("id")
    page = list(rows[:PAGE])
    while page:
        for clock in page:
            if count(clock, clock.pauses.all(), calendars).due != clock.due_at:
                yield f"{clock.obligation.ref}: the date of {clock.name} is not what its rule comes to"
        page = list(rows.filter(id__gt=page[-1].pk)[:PAGE])


def remarks() -> Iterator[str]:
    """The words are those that the line was written for, unless they were erased."""
    said = Event.objects.exclude(commitment="").filter(remark__isnull=True).order_by("id")
    for event in said[:MOST]:
        yield f"line {event.seq} of {event.obligation_id}: its words were removed"
    written = Remark.objects.filter(erased_at__isnull=True).order_by("event_id")
    yield from _first(_changed_words(written))


def _changed_words(remarks: QuerySet[Remark]) -> Iterator[str]:
    names = ("event_id", "salt", "text", "event__commitment", "event__seq", "event__obligation_id")
    rows = remarks.values_list(*names)
    page = list(rows[:PAGE])
    while page:
        for _key, salt, text, commitment, seq, obligation in page:
            if commit(salt, text) != commitment:
                yield f"line {seq} of {obligation}: its words were changed"
        page = list(rows.filter(event_id__gt=page[-1][0])[:PAGE])


def leaves() -> Iterator[str]:
    """Each leaf still fits its line, and their places have no gap."""
    total = Leaf.objects.aggregate(n=Count("index"), last=Max("index"))
    if total["n"] and total["last"] + 1 != total["n"]:
        yield "the row of leaves has a gap: a line was removed"
    lost = Leaf.objects.filter(~Exists(Event.objects.filter(pk=OuterRef("event_id"))))
    for leaf in lost.order_by("index")[:MOST]:
        yield f"leaf {leaf.index}: its line {leaf.event_id} was removed"
    yield from _first(_changed_lines())


def _changed_lines() -> Iterator[str]:
    """As plain values: there are six lines to a case, and making rows of them takes twice as long."""
    rows = Leaf.objects.order_by("index").values_list("index", "hash", *(f"event__{name}" for name in LINE))
    page = list(rows[:PAGE])
    while page:
        for _index, stored, *line in page:
            if line_hash(line) != stored:
                yield f"line {line[LINE.index('seq')]} of {line[LINE.index('obligation_id')]} was altered"
        page = list(rows.filter(index__gt=page[-1][0])[:PAGE])


def lines_without_leaf(now: datetime) -> Iterator[str]:
    """The worker numbers all lines; one that has no leaf for days could be altered and nobody would see."""
    old = Event.objects.filter(leaf__isnull=True, id__lt=earliest_key(now - LEAF_GRACE)).order_by("id")
    for event in old[:MOST]:
        yield f"line {event.seq} of {event.obligation_id} has no leaf yet: does the worker run?"


def _first(found: Iterable[str]) -> Iterator[str]:
    return (finding for finding, _place in zip(found, range(MOST), strict=False))
