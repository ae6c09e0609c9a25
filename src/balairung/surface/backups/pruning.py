"""Which backups stay: all of a day, then the last of each of seven days, four weeks and twelve months that have any."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta

from balairung.surface.backups.shelf import Shelf

DAYS, WEEKS, MONTHS = 7, 4, 12
YOUNG = timedelta(days=1)  # before the newest: whoever makes one before an upgrade wants the one before that, too


def staying(moments: Iterable[datetime]) -> set[datetime]:
    """The newest always stays, and so does what is at most a day older."""
    newest_first = sorted(set(moments), reverse=True)
    rules: list[tuple[int, Callable[[datetime], Hashable]]] = [
        (DAYS, lambda one: one.date()),
        (WEEKS, lambda one: one.isocalendar()[:2]),
        (MONTHS, lambda one: (one.year, one.month)),
    ]
    young = {one for one in newest_first if newest_first[0] - one <= YOUNG}
    return young | {one for most, span_of in rules for one in _last_of_each(newest_first, span_of)[:most]}


def _last_of_each(newest_first: Iterable[datetime], span_of: Callable[[datetime], Hashable]) -> list[datetime]:
    found = dict[Hashable, datetime]()
    for one in newest_first:
        found.setdefault(span_of(one), one)
    return list(found.values())


def prune(shelf: Shelf) -> list[str]:
    """Take away the backups that need not stay, and the pieces that none of the others uses. Return which went."""
    moments = {shelf.manifest(key).at: key for key in shelf.ids()}
    kept = staying(moments)
    gone = [key for moment, key in moments.items() if moment not in kept]
    for key in gone:
        shelf.drop(key)
    shelf.sweep()
    return gone
