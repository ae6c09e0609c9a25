"""What every page of the desk shows: the overviews with their counts, and the list that one works through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from balairung.kernel.obligations.inbox import PAGE, Counted, Mark, Overview, counted, every_overview, page_of
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.reads import days_left
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


@dataclass(frozen=True)
class Desk:
    """The left column and the list: which overview is open, perhaps narrowed to one office."""

    overviews: list[Counted]
    overview: Overview
    office: Office | None
    rows: list[Row]
    older: str


def desk_for(actor: Actor, now: datetime, asked: Mapping[str, Any], most: int = PAGE) -> Desk:
    """The list asked for: `lihat` (an overview), `kantor` (the key of an office), `sesudah` (where to go on)."""
    overview, office = _chosen(actor, asked), _office(asked)
    found = page_of(overview, actor, now, read_mark(str(asked.get("sesudah", ""))), office)
    calendars = Calendars()
    rows = [_row(obligation, overview, calendars, now) for obligation in found[:most]]
    return Desk(counted(actor, now, here=overview.key), overview, office, rows, _older(overview, office, found))


def desk_beside(actor: Actor, now: datetime, asked: Mapping[str, Any]) -> Desk:
    """The same beside a case: the first rows only."""
    return desk_for(actor, now, {"lihat": asked.get("lihat", "")}, BESIDE)


def detail_url(obligation: Obligation, overview: str = "") -> str:
    """The page of the room that it belongs to: the kind is the label is the URL namespace."""
    try:
        url = reverse(f"{obligation.kind}:detail", args=[obligation.ref])
    except NoReverseMatch:
        return reverse("obligations:inbox")
    return f"{url}?{urlencode({'lihat': overview})}" if overview else url


def row_of(obligation: Obligation, calendars: Calendars, now: datetime, overview: str = "") -> Row:
    """What a line shows. Where the other side has the turn, the date is theirs and the office's time stands still."""
    due = obligation.next_at or obligation.answer_by
    office = obligation.owner_office
    return Row(
        obligation=obligation,
        kind=str(apps.get_app_config(obligation.kind).verbose_name),
        url=detail_url(obligation, overview),
        due=due,
        days=days_left(due, office.calendar if office else "5-day", calendars, now),
        late=obligation.is_late(now),
        paused=obligation.next_at is None,
    )


def _row(obligation: Obligation, overview: Overview, calendars: Calendars, now: datetime) -> Row:
    return row_of(obligation, calendars, now, overview.key)


def _chosen(actor: Actor, asked: Mapping[str, Any]) -> Overview:
    known = every_overview(actor)
    default = "baru" if actor.coordinates else "terlambat" if actor.leads else "kantor"
    return known.get(str(asked.get("lihat", ""))) or known[default]


def _office(asked: Mapping[str, Any]) -> Office | None:
    key = str(asked.get("kantor", ""))[:60]
    return Office.objects.filter(key=key).first() if key else None


def _older(overview: Overview, office: Office | None, found: list[Obligation]) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    moment = getattr(last, overview.order)
    narrowed = {"kantor": office.key} if office else {}
    mark = f"{moment.isoformat() if moment else ''}~{last.pk}"
    return "?" + urlencode({"lihat": overview.key, **narrowed, "sesudah": mark})


def read_mark(text: str) -> Mark | None:
    """Where the page before ended; anything else means the first page."""
    moment, _sign, key = text.partition("~")
    try:
        at, row = datetime.fromisoformat(moment) if moment else None, UUID(key)
    except ValueError:
        return None
    return (at, str(row)) if at is None or at.tzinfo else None
