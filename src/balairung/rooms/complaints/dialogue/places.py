"""The village or district that somebody's words name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Region
from balairung.rooms.complaints.dialogue.turns import Spot
from balairung.rooms.complaints.dialogue.words import plain

LONGEST = 300  # words that are looked through


def find_place(text: str, *, answer: bool) -> Spot | None:
    """The one place that is named; None for none, and for a name that several places bear.

    In running text a name counts only after a word of place ("desa", "di"): many villages are called like things. With
    `answer` the words say nothing but a place.
    """
    said = plain(text).split()[:LONGEST]
    rows = Region.objects.filter(until__isnull=True).select_related("parent").order_by("code")
    named = [region for region in rows if _stands(plain(region.name).split(), said, answer)]
    region = _one(named)
    return Spot(region.code, _spoken(region)) if region else None


def spot_of(region: Region) -> Spot:
    return Spot(region.code, _spoken(region))


def _stands(name: Sequence[str], said: Sequence[str], answer: bool) -> bool:
    words = facts("dialogue")["place_words"]
    width = len(name)
    places = [at for at in range(len(said) - width + 1) if said[at : at + width] == name]
    return bool(places) if answer else any(at and said[at - 1] in words for at in places)


def _one(named: Iterable[Region]) -> Region | None:
    """Villages before districts, those of a district that is named too before others; longer names before shorter."""
    found = list(named)
    districts = {region.code for region in found if region.parent_id is None}
    villages = [region for region in found if region.parent_id is not None]
    within = [region for region in villages if region.parent_id in districts]
    for candidates in (within, villages, [region for region in found if region.parent_id is None]):
        longest = max((len(region.name) for region in candidates), default=0)
        best = [region for region in candidates if len(region.name) == longest]
        if best:
            return best[0] if len(best) == 1 else None
    return None


def _spoken(region: Region) -> str:
    return f"{region}, {region.parent}" if region.parent else str(region)
