"""The score of a check. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def score(seen: Iterable[tuple[int, str]]) -> Decimal | None:
    """The weight of what was in order among the weight of what was judged, in per cent, half up, rounded once.

    `seen` is weight and answer of each item; only `yes` and `no` are judgements. None when there was none.
    """
    judged = [(weight, says) for weight, says in seen if says in {"yes", "no"}]
    whole = sum(weight for weight, _says in judged)
    if not whole:
        return None
    good = sum(weight for weight, says in judged if says == "yes")
    return (Decimal(100 * good) / whole).quantize(CENT, ROUND_HALF_UP)
