"""Which figures are not shown, so that nobody works out a small one. Pure; docs/decisions/0030 has the reasons.

Whoever looks knows all that stands on all pages: a whole, its other parts, other months, other columns, and that the
smallest are withheld first. Of what is withheld they must be left with k - 1 possible values at least.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

Parts = Mapping[str, int]
Split = Mapping[str, Sequence[int]]  # by key: what became of its reports, in columns whose sums everybody knows
Months = Mapping[str, Mapping[str, Sequence[int]]]  # by key and month the same


def is_small(number: int, k: int) -> bool:
    return 0 < number < k


def withheld(parts: Parts, k: int) -> frozenset[str] | None:
    """The parts of a known whole whose size is not shown; None where the whole is too small to be told by parts.

    Those of 1 to k - 1; and where subtracting the others would tell too much of them, the smallest of the others too.
    """
    small = [key for key, number in parts.items() if is_small(number, k)]
    others = sorted((number, key) for key, number in parts.items() if number >= k)
    if not small:
        return frozenset()
    for more in range(len(others) + 1):
        rest = sum(parts[key] for key in small) + sum(number for number, _key in others[:more])
        least_shown = others[more][0] if more < len(others) else None
        if _is_open(rest, len(small), more, least_shown, k):
            return frozenset([*small, *(key for _number, key in others[:more])])
    return None


def _is_open(rest: int, small: int, more: int, most: int | None, k: int) -> bool:
    """Whether `small` numbers of 1 to k - 1 and `more` numbers of k to `most` may each be anything that sums to this.

    What is left for one of them lies between the whole without the most of all others, and without their least.
    """
    top = rest if most is None else most
    least, largest = small + k * more, (k - 1) * small + top * more
    one = (max(1, rest - (largest - (k - 1))), min(k - 1, rest - (least - 1)))
    other = (max(k, rest - (largest - top)), min(top, rest - (least - k)))
    return one == (1, k - 1) and (not more or other[1] - other[0] + 1 >= k - 1)


def unsplit(rows: Split, away: Collection[str], k: int) -> frozenset[str]:
    """Those of which only the size is shown, not what became of it: `away`, of which not even that is, are among them.

    `rows` are all parts, and the sum of each column is known to everybody.
    """
    shut = set(away) | {key for key, row in rows.items() if any(is_small(number, k) for number in row)}
    while _told(rows, shut, away, k) and (shown := [key for key in rows if key not in shut and any(rows[key])]):
        shut.add(min(shown, key=lambda key: (sum(rows[key]), key)))
    return frozenset(shut)


def _told(rows: Split, shut: Collection[str], away: Collection[str], k: int) -> bool:
    """Whether the sums of columns and rows leave one of the small numbers in these rows too few possibilities."""
    columns = _columns(rows[key] for key in shut)
    whole = sum(columns)
    for key in set(shut) - set(away):
        size = sum(rows[key])
        for number, column in zip(rows[key], columns, strict=True):
            if is_small(number, k) and _spread(size, column, whole) < k - 1:
                return True
    return False


def by_month(months: Months, away: Collection[str], k: int) -> frozenset[str]:
    """Those whose months are shown, each with what became of it: everybody knows these columns of the whole by month.

    No month of theirs is small, and those of the others cannot be worked out from what is left of each month.
    """
    told = {key for key, row in months.items() if not any(is_small(sum(split), k) for split in row.values())}
    told -= set(away)
    while told and _month_told(months, [key for key in months if key not in told], away, k):
        told.remove(min(told, key=lambda key: (sum(_columns(months[key].values())), key)))
    return frozenset(told)


def _month_told(months: Months, rest: Sequence[str], away: Collection[str], k: int) -> bool:
    """Of a month of one of the rest: layer by layer (what became of it) its sums are known, but not its size."""
    left = {month: _columns(months[key][month] for key in rest) for month in next(iter(months.values()))}
    whole = _columns(left.values())
    unnamed = _columns(_columns(months[key].values()) for key in rest if key in away)
    for key in rest:
        year = unnamed if key in away else _columns(months[key].values())
        for month, split in months[key].items():
            if is_small(sum(split), k) and _month_spread(year, left[month], whole) < k - (key not in away):
                return True
    return False


def _month_spread(year: Sequence[int], month: Sequence[int], whole: Sequence[int]) -> int:
    return 1 + sum(_spread(*sizes) - 1 for sizes in zip(year, month, whole, strict=True))


def _spread(row: int, column: int, whole: int) -> int:
    """How many values a cell may have in a table of which no more than the sums are known (Fréchet's bounds)."""
    return min(row, column) - max(0, row + column - whole) + 1


def _columns(rows: Collection[Sequence[int]] | Iterator[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]
