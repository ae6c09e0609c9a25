"""A regency before its life begins: its organisation, people in most posts, rosters, doors, monthly drills."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.contacts import ask_code, confirm_code
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actions import add_person
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.people.organisation import build_regency
from balairung.kernel.rosters.actions import (
    make_roster,
    set_layer,
)  # fmt: skip
from balairung.kernel.rosters.models import Roster
from balairung.rooms.duty.drills import set_automatic
from bench.witness import Contacts

ZONE = ZoneInfo("Asia/Jakarta")
ROLES = [
    *(Post.Role.REGENT, Post.Role.DEPUTY_REGENT, Post.Role.SECRETARY, Post.Role.ASSISTANT, Post.Role.HEAD),
    *(Post.Role.COORDINATOR, Post.Role.LIAISON, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD),
]
ROSTERS = 0.2  # of the offices keep one
TURNS = (("day", 1), ("day", 2), ("week", 1), ("hour", 12))
CODE = re.compile(r"\b\d{6}\b")
Step = Callable[[datetime], object]


@dataclass
class Settlement:
    """A regency and its people; everything from one seed. Rosters stand in a fifth of the offices."""

    code: str
    begin: datetime
    end: datetime
    a_day: float  # obligations that open in a day
    every: timedelta  # between two rounds of the worker
    seed: int = 3510
    rest: timedelta = timedelta(days=21)  # the worker goes on for so long when nothing new comes
    contacts: Contacts = field(default_factory=Contacts)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    agenda: list[tuple[datetime, int, Step]] = field(default_factory=list)
    numbers: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.rosters: list[Roster] = []
        self.ringing: datetime | None = None  # when the next step of a call is due

    # --- the stage -----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """The organisation, people in most posts, rosters, doors, monthly drills."""
        build_regency(self.code, by=SYSTEM, at=self.begin)
        for channel in ("whatsapp", "sms"):
            gateways.connect(channel, {}, at=self.begin)
        for post in Post.objects.filter(role__in=ROLES).order_by("order", "id"):
            leading = post.role in (Post.Role.REGENT, Post.Role.SECRETARY)
            if leading or self.rng.random() < (0.9 if post.role == Post.Role.HEAD else 0.6):
                self.take(post, self.newcomer(self.begin, mail=leading), self.begin)
        self.offices = list(Office.objects.order_by("order", "key"))
        for office in self.offices:
            people = self.staff(office, self.begin)
            if len(people) > 1 and self.rng.random() < ROSTERS:
                self.keep_roster(office, people, self.begin)
        secretary = Holding.objects.select_related("person").get(post__role=Post.Role.SECRETARY)
        set_automatic(True, by=actor_of(secretary.person, self.begin), at=self.begin)

    def newcomer(self, at: datetime, *, mail: bool = False) -> Person:
        """Half read mail; the others are reached by telephone or not at all."""
        number = next(self.numbers)
        email = f"orang{number}@contoh.id" if mail or self.rng.random() < 0.5 else ""
        person = add_person(name=f"Pejabat {number}", email=email, by=SYSTEM, at=at)
        if email:
            self.contacts.note(person.pk, at, True)
        elif self.rng.random() < 0.85:
            self.prove(person.pk, at)
        return person

    def take(self, post: Post, person: Person, at: datetime, **more: Any) -> None:
        since = more.pop("since", at.astimezone(ZONE).date())
        appoint(person=person, post=post, since=since, by=SYSTEM, at=at, **more)

    def prove(self, key: UUID, at: datetime) -> None:
        """A telephone whose code came back."""
        person, channel = Person.objects.get(pk=key), self.rng.choice(("whatsapp", "sms"))
        number = f"+62812{next(self.numbers):08}"
        contact = ask_code(channel, number, person, at=at)
        body = Notice.objects.filter(key__startswith=f"code:{contact.pk}").latest("written_at").body
        found = CODE.search(body)
        assert found
        confirm_code(channel, number, found[0], person, at=at)
        self.contacts.note(person.pk, at, True)

    def keep_roster(self, office: Office, people: list[Person], at: datetime) -> None:
        covers = self.rng.choice(("always", "always", "outside_hours"))
        roster = make_roster(office=office, name="Siaga", coverage=covers, by=SYSTEM, at=at)
        for place in (1, 2) if self.rng.random() < 0.3 else (1,):
            self.turn(roster, place, people, at, since=at)
        self.rosters.append(roster)

    def turn(self, roster: Roster, place: int, people: list[Person], at: datetime, **more: Any) -> None:
        if len(people) < 2:
            raise Refused("nobody is there to take turns with")
        unit, length = self.rng.choice(TURNS)
        members = self.rng.sample(people, self.rng.randint(2, min(4, len(people))))
        set_layer(roster, place=place, unit=unit, length=length, starts_on=at.astimezone(ZONE).date(),
                  handover=clock(self.rng.choice((7, 8, 19))), members=members, by=SYSTEM,
                  at=at, **more)  # fmt: skip

    def staff(self, office: Office, at: datetime) -> list[Person]:
        rows = Holding.objects.current(at).filter(post__office=office).select_related("person").order_by("id")
        return list({holding.person_id: holding.person for holding in rows}.values())
