"""What every page of the desk shows: the overviews with their counts, and the list that one works through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from balairung.ground.ui.fields import Choices
from balairung.kernel.obligations.inbox import (
    PAGE,
    WHOLE,
    Counted,
    Mark,
    Narrow,
    Overview,
    count_lists,
    listed,
    mark_of,
    page_of,
)
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.reads import days_left
from balairung.kernel.obligations.searches import Saved, address_of, read_address, searches_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office

BESIDE = 25  # rows of the list that stands beside a case


@dataclass(frozen=True)
class Row:
    """One line of the list (obligations/_rows.html)."""

    obligation: Obligation
    kind: str
    url: str
    due: datetime | None
    days: int
    late: bool
    paused: bool
    sign: str = ""  # an icon that the room gives it: the door through which it came
    word: str = ""  # what the icon says


@dataclass(frozen=True)
class Desk:
    """The left column and the list: which overview is open, perhaps narrowed; `address` is the query that asks so."""

    overviews: list[Counted]
    saved: list[Saved]
    overview: Overview
    narrow: Narrow
    office: Office | None
    address: str
    rows: list[Row]
    older: str
    bulks: list[tuple[str, str]] = field(default_factory=list)  # for each room that has one: its name, its address

    @property
    def kept(self) -> Saved | None:
        """The saved list that is open."""
        return next((one for one in self.saved if one.here), None)

    @property
    def title(self) -> str:
        return self.kept.search.name if self.kept else str(self.overview.label)


def desk_for(actor: Actor, now: datetime, asked: Mapping[str, Any], most: int = PAGE) -> Desk:
    """The list asked for (see `searches.read_address`); `sesudah` says where to go on."""
    overview, narrow = read_address(actor, asked)
    found = page_of(overview, actor, now, read_mark(str(asked.get("sesudah", ""))), narrow)
    calendars, address = Calendars(), address_of(overview.key, narrow)
    rows = marked([row_of(obligation, calendars, now, overview.key, narrow) for obligation in found[:most]])
    overviews, saved = left_column(actor, now, overview, address)
    return Desk(
        overviews, saved, overview, narrow, _office(narrow), address, rows, _older(overview, narrow, found),
        _bulks(found),
    )  # fmt: skip


def desk_beside(actor: Actor, now: datetime, asked: Mapping[str, Any]) -> Desk:
    """The same beside a case: the first rows only."""
    return desk_for(actor, now, {**asked, "sesudah": ""}, BESIDE)


def detail_url(obligation: Obligation, overview: str = "", narrow: Narrow = WHOLE) -> str:
    """The page of the room that it belongs to: the kind is the label is the URL namespace."""
    try:
        url = reverse(f"{obligation.kind}:detail", args=[obligation.ref])
    except NoReverseMatch:
        return reverse("obligations:inbox")
    address = address_of(overview, narrow)
    return f"{url}?{address}" if address else url


def row_of(
    obligation: Obligation, calendars: Calendars, now: datetime, overview: str = "", narrow: Narrow = WHOLE
) -> Row:
    """What a line shows. Where the other side has the turn, the date is theirs and the office's time stands still."""
    due = obligation.next_at or obligation.answer_by
    office = obligation.owner_office
    return Row(
        obligation=obligation,
        kind=kind_name(obligation.kind),
        url=detail_url(obligation, overview, narrow),
        due=due,
        days=days_left(due, office.calendar if office else "5-day", calendars, now),
        late=obligation.is_late(now),
        paused=obligation.next_at is None,
    )


def marked(rows: Sequence[Row]) -> list[Row]:
    """With the icons that the rooms give them (settings.MARKS): one question for each room in the list."""
    signs: dict[UUID, tuple[str, str]] = {}
    for kind, path in settings.MARKS.items():
        if keys := [row.obligation.pk for row in rows if row.obligation.kind == kind]:
            signs |= import_string(path)(keys)
    return [replace(row, sign=said[0], word=said[1]) if (said := signs.get(row.obligation.pk)) else row for row in rows]


def kind_name(kind: str) -> str:
    return str(apps.get_app_config(kind).verbose_name)


def kinds() -> Choices:
    """The rooms whose obligations have a page, with their names."""
    labels = [config.label for config in apps.get_app_configs() if config.name in settings.ROOMS]
    return [(label, kind_name(label)) for label in labels if _address(f"{label}:detail", "x")]


def left_column(
    actor: Actor, now: datetime, here: Overview | None = None, address: str = ""
) -> tuple[list[Counted], list[Saved]]:
    """Overviews and kept lists, all counted by one statement."""
    overviews, kept = listed(actor, here.key if here else ""), searches_of(actor)
    lists = [(overview, WHOLE) for overview in overviews]
    lists += [(overview, narrow) for _search, overview, narrow in kept]
    counts = iter(count_lists(lists, actor, now))
    left = [Counted(one, next(counts), one == here) for one in overviews]
    return left, [Saved(search, next(counts), search.query == address) for search, _overview, _narrow in kept]


def _bulks(found: list[Obligation]) -> list[tuple[str, str]]:
    pairs = ((kind, _address(f"{kind}:bulk")) for kind in sorted({one.kind for one in found}))
    return [(kind_name(kind), url) for kind, url in pairs if url]


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _office(narrow: Narrow) -> Office | None:
    return Office.objects.filter(key=narrow.office).first() if narrow.office else None


def _older(overview: Overview, narrow: Narrow, found: list[Obligation]) -> str:
    if len(found) <= PAGE:
        return ""
    return "?" + address_of(overview.key, narrow, sesudah=write_mark(mark_of(found[PAGE - 1], overview, narrow)))


def write_mark(mark: Mark) -> str:
    """Where a page ends, as an address says it."""
    priority, moment, key = mark
    return f"{priority}~{moment.isoformat() if moment else ''}~{key}"


def read_mark(text: str) -> Mark | None:
    """Where the page before ended; anything else means the first page."""
    try:
        priority, moment, key = text.split("~")
        at, row = datetime.fromisoformat(moment) if moment else None, UUID(key)
        mark = int(priority), at, str(row)
    except ValueError:
        return None
    return mark if at is None or at.tzinfo else None
