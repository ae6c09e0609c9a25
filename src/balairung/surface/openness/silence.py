"""Villages from which nothing was reported in the last half year that is over, beside what came before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.timezone import localdate

from balairung.kernel.people.models import Region
from balairung.surface.openness import guarding
from balairung.surface.openness.sides import sizes, smallest
from balairung.surface.openness.spans import Book, Span

BEFORE = 2  # half years that a village is held against


@dataclass(frozen=True)
class Past:
    """What came from it in an earlier half year. `number` is None where that is withheld: it is `small`, or another is;
    then something came (`spoke`), or the whole district had too little to tell.
    """

    number: int | None
    small: bool = False
    spoke: bool = False


@dataclass(frozen=True)
class Silent:
    code: str
    name: str
    district: str
    past: tuple[Past, ...]

    @property
    def spoke(self) -> int:
        """How much came from it once, as far as that is told; what is withheld counts as little."""
        return max((int(one.spoke) if one.number is None else one.number for one in self.past), default=0)


@dataclass(frozen=True)
class Silence:
    """`spans`: the half year that is over, and those before it. `unknown`: districts with too few reports to tell."""

    spans: list[Span]
    fallen: list[Silent]  # something came from them before
    always: list[Silent]
    unknown: list[str]
    of: int  # villages

    @property
    def number(self) -> int:
        return len(self.fallen) + len(self.always)


def read_silence(book: Book) -> Silence:
    """Against its own past; nobody else's, for channels and people differ."""
    spans = _halves(book)
    if not spans:
        return Silence([], [], [], [], 0)
    counted, k = sizes(spans), smallest()
    rows = Region.objects.filter(level=Region.Level.VILLAGE, until__isnull=True).select_related("parent")
    told = {span: _told(counted[span], k) for span in spans}
    silent, unknown, of = [], dict[str, None](), 0
    for place in rows.order_by("parent__name", "name"):
        of, district = of + 1, place.parent_id or ""
        if told[spans[0]].get(district, frozenset()) is None:
            unknown[str(place.parent)] = None
        elif place.pk not in counted[spans[0]].get(district, {}):
            past = tuple(_past(counted[span], told[span], district, place.pk, k) for span in spans[1:])
            silent.append(Silent(place.pk, str(place), str(place.parent), past))
    fallen = sorted((one for one in silent if one.spoke), key=lambda one: -one.spoke)
    return Silence(spans, fallen, [one for one in silent if not one.spoke], list(unknown), of)


def _halves(book: Book) -> list[Span]:
    """The last one that is over, and those before it that have figures."""
    today = localdate(book.now)
    first = min((month.first for month in book.months), default=today)
    found = [span for year in (today.year, today.year - 1, today.year - 2) for span in reversed(book.halves(year))]
    return [span for span in found if span.until > first][: 1 + BEFORE]


def _told(by_district: Mapping[str, Mapping[str, int]], k: int) -> dict[str, frozenset[str] | None]:
    return {district: guarding.withheld(parts, k) for district, parts in by_district.items()}


def _past(
    counted: Mapping[str, Mapping[str, int]],
    told: Mapping[str, frozenset[str] | None],
    district: str,
    code: str,
    k: int,
) -> Past:
    number, away = counted.get(district, {}).get(code, 0), told.get(district, frozenset())
    if away is None:
        return Past(None)
    return Past(None, guarding.is_small(number, k), spoke=True) if code in away else Past(number)
