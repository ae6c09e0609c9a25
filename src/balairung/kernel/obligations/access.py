"""Who may do what on the desk, and who sees an obligation: the other side of `visible_to`."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from balairung.kernel.obligations.models import Exclusion, Obligation, ObligationQuerySet, Visibility
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Office, Post
from balairung.kernel.people.models.persons import HoldingQuerySet

EVERYWHERE = (*Post.LEADING, Post.Role.ADJUTANT)  # who see the whole regency, but nothing secret


def can_see(actor: Actor, obligation: Obligation) -> bool:
    return Obligation.objects.visible_to(actor).filter(pk=obligation.pk).exists()


def can_prove(actor: Actor) -> bool:
    """Who asks whether everything that was late reached somebody: leaders, the coordinator, the Inspektorat."""
    return actor.leads or actor.coordinates or _audits(actor)


def provable_to(actor: Actor) -> ObligationQuerySet:
    """What the proof tells them: what they see. The Inspektorat is told of the whole regency, nothing secret and
    nothing that is about one of its own.
    """
    if actor.leads or actor.coordinates or not _audits(actor):
        return Obligation.objects.visible_to(actor)
    barred = Exclusion.objects.filter(Q(post__in=actor.post_ids) | Q(person=actor.person_id))
    open_to_all = Obligation.objects.exclude(visibility=Visibility.SECRET)
    return open_to_all.exclude(pk__in=barred.values("obligation"))


def _audits(actor: Actor) -> bool:
    return Office.objects.filter(pk__in=actor.office_ids, kind=Office.Kind.INSPECTORATE).exists()


def can_assign(actor: Actor, obligation: Obligation) -> bool:
    """Sharing the work out is the owner office's; not for whom the matter is about."""
    return actor.seat_at(obligation.owner_office_id) is not None and can_see(actor, obligation)


def seats_that_see(obligation: Obligation, at: datetime) -> HoldingQuerySet:
    """The holdings in force through which it is seen: nobody is offered a case that does not exist for them."""
    seats = Q(post__office=obligation.owner_office_id) | Q(post__role=Post.Role.COORDINATOR)
    seats |= Q(post__in=obligation.clocks.filter(told_post__isnull=False).values("told_post"))
    if obligation.visibility != Visibility.SECRET:
        seats |= Q(post__role__in=EVERYWHERE)
    if obligation.owner_office_id is None:
        seats |= Q(person=obligation.owner_person_id)
    barred = Exclusion.objects.filter(obligation=obligation)
    current = Holding.objects.current(at).filter(post__closed_on__isnull=True)
    rows = current.filter(seats).exclude(person__in=current.filter(post__in=barred.values("post")).values("person"))
    return rows.exclude(person__in=barred.filter(person__isnull=False).values("person"))
