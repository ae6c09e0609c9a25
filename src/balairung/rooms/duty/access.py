"""Who plans drills, who may call somebody now, who answers for an alarm, who sees what.

Officers see drills that are over and their own office's alarms; regent, deputy, secretary and adjutant see everything.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.ground.common.references import read_reference
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post
from balairung.rooms.duty.models import Alarm, Call, CallQuerySet, Drill

DEEPEST = 8  # posts between a head and somebody of their line


def can_drill(actor: Actor) -> bool:
    """Plan and cancel drills, and switch the monthly ones on: the secretary, and the worker by that switch."""
    return actor.kind == ActorKind.SYSTEM or actor.has(Post.Role.SECRETARY)


def can_summon(actor: Actor, post: Post) -> bool:
    """Call somebody now: leaders everybody, a head the posts below their own. Nobody calls themselves."""
    if post.closed_on or post.pk in actor.post_ids:
        return False
    if actor.has(*Post.LEADING):
        return True
    own = _own(actor)
    return bool(own) and bool(own & _above(post))


def _above(post: Post) -> set[UUID]:
    """The posts above this one."""
    found: set[UUID] = set()
    superior = post.superior_id
    while superior and superior not in found and len(found) < DEEPEST:
        found.add(superior)
        superior = Post.objects.values_list("superior_id", flat=True).get(pk=superior)
    return found


def may_summon(actor: Actor) -> bool:
    """Whether there is anybody whom this actor may call."""
    return actor.has(*Post.LEADING, Post.Role.HEAD, Post.Role.ASSISTANT)


def summonable(actor: Actor) -> QuerySet[Post]:
    """The posts whose holders this actor may call now: what `can_summon` says, of all of them."""
    rows = Post.objects.filter(closed_on__isnull=True, office__closed_on__isnull=True).exclude(pk__in=actor.post_ids)
    return rows if actor.has(*Post.LEADING) else rows.filter(pk__in=_below(_own(actor)))


def _own(actor: Actor) -> set[UUID]:
    return {seat.post_id for seat in actor.seats if seat.role in (Post.Role.HEAD, Post.Role.ASSISTANT)}


def _below(posts: set[UUID]) -> set[UUID]:
    """The posts below these."""
    found, level = set[UUID](), posts
    for _step in range(DEEPEST):
        level = set(Post.objects.filter(superior__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found


def get_office(actor: Actor, key: str) -> Office:
    """An office whose readiness this actor sees: their own, and all for those who lead. Raise DoesNotExist."""
    rows = Office.objects.all() if actor.leads else Office.objects.filter(pk__in=actor.office_ids)
    return rows.get(key=key)


def get_drill(actor: Actor, key: UUID) -> Drill:
    """Raise DoesNotExist for what this actor may not see: whom a running drill will still call is nobody's to know."""
    rows = Drill.objects.all() if actor.leads or can_drill(actor) else Drill.objects.filter(state=Drill.State.DONE)
    return rows.get(pk=key)


def calls_visible_to(actor: Actor) -> CallQuerySet:
    """Leaders all, others their own, those that they made, and those of their office.

    Nobody sees a drill's call that is still planned, not even the secretary: a drill that is known before is none.
    """
    rows = Call.objects.exclude(state=Call.State.PLANNED, real=False)
    if actor.leads or actor.kind == ActorKind.SYSTEM:
        return rows
    if actor.person_id is None:
        return rows.none()
    mine = Q(person=actor.person_id) | Q(called_by=actor.person_id) | Q(answered_by=actor.person_id)
    return rows.filter(mine | Q(post__office__in=actor.office_ids))


def get_call(actor: Actor, key: UUID) -> Call:
    """Raise DoesNotExist for what this actor may not see."""
    rows = calls_visible_to(actor).select_related("post__office", "person", "called_by", "answered_by", "drill")
    return rows.get(pk=key)


def can_cancel(actor: Actor, call: Call) -> bool:
    """Take back a real call: whoever made it, or a leader."""
    return call.real and (actor.person_id == call.called_by_id or actor.has(*Post.LEADING))


def get_alarm(actor: Actor, ref: str) -> Alarm:
    """Raise DoesNotExist for what this actor may not see."""
    rows = Alarm.objects.visible_to(actor).select_related("obligation__owner_office", "office", "call__post")
    return rows.get(obligation__ref=read_reference(ref) or ref)


def can_explain(actor: Actor, alarm: Alarm) -> bool:
    """Somebody of the office that it is about."""
    return actor.seat_at(alarm.obligation.owner_office_id) is not None


def can_judge(actor: Actor, alarm: Alarm) -> bool:
    """The secretary, or another leader; never the one whom the alarm is about."""
    call = alarm.call
    about = call is not None and actor.person_id is not None and actor.person_id == call.person_id
    return actor.has(*Post.LEADING) and not about


def sees_readiness(actor: Actor, person: UUID, at: datetime) -> bool:
    """Somebody's own calls and answers: themselves, and those who lead."""
    return actor.leads or actor.person_id == person
