"""What would happen if somebody were called now: the ladder resolved for them, with the reason for what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from balairung.kernel.messaging.gateways import sign, word
from balairung.kernel.people.models import Person, Post
from balairung.rooms.duty import reach, rules, rungs
from balairung.rooms.duty.models import Call, Ring
from balairung.rooms.duty.rungs import Target, Watch


@dataclass(frozen=True)
class Door:
    """One door that would be tried, and for how many seconds an answer is waited for; or `why` it is passed over."""

    sign: str
    word: str
    waits: int
    why: str


@dataclass(frozen=True)
class Turn:
    """One person who would be asked, or `why` nobody would be."""

    role: str
    name: str
    who: str
    doors: list[Door]
    why: str

    @property
    def rings(self) -> bool:
        return any(not door.why for door in self.doors)


@dataclass(frozen=True)
class Foreseen:
    """The whole ladder for one post."""

    post: Post
    turns: list[Turn]

    @property
    def ready(self) -> bool:
        """Whether the official themselves would hear anything."""
        return self.turns[0].rings


def foresee(post: Post, person: Person, watch: Watch) -> Foreseen:
    """A real call to this person in this post at the moment of the watch; nothing is written and nothing sent."""
    return Foreseen(post, list(_turns(Call(post=post, person=person, real=True), watch)))


def _turns(call: Call, watch: Watch) -> Iterator[Turn]:
    asked = set[UUID]()
    for role, steps in groupby(rules.ladder(), key=lambda step: step.role):
        found = rungs.target(call, role, watch, asked)
        asked |= {found.person.pk} if found.person else set()
        yield _turn(found, list(steps))


def _turn(found: Target, steps: list[rules.Step]) -> Turn:
    label = str(Ring.Role(found.role).label)
    if found.person is None:
        return Turn(label, "", "", [], found.why)
    known = reach.addresses(found.person)
    who = found.post.title if found.post and found.role == Ring.Role.DEPUTY else ""
    return Turn(label, found.person.name, who, [_door(rungs.way(one, known), one) for one in steps], "")


def _door(by: rungs.Way, step: rules.Step) -> Door:
    return Door(sign(by.channel), word(by.channel), int(step.waits.total_seconds()), by.why)
