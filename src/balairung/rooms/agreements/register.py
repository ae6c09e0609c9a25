"""The register as lists: what is asked for, how the duties stand, and what others ask of it without knowing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from balairung.ground.ui.fields import Choices
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.rooms.agreements.models import Agreement, AgreementQuerySet, Duty

PAGE = 50
WORDS = 6  # of a search; more are not looked at
SOON = timedelta(days=90)  # what ends within these is marked in the list
SAID = ("title", "partner", "number", "scope", "ref", "office__name")


@dataclass(frozen=True)
class Exchanged:
    """One thing that was exchanged under an agreement, as another room tells it (settings.EXCHANGES)."""

    words: str
    at: datetime
    href: str


@dataclass(frozen=True)
class Owed:
    """A duty as a list shows it; `late` is by how many days, 0 for one that is or was in time."""

    duty: Duty
    done: bool
    released: bool
    late: int
    linked: bool  # whether the reader may open its page

    @property
    def running(self) -> bool:
        return not self.done and not self.released


@dataclass(frozen=True)
class Figures:
    """How the duties of some agreements stand: numbers without a name in them."""

    kept: int = 0
    kept_late: int = 0
    running: int = 0
    late: int = 0
    released: int = 0


def narrowed(asked: Mapping[str, Any]) -> AgreementQuerySet:
    """The agreements with all these words in them, from everywhere."""
    rows = Agreement.objects.all()
    for word in str(asked.get("kata", "")).split()[:WORDS]:
        said = Q()
        for name in SAID:
            said |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(said)
    return rows


def owed_of(duties: Iterable[Duty], today: date, seen: Collection[UUID] = ()) -> list[Owed]:
    """Each with what became of it; `seen` are the keys of those that the reader may open."""
    return [_owed(duty, today, duty.pk in seen) for duty in duties]


def _owed(duty: Duty, today: date, linked: bool) -> Owed:
    obligation = duty.obligation
    released = obligation.state == State.WITHDRAWN
    last = localdate(obligation.closed_at) if obligation.closed_at else today
    late = 0 if released else max(0, (last - duty.due_on).days)
    return Owed(duty, obligation.state == State.DONE, released, late, linked)


def figures_of(found: Sequence[Owed]) -> Figures:
    return Figures(
        kept=sum(one.done and not one.late for one in found),
        kept_late=sum(one.done and one.late > 0 for one in found),
        running=sum(one.running and not one.late for one in found),
        late=sum(one.running and one.late > 0 for one in found),
        released=sum(one.released for one in found),
    )


def scans_of(agreement: Agreement, now: datetime) -> list[FileLink]:
    """The agreement as it was signed."""
    files = File.objects.filter(about_kind="agreements", about_ref=agreement.ref).order_by("stored_at", "id")
    return [file_link(file, now) for file in files]


def exchanged_under(agreement: Agreement) -> list[Exchanged]:
    """What other rooms exchanged under it (settings.EXCHANGES)."""
    found = [Exchanged(*row) for path in settings.EXCHANGES for row in import_string(path)(agreement.ref)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def choices(on: date) -> Choices:
    """The agreements in force, for whoever exchanges something under one (settings.AGREEMENTS)."""
    rows = Agreement.objects.in_force(on).order_by("partner", "-signed_on", "id")
    return [(ref, f"{partner}: {title} ({number})") for ref, partner, title, number in rows.values_list(
        "ref", "partner", "title", "number"
    )]  # fmt: skip
