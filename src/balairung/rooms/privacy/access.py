"""Who answers for personal data, who reads the access log, and how somebody comes to their own request."""

from __future__ import annotations

from dataclasses import replace
from secrets import compare_digest

from balairung.ground.common.references import read_reference, tidy_code
from balairung.kernel.people.actors import CITIZEN, Actor, ActorKind
from balairung.kernel.people.models import Office
from balairung.rooms.privacy.models import DataRequest, DataRequestQuerySet, Incident, IncidentQuerySet
from balairung.rooms.privacy.rules import answering, main_office

DETAIL = ("obligation__owner_office", "obligation__owner_post")


def get_own(ref: str, code: str) -> tuple[DataRequest, Actor]:
    """The owner's way, by number and code; the actor may speak for this request and no other."""
    rows = DataRequest.objects.select_related(*DETAIL)
    found = rows.get(obligation__ref=read_reference(ref) or "")
    if not compare_digest(tidy_code(code).encode(), found.secret.encode()):
        raise DataRequest.DoesNotExist
    return found, replace(CITIZEN, follows=found.obligation_id)


def get_request(actor: Actor, ref: str) -> DataRequest:
    """Raise `DataRequest.DoesNotExist` for what this actor may not see."""
    return requests_of(actor).select_related(*DETAIL).get(obligation__ref=read_reference(ref) or ref[:20])


def get_incident(actor: Actor, ref: str) -> Incident:
    """Raise `Incident.DoesNotExist` for what this actor may not see."""
    return incidents_of(actor).select_related(*DETAIL).get(obligation__ref=read_reference(ref) or ref[:20])


def requests_of(actor: Actor) -> DataRequestQuerySet:
    """For whoever answers, and whoever it climbed to."""
    return DataRequest.objects.all() if is_ppdp(actor) else DataRequest.objects.visible_to(actor)


def incidents_of(actor: Actor) -> IncidentQuerySet:
    """The Inspektorat and the operators see incidents as well: they help to mend them."""
    reads = is_ppdp(actor) or inspects(actor) or actor.administers
    return Incident.objects.all() if reads else Incident.objects.visible_to(actor)


def is_ppdp(actor: Actor) -> bool:
    """Sits in the office that answers for personal data, in a post that answers."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    main = main_office() if actor.is_officer and actor.has(*answering()) else None
    return main is not None and any(seat.office_id == main.pk and seat.role in answering() for seat in actor.seats)


def inspects(actor: Actor) -> bool:
    offices = Office.objects.filter(pk__in=actor.office_ids, kind=Office.Kind.INSPECTORATE, closed_on__isnull=True)
    return actor.is_officer and offices.exists()


def can_enter(actor: Actor) -> bool:
    """The desk of personal data: whoever answers, inspects, or keeps the house running; and those who take down."""
    return is_ppdp(actor) or inspects(actor) or actor.administers


def can_read_log(actor: Actor) -> bool:
    """Who opened whose data: the officer for data protection and the Inspektorat."""
    return is_ppdp(actor) or inspects(actor)


def can_answer(actor: Actor, found: DataRequest) -> bool:
    return is_ppdp(actor)


def can_handle(actor: Actor, incident: Incident) -> bool:
    """Fill in, tell and close: the officer for data protection, and the operators of this house."""
    return is_ppdp(actor) or actor.administers


def can_take(actor: Actor) -> bool:
    """Take down a request at a counter, with the person's identity card in hand."""
    return actor.is_officer and (actor.receives or is_ppdp(actor))


def speaks_for(actor: Actor, found: DataRequest) -> bool:
    return actor.follows is not None and actor.follows == found.obligation_id
