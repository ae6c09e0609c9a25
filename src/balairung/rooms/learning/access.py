"""Who sees whose presence, who scans, who decides.

Everybody sees their own days. A superior on the line of command sees those of their people, and why somebody is away;
the head of an office and its secretary see the figures of the office, leaders those of all. Kinds of leave that tell of
health or family are for the superior alone.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from balairung.kernel.people.access import HEADS, can_administer
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.learning.models import Leave, PresenceKiosk, RollCall

READING = (*HEADS, Post.Role.OFFICE_SECRETARY)
SCANNING = (*READING, Post.Role.RECEPTIONIST, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)


# --- offices -----------------------------------------------------------------------------------------------------


def offices_read(actor: Actor) -> list[UUID]:
    """The offices whose figures somebody reads because they lead there."""
    return [seat.office_id for seat in actor.seats if seat.role in READING]


def can_read_all(actor: Actor) -> bool:
    return actor.leads


def can_read_office(actor: Actor, office: Office) -> bool:
    """Its leaders, those of the office above it (a camat, his villages), and the leaders of the regency."""
    return can_read_all(actor) or not {office.pk, office.parent_id}.isdisjoint(offices_read(actor))


def can_keep_kiosks(actor: Actor, office: Office) -> bool:
    return can_administer(actor) or office.pk in offices_read(actor)


def can_scan(actor: Actor, office_id: UUID) -> bool:
    """Read the QR of others at this office."""
    return any(seat.office_id == office_id and seat.role in SCANNING for seat in actor.seats)


def get_office(actor: Actor, key: str) -> Office:
    """The office, for whoever reads its figures. Raise `Office.DoesNotExist` for all others."""
    office = Office.objects.select_related("parent").get(key=key)
    if not can_read_office(actor, office):
        raise Office.DoesNotExist
    return office


def get_kiosk(actor: Actor, key: UUID) -> PresenceKiosk:
    kiosk = PresenceKiosk.objects.select_related("office").get(pk=key)
    if not can_keep_kiosks(actor, kiosk.office):
        raise PresenceKiosk.DoesNotExist
    return kiosk


# --- people ------------------------------------------------------------------------------------------------------


def superiors_of(person_id: UUID, at: datetime) -> list[Post]:
    """The posts above somebody, the nearest first; never one that they hold themselves."""
    own = set(Holding.objects.current(at).filter(person=person_id).values_list("post", flat=True))
    if not own:
        return []
    return [post for post in CommandLine(at).chain(None, None, person_id) if post.pk not in own]


def stands_above(actor: Actor, person_id: UUID, at: datetime) -> bool:
    """Whether the actor sits now, also as Plt. or Plh., in a post above this person."""
    if actor.person_id is None or actor.person_id == person_id:
        return False
    return not actor.post_ids.isdisjoint(post.pk for post in superiors_of(person_id, at))


def own_person(actor: Actor) -> Person:
    """Whoever is signed in."""
    assert actor.person_id  # the audience of every page that asks
    return Person.objects.defer("nip", "phone").get(pk=actor.person_id)


def get_person(actor: Actor, key: UUID, at: datetime) -> Person:
    """Somebody whose days the actor may read. Raise `Person.DoesNotExist` for all others."""
    person = Person.objects.defer("nip", "email", "phone").get(pk=key)
    if not can_read_person(actor, person.pk, at):
        raise Person.DoesNotExist
    return person


def can_read_person(actor: Actor, person_id: UUID, at: datetime) -> bool:
    """Oneself, a superior, and whoever reads the office in which they hold a post."""
    if actor.person_id == person_id or stands_above(actor, person_id, at):
        return True
    return Holding.objects.current(at).filter(person=person_id, post__office__in=offices_read(actor)).exists()


def get_leave(actor: Actor, key: UUID, at: datetime) -> Leave:
    """For whoever asked and for the superiors. Raise `Leave.DoesNotExist` for all others."""
    leave = Leave.objects.for_list().get(pk=key)
    if actor.person_id != leave.person_id and not stands_above(actor, leave.person_id, at):
        raise Leave.DoesNotExist
    return leave


# --- roll calls --------------------------------------------------------------------------------------------------


def can_call(actor: Actor) -> bool:
    """Plan a roll call: of one's own office, or of many for leaders and administrators."""
    return bool(offices_read(actor)) or can_call_all(actor)


def can_call_all(actor: Actor) -> bool:
    return actor.leads or can_administer(actor)


def can_hold(actor: Actor, call: RollCall) -> bool:
    """Open, check in, close."""
    planned = actor.person_id == call.made_by_id and actor.is_officer
    return planned or can_scan(actor, call.office_id) or can_call_all(actor)


def get_roll_call(actor: Actor, key: UUID) -> RollCall:
    """For whoever holds it, leaders, and everybody of the offices that take part."""
    call = RollCall.objects.select_related("office").get(pk=key)
    if can_hold(actor, call) or call.regency_wide or call.office_id in actor.office_ids:
        return call
    if call.offices.filter(pk__in=actor.office_ids).exists():
        return call
    raise RollCall.DoesNotExist
