"""The arithmetic of the SKM (PermenPANRB 14/2017): nine elements, equal weights, one rounding. No database, no clock.

Means are exact fractions, never floats. The result is rounded once, half up, to two decimals and classified after
that: 76.605 is 76.61 and therefore B; there is no value between 76.60 and 76.61.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from balairung.ground.common.facts import facts

VALUES = (1, 2, 3, 4)
TO_HUNDRED = 25  # a mean of 1–4 becomes 25–100


@dataclass(frozen=True)
class Tally:
    """What was answered to one element: the exact mean of 1–4, and of how many answers where that is known."""

    mean: Fraction
    n: int | None = None

    @classmethod
    def of_counts(cls, counts: Mapping[int, int]) -> Tally:
        """From the number of answers of each value. Raise ValueError where nobody answered."""
        return cls.of_total(sum(counts.values()), sum(value * count for value, count in counts.items()))

    @classmethod
    def of_total(cls, n: int, total: int) -> Tally:
        """From the number of answers and their sum. Raise ValueError where they cannot be those of 1–4."""
        if n <= 0:
            raise ValueError("nobody answered")
        return cls(Fraction(total, n), n)

    def __post_init__(self) -> None:
        if not VALUES[0] <= self.mean <= VALUES[-1]:
            raise ValueError("a mean lies between 1 and 4")


@dataclass(frozen=True)
class Category:
    """A row of the regulation's table: the letter, its words, and the value from which it holds."""

    letter: str
    performance: str
    lowest: Decimal


@dataclass(frozen=True)
class ElementScore:
    """One element: NRR is its mean to three decimals for paper, `value` the same as 25–100 with its category."""

    code: str
    n: int | None
    mean: Fraction
    nrr: Decimal
    value: Decimal
    category: Category


@dataclass(frozen=True)
class Score:
    """The result (`ikm`), its category, every element, and what rounded weights would have given."""

    ikm: Decimal
    category: Category
    elements: tuple[ElementScore, ...]
    compatibility: Mapping[str, Decimal]  # by rounded weight; for comparison only

    @property
    def lowest_first(self) -> list[ElementScore]:
        """The elements from the lowest mean up; equal ones in the order of their codes."""
        return sorted(self.elements, key=lambda one: (one.mean, one.code))


def codes() -> tuple[str, ...]:
    """`U1` … `U9`, in the order of the regulation."""
    return tuple(facts("skm")["elements"])


def score(counts: Mapping[str, Tally], dropped: Collection[str] = ()) -> Score:
    """The result of these elements; those dropped give their weight to the others (1/N).

    Raise ValueError where the elements are not exactly the nine without the dropped, or none is left.
    """
    wanted = [code for code in codes() if code not in dropped]
    if not wanted or set(counts) != set(wanted) or not set(dropped) <= set(codes()):
        raise ValueError("exactly the elements that were asked are scored")
    whole = sum((counts[code].mean for code in wanted), Fraction(0))
    ikm = rounded(whole / len(wanted) * TO_HUNDRED)
    elements = tuple(_element(code, counts[code]) for code in wanted)
    return Score(ikm, category_of(ikm), elements, _compared(whole, len(wanted)))


def category_of(value: Decimal) -> Category:
    """The row of the table for a value that is rounded already. Raise ValueError outside 25.00–100.00."""
    if value > 100:
        raise ValueError("no result is above 100")
    for row in categories():
        if value >= row.lowest:
            return row
    raise ValueError("no result is below 25")


@lru_cache(maxsize=1)
def categories() -> tuple[Category, ...]:
    """From the best down."""
    rows = facts("skm")["categories"]
    return tuple(Category(row["category"], row["performance"], Decimal(row["from"])) for row in rows)


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """Half up (a half is never below), from the exact value: `rounded(Fraction(15321, 200))` is 76.61."""
    doubled = value * 10**places * 2 + 1
    return Decimal(doubled.numerator // (doubled.denominator * 2)).scaleb(-places)


def sample_size(population: int) -> int:
    """How many should answer of so many who were served (Krejcie & Morgan 1970), to the nearest whole.

    A sample that is smaller is a warning and never a refusal. Raise ValueError below 1.
    """
    if population < 1:
        raise ValueError("nobody was served")
    rule = facts("skm")["sample"]
    chi, proportion, error = (Fraction(rule[name]) for name in ("chi_square", "proportion", "error"))
    spread = chi * proportion * (1 - proportion)
    return int(rounded(spread * population / (error**2 * (population - 1) + spread), 0))


def _element(code: str, tally: Tally) -> ElementScore:
    value = rounded(tally.mean * TO_HUNDRED)
    return ElementScore(code, tally.n, tally.mean, rounded(tally.mean, 3), value, category_of(value))


def _compared(whole: Fraction, asked: int) -> dict[str, Decimal]:
    """The same sum under weights that are rounded as forms round them: 1/9 as 0.111 and as 0.11."""
    weights = [rounded(Fraction(1, asked), len(text.partition(".")[2])) for text in facts("skm")["weights"]]
    return {str(weight): rounded(whole * Fraction(weight) * TO_HUNDRED) for weight in weights}
