"""Statements of what was done with delegated authority: opened by the worker, given, accepted or sent back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import Owner, make_move, open_many
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.models import Delegation, Holding, Post
from balairung.kernel.search.actions import index_batch
from balairung.rooms.delegations import access, moves
from balairung.rooms.delegations.counting import Figures, figures_of
from balairung.rooms.delegations.models import Statement
from balairung.rooms.delegations.periods import MONTHS_OF, Period, ended

log = logging.getLogger(__name__)
KIND = "delegations"
DAY = 2 * 24 * 3600  # seconds for which it is remembered that a day's statements are opened


@dataclass
class Due:
    """One statement that nobody has opened yet: of one receiver to one giver, about these rows."""

    giver: Post
    receiver: Post
    period: Period
    rows: list[Delegation] = field(default_factory=list)


def open_statements(*, now: datetime) -> int:
    """Open what is owed for the months and quarters that are over; return how many (settings.LOOPS).

    A row owes for every period in which it was in force on a day, if it was recorded before the period was over: a
    decree that comes late asks for no reports of the past. What the first round of a day finds is all that the day
    can bring; until then it asks again after a fault.
    """
    today = localdate(now)
    mark = f"delegations-opened-{today}"
    with transaction.atomic():
        if cache.get(mark):
            return 0
        dues = [due for kind in MONTHS_OF for period in ended(kind, today) for due in _missing(kind, period)]
    opened = [_try_to_open(due, now) for due in dues]
    if None not in opened:
        with transaction.atomic():
            cache.set(mark, True, DAY)
    return sum(filter(None, opened))


def _missing(reporting: str, period: Period) -> list[Due]:
    """Who owes a statement of this period and has none, with the rows that it is about."""
    known = Statement.objects.filter(delegations=OuterRef("pk"), first=period.first, last=period.last)
    rows = Delegation.objects.filter(~Exists(known), _counted_in(period), reporting=reporting, giver__isnull=False)
    rows = rows.filter(recorded_at__lt=period.ends_at, receiver__office__closed_on__isnull=True)
    found: dict[tuple[UUID, UUID], Due] = {}
    for row in rows.select_related("giver__office", "receiver__office").order_by("receiver", "giver", "id"):
        if row.giver:
            found.setdefault((row.giver.pk, row.receiver_id), Due(row.giver, row.receiver, period)).rows.append(row)
    return list(found.values())


def _counted_in(period: Period) -> Q:
    """In force on at least one day of the period (see DelegationQuerySet.in_force)."""
    term = Q(since__lte=period.last) & (Q(until__isnull=True) | Q(until__gte=period.first))
    stood = Q(withdrawn_from__isnull=True) | Q(withdrawn_from__gt=period.first) & Q(withdrawn_from__gt=F("since"))
    unfunded, unheard = Q(kind=Delegation.Kind.ASSIGNMENT, cost=0), Q(answered_at__isnull=True)
    waited = unfunded & (unheard | Q(answered_at__gte=period.ends_at))
    return term & stood & ~Q(answer=Delegation.Answer.REFUSED) & ~waited


def _try_to_open(due: Due, now: datetime) -> int | None:
    """One by one: a bad one never stops the others. None for one that failed."""
    try:
        return _open(due, now)
    except Exception:
        log.exception("a statement was not opened: %s to %s, %s", due.receiver.pk, due.giver.pk, due.period.key)
        return None


@transaction.atomic
def _open(due: Due, now: datetime) -> int:
    facts = {"giver": due.giver.title, "period": due.period}
    subject = _("Laporan kepada %(giver)s atas wewenang yang dilimpahkan, %(period)s") % facts
    opened = open_many(
        kind=KIND, prefix="W", subject=subject[:200], owners=[Owner(due.receiver.office, post=due.receiver)],
        clocks=[_clock(due.period)], origin=f"{due.giver.pk.hex}:{due.receiver.pk.hex}", period=due.period.key,
        by=SYSTEM, at=now, step="report",
    )  # fmt: skip
    for obligation in opened:
        statement = Statement.objects.create(
            obligation=obligation, giver=due.giver, receiver=due.receiver, first=due.period.first,
            last=due.period.last, figures=_figures(due, now),
        )  # fmt: skip
        statement.delegations.set(due.rows)
        _tell(statement, due.receiver, _("Laporan pelimpahan wewenang: %(ref)s"), now)
    index_batch(opened)
    return len(opened)


def _clock(period: Period) -> ClockRule:
    """Counts from the last moment of the period, however late the worker comes."""
    return clock_rule(KIND, "report", since=period.ends_at - timedelta(seconds=1))


def _figures(due: Due, now: datetime) -> Figures:
    return figures_of(due.receiver.office_id, {row.subject for row in due.rows}, due.period, now)


@transaction.atomic
def submit(statement: Statement, *, text: str, files: Sequence[File] = (), by: Actor, at: datetime) -> Event:
    """What was done with it, in words, perhaps with files."""
    require(access.can_report(by, statement))
    attach(files, about=(KIND, statement.obligation.ref))
    event = _move(statement, moves.SUBMIT, by=by, at=at, words=text, files=files)
    _tell(statement, statement.giver, _("Laporan pelimpahan masuk: %(ref)s"), at)
    return event


@transaction.atomic
def accept(statement: Statement, *, text: str = "", by: Actor, at: datetime) -> Event:
    """Read, and enough."""
    require(access.can_judge(by, statement))
    event = _move(statement, moves.ACCEPT, by=by, at=at, words=text)
    _tell(statement, statement.receiver, _("Laporan pelimpahan diterima: %(ref)s"), at)
    return event


@transaction.atomic
def send_back(statement: Statement, *, text: str, by: Actor, at: datetime) -> Event:
    """Not enough: the receiver says more within a shorter time."""
    require(access.can_judge(by, statement))
    event = _move(statement, moves.RETURN, by=by, at=at, words=text, clocks=[clock_rule(KIND, "revise")])
    _tell(statement, statement.receiver, _("Laporan pelimpahan perlu diperbaiki: %(ref)s"), at)
    return event


def _move(
    statement: Statement, move: Move, *, by: Actor, at: datetime, words: str = "", files: Sequence[File] = (),
    clocks: Sequence[ClockRule] = (),
) -> Event:  # fmt: skip
    return make_move(statement.obligation, move, by=by, at=at, words=words, evidence=files, clocks=clocks)


def _tell(statement: Statement, post: Post, subject: str, at: datetime) -> None:
    """Whoever sits in the post."""
    ref, seq = statement.obligation.ref, statement.obligation.seq
    holdings = Holding.objects.current(at).filter(post=post).select_related("person").order_by("since", "id")
    people = {holding.person_id: holding.person for holding in holdings}
    recipients = [(Recipient.person(person), f"{statement.pk}:{seq}:{key}") for key, person in people.items()]
    notify_all(
        recipients, subject=subject % {"ref": ref}, body=statement.obligation.subject, about=(KIND, ref),
        bundle="inbox", at=at,
    )  # fmt: skip
