"""Places of the regency by what somebody types or says: `kebalenan`, `Ds. Glagah, Kec. Glagah`, `kecamatan giri`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from balairung.kernel.people.models import Region

SHORTHAND = {"kec": "kecamatan", "kel": "kelurahan", "ds": "desa"}
LIKE = 0.75  # how alike a mistyped name must be
MOST_MEANT = 5
_WORD = re.compile(r"[^\W_]+")


def place_name(region: Region) -> str:
    """The name by which a place is typed: `Kebalenan, Banyuwangi`; a district with its word, `Kecamatan Giri`."""
    return f"{region.name}, {region.parent.name}" if region.parent else str(region)


def place_names() -> list[str]:
    """Of every place of the regency, to choose from while typing."""
    return [place_name(region) for region in _regions()]


def places_named(text: str) -> list[Region]:
    """What these words name: one place, several of the same name or beginning, or none. Villages before districts."""
    said = _plain(text)
    regions = _regions() if said else []
    forms = {region.code: _forms(region) for region in regions}
    readings: tuple[Callable[[str], bool], ...] = (said.__eq__, lambda form: form.startswith(said))
    for reads in readings:
        if found := [region for region in regions if any(map(reads, forms[region.code]))]:
            villages = [region for region in found if region.parent_id]
            return villages or found
    return []


def places_meant(text: str) -> list[Region]:
    """What a mistyped name may mean, the likeliest first; at most `MOST_MEANT`."""
    regions = _regions()
    names: dict[str, list[Region]] = {}
    for region in regions:
        names.setdefault(_plain(region.name), []).append(region)
    first = _plain(text.partition(",")[0])
    close = get_close_matches(first, names, MOST_MEANT, LIKE)
    return [region for name in close for region in names[name]][:MOST_MEANT]


def _regions() -> list[Region]:
    rows = Region.objects.filter(until__isnull=True).select_related("parent")
    return sorted(rows, key=lambda region: (region.name, region.code))


def _forms(region: Region) -> set[str]:
    """Ways to say it: with or without its word, with or without its district, and that with or without its own."""
    own = {_plain(region.name), _plain(f"{region.label} {region.name}")}
    if not region.parent:
        return own
    above = {_plain(region.parent.name), _plain(f"{region.parent.label} {region.parent.name}")}
    return own | {f"{name} {district}" for name in own for district in above}


def _plain(text: str) -> str:
    return " ".join(_spelt(_WORD.findall(text.lower())))


def _spelt(words: Iterable[str]) -> Iterable[str]:
    return (SHORTHAND.get(word, word) for word in words)
