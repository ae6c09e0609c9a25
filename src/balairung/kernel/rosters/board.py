"""Who is on duty at one moment, office by office, as the pages show it: titles, contacts, whether anybody must be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from balairung.kernel.messaging.contacts import proved_of_all
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Account, Office
from balairung.kernel.rosters.duty import Duty, OnDuty, look_ahead
from balairung.kernel.rosters.gaps import required
from balairung.kernel.rosters.models import Roster
from balairung.kernel.rosters.reading import titles_of

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Line:
    """One roster now. `needed`: somebody must be on duty at this hour; `reached`: they proved a contact."""

    one: OnDuty
    title: str
    needed: bool
    reached: bool | None = None

    @property
    def empty(self) -> bool:
        return self.needed and self.one.person is None


@dataclass(frozen=True)
class Card:
    """An office with its rosters now and its own public accounts."""

    office: Office
    lines: Sequence[Line]
    accounts: Sequence[Account] = ()

    @property
    def many(self) -> bool:
        return len(self.lines) > 1

    @property
    def empty(self) -> bool:
        return any(line.empty for line in self.lines)

    @property
    def unreached(self) -> bool:
        return any(line.reached is False for line in self.lines)


def announcing() -> list[Office]:
    """The offices that tell everyone who is on duty, by protocol."""
    rosters = Roster.objects.standing().filter(public=True)
    rows = Office.objects.filter(pk__in=rosters.values("office"))
    return list(rows.defer("email", "phone").order_by("order", "name"))


def announced() -> bool:
    """Whether any office does."""
    return Roster.objects.standing().filter(public=True).exists()


def public_cards(offices: Sequence[Office], at: datetime) -> list[Card]:
    """For everyone: names, titles, the office's own accounts, nothing private."""
    duty = Duty(at, public_only=True)
    keys = [office.pk for office in offices]
    duty.load(keys)
    accounts = _accounts(keys)
    found = [one for key in keys for one in duty.all_of(key)]
    look_ahead(found)
    lines = _lines(found, at)
    return [Card(office, lines.get(office.pk, []), accounts.get(office.pk, [])) for office in offices]


def all_cards(at: datetime) -> list[Card]:
    """For officers: every office with a roster; those where nobody is on duty although somebody must be come first."""
    duty = Duty(at)
    found = [one for key in duty.load_all() for one in duty.all_of(key)]
    lines = _lines(found, at, proved_of_all({one.person.pk for one in found if one.person}))
    offices = {one.office_id: one.roster.office for one in found}
    cards = [Card(office, lines[key]) for key, office in offices.items()]
    return sorted(cards, key=lambda card: (not card.empty, not card.unreached))


def _lines(found: Sequence[OnDuty], at: datetime, reached: Collection[UUID] | None = None) -> dict[UUID, list[Line]]:
    titles = titles_of([one.person.pk for one in found if one.person], at)
    needed = partial(_needed, Calendars(), at)
    lines: dict[UUID, list[Line]] = {}
    for one in found:
        person = one.person.pk if one.person else None
        title = titles.get((person, one.office_id), "") if person else ""
        known = person in reached if person and reached is not None else None
        lines.setdefault(one.office_id, []).append(Line(one, title, needed(one.roster), known))
    return lines


def _needed(calendars: Calendars, at: datetime, roster: Roster) -> bool:
    return bool(required(roster.coverage, calendars.get(roster.office.calendar), at, at + INSTANT))


def _accounts(offices: Sequence[UUID]) -> dict[UUID, list[Account]]:
    rows = Account.objects.standing().filter(office__in=offices, post=None).order_by("kind", "since", "id")
    found: dict[UUID, list[Account]] = {}
    for row in rows:
        found.setdefault(row.office_id, []).append(row)
    return found
