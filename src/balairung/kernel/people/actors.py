"""Who is acting: a person in a post at an office, a citizen, or the system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.people.models import Holding, Person, Post, User

SEAT = ("capacity", "post__role", "post__title", "post__office__name", "post__office__region")


class ActorKind(StrEnum):
    OFFICER = "officer"
    OVERSEER = "overseer"  # of a body outside that may read something: no post, and nothing else of the house
    CITIZEN = "citizen"
    SYSTEM = "system"


@dataclass(frozen=True)
class Seat:
    """One holding in force: in which post, of which office, in which role."""

    post_id: UUID
    office_id: UUID
    role: str
    capacity: str
    title: str
    office: str
    region: str | None


@dataclass(frozen=True)
class Actor:
    """Every action is told who acts (`by=`)."""

    kind: ActorKind
    name: str = ""
    person_id: UUID | None = None
    user_id: UUID | None = None
    seats: tuple[Seat, ...] = ()
    follows: UUID | None = None  # the obligation whose secret code this citizen has shown

    @property
    def is_officer(self) -> bool:
        return self.kind == ActorKind.OFFICER and bool(self.seats)

    @property
    def oversees(self) -> bool:
        """Reads what a body outside was given to read, and nothing else."""
        return self.kind == ActorKind.OVERSEER

    @property
    def office_ids(self) -> frozenset[UUID]:
        return frozenset(seat.office_id for seat in self.seats)

    @property
    def post_ids(self) -> frozenset[UUID]:
        return frozenset(seat.post_id for seat in self.seats)

    def has(self, *roles: str) -> bool:
        return any(seat.role in roles for seat in self.seats)

    def seat_at(self, office_id: UUID | None) -> Seat | None:
        """The seat in that office, the first by protocol; None for a stranger."""
        return next((seat for seat in self.seats if seat.office_id == office_id), None)

    @property
    def leads(self) -> bool:
        """Regent, deputy and secretary see the whole regency; so does the adjutant who reads for them."""
        return self.has(*Post.LEADING, Post.Role.ADJUTANT)

    @property
    def coordinates(self) -> bool:
        return self.has(Post.Role.COORDINATOR)

    @property
    def talks(self) -> bool:
        """Answers people who wrote to the house and want a person."""
        return self.has(Post.Role.COORDINATOR, Post.Role.LIAISON)

    @property
    def receives(self) -> bool:
        """Sits where people call, come and write."""
        return self.has(Post.Role.COORDINATOR, Post.Role.LIAISON, Post.Role.RECEPTIONIST, Post.Role.VILLAGE_OPERATOR)

    @property
    def examines(self) -> bool:
        """Looks at offices on the spot, or answers for one that is looked at."""
        return self.leads or self.has(Post.Role.HEAD, Post.Role.SECTION_HEAD, Post.Role.AUDITOR)

    @property
    def keeps_services(self) -> bool:
        """Changes what services ask and give: all of them, or the head of an agency its own."""
        all_of_them = self.has(Post.Role.ADMINISTRATOR, Post.Role.SECRETARY)
        return all_of_them or any(seat.role == Post.Role.HEAD and seat.region is None for seat in self.seats)

    @property
    def administers(self) -> bool:
        return self.has(Post.Role.ADMINISTRATOR)


SYSTEM = Actor(ActorKind.SYSTEM, name="Sistem")
CITIZEN = Actor(ActorKind.CITIZEN)


def actor_of(person: Person, at: datetime) -> Actor:
    """The officer that this person is at this moment."""
    holdings = Holding.objects.current(at).filter(person=person, post__closed_on__isnull=True)
    rows = holdings.select_related("post__office").only(*SEAT).order_by("post__order", "id")
    return Actor(ActorKind.OFFICER, person.name, person.pk, person.user_id, tuple(map(_seat, rows)))


def actor_for(user: User | AnonymousUser, at: datetime) -> Actor:
    """Whoever is signed in; without a person or without a post an account is no more than a visitor."""
    if not isinstance(user, User):
        return CITIZEN
    person = Person.objects.filter(user=user).only("name", "user").first()  # unsealing contacts takes time
    if person is None:
        return CITIZEN
    actor = actor_of(person, at)
    overseer = not actor.seats and import_string(settings.OVERSEERS)(person, at)
    return replace(actor, kind=ActorKind.OVERSEER) if overseer else actor


def _seat(holding: Holding) -> Seat:
    post, office = holding.post, holding.post.office
    return Seat(post.pk, office.pk, post.role, holding.capacity, post.title, office.name, office.region_id)


def require(allowed: bool, sentence: object = "") -> None:
    """Raise `NotAllowed` with the sentence unless allowed: the first line of every action."""
    if not allowed:
        raise NotAllowed(sentence)
