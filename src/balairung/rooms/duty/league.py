"""The table of offices in one month, as everyone sees it: posts and offices, never persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from balairung.rooms.duty.models import Score

COLUMNS = (
    *("bulan", "peringkat", "kunci", "kantor", "dipanggil", "terhubung sendiri", "lewat wakil", "tidak terhubung"),
    *("tidak dinilai", "median waktu jawab (detik)", "nilai", "selisih dari bulan sebelumnya"),
)


@dataclass(frozen=True)
class Row:
    """One office of the month: `place` is shared by equals, and None where too few were called to be compared."""

    score: Score
    place: int | None
    change: int | None  # of the score, against the month before; None where one of the two was not counted


@dataclass(frozen=True)
class Table:
    """One published month: those that can be compared, the best first, and those that stand apart."""

    period: date
    ranked: list[Row]
    apart: list[Row]

    @property
    def rows(self) -> list[Row]:
        return [*self.ranked, *self.apart]

    @property
    def published_at(self) -> datetime | None:
        return self.rows[0].score.published_at

    @property
    def called(self) -> int:
        return sum(row.score.called for row in self.rows)

    @property
    def reached(self) -> int:
        return sum(row.score.reached for row in self.rows)

    @property
    def by_deputy(self) -> int:
        return sum(row.score.by_deputy for row in self.rows)

    @property
    def unreached(self) -> int:
        return sum(row.score.unreached for row in self.rows)

    @property
    def excused(self) -> int:
        return sum(row.score.excused for row in self.rows)


def months() -> list[date]:
    """The published months, the latest first."""
    rows = Score.objects.filter(published_at__isnull=False, post=None)
    return list(rows.order_by("-period").values_list("period", flat=True).distinct())


def table(period: date) -> Table:
    """The published table of this month. Raise `Score.DoesNotExist` for any other."""
    rows = Score.objects.filter(published_at__isnull=False, post=None, period__in=[period, month_before(period)])
    found = list(rows.select_related("office").order_by("period", "office__order", "office__name"))
    before = {score.office_id: score.score for score in found if score.period != period}
    scores = [score for score in found if score.period == period]
    if not scores:
        raise Score.DoesNotExist
    change = {one.office_id: _change(one.score, before.get(one.office_id)) for one in scores}
    ranked = [Row(score, place, change[score.office_id]) for score, place in _placed(scores)]
    return Table(period, ranked, [Row(one, None, None) for one in scores if one.score is None])


def month_before(period: date) -> date:
    """The first day of the month before."""
    return (period.replace(day=1) - timedelta(days=1)).replace(day=1)


def _placed(scores: list[Score]) -> Iterator[tuple[Score, int]]:
    """The best first, equals in one place; the place after two seconds is the fourth."""
    best = sorted((one for one in scores if one.score is not None), key=lambda one: -(one.score or 0))
    place = 1
    for _score, equals in groupby(best, key=lambda one: one.score):
        together = list(equals)
        yield from ((one, place) for one in together)
        place += len(together)


def _change(score: int | None, before: int | None) -> int | None:
    return None if score is None or before is None else score - before


def lines(shown: Table) -> Iterator[list[object]]:
    """The same as rows of a spreadsheet, under `COLUMNS`."""
    for row in shown.rows:
        one = row.score
        yield [
            f"{shown.period:%Y-%m}", row.place, one.office.key, one.office.name, one.called, one.reached, one.by_deputy,
            one.unreached, one.excused, one.median_seconds, one.score, row.change,
        ]  # fmt: skip
