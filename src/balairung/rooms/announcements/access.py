"""Who writes for an office, who reads it a second time, who may speak at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from balairung.kernel.people.access import ANNOUNCING, heads_office
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post
from balairung.kernel.rosters.duty import Duty
from balairung.rooms.announcements.models import Announcement, Edition
from balairung.rooms.announcements.places import Aim


def get_public(code: str) -> Announcement:
    """What everybody reads: standing, or taken back with its reason. Raise `Announcement.DoesNotExist`."""
    rows = Announcement.objects.exclude(state=Announcement.State.DRAFT).filter(readers=Announcement.Readers.PUBLIC)
    return rows.select_related("current", "office__region").get(code=code[:12].upper())


def get_told(actor: Actor, code: str) -> Announcement:
    """What any officer reads, also what is for officers alone."""
    return Announcement.objects.standing().get(code=code[:12].upper())


def get_kept(actor: Actor, code: str) -> Announcement:
    """For whoever writes or releases it. Raise `Announcement.DoesNotExist` for everybody else."""
    found = Announcement.objects.select_related("current", "office__region").get(code=code[:12].upper())
    if not can_keep(actor, found):
        raise Announcement.DoesNotExist
    return found


def speaks_for_all(actor: Actor) -> bool:
    """The leaders and whoever coordinates: they speak for any office."""
    return actor.kind == ActorKind.SYSTEM or actor.coordinates or actor.has(*Post.LEADING)


def offices_of(actor: Actor) -> frozenset[UUID]:
    """The offices for which they write."""
    return frozenset(seat.office_id for seat in actor.seats if seat.role in ANNOUNCING)


def can_write(actor: Actor, office: UUID) -> bool:
    return office in offices_of(actor) or speaks_for_all(actor)


def writes_anywhere(actor: Actor) -> bool:
    return bool(offices_of(actor)) or speaks_for_all(actor)


def can_keep(actor: Actor, found: Announcement) -> bool:
    """Read its draft, its reach, and do with it what its state allows."""
    return can_write(actor, found.office_id) or heads_office(actor, found.office_id)


def can_release(actor: Actor, found: Announcement, edition: Edition) -> bool:
    """A second reader: the head of the office, or somebody who speaks for all, and not whoever wrote it."""
    second = actor.person_id is None or actor.person_id != edition.written_by_id
    return second and (heads_office(actor, found.office_id) or speaks_for_all(actor))


def is_wide(found: Announcement, aim: Aim, office: Office) -> bool:
    """Whether it goes beyond the office's own place: then somebody else reads it first."""
    if found.readers == Announcement.Readers.OFFICERS or aim.whole or aim.services or office.region_id is None:
        return True
    return any(office.region_id not in {region.pk, region.parent_id} for region in aim.regions)


def speaks_at_once(actor: Actor, found: Announcement, at: datetime) -> bool:
    """In an emergency nobody waits for a second reader: the leaders, the coordinator, whoever is on duty there now."""
    if not found.is_warning:
        return False
    return speaks_for_all(actor) or (actor.person_id is not None and actor.person_id in _on_duty(found.office_id, at))


def _on_duty(office: UUID, at: datetime) -> set[UUID]:
    duty = Duty(at)
    duty.load([office])
    return {person.pk for one in duty.all_of(office) for person in (one.person, *one.then) if person}
