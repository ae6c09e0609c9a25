"""What everybody reads of all offices: who published what, who has not, and how it went over the periods.

PermenPANRB 14/2017 art. 1(1): every office asks and publishes at least once a year.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Office
from balairung.rooms.surveys.models import Survey, SurveyQuerySet
from balairung.rooms.surveys.results import Results
from balairung.rooms.surveys.scoring import codes

LISTED = 12  # periods of a trend


@dataclass(frozen=True)
class Year:
    """What became of the yearly duty: the latest result of each office, and the offices that published none."""

    year: int
    surveys: list[Survey]
    silent: list[Office]


def year_of(year: int) -> Year:
    """Two statements, however many offices and periods there are."""
    rows = Survey.objects.published().filter(until__year=year).select_related("office").order_by("until", "id")
    latest = {row.office_id: row for row in rows}
    offices = Office.objects.filter(closed_on__isnull=True).order_by("order", "name", "id")
    silent = [office for office in offices if office.pk not in latest]
    found = sorted(latest.values(), key=lambda one: (one.office.order, one.office.name))
    return Year(year, found, silent)


def trend(rows: SurveyQuerySet) -> list[Survey]:
    """The published periods of an office, the oldest first."""
    return list(rows.published().order_by("-since", "-id")[:LISTED])[::-1]


def solved() -> list[tuple[str, object]]:
    """Whether it was really solved, weeks later, by what it was (settings.SURVEY_OUTCOMES); words and figures."""
    seam: list[tuple[str, str]] = settings.SURVEY_OUTCOMES
    return [(_(words), import_string(path)()) for words, path in seam]


def csv_of(found: Iterable[Results]) -> str:
    """One line for everybody and one for each part that may be shown; numbers with a point, as programs read them."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["kantor", "periode", "bagian", "responden", "sampel_minimal", "ikm", "mutu", "nilai_1_5", *codes()])
    for one in found:
        survey, values = one.survey, {row.code: row.score.nrr for row in one.elements}
        table.writerow([
            _safe(survey.office.name), survey.period, "", one.sample.n, one.sample.needed or "", one.score.ikm,
            one.score.category.letter, one.stars or "", *(values.get(code, "") for code in codes()),
        ])  # fmt: skip
        table.writerows(_part_rows(one))
    return out.getvalue()


def _part_rows(one: Results) -> Sequence[Sequence[object]]:
    head = [_safe(one.survey.office.name), one.survey.period]
    shown = [part for part in one.parts if part.n is not None]
    return [[*head, _safe(part.name), part.n, "", part.ikm, part.category, part.stars or ""] for part in shown]


def _safe(text: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
