"""What is put forward for the national index, indicator by indicator, each with the file that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.innovations import access, notices
from balairung.rooms.innovations.indicators import Indicator, Standing, levels, maturity, sid, spd
from balairung.rooms.innovations.models import IndexEntry, IndexMark, Innovation, Status


def enter(card: Innovation, *, year: int, by: Actor, at: datetime) -> IndexEntry:
    """Put this innovation forward in that year; once."""
    require(access.can_keep_index(by), _not_yours())
    if card.status != Status.APPROVED:
        raise Refused(_("Yang diajukan hanya inovasi yang sudah disetujui."))
    try:
        with transaction.atomic():
            return IndexEntry.objects.create(year=year, card=card, added_at=at, added_by_id=by.person_id)
    except IntegrityError:
        return IndexEntry.objects.get(year=year, card=card)


@transaction.atomic
def take_out(entry: IndexEntry, *, by: Actor, at: datetime) -> None:
    """Not this year; the files of its card stay where they are."""
    require(access.can_keep_index(by), _not_yours())
    entry.delete()


@transaction.atomic
def mark(
    indicator: str, *, year: int, entry: IndexEntry | None, level: int, file: File | None, note: str = "", by: Actor,
    at: datetime,
) -> IndexMark:  # fmt: skip
    """This parameter, proved by this file; marked again, the last one stands. Without a file it is not marked."""
    require(access.can_keep_index(by), _not_yours())
    if indicator not in {one.key for one in (sid() if entry else spd())}:
        raise Refused(_("Indikator ini tidak ada dalam instrumen."))
    if not 1 <= level <= levels():
        raise Refused(_("Parameter antara 1 dan %(most)d.") % {"most": levels()})
    known = IndexMark.objects.filter(year=year, entry=entry, indicator=indicator).select_related("file").first()
    proof = file or (known.file if known else None)
    if proof is None:
        raise Refused(_("Lampirkan buktinya: parameter tanpa bukti tidak dihitung."))
    if file and not file.about_kind:
        attach([file], about=(notices.KIND, entry.card.ref if entry else f"iga-{year}"))
    said = {"level": level, "file": proof, "note": clean_line(note)[:300], "marked_at": at,
            "marked_by_id": by.person_id}  # fmt: skip
    made, _fresh = IndexMark.objects.update_or_create(year=year, entry=entry, indicator=indicator, defaults=said)
    return made


def _not_yours() -> str:
    return _("Indeks daerah diisi kantor yang ditunjuk dan pimpinan.")


# --- reads ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entered:
    """One innovation with what is proved of it."""

    entry: IndexEntry
    marks: dict[str, IndexMark]

    @property
    def maturity(self) -> int:
        return maturity({key: one.level for key, one in self.marks.items()})

    @property
    def rows(self) -> list[tuple[Indicator, IndexMark | None]]:
        return [(one, self.marks.get(one.key)) for one in sid()]

    @property
    def missing(self) -> list[Indicator]:
        """What is not proved at all, the mandatory first."""
        return sorted((one for one in sid() if one.key not in self.marks), key=lambda one: not one.mandatory)

    @property
    def lacks_mandatory(self) -> list[Indicator]:
        return [one for one in self.missing if one.mandatory]


def entries(year: int) -> list[Entered]:
    """All of this year in the order of their numbers: two statements."""
    rows = list(
        IndexEntry.objects.filter(year=year).select_related("card__office", "card__region").order_by("card__ref")
    )
    marks: dict[object, dict[str, IndexMark]] = {one.pk: {} for one in rows}
    for one in IndexMark.objects.filter(entry__in=rows).select_related("file").order_by("indicator"):
        marks[one.entry_id][one.indicator] = one
    return [Entered(one, marks[one.pk]) for one in rows]


def regency_marks(year: int) -> dict[str, IndexMark]:
    rows = IndexMark.objects.filter(year=year, entry__isnull=True).select_related("file").order_by("indicator")
    return {one.indicator: one for one in rows}


def standing(entered: Sequence[Entered], own: dict[str, IndexMark]) -> Standing:
    known = {one.key for one in spd()}
    total = sum(one.level for key, one in own.items() if key in known)
    return Standing(tuple(one.maturity for one in entered), total)


def fit(year: int) -> QuerySet[Innovation]:
    """The approved cards that are not put forward this year yet, the highest score first."""
    rows = Innovation.objects.published().exclude(index_entries__year=year)
    return rows.select_related("office", "region").order_by("-score", "ref")
