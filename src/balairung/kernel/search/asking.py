"""What the officers' search page is asked and what it answers: `q` words, `kantor`, `keadaan`, `jenis`, `sesudah`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.http import urlencode

from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.desk import Row, kinds, row_of
from balairung.kernel.obligations.inbox import shown
from balairung.kernel.obligations.models import Obligation, ObligationQuerySet
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.search.actions import texts_of
from balairung.kernel.search.reads import Found, Mark, find, owners_for
from balairung.kernel.search.stemming import asked_words, words_of

LONGEST = 120
STATES = ("terbuka", "selesai")


@dataclass(frozen=True)
class Asked:
    """The question: words, and which part of what one may see."""

    query: str
    office: str = ""  # "saya": one's own offices only
    state: str = ""
    kind: str = ""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(asked_words(self.query))

    @property
    def narrowed(self) -> bool:
        return bool(self.office or self.state or self.kind)

    def keep(self, rows: ObligationQuerySet, actor: Actor) -> ObligationQuerySet:
        if self.office:
            rows = rows.filter(owner_office__in=actor.office_ids)
        if self.state:
            rows = rows.filter(closed_at__isnull=self.state == "terbuka")
        return rows.filter(kind=self.kind) if self.kind else rows

    def address(self, **more: str) -> str:
        asked = {"q": self.query, "kantor": self.office, "keadaan": self.state, "jenis": self.kind, **more}
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Hit:
    """One row: what the inbox shows, and the text in which the words were found."""

    row: Row
    text: str
    untold: frozenset[str]  # the words that its subject does not hold: those are shown in their sentence


@dataclass(frozen=True)
class Answer:
    """What the page shows."""

    hits: list[Hit]
    found: Found
    older: str

    @property
    def count(self) -> str:
        """`12`, `1.000+` beyond a thousand, `34+` where it was not counted to the end."""
        said = shown(self.found.count)
        return f"{said}+" if self.found.more and not said.endswith("+") else said


def read_asked(asked: Mapping[str, Any]) -> Asked:
    """The question of an address; what it does not know is left out of it."""
    named = {name: clean_line(str(asked.get(name, "")))[:LONGEST] for name in ("q", "kantor", "keadaan", "jenis")}
    return Asked(
        named["q"],
        named["kantor"] if named["kantor"] == "saya" else "",
        named["keadaan"] if named["keadaan"] in STATES else "",
        named["jenis"] if named["jenis"] in dict(kinds()) else "",
    )


def answer(asked: Asked, actor: Actor, now: datetime, after: Mark | None = None) -> Answer:
    """The newest that this actor may see and that hold all the words."""
    rows = asked.keep(Obligation.objects.visible_to(actor), actor)
    owners = set(actor.office_ids) if asked.office else owners_for(actor)
    found = find(rows, asked.query, owners=owners, after=after)
    said, calendars = texts_of(found.obligations), Calendars()
    hits = [
        Hit(row_of(one, calendars, now), said[one.pk].text, asked.words.difference(words_of(one.subject).split()))
        for one in found.obligations
    ]
    older = f"{found.older[0].isoformat()}~{found.older[1]}" if found.older else ""
    return Answer(hits, found, f"?{asked.address(sesudah=older)}" if older else "")


def read_mark(text: str) -> Mark | None:
    """Where the page before ended; anything else means the first page."""
    moment, _sign, key = text.partition("~")
    try:
        mark = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return mark if mark[0].tzinfo else None
