"""Tables of reports: what sorts them, the reports, and what officers and citizens lay beside them."""

from balairung.rooms.complaints.models.citizens import Follower, Outcome, Push, Scan
from balairung.rooms.complaints.models.complaints import Complaint, ComplaintQuerySet
from balairung.rooms.complaints.models.desk import Macro, Phrase, Proposal, Tick, Tie
from balairung.rooms.complaints.models.lapor import Disposition, LaporCase, LaporRun
from balairung.rooms.complaints.models.topics import CheckItem, Group, Topic

__all__ = [
    "CheckItem",
    "Complaint",
    "ComplaintQuerySet",
    "Disposition",
    "Follower",
    "Group",
    "LaporCase",
    "LaporRun",
    "Macro",
    "Outcome",
    "Phrase",
    "Proposal",
    "Push",
    "Scan",
    "Tick",
    "Tie",
    "Topic",
]
