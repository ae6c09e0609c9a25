"""What else is worth reading: by shared words and shared place, at most three, and always the same ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from math import log

from balairung.rooms.announcements.models import Announcement, Target

LATELY = timedelta(days=365)
LOOKED_AT = 200  # of the newest
MOST = 3
LEAST = 1.0  # what shares less has nothing to do with it
OF_PLACE = 0.6  # what a shared place counts


def related(found: Announcement) -> list[Announcement]:
    """The likest first; of equals the newer one. Two statements, whatever there is."""
    if found.published_at is None:
        return []
    rows = Announcement.objects.for_all().exclude(pk=found.pk).filter(published_at__gt=found.published_at - LATELY)
    others = list(rows.newest_first()[:LOOKED_AT])
    places = _places([found, *others])
    rare = _rarity([one.words for one in [found, *others]])
    marks = [(_likeness(found, one, rare, places), one) for one in others]
    likest = sorted((pair for pair in marks if pair[0] >= LEAST), key=lambda pair: -pair[0])  # stable: newest first
    return [one for _mark, one in likest[:MOST]]


def _likeness(
    one: Announcement, other: Announcement, rare: dict[str, float], places: dict[object, set[str]]
) -> float:  # fmt: skip
    shared = set(one.words.split()) & set(other.words.split())
    near = places.get(one.pk, set()) & places.get(other.pk, set())
    return sum(rare[word] for word in shared) + (OF_PLACE if near else 0.0)


def _rarity(texts: Collection[str]) -> dict[str, float]:
    """A word that stands in every text says nothing, one that stands in two of many says most."""
    counts = Counter(word for text in texts for word in set(text.split()))
    return {word: log(1 + len(texts) / count) / log(1 + len(texts)) for word, count in counts.items()}


def _places(rows: Sequence[Announcement]) -> dict[object, set[str]]:
    """The districts that each touches."""
    found: dict[object, set[str]] = {}
    targets = Target.objects.filter(announcement__in=[one.pk for one in rows], region__isnull=False)
    for key, region, parent in targets.values_list("announcement", "region", "region__parent"):
        found.setdefault(key, set()).add(parent or region)
    return found
