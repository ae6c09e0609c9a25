"""Tables of examinations with their findings, of what offices must do about them, and of whoever may look in."""

from balairung.rooms.oversight.models.examinations import Amendment, Examination, Finding, Involved
from balairung.rooms.oversight.models.overseers import Overseer, Reading
from balairung.rooms.oversight.models.recommendations import Payment, Recommendation

__all__ = [
    "Amendment",
    "Examination",
    "Finding",
    "Involved",
    "Overseer",
    "Payment",
    "Reading",
    "Recommendation",
]
