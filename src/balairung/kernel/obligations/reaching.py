"""Who hears of a late item at one rung, now: whoever is awake, and whoever answers for the post.

In office hours that is the one who acts for the post. At any other hour the office's person on duty hears at once, and
the one who acts for the post when work begins: nobody is woken, and nobody is left out. A post for which nobody acts is
heard by the person on duty alone, at any hour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from balairung.ground.common.calendars import Calendar
from balairung.kernel.messaging.contacts import reached
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.ladder import PARTY, CommandLine, Rung
from balairung.kernel.people.models import Delegation, Person, Post
from balairung.kernel.rosters.duty import Duty
from balairung.kernel.rosters.models import Roster

ORDINARY = "5-day"  # people sleep at night, also where their office is open at all hours


class Way(StrEnum):
    """How the person who is told was found."""

    HOLDER = "holder"  # sits in the post
    NAMED = "named"  # acts for it by the register of authority
    DUTY = "duty"  # is on duty for its office


@dataclass(frozen=True)
class Told:
    """One rung as it was found. Without a `person`, `empty` says in words why nobody can be told.

    `later` is told as well, from the moment `since` on: who answers for the post while the person on duty hears now.
    """

    post: Post
    person: Person | None
    way: Way = Way.HOLDER
    empty: str = ""
    under: Delegation | None = None
    roster: Roster | None = None
    later: Person | None = None
    since: datetime | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """References for the ledger."""
        found: dict[str, Any] = {"person": str(self.person.pk) if self.person else "", "way": self.way.value}
        if self.under:
            found["under"] = str(self.under.pk)
        if self.roster:
            found["roster"] = str(self.roster.pk)
        if self.later:
            found["later"] = str(self.later.pk)
        return found


class Reaching:
    """The rungs at one moment; what was asked once is remembered, so ask one of these for a whole batch."""

    def __init__(self, at: datetime, calendars: Calendars | None = None) -> None:
        self.at = at
        self.line = CommandLine(at, reached)
        self._calendars = calendars or Calendars()
        self._duty = Duty(at, escalating=True)
        self._reached: dict[UUID, bool] = {}

    def rung(self, post: Post, barred: Collection[UUID] = (), without: Collection[UUID] = ()) -> Told:
        """Who hears of it for this post. It is about the posts in `barred` and the persons in `without`."""
        if post.pk in barred:
            return Told(post, None, empty=str(PARTY))
        own = self.line.rung(post, without)
        if own.person and self._at_work:
            return self._answering(own)
        on_duty, roster = self._on_duty(post, without)
        if on_duty is None:
            return self._answering(own)
        later = own.person if own.person != on_duty else None
        return Told(post, on_duty, Way.DUTY, roster=roster, later=later, since=self._next_work if later else None)

    def _answering(self, own: Rung) -> Told:
        return Told(own.post, own.person, Way.NAMED if own.under else Way.HOLDER, own.empty, own.under)

    def _on_duty(self, post: Post, without: Collection[UUID]) -> tuple[Person | None, Roster | None]:
        """The first of those on duty for the post's office whom a message reaches."""
        for one in self._duty.all_of(post.office_id):
            for person in filter(None, (one.person, *one.then)):
                if person.pk not in without and self._is_reached(person):
                    return person, one.roster
        return None, None

    def _is_reached(self, person: Person) -> bool:
        if person.pk not in self._reached:
            self._reached[person.pk] = bool(reached([person]))
        return self._reached[person.pk]

    def load(self, posts: Iterable[Post]) -> None:
        """Read the rosters of these posts' offices at once."""
        self._duty.load({post.office_id for post in posts})

    @cached_property
    def _calendar(self) -> Calendar:
        return self._calendars.get(ORDINARY)

    @cached_property
    def _at_work(self) -> bool:
        return self._calendar.is_open(self.at)

    @cached_property
    def _next_work(self) -> datetime:
        return self._calendar.next_opening(self.at)
