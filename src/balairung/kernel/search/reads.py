"""Finding by words: the newest first, in twenties, whether three fit or a hundred thousand.

A word of every second report cannot be asked for as a whole: a hundred thousand rows would be read to show twenty. So
the months are gone through from the newest backwards, a few at first and then by years, until there is enough; and
what the words find is then held, page by page, against the rows that may be seen at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, repeat
from uuid import UUID

from django.db.models import Max, Min, Q

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.inbox import MOST as COUNTED
from balairung.kernel.obligations.models import Clock, Obligation, ObligationQuerySet
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.kernel.search.models import SearchText, Sought, key_of, month_token, owner_token
from balairung.kernel.search.stemming import asked_words

MONTHS = (1, 2, 9)  # looked through one after another, then year by year
PAGE = 1_200  # candidates in one go, of which the first HEAD nearly always fill what is shown
HEAD = 100
EXAMINED = 6_000  # looked at for one answer; beyond it the reader goes on with "older"
MOST_OWNERS = 40  # beyond so many offices the words alone are quicker

#: Where an answer ended: the moment and the key of the last row that was looked at.
Mark = tuple[datetime, UUID]


@dataclass(frozen=True)
class Found:
    """The newest of what fits; `count` is of all of it, capped, and `more` says that it may be more than that."""

    obligations: list[Obligation] = field(default_factory=list)
    count: int = 0
    more: bool = False
    older: Mark | None = None


def find(
    rows: ObligationQuerySet,
    query: str,
    *,
    owners: Collection[UUID] | None = None,
    public: bool = False,
    after: Mark | None = None,
    most: int = 20,
) -> Found:
    """Those of `rows` that hold all words of the query, the newest first, those after the mark.

    `rows` decides what may be found; `owners` (see `owners_for`) only spares the looking at what is nobody's
    business anyway. With `public` only the words of redacted projections are looked at. A later page is not counted.
    """
    words = asked_words(query)
    if not words:
        return Found()
    tally = _Tally(rows, most, None if after else COUNTED)
    for page in Search(words, owners, public).candidates(after):
        tally.look_at(page)
        if tally.enough or tally.examined >= EXAMINED:
            break
    return tally.found()


def find_by_number(rows: ObligationQuerySet, query: str) -> Obligation | None:
    """`P-7K3M-92QD`, also as people type it: `p 7k3m 92qd`."""
    ref = read_reference(query[:30])
    return rows.filter(ref=ref).first() if ref else None


def owners_for(actor: Actor) -> set[UUID] | None:
    """Whose cases this actor can see at all: their offices' and, once they were told of lateness, those below them.

    None when that says nothing because it is nearly everybody.
    """
    if actor.leads or actor.coordinates:
        return None
    owners = set(actor.office_ids) | ({actor.person_id} if actor.person_id else set())
    if Clock.objects.filter(told_post__in=actor.post_ids).exists():
        owners |= _offices_below(actor.post_ids)
    return owners if len(owners) <= MOST_OWNERS else None


@dataclass(frozen=True)
class Search:
    """What is looked for, month by month."""

    words: tuple[str, ...]
    owners: Collection[UUID] | None
    public: bool

    def candidates(self, after: Mark | None) -> Iterator[list[UUID]]:
        """What the words find, page by page from the newest, whoever may see it."""
        for months in _windows(after[0] if after else None):
            while page := self._page(months, after):
                yield page
                if len(page) < PAGE:
                    break
                after = _mark(page[-1])

    def _page(self, months: tuple[str, ...], after: Mark | None) -> list[UUID]:
        sought = Sought(self.words, months, tuple(owner_token(owner) for owner in sorted(self.owners or ())))
        rows = SearchText.objects.filter(**{"public_words__holds" if self.public else "words__holds": sought})
        if after:
            rows = rows.filter(Q(opened_at__lt=after[0]) | Q(opened_at=after[0], obligation__lt=after[1]))
        return list(rows.order_by("-opened_at", "-obligation_id").values_list("obligation_id", flat=True)[:PAGE])


@dataclass
class _Tally:
    """What of the candidates may be seen: the first ones by name, the others by number."""

    rows: ObligationQuerySet
    most: int
    counted: int | None  # how far it is counted; None: only as far as it is shown
    hits: list[UUID] = field(default_factory=list)  # one more than shown
    count: int = 0
    examined: int = 0
    last: UUID | None = None

    @property
    def full(self) -> bool:
        return len(self.hits) > self.most

    @property
    def enough(self) -> bool:
        return self.full and (self.counted is None or self.count > self.counted)

    def look_at(self, page: list[UUID]) -> None:
        for part in filter(None, (page[:HEAD], page[HEAD:])):
            if self.full and self.counted:
                self.count += self.rows.filter(pk__among=part).count()
            elif not self.full:
                seen = set(self.rows.filter(pk__among=part).values_list("pk", flat=True))
                self.count += len(seen)
                self.hits += [key for key in part if key in seen]
        self.examined, self.last = self.examined + len(page), page[-1]

    def found(self) -> Found:
        """The rows of the first hits; where it goes on, if it does."""
        shown = self.hits[: self.most]
        known = _rows().in_bulk(shown)
        broken_off = self.examined >= EXAMINED and not self.enough
        last = shown[-1] if self.full else self.last if broken_off else None
        count = min(self.count, (self.counted or self.count) + 1)
        over = broken_off or self.enough
        return Found([known[key] for key in shown if key in known], count, over, _mark(last) if last else None)


def _rows() -> ObligationQuerySet:
    """With what a list shows; contacts stay sealed, unsealing takes time."""
    rows = Obligation.objects.select_related("owner_office", "owner_person").prefetch_related("tags")
    return rows.defer("owner_person__nip", "owner_person__email", "owner_person__phone")


def _mark(key: UUID) -> Mark:
    return SearchText.objects.values_list("opened_at", "obligation_id").get(pk=key_of(key))


def _windows(newest: datetime | None) -> Iterator[tuple[str, ...]]:
    """The tokens of the months from the newest (or the one of the mark) back to the first, a few at a time."""
    span = Obligation.objects.aggregate(first=Min("opened_at"), last=Max("opened_at"))
    if span["first"] is None:
        return
    month, first = _number(newest or span["last"]), _number(span["first"])
    for length in chain(MONTHS, repeat(12)):
        if month < first:
            return
        stop = max(month - length, first - 1)
        yield tuple(month_token(datetime(one // 12, one % 12 + 1, 1, tzinfo=UTC)) for one in range(month, stop, -1))
        month = stop


def _number(moment: datetime) -> int:
    """Months since the beginning of our era, in the zone that the tokens are written in."""
    at = moment.astimezone(UTC)
    return at.year * 12 + at.month - 1


def _offices_below(posts: Collection[UUID]) -> set[UUID]:
    """The offices of all posts whose line of command goes through one of these."""
    rows = list(Post.objects.values_list("pk", "superior_id", "office_id"))
    below: dict[UUID | None, list[UUID]] = {}
    for key, superior, _office in rows:
        below.setdefault(superior, []).append(key)
    reached, frontier = set(posts), list(posts)
    while frontier:
        fresh = [key for post in frontier for key in below.get(post, []) if key not in reached]
        reached.update(fresh)
        frontier = fresh
    return {office for key, _superior, office in rows if key in reached}
