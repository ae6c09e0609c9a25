"""Who sees what an office was told, who publishes it, who makes it better."""

from __future__ import annotations

from uuid import UUID

from balairung.ground.common.references import read_reference
from balairung.kernel.people.access import HEADS, heads_office
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post
from balairung.rooms.surveys.models import FollowUp, Stand, Survey

#: Who keeps the survey of an office beside its head.
KEEPING = (*HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)


def get_office(actor: Actor, key: str) -> Office:
    """An office whose survey this actor may see. Raise `Office.DoesNotExist` for all others."""
    rows = Office.objects.filter(closed_on__isnull=True)
    return (rows if actor.leads else rows.filter(pk__in=actor.office_ids)).select_related("region").get(key=key)


def get_survey(actor: Actor, key: str, period: str) -> Survey:
    """Raise `Survey.DoesNotExist` for what this actor may not see."""
    return Survey.objects.visible_to(actor).select_related("office").get(office__key=key, period=period)


def get_published(key: str, period: str) -> Survey:
    """What everybody may read. Raise `Survey.DoesNotExist` for what is not published."""
    rows = Survey.objects.published().select_related("office", "published_by")
    return rows.get(office__key=key, period=period)


def get_stand(actor: Actor, key: str, number: int) -> Stand:
    """A place of an office that this actor keeps. Raise `Stand.DoesNotExist` for all others."""
    rows = Stand.objects.filter(closed_at__isnull=True).select_related("office")
    found = rows.get(office__key=key, number=number)
    if not can_keep(actor, found.office_id):
        raise Stand.DoesNotExist
    return found


def get_follow_up(actor: Actor, ref: str) -> FollowUp:
    """Raise `FollowUp.DoesNotExist` for what this actor may not see."""
    rows = FollowUp.objects.visible_to(actor).select_related("obligation__owner_office", "survey__office", "post")
    return rows.get(obligation__ref=read_reference(ref) or ref[:20])


def can_read_words(actor: Actor, office: UUID) -> bool:
    """What people wrote is for the office itself: not for whoever stands above it."""
    return actor.seat_at(office) is not None


def can_type(actor: Actor, office: UUID) -> bool:
    """Type what stands on paper forms: whoever works in the office."""
    return actor.seat_at(office) is not None


def can_keep(actor: Actor, office: UUID) -> bool:
    """Say how often is counted, how many were served, and where people find the survey."""
    seats = [seat for seat in actor.seats if seat.office_id == office]
    return actor.kind == ActorKind.SYSTEM or any(seat.role in KEEPING for seat in seats)


def can_publish(actor: Actor, office: UUID) -> bool:
    """The head of the office."""
    return heads_office(actor, office)


def can_follow_up(actor: Actor, follow_up: FollowUp) -> bool:
    """Whoever works in the office that owes it."""
    return actor.seat_at(follow_up.obligation.owner_office_id) is not None


def can_fulfil(actor: Actor, follow_up: FollowUp) -> bool:
    return can_follow_up(actor, follow_up) and follow_up.kind == FollowUp.Kind.PLAN


def can_call_back(actor: Actor, follow_up: FollowUp) -> bool:
    return can_follow_up(actor, follow_up) and follow_up.kind == FollowUp.Kind.CALL
