"""Whose decision a request for leave waits for today: the nearest superior in whose post somebody acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Post
from balairung.kernel.people.presence import Presence
from balairung.rooms.learning.models import Leave

MOST = 500  # requests that are looked through


def waiting_for(actor: Actor, at: datetime) -> list[Leave]:
    """What waits for this actor, the oldest first; the same few statements, however much there is."""
    rows = Leave.objects.for_list().filter(state=Leave.State.ASKED).exclude(person=actor.person_id)
    asked = list(rows.order_by("asked_at", "id")[:MOST])
    if not asked:
        return []
    superiors = dict(Post.objects.filter(closed_on__isnull=True).values_list("pk", "superior"))
    held = _posts_of([one.person_id for one in asked], at)
    lines = {one.pk: list(_above(held[one.person_id], superiors)) for one in asked}
    presence = Presence(at)
    presence.load({post for line in lines.values() for post in line})
    return [one for one in asked if _nearest(lines[one.pk], one.person_id, presence) in actor.post_ids]


def _posts_of(people: list[UUID], at: datetime) -> dict[UUID, list[UUID]]:
    held: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Holding.objects.current(at).filter(person__in=people).order_by("post__order", "id")
    for person, post in rows.values_list("person", "post"):
        held[person].append(post)
    return held


def _above(own: list[UUID], superiors: dict[UUID, UUID | None]) -> Iterator[UUID]:
    """The posts above these, the nearest first, none of one's own."""
    seen = set(own)
    for start in own:
        post = superiors.get(start)
        while post and post in superiors:
            if post not in seen:
                seen.add(post)
                yield post
            post = superiors[post] if superiors[post] != post else None


def _nearest(line: list[UUID], person: UUID, presence: Presence) -> UUID | None:
    return next((post for post in line if presence.acting(post, {person})), None)
