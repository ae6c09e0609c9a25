"""The cumulative rule: a level counts as far as the evidence of all levels up to it was accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from balairung.surface.maturity.instruments import HIGHEST, LOWEST

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Shown:
    """How many pieces of evidence of one level stand, and how many of them were accepted."""

    given: int = 0
    accepted: int = 0

    @property
    def whole(self) -> bool:
        """All that was given for it was accepted, and something was."""
        return 0 < self.given == self.accepted

    @property
    def share(self) -> Decimal:
        return Decimal(self.accepted) / self.given if self.given else Decimal()


def shown_of(rows: Iterable[tuple[int, bool]]) -> dict[int, Shown]:
    """By level, from (level, whether it was accepted) of every piece that was not withdrawn."""
    counted: defaultdict[int, list[bool]] = defaultdict(list)
    for level, accepted in rows:
        counted[level].append(accepted)
    return {level: Shown(len(found), sum(found)) for level, found in counted.items()}


def proven(shown: Mapping[int, Shown], *, fractional: bool) -> Decimal:
    """How far the evidence carries, 1 to 5: nothing below 1 is ever given.

    Where the instrument knows fractions, a level whose evidence was accepted in part adds that part.
    """
    whole = 0
    while whole < HIGHEST and shown.get(whole + 1, Shown()).whole:
        whole += 1
    part = shown.get(whole + 1, Shown()).share if fractional and whole >= LOWEST else Decimal()
    return max(whole + part.quantize(CENT, ROUND_DOWN), Decimal(LOWEST))


def counted(claimed: Decimal, shown: Mapping[int, Shown], *, fractional: bool, external: bool = False) -> Decimal:
    """What of a claimed level counts.

    What another body measures needs no ladder: its result counts as soon as all that was shown for it was accepted.
    """
    if external:
        whole = bool(shown) and all(one.whole for one in shown.values())
        return claimed if whole else Decimal(LOWEST)
    return min(claimed, proven(shown, fractional=fractional))


def missing(claimed: Decimal, shown: Mapping[int, Shown]) -> list[int]:
    """The levels up to the claim whose evidence is not accepted as a whole, lowest first."""
    last = int(claimed.to_integral_value(rounding="ROUND_CEILING"))
    return [level for level in range(LOWEST, last + 1) if not shown.get(level, Shown()).whole]
