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
from balairung.kernel.search.models import SearchText, Sought, month_token, owner_token
from balairung.kernel.search.stemming import asked_words

MONTHS = (1, 2, 9)  # looked through one after another, then year by year
PAGE = 1_200  # looked at in one go
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
    wanted = most if after else COUNTED
    hits, last, exhausted = _gather(rows, Search(words, owners, public), after, wanted)
    older = hits[most - 1] if len(hits) > most else last
    return Found(_read(hits[:most]), len(hits), len(hits) > COUNTED or not exhausted, older)


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

    def candidates(self, after: Mark | None) -> Iterator[list[Mark]]:
        """What the words find, page by page from the newest, whoever may see it."""
        for months in _windows(after[0] if after else None):
            while page := self._page(months, after):
                yield page
                after = page[-1]
                if len(page) < PAGE:
                    break

    def _page(self, months: tuple[str, ...], after: Mark | None) -> list[Mark]:
        sought = Sought(self.words, months, tuple(owner_token(owner) for owner in sorted(self.owners or ())))
        rows = SearchText.objects.filter(**{"public_words__holds" if self.public else "words__holds": sought})
        if after:
            rows = rows.filter(Q(opened_at__lt=after[0]) | Q(opened_at=after[0], obligation__lt=after[1]))
        return list(rows.order_by("-opened_at", "-obligation_id").values_list("opened_at", "obligation_id")[:PAGE])


def _gather(
    rows: ObligationQuerySet, search: Search, after: Mark | None, wanted: int
) -> tuple[list[Mark], Mark | None, bool]:
    """What fits and may be seen, up to one more than wanted; where it stopped, and whether there was no more."""
    hits: list[Mark] = []
    examined = 0
    for page in search.candidates(after):
        seen = set(rows.filter(pk__in=[key for _at, key in page]).values_list("pk", flat=True))
        hits += [mark for mark in page if mark[1] in seen]
        examined += len(page)
        if len(hits) > wanted:
            return hits[: wanted + 1], None, True
        if examined >= EXAMINED:
            return hits, page[-1], False
    return hits, None, True


def _read(hits: list[Mark]) -> list[Obligation]:
    keys = [key for _at, key in hits]
    found = Obligation.objects.select_related("owner_office").in_bulk(keys)
    return [found[key] for key in keys if key in found]


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
