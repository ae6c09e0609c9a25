"""Who examines, who answers, who judges, who may let somebody from outside look in.

Whoever sits in an examined office, or is somebody that an examination is about, has no part in judging it: for them
`visible_to` holds nothing of it but what their office owes.
"""

from __future__ import annotations

from uuid import UUID

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.access import can_see
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.rooms.oversight.models import Examination, Finding, Involved, Recommendation
from balairung.rooms.oversight.models.examinations import inspectorates


def get_examination(actor: Actor, key: UUID) -> Examination:
    """Raise `Examination.DoesNotExist` for what this actor may not see."""
    return Examination.objects.visible_to(actor).prefetch_related("offices").get(pk=key)


def get_finding(actor: Actor, key: UUID) -> Finding:
    """Raise `Finding.DoesNotExist` for one of an examination that this actor may not see."""
    rows = Finding.objects.filter(examination__in=Examination.objects.visible_to(actor))
    return rows.select_related("examination").get(pk=key)


def get_recommendation(actor: Actor, ref: str) -> Recommendation:
    """One that was sent. Raise `Recommendation.DoesNotExist` for what this actor may not see."""
    rows = Recommendation.objects.visible_to(actor).for_list()
    return rows.get(obligation__ref=read_reference(ref) or ref[:20])


def inspects(actor: Actor) -> bool:
    """Sits in the Inspektorat."""
    return bool(inspectorates(actor))


def is_inspector(actor: Actor) -> bool:
    """Heads the Inspektorat."""
    own = inspectorates(actor)
    return any(seat.office_id in own and seat.role == Post.Role.HEAD for seat in actor.seats)


def oversees_all(actor: Actor) -> bool:
    """Reads the figures of the whole regency: the Inspektorat and those who lead."""
    return actor.is_officer and (actor.leads or inspects(actor))


def can_open(actor: Actor) -> bool:
    """Begin an examination, or write down one of others."""
    return inspects(actor)


def can_change(actor: Actor, examination: Examination) -> bool:
    """Work at it before it is sent: its team and the Inspektur; at one of others, everybody of the Inspektorat."""
    if examination.sent_at or not inspects(actor) or not _sees(actor, examination):
        return False
    team = examination.involved.filter(person=actor.person_id).exclude(part=Involved.Part.SUBJECT)
    return is_inspector(actor) or examination.by_others or team.exists()


def can_send(actor: Actor, examination: Examination) -> bool:
    """The Inspektur, once: from then on it is read-only."""
    return is_inspector(actor) and examination.sent_at is None and _sees(actor, examination)


def can_amend(actor: Actor, examination: Examination) -> bool:
    """Add a correction to what was sent."""
    return examination.sent_at is not None and inspects(actor) and _sees(actor, examination)


def can_report(actor: Actor, recommendation: Recommendation) -> bool:
    """Whoever works in the office that owes it, unless it is about them."""
    owed = recommendation.owed
    return actor.seat_at(owed.owner_office_id) is not None and can_see(actor, owed)


def can_judge(actor: Actor, recommendation: Recommendation) -> bool:
    """The Inspektorat, unless it is about themselves or their own office."""
    return inspects(actor) and _sees(actor, recommendation.finding.examination)


def can_set_aside(actor: Actor, recommendation: Recommendation) -> bool:
    """The Inspektur alone."""
    return is_inspector(actor) and _sees(actor, recommendation.finding.examination)


def can_grant(actor: Actor) -> bool:
    """Let somebody from outside look in, and end it: the Inspektur and the secretary of the region."""
    return is_inspector(actor) or actor.has(Post.Role.SECRETARY)


def _sees(actor: Actor, examination: Examination) -> bool:
    return Examination.objects.visible_to(actor).filter(pk=examination.pk).exists()
