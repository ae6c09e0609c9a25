"""Rows in handfuls: each in a short transaction of its own, because they are read while the answer is already going."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.errors import Refused
from balairung.kernel.people.house import regency_zone
from balairung.surface.opendata.shape import Asked, Dataset, Record, tidy

M = TypeVar("M", bound=Model)
Batch = tuple[Sequence[Record], Any]


def rows_of(dataset: Dataset, asked: Asked) -> Iterator[Record]:
    """Tidy rows, in the order of the dataset. Raise `Refused`, at once, for what cannot be asked of it."""
    if asked.month and dataset.months is None:
        raise Refused(_("Data ini tidak dibagi menurut bulan. Unduh seluruhnya."))
    with transaction.atomic():
        zone, found = regency_zone(), dataset.rows(asked)
    return (tidy(record, zone) for record in found)


def in_handfuls(read: Callable[[Any], Batch | None], start: Any) -> Iterator[Record]:
    """What `read` finds from a place on, and where it goes on from there; until it finds nothing."""
    place = start
    while found := _read(read, place):
        yield from found[0]
        place = found[1]


def _read(read: Callable[[Any], Batch | None], place: Any) -> Batch | None:
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        return read(place)


def by_key(
    rows: Callable[[], QuerySet[M]], key: str, tell: Callable[[list[M]], Iterable[Record]], asked: Asked
) -> Iterator[Record]:
    """All rows of a table in the order of a column in which no value comes twice.

    A row of the table may become several rows of the dataset, whose keys then begin with its own and a slash.
    """

    def read(place: tuple[str, bool]) -> Batch | None:
        last, whole = place
        page = list(rows().filter(**{f"{key}__{'gt' if whole else 'gte'}": last}).order_by(key)[: asked.handful])
        if not page:
            return None
        return list(_after(tell(page), "" if whole else asked.after)), (_get(page[-1], key), True)

    first, slash, _rest = asked.after.partition("/")
    return in_handfuls(read, (first, not slash))


def _get(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _after(found: Iterable[Record], after: str) -> Iterator[Record]:
    """Of the first handful what comes after the row with this key. If that is gone, better a row twice than never."""
    records = list(found)
    keys = [record.values[0] for record in records]
    yield from records[keys.index(after) + 1 if after in keys else 0 :]


def listed(tell: Callable[[], Iterable[Record]], asked: Asked) -> Iterator[Record]:
    """A short list, read at once and put in the order of its keys."""

    def read(place: str | None) -> Batch | None:
        if place is None:
            return None
        found = sorted(tell(), key=lambda record: str(record.values[0]))
        return [record for record in found if str(record.values[0]) > place], None

    return in_handfuls(read, asked.after)
