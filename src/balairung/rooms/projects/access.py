"""Who keeps which projects, who reads the file of all of them, who goes there and looks.

What everybody may know stands in `register.py`; here is what only officers see and do.
"""

from __future__ import annotations

from uuid import UUID

from balairung.ground.common.references import read_reference
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post, Region
from balairung.rooms.projects.models import Handover, Milestone, Project, ProjectDuty, ProjectPhoto, ProjectQuerySet

KEEPING = (
    *HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR,
)  # fmt: skip


def get_public(ref: str) -> Project:
    """The project with this number. Raise `Project.DoesNotExist`."""
    return Project.objects.for_list().get(ref=read_reference(ref) or ref[:20])


def get_project(actor: Actor, ref: str) -> Project:
    """Its file, for whoever may open it. Raise `Project.DoesNotExist` for all others."""
    return files_of(actor).for_list().get(ref=read_reference(ref) or ref[:20])


def get_duty(actor: Actor, ref: str) -> ProjectDuty:
    """Raise `ProjectDuty.DoesNotExist` for what this actor may not see."""
    rows = ProjectDuty.objects.visible_to(actor).for_list().select_related("handover")
    return rows.get(obligation__ref=read_reference(ref) or ref[:20])


def get_photo(project: Project, key: UUID) -> ProjectPhoto:
    return project.photos.select_related("file").get(pk=key)


def get_milestone(project: Project, key: UUID) -> Milestone:
    return project.milestones.get(pk=key)


def get_handover(project: Project, key: UUID) -> Handover:
    return project.handovers.get(pk=key)


def files_of(actor: Actor) -> ProjectQuerySet:
    """All for those who lead or examine; a district's own; else those of one's own office."""
    if not actor.is_officer and actor.kind != ActorKind.SYSTEM:
        return Project.objects.none()
    if reads_all(actor):
        return Project.objects.all()
    own = Project.objects.filter(office__in=actor.office_ids)
    return own | Project.objects.filter(region__parent__in=districts_headed(actor))


def reads_all(actor: Actor) -> bool:
    """Leaders, assistants, administrators, and whoever works for the Inspektorat."""
    if actor.kind == ActorKind.SYSTEM or actor.leads or actor.administers:
        return True
    return actor.has(Post.Role.ASSISTANT, Post.Role.AUDITOR) or examines(actor)


def examines(actor: Actor) -> bool:
    """Works for the Inspektorat."""
    return Office.objects.filter(pk__in=actor.office_ids, kind=Office.Kind.INSPECTORATE).exists()


def districts_headed(actor: Actor) -> list[str]:
    """The districts whose head this is: he looks after the villages there (UU 23/2014, art. 225)."""
    return [seat.region for seat in actor.seats if seat.region and seat.role == Post.Role.HEAD]


def keeping_offices(actor: Actor) -> list[UUID]:
    """For which offices this actor may record."""
    return [seat.office_id for seat in actor.seats if seat.role in KEEPING]


def can_record(actor: Actor, office: Office, region: Region) -> bool:
    """Whoever keeps the projects of this office; a village and a district only on their own ground."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    own = office.region_id is None or office.region_id in {region.pk, region.parent_id}
    return own and office.pk in keeping_offices(actor)


def can_keep(actor: Actor, project: Project) -> bool:
    """Change it, report on it, hand over: whoever keeps the projects of the office that answers for it."""
    return actor.kind == ActorKind.SYSTEM or project.office_id in keeping_offices(actor)


def can_visit(actor: Actor, project: Project) -> bool:
    """Leave a note of what one saw: leaders, assistants, auditors, the Inspektorat, the head of the district."""
    if actor.has(*Post.LEADING, Post.Role.ASSISTANT, Post.Role.AUDITOR) or examines(actor):
        return True
    return project.region.parent_id in districts_headed(actor)


def can_answer(actor: Actor, duty: ProjectDuty) -> bool:
    """Whoever works in the office that owes it."""
    return actor.seat_at(duty.obligation.owner_office_id) is not None


def can_judge(actor: Actor, duty: ProjectDuty) -> bool:
    """Whoever gave it, or a leader in their absence; never the office that owes it."""
    if can_answer(actor, duty):
        return False
    given = actor.person_id is not None and actor.person_id == duty.given_by_id
    return given or actor.has(*Post.LEADING)
