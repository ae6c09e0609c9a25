"""Published indices side by side: our own by year, where we stand among our like, whoever is looked at with us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from balairung.kernel.people.models import Regency
from balairung.surface.maturity.instruments import Predicate, instrument
from balairung.surface.maturity.models import Assessment, ImportedIndex, LevelGiven, Stage
from balairung.surface.maturity.published import NATION, Kind, Published, Standing, published, source_of, standing
from balairung.surface.maturity.reads import picture_of
from balairung.surface.maturity.scoring import Score, rounded, score

#: Which of a decree's domains is which of the published ones (published.DOMAINS).
PARTS = {
    "spbe-2018": {1: "policy", 2: "governance", 3: "service"},
    "spbe-2020": {1: "policy", 2: "governance", 3: "management", 4: "service"},
}
FEW = 30  # a median of fewer says little, and is not drawn


class Origin(StrEnum):
    """Whose word our own figure is."""

    EXTERNAL = "external"  # the result of an assessment that is kept here
    PUBLISHED = "published"  # from the table
    COUNTED = "counted"  # as far as the evidence carries: nobody from outside has looked at it


@dataclass(frozen=True)
class Own:
    """Our own index of one year."""

    year: int
    instrument_key: str
    index: Decimal
    origin: Origin
    domains: Mapping[str, Decimal]
    source: str
    score: Score | None = None  # where every indicator is known

    @property
    def predicate(self) -> Predicate:
        return instrument(self.instrument_key).predicate_of(self.index)

    @property
    def counted(self) -> bool:
        return self.origin == Origin.COUNTED


@dataclass(frozen=True)
class Year:
    """One year: ourselves among our like."""

    year: int
    instrument_key: str
    own: Own | None
    others: tuple[Published, ...]  # of our kind, without ourselves, highest first
    nation: Published | None

    @cached_property
    def standing(self) -> Standing | None:
        """Where we stand; None where our own index or everybody else's is not known."""
        return Standing(self.own.index, self.others) if self.own and self.others else None

    @property
    def total(self) -> int:
        """Ourselves and all others."""
        return len(self.others) + 1

    @property
    def median(self) -> Decimal | None:
        """Of the others."""
        return Standing(Decimal(), self.others).median

    @property
    def telling(self) -> Decimal | None:
        """The median, where enough others are known."""
        return self.median if len(self.others) >= FEW else None


@dataclass(frozen=True)
class Listed:
    """A row of the list."""

    place: int
    one: Published
    province: str
    ours: bool = False

    @property
    def source(self) -> str:
        return self.one.source if self.ours else source_of(self.one)


@dataclass(frozen=True)
class Field:
    """All that was published, with our own figures: asked in memory from here on."""

    code: str
    name: str
    rows: tuple[Published, ...]
    own: Mapping[int, Own] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return Published(self.code, "", 0, "", Decimal(), {}, "").kind if self.code else Kind.REGENCY

    @cached_property
    def by_year(self) -> dict[int, list[Published]]:
        found: defaultdict[int, list[Published]] = defaultdict(list)
        for row in self.rows:
            found[row.year].append(row)
        return dict(found)

    @cached_property
    def years(self) -> list[Year]:
        """Every year of which anything is known, oldest first."""
        return [self._year(year) for year in sorted({*self.by_year, *self.own})]

    def _year(self, year: int) -> Year:
        rows, own = self.by_year.get(year, []), self.own.get(year)
        key = own.instrument_key if own else rows[0].instrument
        alike = [row for row in rows if row.instrument == key]
        others = standing(own.index if own else Decimal(), self.code or "00.00", year, alike).others
        return Year(year, key, own, others, next((row for row in alike if row.code == NATION), None))

    def newest(self) -> Year | None:
        """The one to begin with: the last in which we stand among others, else the last with anybody."""
        ranked = [one for one in self.years if one.standing]
        known = [one for one in self.years if one.others]
        return next(reversed(ranked or known or self.years), None)

    def listing(self, year: int, kind: Kind) -> list[Listed]:
        """Everybody of a kind in a year, highest first; whoever has the same index shares the place."""
        own = self.own.get(year) if kind is self.kind else None
        rows = [row for row in self.by_year.get(year, []) if row.kind is kind and not (own and row.code == self.code)]
        if own:
            rows.append(self.as_published(own))
        rows.sort(key=lambda row: (-row.index, row.code))
        places: dict[Decimal, int] = {}
        for place, row in enumerate(rows, 1):
            places.setdefault(row.index, place)
        return [
            Listed(places[row.index], row, self.provinces.get(row.province, ""), bool(own) and row.code == self.code)
            for row in rows
        ]

    def as_published(self, own: Own) -> Published:
        """Our own figure in the shape of everybody else's."""
        return Published(self.code, self.name, own.year, own.instrument_key, own.index, own.domains, own.source)

    @cached_property
    def provinces(self) -> dict[str, str]:
        """Their names by code, as far as any row knows them."""
        return {row.code: row.name for row in self.rows if row.kind is Kind.PROVINCE}


def narrowed(rows: Iterable[Listed], words: str) -> list[Listed]:
    """Those whose name or province has all these words, or whose code begins like that."""
    wanted = words.casefold().split()
    return [
        row for row in rows
        if all(word in f"{row.one.name} {row.province}".casefold() or row.one.code.startswith(word) for word in wanted)
    ]  # fmt: skip


# --- read from the database ------------------------------------------------------------------------------------------


def every() -> tuple[Published, ...]:
    """What the house ships and what was brought here; for the same region and year the latter counts."""
    brought = {(row.code, row.year): row for row in _brought()}
    shipped = (row for row in published() if (row.code, row.year) not in brought)
    return (*shipped, *brought.values())


def _brought() -> list[Published]:
    names = ("code", "name", "year", "instrument_key", "index", "domains", "source")
    return [
        Published(code, name, year, key, index, {part: Decimal(value) for part, value in domains.items()}, source)
        for code, name, year, key, index, domains, source in ImportedIndex.objects.values_list(*names)
    ]


def field_of(regency: Regency | None, *, counted: bool) -> Field:
    """Everything to compare with; `counted`: also what nobody from outside has confirmed. At most five queries."""
    rows = every()
    if regency is None:
        return Field("", "", rows)
    own = _published_own(regency, rows) | _external_own()
    if counted and (mine := _counted_own()) and mine.year not in own:
        own[mine.year] = mine
    return Field(regency.code, regency.name, rows, own)


def _published_own(regency: Regency, rows: Sequence[Published]) -> dict[int, Own]:
    """From the table. A shipped row is ours only under our name: an invented regency may have another's code."""
    return {
        row.year: Own(row.year, row.instrument, row.index, Origin.PUBLISHED, row.domains, source_of(row))
        for row in rows
        if row.code == regency.code and (row.name == regency.name or row not in published())
    }


def _external_own() -> dict[int, Own]:
    """Of every assessment whose external levels are all known; of two in a year that by the newer instrument."""
    levels: defaultdict[tuple[int, str], dict[int, Decimal]] = defaultdict(dict)
    given = LevelGiven.objects.filter(stage=Stage.EXTERNAL).order_by("given_at", "id")
    names = ("assessment__year", "assessment__instrument_key", "indicator", "level")
    for year, key, number, level in given.values_list(*names):
        levels[year, key][number] = level
    found = {}
    for (year, key), known in sorted(levels.items()):
        if known.keys() >= instrument(key).indicators.keys():
            words = _("Hasil penilaian eksternal yang dicatat di sini")
            found[year] = _own_of(year, score(instrument(key), known), Origin.EXTERNAL, words)
    return found


def _counted_own() -> Own | None:
    """Of the newest assessment."""
    newest = Assessment.objects.order_by("-year", "-instrument_key").first()
    if newest is None:
        return None
    words = _("Hitungan kita sendiri menurut bukti yang sudah diterima")
    return _own_of(newest.year, picture_of(newest).counted, Origin.COUNTED, words)


def _own_of(year: int, found: Score, origin: Origin, words: str) -> Own:
    parts = PARTS.get(found.instrument.key, {})
    domains = {parts[number]: rounded(value) for number, value in found.domains.items()}
    return Own(year, found.instrument.key, found.index, origin, domains, words, found)
