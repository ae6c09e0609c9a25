"""Which checklist counts, and how a new edition of it is published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.inspections import access
from balairung.rooms.inspections.models import CheckSheet, Item

FIRST = 1
MOST_ITEMS = 40


def current_sheet() -> CheckSheet:
    """The edition in force. Before there is any it is the one of `data/checklists.yaml`, not saved yet."""
    return CheckSheet.objects.first() or _first()


def sheet_numbered(number: int) -> CheckSheet | None:
    """That edition; None when there is none of this number."""
    found = CheckSheet.objects.filter(number=number).first()
    return found or (_first() if number == FIRST and not CheckSheet.objects.exists() else None)


def kept(sheet: CheckSheet) -> CheckSheet:
    """The same edition as a row: the first one is written down when it is used for the first time."""
    if not sheet._state.adding:
        return sheet
    told = {"title": sheet.title, "rows": sheet.rows, "published_at": sheet.published_at}
    return CheckSheet.objects.get_or_create(number=sheet.number, defaults=told)[0]


def _first() -> CheckSheet:
    data = facts("checklists")
    return CheckSheet(
        number=FIRST, title=data["title"], rows=data["items"], published_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def publish(items: Sequence[Item], *, title: str, after: int, by: Actor, at: datetime) -> CheckSheet:
    """A new edition; `after` is the number of the one that was changed. Checks that are under way keep theirs."""
    require(access.can_change_sheet(by), _("Daftar periksa diubah Inspektorat, sekretaris daerah, atau pengelola."))
    _check(items, title)
    try:
        with transaction.atomic():
            standing = kept(current_sheet())
            if standing.number != after:
                raise Stale(_("Daftar periksa ini baru saja diubah orang lain. Muat ulang halamannya."))
            return CheckSheet.objects.create(
                number=after + 1, title=clean_line(title), rows=[item.written() for item in items], published_at=at,
                published_by_id=by.person_id,
            )  # fmt: skip
    except IntegrityError as problem:  # somebody else published a moment ago
        raise Stale(_("Daftar periksa ini baru saja diubah orang lain. Muat ulang halamannya.")) from problem


def _check(items: Sequence[Item], title: str) -> None:
    if not clean_line(title):
        raise Refused(_("Beri nama daftar periksa ini."))
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Refused(_("Daftar periksa memuat 1 sampai %(most)d butir.") % {"most": MOST_ITEMS})
    keys = [item.key for item in items]
    if len(set(keys)) < len(keys):
        raise Refused(_("Dua butir tidak boleh sama."))


def new_key(title: str, taken: Sequence[str]) -> str:
    """A short key for a new item, of its title; one that is taken gets a number."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:30] or "butir"
    keys = [stem, *(f"{stem}-{number}" for number in range(2, MOST_ITEMS + 3))]
    return next(key for key in keys if key not in taken)
