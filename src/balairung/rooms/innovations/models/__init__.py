"""Tables of innovations."""

from balairung.rooms.innovations.models.cards import Exhibit, Innovation, InnovationQuerySet, Stage, Status
from balairung.rooms.innovations.models.index import IndexEntry, IndexMark
from balairung.rooms.innovations.models.reviews import CriterionMark, Laurel, MonthOwed, Review, ReviewQuerySet

__all__ = [
    "CriterionMark",
    "Exhibit",
    "IndexEntry",
    "IndexMark",
    "Innovation",
    "InnovationQuerySet",
    "Laurel",
    "MonthOwed",
    "Review",
    "ReviewQuerySet",
    "Stage",
    "Status",
]
