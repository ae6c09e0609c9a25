"""The register as lists: what one asks for, page by page, and what each row is worth on the day one stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q
from django.utils.text import slugify
from django.utils.timezone import localdate, make_aware

from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Delegation, Holding
from balairung.kernel.people.models.delegations import DelegationQuerySet
from balairung.rooms.delegations.matters import Matters
from balairung.rooms.delegations.wording import given_words, limit_words, term_words

PAGE, SHEET = 100, 1000  # rows of a page, of the sheet that is printed
SOON = timedelta(days=90)
WORDS = 6  # of a search; more are not looked at
Standing = Delegation.Standing


@dataclass(frozen=True)
class Line:
    """One row of the register as a list shows it."""

    row: Delegation
    what: str
    standing: Delegation.Standing

    @property
    def receiver(self) -> str:
        return full_title(self.row.receiver)

    @property
    def given(self) -> str:
        return given_words(self.row)

    @property
    def term(self) -> str:
        return term_words(self.row)

    @property
    def limits(self) -> str:
        return " · ".join(limit_words(self.row))


@dataclass(frozen=True)
class Bunch:
    """Rows that differ in nothing but their receivers: what a decree gives to all camat is read once."""

    lines: Sequence[Line]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def alone(self) -> bool:
        return len(self.lines) == 1

    @property
    def limits(self) -> str:
        return " · ".join(limit_words(self.first.row, where=False))


@dataclass(frozen=True)
class Shelf:
    """The rows about one thing."""

    subject: str
    what: str
    bunches: Sequence[Bunch]


def moment_of(day: date, now: datetime) -> datetime:
    """Now for today; noon for any other day, so that no clock falls between two days."""
    return now if day == localdate(now) else make_aware(datetime.combine(day, time(12)))


def standing_on(standing: str, day: date) -> Q:
    """The condition of `Delegation.standing`, for rows in the database."""
    refused = Q(answer=Delegation.Answer.REFUSED)
    withdrawn = Q(withdrawn_from__isnull=False, withdrawn_from__lte=day)
    expired = Q(until__isnull=False, until__lt=day)
    unanswered = Q(kind=Delegation.Kind.ASSIGNMENT, cost__isnull=False, cost=0, answer="")
    future = Q(since__gt=day)
    before = {
        Standing.REFUSED: refused,
        Standing.WITHDRAWN: ~refused & withdrawn,
        Standing.EXPIRED: ~refused & ~withdrawn & expired,
        Standing.UNANSWERED: ~refused & ~withdrawn & ~expired & unanswered,
        Standing.FUTURE: ~refused & ~withdrawn & ~expired & ~unanswered & future,
        Standing.IN_FORCE: ~refused & ~withdrawn & ~expired & ~unanswered & ~future,
    }
    return before[Standing(standing)]


def narrowed(asked: Mapping[str, Any], matters: Matters) -> DelegationQuerySet:
    """The rows of what is asked for (forms.RegisterForm), whatever they are worth."""
    rows = Delegation.objects.all()
    if subject := asked.get("hal"):
        rows = rows.filter(subject=subject)
    if office := asked.get("kantor"):
        rows = rows.filter(Q(giver__office=office) | Q(receiver__office=office))
    if code := asked.get("kecamatan"):
        rows = rows.filter(_within("region", code) | _within("receiver__office__region", code))
    for word in str(asked.get("kata", "")).split()[:WORDS]:
        rows = rows.filter(_says(word, matters))
    return rows


def _within(path: str, code: str) -> Q:
    return Q(**{f"{path}__code": code}) | Q(**{f"{path}__code__startswith": f"{code}."})


def _says(word: str, matters: Matters) -> Q:
    """In a post, an office, the decree, a condition, or the name of a kind."""
    paths = ("giver__title", "receiver__title", "giver__office__name", "receiver__office__name", "basis__number")
    said = Q(basis__about__icontains=word) | Q(conditions__icontains=word)
    for path in paths:
        said |= Q(**{f"{path}__icontains": word})
    for subject, key in matters.found(word):
        said |= Q(subject=subject, matter=key)
    return said | Q(matter__icontains=slugify(word)) if slugify(word) else said


def counted(rows: DelegationQuerySet, day: date) -> dict[str, int]:
    """How many are worth what on this day: one question."""
    sums = {one.value: Count("pk", filter=standing_on(one, day)) for one in Standing}
    return rows.order_by().aggregate(**sums)


def shelves(rows: Sequence[Delegation], day: date, now: datetime, matters: Matters) -> list[Shelf]:
    """Neighbours that are about one thing stand together, and those of them that come from one hand in one bunch."""
    found = lines_of(rows, day, now, matters)
    together = groupby(found, key=lambda line: (line.row.subject, line.row.matter))
    groups = [list(group) for _kind, group in together]
    return [Shelf(str(group[0].row.get_subject_display()), group[0].what, _bunches(group)) for group in groups]


def lines_of(rows: Iterable[Delegation], day: date, now: datetime, matters: Matters) -> list[Line]:
    """Rows as a list shows them, each worth what it is on that day."""
    at = moment_of(day, now)
    return [Line(row, matters.words(row.subject, row.matter), row.standing(at)) for row in rows]


def _bunches(lines: Sequence[Line]) -> list[Bunch]:
    """In the order of the first of each."""
    found: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        found.setdefault(_hand(line), []).append(line)
    return [Bunch(group) for group in found.values()]


def _hand(line: Line) -> tuple[Any, ...]:
    """What rows of one bunch share; where each has it in the region of its own office, that too."""
    row = line.row
    own = row.region_id == row.receiver.office.region_id
    terms = (row.value_limit, row.scale_limit, row.only_in_absence, row.conditions)
    return row.basis_id, row.giver_id, row.kind, line.standing, line.term, own or row.region_id, terms


# --- what somebody should look at --------------------------------------------------------------------------------


def expiring(rows: DelegationQuerySet, day: date) -> DelegationQuerySet:
    """In force today and over within ninety days, the nearest end first; what goes on in another row is left out."""
    soon = rows.in_force(day).filter(until__isnull=False, until__lte=day + SOON)
    return soon.for_list().order_by("until", "subject", "matter", "receiver__office__order", "id")


def unanswered(rows: DelegationQuerySet, day: date) -> DelegationQuerySet:
    """Assignments that wait for the village's word, the oldest first: unfunded ones do not count until then."""
    waiting = rows.filter(kind=Delegation.Kind.ASSIGNMENT, answer="")
    waiting = waiting.filter(standing_on(Standing.UNANSWERED, day) | standing_on(Standing.IN_FORCE, day))
    return waiting.for_list().order_by("recorded_at", "subject", "matter", "receiver__office__order", "id")


def without_holder(rows: DelegationQuerySet, day: date, now: datetime) -> DelegationQuerySet:
    """In force, and nobody holds the receiving post, or it is gone."""
    held = Holding.objects.current(moment_of(day, now)).values("post")
    empty = Q(receiver__closed_on__isnull=False) | Q(receiver__office__closed_on__isnull=False)
    return rows.in_force(day).filter(empty | ~Q(receiver__in=held)).for_list()


def passed_on(row: Delegation) -> DelegationQuerySet:
    """What the receiver gave further of the same thing."""
    below = Delegation.objects.filter(giver=row.receiver_id, subject=row.subject)
    return (below.filter(Q(matter=row.matter) | Q(matter="")) if row.matter else below).for_list()


def came_from(row: Delegation) -> DelegationQuerySet:
    """The rows by which the giver has it."""
    above = Delegation.objects.filter(receiver=row.giver_id, subject=row.subject) if row.giver_id else None
    rows = above.filter(Q(matter=row.matter) | Q(matter="")) if above is not None else Delegation.objects.none()
    return rows.for_list().order_by(F("since").desc(), "id")
