"""Who sees whose levels, who records them, who says what a post asks.

Somebody's levels are seen by themselves, by the head of an office in which they hold a post, by leaders and by
administrators; for all others they do not exist. Totals of offices are for every officer.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from balairung.kernel.people.access import HEADS, can_administer, heads_office
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.learning.models import Book, Competence, Declaration, Reading, Training, TrainingPlace

PLANNING = (*HEADS, Post.Role.DEPUTY_REGENT, Post.Role.OFFICE_SECRETARY)


def headed(actor: Actor) -> list[UUID]:
    """The offices that somebody heads, by protocol."""
    return [seat.office_id for seat in actor.seats if seat.role in HEADS]


# --- offices and posts -------------------------------------------------------------------------------------------


def can_read_all(actor: Actor) -> bool:
    return actor.leads or can_administer(actor)


def can_read_office(actor: Actor, office_id: UUID) -> bool:
    return can_read_all(actor) or heads_office(actor, office_id)


def can_keep_catalogue(actor: Actor) -> bool:
    """Which competences there are."""
    return can_administer(actor) or actor.has(Post.Role.SECRETARY)


def can_set(actor: Actor, office_id: UUID | None) -> bool:
    """Say what posts ask: in the whole regency (None), or in this office."""
    return can_keep_catalogue(actor) or (office_id is not None and heads_office(actor, office_id))


def get_office(actor: Actor, key: str) -> Office:
    """The office with its people, for whoever reads their levels. Raise `Office.DoesNotExist` for all others."""
    office = Office.objects.get(key=key)
    if not can_read_office(actor, office.pk):
        raise Office.DoesNotExist
    return office


def get_post(actor: Actor, key: UUID) -> Post:
    """A post that stands, for whoever says what it asks. Raise `Post.DoesNotExist` for all others."""
    post = Post.objects.select_related("office").get(pk=key, closed_on__isnull=True)
    if not can_set(actor, post.office_id):
        raise Post.DoesNotExist
    return post


def get_competence(key: str) -> Competence:
    return Competence.objects.get(key=key)


# --- people ------------------------------------------------------------------------------------------------------


def _holds(person_id: UUID, at: datetime, **post: object) -> bool:
    rows = Holding.objects.current(at).filter(person=person_id, post__closed_on__isnull=True, **post)
    return rows.exists()


def can_read_person(actor: Actor, person_id: UUID, at: datetime) -> bool:
    if actor.person_id == person_id or can_read_all(actor):
        return True
    offices = headed(actor)
    return bool(offices) and _holds(person_id, at, post__office__in=offices)


def can_record(actor: Actor, person_id: UUID, at: datetime) -> bool:
    """Write down somebody's level: administrators, the head of their office; of a head whoever leads the regency."""
    if can_administer(actor):
        return True
    offices = headed(actor)
    if offices and _holds(person_id, at, post__office__in=offices):
        return True
    return actor.has(*Post.LEADING) and _holds(person_id, at, post__role__in=HEADS)


def get_person(actor: Actor, key: UUID, at: datetime) -> Person:
    """Somebody whose levels the actor may read. Raise `Person.DoesNotExist` for all others."""
    person = Person.objects.defer("nip", "email", "phone").get(pk=key)
    if not can_read_person(actor, person.pk, at):
        raise Person.DoesNotExist
    return person


def get_declaration(actor: Actor, key: UUID, at: datetime) -> Declaration:
    """What waits for an answer, for whoever may give it. Raise `Declaration.DoesNotExist` for all others."""
    found = Declaration.objects.for_list().get(pk=key)
    if found.person_id == actor.person_id or not can_record(actor, found.person_id, at):
        raise Declaration.DoesNotExist
    return found


# --- trainings ---------------------------------------------------------------------------------------------------


def can_plan(actor: Actor) -> bool:
    return can_administer(actor) or actor.has(*PLANNING)


def can_change(actor: Actor, training: Training) -> bool:
    """Cancel it, and see everybody who has a place in it."""
    planned = actor.person_id is not None and actor.person_id == training.planned_by_id and can_plan(actor)
    return planned or can_keep_catalogue(actor)


def get_training(key: UUID) -> Training:
    """For every officer: what can be learnt is no secret."""
    return Training.objects.prefetch_related("aims__competence").select_related("planned_by").get(pk=key)


def get_place(actor: Actor, key: UUID, at: datetime) -> TrainingPlace:
    """A place, for whoever notes what became of it. Raise `TrainingPlace.DoesNotExist` for all others."""
    place = TrainingPlace.objects.for_list().get(pk=key)
    if not can_record(actor, place.person_id, at):
        raise TrainingPlace.DoesNotExist
    return place


# --- readings ----------------------------------------------------------------------------------------------------


def can_recommend(actor: Actor) -> bool:
    """Leaders of the regency and heads of offices: a word of theirs is read."""
    return actor.has(*Post.LEADING, *HEADS)


def can_close(actor: Actor, book: Book) -> bool:
    added = actor.person_id is not None and actor.person_id == book.added_by_id
    return added or can_keep_catalogue(actor)


def get_own_reading(actor: Actor, key: UUID) -> Reading:
    return Reading.objects.get(pk=key, person=actor.person_id)
