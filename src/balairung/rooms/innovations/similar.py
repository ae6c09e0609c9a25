"""Is it there already? Titles that say the same in other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from balairung.ground.common.text import plain
from balairung.kernel.people.models import Office
from balairung.rooms.innovations.models import Innovation

ALIKE = 0.5  # of the words of both together
MOST = 3
LOOKED_FOR = 4  # of the longest words of a title
#: Words that say nothing about what it is.
EMPTY = frozenset(
    [
        *("dan", "di", "ke", "dari", "untuk", "dengan", "yang", "pada", "oleh", "atau", "para", "bagi"),
        *("inovasi", "program", "desa", "kelurahan", "kecamatan"),
    ]
)


@dataclass(frozen=True)
class Alike:
    """A card that may be the same."""

    ref: str
    name: str
    by: str
    own: bool  # of the same office
    same: bool  # the very same title

    def __str__(self) -> str:
        return f"“{self.name}” ({self.by})"


def likeness(first: str, second: str) -> float:
    """The share of their words that two titles have in common, 0 to 1; words that say nothing do not count."""
    one, other = words_of(first), words_of(second)
    return len(one & other) / len(one | other) if one and other else 0.0


def words_of(title: str) -> frozenset[str]:
    said = frozenset(plain(title).split())
    return said - EMPTY or said


def alike(
    name: str, *, office: Office | None, without: Iterable[UUID | None] = ()
) -> list[Alike]:  # fmt: skip
    """The cards whose titles are nearest to this one, the nearest first; one's own office's before others'.

    Titles that share one of its longest words are compared: two statements, whatever the number of cards.
    """
    longest = sorted(words_of(name), key=lambda word: (-len(word), word))[:LOOKED_FOR]
    if not longest:
        return []
    said = Q()
    for word in longest:
        said |= Q(name__icontains=word)
    rows = Innovation.objects.exclude(status="declined").filter(said).exclude(pk__in=[one for one in without if one])
    rows = rows.exclude(~Q(office=office), status="draft") if office else rows.exclude(status="draft")
    near = _ranked(name, rows.values_list("pk", "name", "office_id"), office.pk if office else None)
    cards = Innovation.objects.select_related("office", "region").in_bulk([pk for pk, _own in near])
    wanted = plain(name)
    return [
        Alike(cards[pk].ref, cards[pk].name, cards[pk].proposed_by, own, plain(cards[pk].name) == wanted)
        for pk, own in near
    ]


def _ranked(
    name: str, rows: Iterable[tuple[UUID, str, UUID | None]], office: UUID | None
) -> Sequence[tuple[UUID, bool]]:
    found = []
    for pk, title, owner in rows:
        share, own = likeness(name, title), office is not None and owner == office
        if share >= ALIKE:
            found.append((not own, -share, str(pk), pk))
    return [(pk, not others) for others, _share, _key, pk in sorted(found)[:MOST]]
