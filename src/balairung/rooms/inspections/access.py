"""Who checks which office on the spot, who sees what came of it, who judges a repair.

The regent, the deputy and the secretary of the region check every office: they lead the apparatus (UU 23/2014 art. 65
and 213 [mem]). So do the examiners of the Inspektorat, whose task it is (PP 12/2017 [mem]). The head of a district
checks the villages of that district, which the law has them guide and supervise (UU 6/2014 art. 154 of its
regulation [mem]); not other districts, and not the agencies. Nobody checks the office in which they sit: a check of
one's own house proves nothing, and its findings would be closed by those whom they are about.

For the same reason an examined office never judges a repair of its own, not even the Inspektorat: then the leaders do.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office, Post
from balairung.rooms.inspections.models import (
    FieldFinding,
    FieldFindingQuerySet,
    Inspection,
    examines_all,
    headed_districts,
)


def checks_all(actor: Actor) -> bool:
    return actor.has(*Post.LEADING) or examines_all(actor)


def checkable(actor: Actor) -> QuerySet[Office]:
    """The offices that this actor may check, those abolished meanwhile too: a check may be older than the decree."""
    rows = Office.objects.exclude(kind=Office.Kind.LEADERSHIP).exclude(pk__in=actor.office_ids)
    if checks_all(actor):
        return rows
    return rows.filter(parent__in=headed_districts(actor), region__level="village")


def can_check(actor: Actor, office: Office) -> bool:
    return actor.is_officer and checkable(actor).filter(pk=office.pk).exists()


def can_check_some(actor: Actor) -> bool:
    """Whether the pages of field checks are for them at all."""
    return actor.is_officer and (checks_all(actor) or bool(headed_districts(actor)))


def sees_matrix(actor: Actor) -> bool:
    """All offices beside each other: for those who lead or check, and for the coordinator."""
    return actor.leads or actor.coordinates or can_check_some(actor)


def can_change_sheet(actor: Actor) -> bool:
    """Publish a new edition of the checklist."""
    return actor.administers or actor.has(Post.Role.SECRETARY) or examines_all(actor)


def get_inspection(actor: Actor, ref: str) -> Inspection:
    """Raise `Inspection.DoesNotExist` for what this actor may not see."""
    rows = Inspection.objects.visible_to(actor).select_related("office", "inspector", "post", "sheet")
    return rows.get(ref=read_reference(ref) or ref[:20])


def findings_of(actor: Actor) -> FieldFindingQuerySet:
    """The findings that exist for this actor: of the checks that they see, and what their office owes."""
    if not actor.is_officer:
        return FieldFinding.objects.none()
    if actor.leads or examines_all(actor):
        return FieldFinding.objects.all()
    owed = Q(Obligation.objects.visible_to(actor).behind())
    below = Q(office__parent__in=headed_districts(actor))
    mine = Q(pk__in=FieldFinding.objects.filter(looks__inspection__inspector=actor.person_id).values("pk"))
    return FieldFinding.objects.filter(owed | below | mine)


def get_finding(actor: Actor, ref: str) -> FieldFinding:
    """Raise `FieldFinding.DoesNotExist` for what this actor may not see."""
    return findings_of(actor).for_list().get(obligation__ref=read_reference(ref) or ref[:20])


def can_fulfil(actor: Actor, finding: FieldFinding) -> bool:
    """Whoever works in the office that owes it."""
    return actor.seat_at(finding.obligation.owner_office_id) is not None


def can_judge(actor: Actor, finding: FieldFinding) -> bool:
    """Accept or send back: whoever may check that office, and sits neither there nor where the repair is owed."""
    if _sits(actor, finding.office_id) or _sits(actor, finding.obligation.owner_office_id):
        return False
    return can_check(actor, finding.office)


def can_withdraw(actor: Actor, finding: FieldFinding) -> bool:
    """Take back what was mistaken: the Inspektorat and the leaders; the head of a district asks them."""
    return checks_all(actor) and can_judge(actor, finding)


def _sits(actor: Actor, office: UUID | None) -> bool:
    return actor.seat_at(office) is not None
