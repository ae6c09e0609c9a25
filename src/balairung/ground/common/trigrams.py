"""How much two texts resemble each other: by the groups of three letters that their words share."""

from __future__ import annotations

from collections.abc import Set


def trigrams(words: str) -> frozenset[str]:
    """Of words with a blank between them. Each counts with its beginning and its end, so that short words count too."""
    return frozenset(
        padded[place : place + 3]
        for padded in (f"  {word} " for word in words.split())
        for place in range(len(padded) - 2)
    )


def likeness(one: Set[str], other: Set[str]) -> float:
    """From 0, nothing in common, to 1, the same: what both share, in halves of what both have (Dice)."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
