"""Tables of village projects, what was seen and reported of them, and help that was handed over."""

from balairung.rooms.projects.models.duties import ProjectDuty, ProjectDutyQuerySet, SiteVisit
from balairung.rooms.projects.models.help import Beneficiaries, Handover
from balairung.rooms.projects.models.progress import Milestone, ProgressReport, ProjectChange, ProjectPhoto
from balairung.rooms.projects.models.projects import Fund, Project, ProjectQuerySet

__all__ = [
    "Beneficiaries",
    "Fund",
    "Handover",
    "Milestone",
    "ProgressReport",
    "Project",
    "ProjectChange",
    "ProjectDuty",
    "ProjectDutyQuerySet",
    "ProjectPhoto",
    "ProjectQuerySet",
    "SiteVisit",
]
