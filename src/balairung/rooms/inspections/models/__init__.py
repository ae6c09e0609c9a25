"""Tables of checks on the spot."""

from balairung.rooms.inspections.models.checks import (
    EXAMINERS,
    Inspection,
    InspectionQuerySet,
    Look,
    Shot,
    examines_all,
    headed_districts,
)
from balairung.rooms.inspections.models.findings import FieldFinding, FieldFindingQuerySet
from balairung.rooms.inspections.models.sheets import PROOFS, CheckSheet, Item

__all__ = [
    "EXAMINERS",
    "PROOFS",
    "CheckSheet",
    "FieldFinding",
    "FieldFindingQuerySet",
    "Inspection",
    "InspectionQuerySet",
    "Item",
    "Look",
    "Shot",
    "examines_all",
    "headed_districts",
]
