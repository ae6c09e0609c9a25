"""What a review must say, and in which order the stages of a card may begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.rooms.innovations.models import Stage
from balairung.rooms.innovations.wording import criteria, most


@dataclass(frozen=True)
class Found:
    """What a reviewer found of one criterion."""

    met: bool
    score: int  # 1 to `most()`; 0 where it is not met
    words: str


def score_of(found: Mapping[str, Found]) -> int:
    """Of a hundred, rounded to a whole one."""
    highest = most() * len(criteria())
    return round(100 * sum(one.score for one in found.values()) / highest)


def check_found(found: Mapping[str, Found]) -> None:
    """Each of the five is judged, with a sentence and a score that fits. `Refused` says which is not."""
    for one in criteria():
        said = found.get(one.key)
        if said is None or not clean_line(said.words):
            raise Refused(_("Tulis satu kalimat untuk kriteria “%(title)s”.") % {"title": one.title})
        if not (1 <= said.score <= most() if said.met else said.score == 0):
            told = {"title": one.title, "most": most()}
            raise Refused(_("Nilai “%(title)s” antara 1 dan %(most)d; 0 hanya bila tidak terpenuhi.") % told)
    if set(found) - {one.key for one in criteria()}:
        raise Refused(_("Ada kriteria yang tidak dikenal. Muat ulang halamannya."))


def check_dates(stages: Sequence[tuple[Stage, date | None]], today: date) -> None:
    """One after the other, none before the one below it, none to come. `Refused` says which is wrong."""
    before: date | None = None
    for stage, on in stages:
        if on is None:
            raise Refused(_("Sebutkan tanggal mulai %(stage)s.") % {"stage": stage.label.lower()})
        if on > today:
            raise Refused(_("Tanggal mulai %(stage)s belum tiba.") % {"stage": stage.label.lower()})
        if before and on < before:
            raise Refused(
                _("Tahap %(stage)s tidak dapat mulai sebelum tahap di bawahnya.") % {"stage": stage.label.lower()}
            )
        before = on
