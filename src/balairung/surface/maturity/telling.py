"""What happened to an assessment, line by line and in words, for its pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from balairung.kernel.obligations.reads import Entry
from balairung.kernel.people.models import Person
from balairung.surface.maturity.models import Assessment, LevelGiven, ProofLine, ProofStatus

#: The signs of a timeline; what is refused or withdrawn is not late, so it is never red.
SIGNS = {ProofStatus.ACCEPTED: "done", ProofStatus.REVISION: "wait"}


def latest_changes(assessment: Assessment, most: int) -> list[Entry]:
    """The last things that anybody did to it."""
    levels = _levels(assessment)[:most]
    lines = _lines(assessment)[:most]
    told = [*map(_named_level, levels), *map(_named_line, lines)]
    told = [*_closing(assessment), *told, *_opening(assessment)]
    return _newest_first(told)[:most]


def changes_of(assessment: Assessment, number: int) -> list[Entry]:
    """All that was done to one indicator."""
    levels = _levels(assessment).filter(indicator=number)
    lines = _lines(assessment).filter(proof__indicator=number)
    return _newest_first([*map(_level, levels), *map(_line, lines)])


def _levels(assessment: Assessment) -> QuerySet[LevelGiven]:
    return assessment.levels.select_related("given_by").order_by("-given_at", "-id")


def _lines(assessment: Assessment) -> QuerySet[ProofLine]:
    rows = ProofLine.objects.filter(proof__assessment=assessment)
    return rows.select_related("proof", "by").order_by("-at", "-id")


def _newest_first(told: Iterable[Entry]) -> list[Entry]:
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def _opening(assessment: Assessment) -> list[Entry]:
    return [Entry(assessment.opened_at, _("Penilaian dibuka"), "", _who(assessment.opened_by), "", [])]


def _closing(assessment: Assessment) -> list[Entry]:
    if not assessment.closed_at:
        return []
    return [Entry(assessment.closed_at, _("Penilaian ditutup"), "", _who(assessment.closed_by), "done", [])]


def _named_level(row: LevelGiven) -> Entry:
    return _level(row, before=_("Indikator %(number)d: ") % {"number": row.indicator})


def _named_line(row: ProofLine) -> Entry:
    return _line(row, before=_("Indikator %(number)d: ") % {"number": row.proof.indicator})


def _level(row: LevelGiven, before: str = "") -> Entry:
    said = {"level": floatformat(row.level, -2), "stage": row.get_stage_display()}
    title = _("tingkat %(level)s (%(stage)s)") % said
    return Entry(row.given_at, _sentence(before, title), row.words, _who(row.given_by), "", [])


def _line(row: ProofLine, before: str = "") -> Entry:
    title = _deeds()[row.status] % {"title": row.proof.title, "level": row.proof.level}
    if row.reason:
        title = f"{title}: {row.get_reason_display()}"
    return Entry(row.at, _sentence(before, title), row.words, _who(row.by), _sign(row.status), [])


def _deeds() -> dict[str, str]:
    """What became of a piece of evidence, by the status that it got; "" when it was withdrawn."""
    return {
        ProofStatus.DRAFT: _("bukti “%(title)s” untuk tingkat %(level)d disimpan sebagai draf"),
        ProofStatus.IN_REVIEW: _("bukti “%(title)s” untuk tingkat %(level)d diajukan"),
        ProofStatus.REVISION: _("bukti “%(title)s” dikembalikan"),
        ProofStatus.ACCEPTED: _("bukti “%(title)s” diterima"),
        "": _("bukti “%(title)s” ditarik"),
    }


def _sign(status: str) -> str:
    return SIGNS.get(ProofStatus(status), "") if status else ""


def _sentence(before: str, title: str) -> str:
    """It begins with a capital, by itself or after the number of its indicator."""
    return f"{before}{title}" if before else f"{title[:1].upper()}{title[1:]}"


def _who(person: Person | None) -> str:
    return person.name if person else _("Sistem")
