"""Lots that nobody chooses and everybody can draw again. Pure: no database, no clock, no chance but the seed's.

A seed is made first and only its SHA-256 is published. The lot of a key is SHA-256 of the seed, a blank and the key.
When the seed is published too, any program draws the same from the same list.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SEED_BYTES = 32


def new_seed() -> str:
    """64 hex digits that nobody guesses."""
    return secrets.token_hex(SEED_BYTES)


def seal_of(seed: str) -> str:
    """What is published before: whoever has the seed later sees that it is the same."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot(seed: str, key: str) -> str:
    """The lot of a key, 64 hex digits; the smallest comes first."""
    return hashlib.sha256(f"{seed} {key}".encode()).hexdigest()


def ordered(keys: Iterable[str], seed: str) -> list[str]:
    """All of them in the order of their lots, each once; how they were given makes no difference."""
    return sorted(set(keys), key=lambda key: (lot(seed, key), key))


@dataclass(frozen=True)
class Drawn:
    """One key, and the shelf that it was drawn from."""

    shelf: str
    key: str


def draw(pool: Mapping[str, Collection[str]], *, size: int, seed: str, barred: Collection[str] = ()) -> list[Drawn]:
    """So many of the pool: each shelf gets its share, and within a shelf every key is as likely as every other.

    Those that are barred are taken out before, so that they take nobody's place.
    """
    left = {shelf: set(keys) - set(barred) for shelf, keys in pool.items()}
    shares = shared({shelf: len(keys) for shelf, keys in left.items()}, size)
    return [Drawn(shelf, key) for shelf, share in sorted(shares.items()) for key in ordered(left[shelf], seed)[:share]]


def one_each(keys: Mapping[str, str], seed: str) -> list[str]:
    """One key of each owner (key -> owner), by a lot of its own: who has many is as likely to be drawn as who has one.

    The smallest lot of the draw itself would not do: among many lots the smallest is smaller.
    """
    found: dict[str, str] = {}
    for key in ordered(keys, f"{seed} one"):
        found.setdefault(keys[key], key)
    return list(found.values())


def shared(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each shelf, by its size: largest remainders, nothing from an empty shelf, never more than it has.

    Where there is room for it, no shelf that holds something stays without.
    """
    total = sum(sizes.values())
    wanted = min(size, total)
    if wanted <= 0:
        return dict.fromkeys(sizes, 0)
    found = {shelf: wanted * count // total for shelf, count in sizes.items()}
    remainders = sorted(sizes, key=lambda shelf: (-(wanted * sizes[shelf] % total), shelf))
    for shelf in remainders[: wanted - sum(found.values())]:
        found[shelf] += 1
    return _none_without(found, sizes)


def _none_without(found: dict[str, int], sizes: Mapping[str, int]) -> dict[str, int]:
    """One from the richest for each shelf that got nothing, as long as the richest has more than one."""
    for poor in sorted(shelf for shelf, count in sizes.items() if count and not found[shelf]):
        rich = max(sorted(found), key=lambda shelf: found[shelf])
        if found[rich] > 1:
            found[rich], found[poor] = found[rich] - 1, 1
    return found


def day_of(seed: str, key: str, days: Sequence[date]) -> date:
    """One of these days by lot. Raise IndexError where there is none."""
    return days[int(lot(seed, f"{key} day"), 16) % len(days)]


def afternoon(seed: str, key: str) -> bool:
    return bool(int(lot(seed, f"{key} half"), 16) % 2)


def one_of(seed: str, key: str, words: Sequence[str]) -> str:
    """One of these words by lot; nothing where there is none."""
    return words[int(lot(seed, f"{key} what"), 16) % len(words)] if words else ""


def quarter(day: date) -> tuple[date, date]:
    """The first and the last day of its quarter."""
    month = (day.month - 1) // 3 * 3 + 1
    following = date(day.year + (month == 10), (month + 2) % 12 + 1, 1)
    return date(day.year, month, 1), following - timedelta(days=1)
