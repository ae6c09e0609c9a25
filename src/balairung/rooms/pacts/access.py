"""Who begins a drive, who reads its lists, who holds a gathering, and whose pact is whose."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post
from balairung.rooms.pacts.models import Ceremony, Drive, Pact, PactQuerySet

ANSWERING = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY)
#: Whose task it is for the whole regency: the inspectorate, and the board that keeps the personnel.
BOARD = "bkpsdm"


def can_drive(actor: Actor) -> bool:
    """Begin and end drives, publish texts, write down witnesses from outside."""
    if actor.kind == ActorKind.SYSTEM or actor.has(*Post.LEADING):
        return True
    mine = [seat.office_id for seat in actor.seats if seat.role in ANSWERING]
    rows = Office.objects.filter(pk__in=mine)
    return bool(mine) and any(one.kind == Office.Kind.INSPECTORATE or one.key == BOARD for one in rows)


def can_read(actor: Actor) -> bool:
    """Open the lists of a drive; for which offices, `pacts_of` says."""
    return actor.has(*ANSWERING) or can_drive(actor) or actor.leads


def can_gather(actor: Actor) -> bool:
    """Hold a gathering: of the own offices, or of all."""
    return actor.has(*ANSWERING) or can_drive(actor)


def pacts_of(actor: Actor, drive: Drive) -> PactQuerySet:
    """The pacts of a drive that this actor reads by name: all, or those of the offices that they answer for."""
    rows = Pact.objects.current().filter(drive=drive)
    if actor.leads or can_drive(actor):
        return rows
    return rows.filter(office__in=[seat.office_id for seat in actor.seats if seat.role in ANSWERING])


def get_drive(actor: Actor, key: UUID) -> Drive:
    """A drive, for whoever answers for somebody in it. Raise DoesNotExist for everybody else."""
    found = Drive.objects.select_related("text").get(pk=key)
    if not (can_drive(actor) or pacts_of(actor, found).exists()):
        raise Drive.DoesNotExist
    return found


def get_pact(actor: Actor, key: UUID) -> Pact:
    """One's own pact. Raise DoesNotExist for somebody else's."""
    return Pact.objects.current().for_page().get(pk=key, person=actor.person_id)


def get_owed(actor: Actor, ref: str) -> Obligation:
    """What an office owes in a drive. Raise DoesNotExist for what this actor may not see."""
    rows = Obligation.objects.visible_to(actor).select_related("owner_office", "owner_post", "owner_person")
    return rows.get(kind="pacts", ref=read_reference(ref) or ref[:20])


def get_ceremony(actor: Actor, key: UUID) -> Ceremony:
    """A gathering, for whoever opened it or leads drives. Raise DoesNotExist for everybody else."""
    rows = Ceremony.objects.select_related("drive__text", "opened_by")
    return rows.get(pk=key) if can_drive(actor) else rows.get(pk=key, opened_by=actor.person_id)


def can_sign(actor: Actor, pact: Pact, at: datetime) -> bool:
    return pact.person_id == actor.person_id and pact.signed_at is None and pact.drive.ended_at is None
