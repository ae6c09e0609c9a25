"""Who sits at a counter, who receives people, who sets a hall up.

A hall belongs to one office; in a Mal Pelayanan Publik officers of other offices sit at the counters of their booth.
Counters of an agency outside the regency are worked by the hall's own office.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.ground.common.references import read_reference
from balairung.kernel.people.access import HEADS, heads_office
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post
from balairung.rooms.reception.models import Booth, Counter, EmptyDesk, Guest, Hall, HallQuerySet, Line, Ticket

Role = Post.Role
SUPERIORS = (*HEADS, Role.OFFICE_SECRETARY, Role.SECTION_HEAD)
RECEIVING = (Role.RECEPTIONIST, Role.STAFF, Role.LIAISON, *SUPERIORS)


def halls_of(actor: Actor) -> HallQuerySet:
    """The halls that this officer works in; all of them for administrators and for those who lead."""
    return Hall.objects.standing() if actor.administers or actor.leads else Hall.objects.worked_by(actor)


def get_hall(actor: Actor, key: str) -> Hall:
    """Raise `Hall.DoesNotExist` for a hall in which this officer has nothing to do."""
    return halls_of(actor).select_related("office").get(key=key)


def get_counter(actor: Actor, hall: Hall, key: UUID) -> Counter:
    """A counter of this hall at which this officer may sit. Raise `Counter.DoesNotExist` for all others."""
    return counters_of(actor).select_related("hall__office").get(hall=hall, pk=key)


def counters_of(actor: Actor) -> QuerySet[Counter]:
    """Where this officer may serve people: in the halls of their office, and at counters with a line of its booth."""
    offices = {seat.office_id for seat in actor.seats if seat.role in RECEIVING}
    guests = Booth.objects.filter(office__in=offices, closed_on__isnull=True)
    theirs = Line.objects.filter(booth__in=guests).values("counters")
    return Counter.objects.filter(Q(hall__office__in=offices) | Q(pk__in=theirs), closed_on__isnull=True)


def can_sit(actor: Actor, counter: Counter) -> bool:
    """Serve people there."""
    return actor.person_id is not None and counters_of(actor).filter(pk=counter.pk).exists()


def can_receive(actor: Actor, hall: Hall) -> bool:
    """The desk of the hall: guests, numbers for those who cannot take one, who comes back, who is moved."""
    return any(seat.office_id == hall.office_id and seat.role in RECEIVING for seat in actor.seats)


def can_move(actor: Actor, ticket: Ticket) -> bool:
    """Move, hold and take back a number that is not before one: the desk, and whoever may sit at its counter."""
    if actor.kind == ActorKind.SYSTEM or can_receive(actor, ticket.hall):
        return True
    counter = ticket.counter
    return counter is not None and can_sit(actor, counter)


def may_open(actor: Actor) -> bool:
    """Whether there is an office for which this actor may open a hall."""
    return actor.administers or actor.has(*HEADS, Role.OFFICE_SECRETARY)


def can_open(actor: Actor, office: Office) -> bool:
    """Open a hall for this office: its head or the secretary of it, administrators."""
    if actor.kind == ActorKind.SYSTEM or actor.administers or heads_office(actor, office.pk):
        return True
    return any(seat.office_id == office.pk and seat.role == Role.OFFICE_SECRETARY for seat in actor.seats)


def can_set_up(actor: Actor, hall: Hall) -> bool:
    """Change booths, lines, counters, hours and screens: also the superior of a receptionist of that office."""
    return can_open(actor, hall.office) or hall.office_id in above_receptionists(actor)


def above_receptionists(actor: Actor) -> set[UUID]:
    """The offices in which this actor's post is the superior of a receptionist."""
    rows = Post.objects.filter(role=Role.RECEPTIONIST, superior__in=actor.post_ids, closed_on__isnull=True)
    return set(rows.values_list("office_id", flat=True)) if actor.seats else set()


# --- the desk ---------------------------------------------------------------------------------------------------------


def get_alarm(actor: Actor, ref: str) -> EmptyDesk:
    """An alarm about an empty reception. Raise `EmptyDesk.DoesNotExist` for what this actor may not see."""
    rows = EmptyDesk.objects.visible_to(actor).select_related("hall__office").for_list()
    return rows.get(obligation__ref=read_reference(ref) or ref[:20])


def get_guest(actor: Actor, hall: Hall, key: UUID) -> Guest:
    """A line of this hall's guest book, for whoever receives there. Raise `Guest.DoesNotExist` for all others."""
    if not can_receive(actor, hall):
        raise Guest.DoesNotExist
    return Guest.objects.for_list().select_related("hall__office").get(hall=hall, pk=key)


def can_explain(actor: Actor, alarm: EmptyDesk) -> bool:
    """Say why nobody sat there: whoever works in the office that owes it."""
    return actor.seat_at(alarm.obligation.owner_office_id) is not None


def can_excuse(actor: Actor, alarm: EmptyDesk) -> bool:
    """End the alarm of a desk that is still empty: those above the office, never the office itself."""
    return actor.has(*Post.LEADING)


def may_be_visited(hall: Hall, post: Post) -> bool:
    """Posts of the hall's office, and of the offices with a booth in it."""
    return post.closed_on is None and (
        post.office_id == hall.office_id or hall.booths.filter(office=post.office_id, closed_on__isnull=True).exists()
    )


def can_answer_criteria(actor: Actor, hall: Hall) -> bool:
    """Say how far a mall is with MPP Digital: whoever may set it up, and the leaders."""
    return hall.mall and (can_set_up(actor, hall) or actor.has(*Post.LEADING))
