"""Who sees an application, who reads what the applicant said, who may do the step that is owed."""

from __future__ import annotations

from datetime import datetime

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.authority import Authority
from balairung.kernel.people.models import Office, Post
from balairung.rooms.services.definition.shape import Does, May, Step
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import decision, definition_of, step_of

DETAIL = ("obligation__owner_office", "obligation__owner_post", "service", "version", "region__parent")
HEADING = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY)


def get_application(actor: Actor, ref: str) -> Application:
    """An officer's way to an application. Raise DoesNotExist for what this actor may not see."""
    rows = Application.objects.visible_to(actor).select_related(*DETAIL).defer("version__body")
    return rows.get(obligation__ref=read_reference(ref) or ref)


def can_read(actor: Actor, application: Application) -> bool:
    """What the applicant said: for the office that owes the step, those it went through, and the applicant's village.

    Leaders, the coordinator and whoever a delay climbed to see where it stands, and nothing of what was said.
    """
    owner = application.obligation.owner_office_id
    if actor.seat_at(owner) or (actor.person_id and actor.person_id == application.taken_by_id):
        return True
    offices = Office.objects.filter(pk__in=actor.office_ids)
    if application.region_id and offices.filter(region=application.region_id, kind__in=Application.VILLAGES).exists():
        return True
    went = Event.objects.filter(obligation=application.obligation_id, by_post__office__in=actor.office_ids)
    return not (actor.leads or actor.coordinates) and went.exists()


def current_step(application: Application) -> Step | None:
    """The step at which it stands; while the applicant completes it, the one that asked."""
    obligation = application.obligation
    return step_of(definition_of(application.version), obligation.held_step or obligation.step)


def can_handle(actor: Actor, application: Application, at: datetime) -> bool:
    """The officers of the office that owes the step; what decides is only for its post and whoever acts for it."""
    obligation = application.obligation
    if actor.seat_at(obligation.owner_office_id) is None:
        return False
    step = current_step(application)
    if step is None or step.does == Does.SIGN:
        return step is not None
    return step.does != Does.DECIDE or _decides(actor, application, at)


def can(actor: Actor, application: Application, what: May, at: datetime) -> bool:
    """Whether the step allows it, and this actor may."""
    step = current_step(application)
    return step is not None and what in step.may and can_handle(actor, application, at)


def speaks_for(actor: Actor, application: Application) -> bool:
    """The applicant by their code, or whoever typed it for them."""
    typed = actor.person_id is not None and actor.person_id == application.taken_by_id
    return typed or actor.follows == application.obligation_id


def can_head(actor: Actor) -> bool:
    """Who sees figures of each officer: those who lead an office, and who lead the regency."""
    return actor.has(*HEADING) or actor.leads


def _decides(actor: Actor, application: Application, at: datetime) -> bool:
    post = application.obligation.owner_post
    if post is None or post.pk in actor.post_ids:
        return True
    matter = decision(definition_of(application.version), application.region)
    return Authority(at).may(actor.person_id, post, matter) is not None
