"""The list of competences: begun from the shipped one, then a regency's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.learning.capacity import access, rules
from balairung.rooms.learning.models import Competence

MOST = 60  # more than this nobody can be asked to be good at


@transaction.atomic
def load(*, by: Actor, at: datetime) -> int:
    """Add what the shipped list has and this one has not; return how many. What was changed here stays as it is."""
    require(access.can_keep_catalogue(by))
    known = set(Competence.objects.values_list("key", flat=True))
    rows = [
        Competence(
            key=row["key"], title=row["title"], group=row["group"], description=row["description"],
            level_words=row.get("levels", []), order=place * 10,
        ) for place, row in enumerate(rules.first_list(), 1) if row["key"] not in known
    ]  # fmt: skip
    return len(Competence.objects.bulk_create(rows))


@transaction.atomic
def add(
    *, title: str, group: str, description: str, level_words: Sequence[str] = (), by: Actor, at: datetime
) -> Competence:
    """One more, at the end of the list."""
    require(access.can_keep_catalogue(by))
    _check(title, description, level_words, besides=None)
    if Competence.objects.open_on(localdate(at)).count() >= MOST:
        raise Refused(_("Daftar ini sudah memuat %(most)d kompetensi. Tutup dahulu yang tidak dipakai.") % {
            "most": MOST})  # fmt: skip
    last = Competence.objects.aggregate(last=Max("order"))["last"] or 0
    return Competence.objects.create(
        key=_new_key(title), title=clean_line(title), group=group, description=clean_text(description),
        level_words=_words(level_words), order=last + 10,
    )  # fmt: skip


@transaction.atomic
def change(
    competence: Competence, *, title: str, group: str, description: str, level_words: Sequence[str] = (),
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Other words for the same thing; its key stays."""
    require(access.can_keep_catalogue(by))
    _check(title, description, level_words, besides=competence)
    competence.title, competence.group = clean_line(title), group
    competence.description, competence.level_words = clean_text(description), _words(level_words)
    competence.save(update_fields=["title", "group", "description", "level_words"])


@transaction.atomic
def close(competence: Competence, *, by: Actor, at: datetime) -> None:
    """It counts no more from today on; what was found about people stays."""
    require(access.can_keep_catalogue(by))
    Competence.objects.filter(pk=competence.pk, closed_on__isnull=True).update(closed_on=localdate(at))


@transaction.atomic
def reopen(competence: Competence, *, by: Actor, at: datetime) -> None:
    require(access.can_keep_catalogue(by))
    Competence.objects.filter(pk=competence.pk).update(closed_on=None)


def _check(title: str, description: str, level_words: Sequence[str], besides: Competence | None) -> None:
    if not clean_line(title) or not clean_text(description):
        raise Refused(_("Tuliskan nama kompetensi dan uraiannya."))
    same = Competence.objects.filter(title__iexact=clean_line(title))
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(_("Kompetensi dengan nama ini sudah ada."))
    if len(_words(level_words)) not in {0, rules.HIGHEST}:
        raise Refused(_("Jelaskan kelima tingkatnya, atau kosongkan semuanya."))


def _words(level_words: Sequence[str]) -> list[str]:
    return [cleaned for words in level_words if (cleaned := clean_line(words))]


def _new_key(title: str) -> str:
    stem = slugify(title)[:50] or "kompetensi"
    taken = set(Competence.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))] if key not in taken)
