"""What is said of a survey: its result, the sample, its parts, its respondents. One projection for page, PDF and CSV.

Small groups do not come out of here: see `counting`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Office
from balairung.rooms.surveys import counting
from balairung.rooms.surveys.models import Sheet, Stand, Survey
from balairung.rooms.surveys.scoring import ElementScore, Score, categories, rounded, sample_size

SERVICE, STAND, MATTER = "service:", "stand:", "matter:"
HIDDEN: None = None  # of a number that is not shown


@dataclass(frozen=True)
class Sample:
    """How many answered, how many should have, of how many who were served."""

    n: int
    population: int | None

    @property
    def needed(self) -> int | None:
        return sample_size(self.population) if self.population else None

    @property
    def is_enough(self) -> bool:
        return self.needed is None or self.n >= self.needed


@dataclass(frozen=True)
class Part:
    """A service or a place; without numbers where they would show a few."""

    name: str
    n: int | None
    ikm: Decimal | None
    category: str
    stars: Decimal | None


@dataclass(frozen=True)
class Row:
    """How many respondents said this of themselves; None where that is not shown."""

    words: str
    n: int | None
    share: int  # percent, for a bar


@dataclass(frozen=True)
class Element:
    """One element with its own words."""

    code: str
    name: str
    score: ElementScore
    lowest: bool

    @property
    def bar(self) -> int:
        """0–100 of the way from 25 to 100."""
        return int((self.score.value - 25) * 4 / 3)


@dataclass(frozen=True)
class Results:
    """Everything that may be known of one period."""

    survey: Survey
    score: Score
    sample: Sample
    elements: list[Element]
    parts: list[Part]
    profile: list[tuple[str, list[Row]]]
    stars: Decimal | None


def results_of(survey: Survey) -> Results | None:
    """Of a period that is over, or nothing where fewer than k answered. Three statements."""
    sheets = {sheet.part: sheet.counts for sheet in Sheet.objects.filter(survey=survey)}
    whole = sheets.pop("", {"n": 0})
    if whole["n"] < counting.smallest():
        return None
    score = counting.result(whole, survey.without)
    sample = Sample(whole["n"], survey.population)
    parts = _parts(survey, sheets)
    return Results(survey, score, sample, elements_of(score), parts, profile_of(whole), _stars(whole))


def running_result(survey: Survey) -> Results | None:
    """While it runs: everybody's result in steps of k answers, without parts and profile, for the office itself."""
    sheet = Sheet.objects.filter(survey=survey, part="").first()
    if sheet is None or not sheet.shown:
        return None
    score = counting.result(sheet.shown, survey.without)
    return Results(survey, score, Sample(sheet.shown["n"], survey.population), elements_of(score), [], [], None)


def must_follow(score: Score) -> list[str]:
    """Codes of the elements that need a plan: the lowest three, and every one below B."""
    least: int = facts("skm")["lowest"]
    better = [row.letter for row in categories()[:2]]
    rows = score.lowest_first
    return [one.code for place, one in enumerate(rows) if place < least or one.category.letter not in better]


def elements_of(score: Score) -> list[Element]:
    lowest = set(must_follow(score)[: facts("skm")["lowest"]])
    names = facts("skm")["elements"]
    return [Element(one.code, _(names[one.code]["name"]), one, one.code in lowest) for one in score.elements]


def profile_of(counts: counting.Counts) -> list[tuple[str, list[Row]]]:
    """What respondents said of themselves, field by field."""
    known = facts("skm")["respondent"]
    return [(_(known[name]["label"]), _rows(known[name]["choices"], counts.get(name, {}))) for name in counting.PROFILE]


def part_names(office: Office, parts: Collection[str] = ()) -> dict[str, str]:
    """What the parts of an office are called, and these: services (settings.SURVEY_SERVICES) and places."""
    keys = [part.removeprefix(SERVICE) for part in parts if part.startswith(SERVICE)]
    services: list[tuple[str, str]] = import_string(settings.SURVEY_SERVICES)(office, keys)
    stands = Stand.objects.filter(office=office).values_list("number", "name")
    return {
        **{SERVICE + key: name for key, name in services},
        **{f"{STAND}{number}": name for number, name in stands},
        **{MATTER + kind: _(name) for kind, name in facts("skm")["matters"].items()},
    }


def _rows(choices: Mapping[str, str], counts: Mapping[str, int]) -> list[Row]:
    away, n = counting.hidden(counts, counting.smallest()), sum(counts.values()) or 1
    told = [*choices.items(), ("", _("Tidak menjawab"))]
    return [
        Row(_(words), HIDDEN, 0) if key in away else Row(_(words), counts[key], round(100 * counts[key] / n))
        for key, words in told
        if counts.get(key)
    ]


def _parts(survey: Survey, sheets: Mapping[str, counting.Counts]) -> list[Part]:
    k, names = counting.smallest(), part_names(survey.office, sheets.keys())
    away = counting.hidden({part: counts["n"] for part, counts in sheets.items()}, k)
    starless = away | counting.hidden({part: counting.stars_of(counts)[0] for part, counts in sheets.items()}, k)
    found = []
    for part, counts in sheets.items():
        name = names.get(part) or part.partition(":")[2] or _("Layanan lain")
        found.append(
            Part(name, None, None, "", None) if part in away else _part(survey, name, counts, part in starless)
        )
    return sorted(found, key=lambda one: (one.n is None, one.ikm or 0, one.name))


def _part(survey: Survey, name: str, counts: counting.Counts, starless: bool) -> Part:
    score = counting.result(counts, survey.without)
    return Part(name, counts["n"], score.ikm, score.category.letter, None if starless else _stars(counts))


def _stars(counts: counting.Counts) -> Decimal | None:
    n, mean = counting.stars_of(counts)
    return rounded(mean) if mean is not None and n >= counting.smallest() else None
