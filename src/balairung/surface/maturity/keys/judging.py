"""A figure of one of the three keys: what was counted, what it is compared with, and what is said of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balairung.ground.common.facts import facts
from balairung.surface.maturity.scoring import rounded

WHOLE = 100


class Verdict(StrEnum):
    """What is said of a figure; its value is also the shape beside the word."""

    GOOD = "done"
    FAIR = "active"
    WEAK = "new"
    FEW = "waiting"  # too few cases to say anything
    TOLD = ""  # a figure that is never judged


VERDICTS: Mapping[Verdict, str | Promise] = {
    Verdict.GOOD: gettext_lazy("baik"),
    Verdict.FAIR: gettext_lazy("cukup"),
    Verdict.WEAK: gettext_lazy("perlu dikejar"),
    Verdict.FEW: gettext_lazy("belum cukup data"),
    Verdict.TOLD: "",
}


@dataclass(frozen=True)
class Reading:
    """A value, and the number of cases that it is taken from."""

    value: Fraction
    cases: int


NOTHING = Reading(Fraction(), 0)


def share(part: int, whole: int) -> Reading:
    """In per cent."""
    return Reading(Fraction(WHOLE * part, whole), whole) if whole else NOTHING


@dataclass(frozen=True)
class Rule:
    """From which value a figure is fair or good, and from how many cases on (ground/data/maturity/keys.yaml)."""

    unit: str
    least: int
    fair: Fraction | None = None
    good: Fraction | None = None
    most: int = WHOLE
    days: int = 0

    def verdict(self, reading: Reading) -> Verdict:
        """Judged as it is shown: what is rounded up to the bound has reached it."""
        if self.fair is None or self.good is None:
            return Verdict.TOLD
        if reading.cases < self.least:
            return Verdict.FEW
        shown = self.shown(reading)
        return Verdict.GOOD if shown >= self.good else Verdict.FAIR if shown >= self.fair else Verdict.WEAK

    def shown(self, reading: Reading) -> Decimal:
        return rounded(reading.value, {"index": 2, "hours": 1}.get(self.unit, 0))

    def words(self, value: Fraction | Decimal) -> str:
        """`84 %`, `82,50`, `12,5 jam`, `1.204`."""
        plain = rounded(Fraction(value), {"index": 2, "hours": 1}.get(self.unit, 0))
        if self.unit == "hours":
            return _("%(hours)s jam") % {"hours": number_format(plain.normalize(), force_grouping=True)}
        number = str(number_format(plain, force_grouping=True))
        return f"{number} %" if self.unit == "percent" else number


def rule_of(key: str, figure: str) -> Rule:
    row = facts("maturity/keys")[key][figure]
    bounds = {name: Fraction(str(row[name])) for name in ("fair", "good") if name in row}
    return Rule(row["unit"], row["least"], most=row.get("most", WHOLE), days=row.get("days", 0), **bounds)


@dataclass(frozen=True)
class Counted:
    """What was counted: now, the period before (None: there is none to compare with), and the figure in a sentence."""

    now: Reading
    before: Reading | None
    sentence: str


@dataclass(frozen=True)
class Figure:
    """One figure as the page shows it."""

    key: str
    title: str
    rule: Rule
    counted: Counted
    href: str  # the page behind it; "" where the reader has none

    @property
    def verdict(self) -> Verdict:
        return self.rule.verdict(self.counted.now)

    @property
    def verdict_words(self) -> str:
        return str(VERDICTS[self.verdict])

    @property
    def known(self) -> bool:
        return self.counted.now.cases > 0

    @property
    def value(self) -> str:
        """A dash where there is nothing to count."""
        return self.rule.words(self.counted.now.value) if self.known else "–"

    @property
    def bounds(self) -> str:
        """From when on it is called what, in words; "" where it is never judged."""
        if self.rule.fair is None or self.rule.good is None:
            return _("Angka ini disampaikan apa adanya dan tidak dinilai.")
        told = {"good": self.rule.words(self.rule.good), "fair": self.rule.words(self.rule.fair)}
        few = ngettext(
            "Dinilai bila ada sedikitnya %(count)d kasus.", "Dinilai bila ada sedikitnya %(count)d kasus.",
            self.rule.least,
        ) % {"count": self.rule.least}  # fmt: skip
        return f"{_('Baik mulai %(good)s, cukup mulai %(fair)s.') % told} {few}"

    @property
    def trend(self) -> str:
        """Against the period before; of too few cases nothing is said."""
        before = self.counted.before
        if before is None or before.cases < self.rule.least or self.counted.now.cases < self.rule.least:
            return _("Belum ada pembanding.")
        was, now = self.rule.shown(before), self.rule.shown(self.counted.now)
        told = {"value": self.rule.words(before.value)}
        if now == was:
            return _("Sama dengan masa sebelumnya.")
        return (_("Naik dari %(value)s.") if now > was else _("Turun dari %(value)s.")) % told

    @property
    def moved(self) -> str:
        """Up, down, or not at all: which sign stands before the trend."""
        before = self.counted.before
        if before is None or min(before.cases, self.counted.now.cases) < self.rule.least:
            return ""
        was, now = self.rule.shown(before), self.rule.shown(self.counted.now)
        return "arrow-up" if now > was else "arrow-down" if now < was else ""

    @property
    def bar(self) -> str:
        """How far its bar goes; "" for what has no bar."""
        return self._at(self.counted.now.value) if self.known and self.rule.good is not None else ""

    @property
    def marks(self) -> list[str]:
        """Where fair and good begin on the bar."""
        return [self._at(bound) for bound in (self.rule.fair, self.rule.good) if bound is not None]

    def _at(self, value: Fraction) -> str:
        return f"{rounded(min(value / self.rule.most, Fraction(1)) * WHOLE, 1)}%"


@dataclass(frozen=True)
class Key:
    """One of the three: what is asked, and the figures that answer."""

    name: str
    title: str
    question: str
    figures: Sequence[Figure]

    @property
    def summary(self) -> str:
        """How many figures are called what: no score of its own, nothing that hides behind one number."""
        counts = {one: sum(figure.verdict is one for figure in self.figures) for one in VERDICTS if one}
        if counts[Verdict.FEW] == sum(counts.values()):
            return _("Belum cukup data untuk menilai kunci ini.")
        return ", ".join(f"{count} {VERDICTS[one]}" for one, count in counts.items() if count) + "."


def told(now: Reading, before: Reading | None, part: int, sentence: str, empty: str, **more: int) -> Counted:
    """`sentence` names %(part)s of %(count)s cases, and what else is given; `empty` is said where there is none."""
    said = {"part": number_format(part, force_grouping=True), "count": number_format(now.cases, force_grouping=True)}
    return Counted(now, before, sentence % {**said, **more} if now.cases else empty)
