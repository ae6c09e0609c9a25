"""Somebody who wants to know: solves for a withheld number from all that is published together, exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import highspy

from balairung.surface.openness.guarding import Months, Parts, Split


class Guess:
    """Unknown whole numbers, what is known of their sums, and what one of these sums may still be."""

    def __init__(self) -> None:
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the one of its methods without types
        self.solver.silent()

    def unknown(self, most: int) -> highspy.highs_var:
        found: highspy.highs_var = self.solver.addIntegral(0, most)
        return found

    def learn(self, parts: Sequence[highspy.highs_var], least: float, most: float) -> None:
        self.solver.addConstr(least <= self.solver.qsum(parts) <= most)

    def possible(self, parts: Sequence[highspy.highs_var]) -> range:
        """All that it may be: the sums of such tables have no holes between their least and their most."""
        least, most = (round(self._best(parts, way)) for way in ("min", "max"))
        return range(least, most + 1)

    def _best(self, parts: Sequence[highspy.highs_var], way: str) -> float:
        wanted = self.solver.qsum(parts)
        (self.solver.minimize if way == "min" else self.solver.maximize)(wanted)
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self.solver.getInfo().objective_function_value)


def of_parts(parts: Parts, away: Collection[str], k: int) -> dict[str, range]:
    """What the size of each withheld part may be: the whole is known, and that the smallest were withheld first."""
    guess, whole = Guess(), sum(parts.values())
    sizes = {key: guess.unknown(whole) for key in away}
    guess.learn(list(sizes.values()), rest := sum(parts[key] for key in away), rest)
    for key, size in sizes.items():
        guess.learn([size], *_label(parts, key, away, k))
    return {key: guess.possible([size]) for key, size in sizes.items()}


def _label(parts: Parts, key: str, away: Collection[str], k: int) -> tuple[int, float]:
    """“Fewer than k” stands in place of the small ones, and another word in place of the others."""
    if parts[key] < k:
        return 1, k - 1
    shown = [number for other, number in parts.items() if other not in away and number >= k]
    return k, min(shown, default=float("inf"))


def of_split(rows: Split, shut: Collection[str], away: Collection[str], k: int) -> dict[tuple[str, int], range]:
    """What each column of the rows may be of which it is not told: the sums of columns are known, and most sizes."""
    guess, columns = Guess(), range(len(next(iter(rows.values()))))
    parts = {key: sum(row) for key, row in rows.items()}
    cells = {(key, column): guess.unknown(parts[key] + 50) for key in shut for column in columns}
    for column in columns:
        known = sum(rows[key][column] for key in shut)
        guess.learn([cells[key, column] for key in shut], known, known)
    for key in shut:
        sizes = _label(parts, key, away, k) if key in away else (parts[key], parts[key])
        guess.learn([cells[key, column] for column in columns], *sizes)
    return {cell: guess.possible([cells[cell]]) for cell in cells}


def of_months(months: Months, told: Collection[str], away: Collection[str], k: int) -> dict[tuple[str, str], range]:
    """What each month of those may be that are told by the year: all columns of the whole are known month by month."""
    guess, rest = Guess(), [key for key in months if key not in told]
    names = list(next(iter(months.values())))
    columns = range(len(next(iter(next(iter(months.values())).values()))))
    cells = {
        (key, month, column): guess.unknown(sum(map(sum, months[key].values())) + 50)
        for key in rest for month in names for column in columns
    }  # fmt: skip
    for month in names:
        for column in columns:
            known = sum(months[key][month][column] for key in rest)
            guess.learn([cells[key, month, column] for key in rest], known, known)
    parts = {key: sum(map(sum, row.values())) for key, row in months.items()}
    for key in rest:
        _learn_year(guess, months[key], cells, key, None if key not in away else _label(parts, key, away, k))
    return {
        (key, month): guess.possible([cells[key, month, column] for column in columns])
        for key in rest for month in names
    }  # fmt: skip


def _learn_year(
    guess: Guess,
    row: Mapping[str, Sequence[int]],
    cells: Mapping[tuple[str, str, int], highspy.highs_var],
    key: str,
    size: tuple[int, float] | None,
) -> None:
    columns = range(len(next(iter(row.values()))))
    if size is not None:
        guess.learn([cells[key, month, column] for month in row for column in columns], *size)
        return
    for column in columns:
        known = sum(split[column] for split in row.values())
        guess.learn([cells[key, month, column] for month in row], known, known)
