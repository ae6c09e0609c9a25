"""The national index as arithmetic: exact, without a database. What is from memory says so (data/iga.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from balairung.ground.common.facts import facts

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Indicator:
    """One of the twenty of an innovation, or of the fifteen of the regency."""

    number: int  # in its aspect, from 1
    key: str
    title: str
    mandatory: bool = False
    steps: tuple[str, ...] = ()


@cache
def sid() -> tuple[Indicator, ...]:
    """The indicators of an innovation."""
    return _read("sid")


@cache
def spd() -> tuple[Indicator, ...]:
    """The indicators of the regency itself."""
    return _read("spd")


def _read(aspect: str) -> tuple[Indicator, ...]:
    rows: Sequence[Mapping[str, Any]] = facts("iga")[aspect]
    return tuple(
        Indicator(number, row["key"], row["title"], row.get("mandatory", False), tuple(row.get("steps", ())))
        for number, row in enumerate(rows, 1)
    )


def levels() -> int:
    """The highest parameter of an indicator."""
    return int(facts("iga")["levels"])


def maturity(marks: Mapping[str, int]) -> int:
    """Of one innovation: the sum of its parameters, 0 to 60. What is no indicator counts nothing."""
    return sum(marks.get(one.key, 0) for one in sid())


def most_maturity() -> int:
    return levels() * len(sid())


def number_score(count: int) -> int:
    """What the number of innovations earns."""
    return max((score for least, score in facts("iga")["number"] if count >= least), default=0)


def most_number_score() -> int:
    return max(int(score) for _least, score in facts("iga")["number"])


@dataclass(frozen=True)
class Standing:
    """The index of a regency: its innovations' maturities and the parameters of its own indicators."""

    maturities: tuple[int, ...]
    own: int  # sum of the SPD parameters

    @property
    def count(self) -> int:
        return len(self.maturities)

    @property
    def divisor(self) -> int:
        """Fewer than ten innovations are divided by ten all the same."""
        return max(int(facts("iga")["divisor"]), self.count)

    @property
    def diluted(self) -> bool:
        return self.count < self.divisor

    @property
    def mean(self) -> Decimal:
        """The sum of all maturities by the divisor."""
        return (Decimal(sum(self.maturities)) / self.divisor).quantize(CENT, ROUND_HALF_UP)

    @property
    def undiluted(self) -> Decimal:
        """What it would be if the sum were divided by the true number."""
        return (Decimal(sum(self.maturities)) / (self.count or 1)).quantize(CENT, ROUND_HALF_UP)

    @property
    def number(self) -> int:
        return number_score(self.count)

    @property
    def sid(self) -> Decimal:
        """SID = ΣΣ score / max(10, n) + score of the number."""
        return self.mean + self.number

    @property
    def index(self) -> Decimal:
        """0 to 100: each aspect's part of its maximum, times its share."""
        return (self._part("sid") + self._part("spd")).quantize(CENT, ROUND_HALF_UP)

    def _part(self, aspect: str) -> Decimal:
        share = Decimal(facts("iga")["shares"][aspect])
        if aspect == "spd":
            return share * self.own / (levels() * len(spd()))
        exact = Decimal(sum(self.maturities)) / self.divisor + self.number
        return share * exact / (most_maturity() + most_number_score())

    @property
    def predicate(self) -> str:
        return predicate_of(self.index)

    @property
    def next_predicate(self) -> tuple[str, Decimal] | None:
        """The next one above, and how far it is; None at the top."""
        rows = [(row["words"], Decimal(row["from"])) for row in facts("iga")["predicates"]]
        above = [(words, least - self.index) for words, least in rows if least > self.index]
        return above[-1] if above else None

    @property
    def step(self) -> Decimal:
        """What one parameter more of one innovation adds to the index."""
        share = Decimal(facts("iga")["shares"]["sid"])
        worth = share / self.divisor / (most_maturity() + most_number_score())
        return worth.quantize(Decimal("0.001"), ROUND_HALF_UP)

    @property
    def steps_missing(self) -> int | None:
        """How many parameters more lead to the next predicate, all else being equal; None at the top."""
        following = self.next_predicate
        if following is None:
            return None
        share = Decimal(facts("iga")["shares"]["sid"])
        worth = share / self.divisor / (most_maturity() + most_number_score())
        return int((following[1] / worth).to_integral_value(ROUND_CEILING))


def predicate_of(index: Decimal) -> str:
    """The words of the highest one whose least this reaches; two places, as it is published."""
    rows = facts("iga")["predicates"]
    return str(next((row["words"] for row in rows if index >= Decimal(row["from"])), rows[-1]["words"]))
