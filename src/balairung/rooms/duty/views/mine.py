"""My readiness: what would happen if I were called now, and what happened when I was."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.messaging.contacts import contacts_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person, Post
from balairung.rooms.duty import access, answering, reach
from balairung.rooms.duty.foreseeing import foresee
from balairung.rooms.duty.models import Ring
from balairung.rooms.duty.rungs import Watch
from balairung.rooms.duty.showing import climbs, shown
from balairung.rooms.duty.views.tabs import tabs

LATEST = 20


@officers
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own, for every officer."""
    assert actor.person_id is not None, "an officer is a person"
    now = now_of(request)
    person, watch = Person.objects.get(pk=actor.person_id), Watch(now)
    plans = [foresee(post, person, watch) for post in _posts(actor)]
    calls = shown(access.calls_visible_to(actor).filter(person=person))
    context = {
        "plans": plans,
        "rings": _once(answering.rung_for(actor, now)),
        "ready": all(plan.ready for plan in plans),
        "contacts": [one for one in contacts_of(person) if one.channel != "push"],
        "climbs": climbs(list(calls[:LATEST])),
        **tabs(actor),
    }
    return render(request, "duty/mine.html", context)


def _once(rings: Iterable[Ring]) -> list[Ring]:
    """The latest of each call."""
    found: dict[UUID, Ring] = {}
    for ring in rings:
        found.setdefault(ring.call_id, ring)
    return list(found.values())


def _posts(actor: Actor) -> list[Post]:
    """Those of one's posts that must be reachable; who has none of them is called in the first."""
    must = list(reach.required_posts().filter(pk__in=actor.post_ids))
    return must or list(Post.objects.select_related("office").filter(pk=actor.seats[0].post_id))
