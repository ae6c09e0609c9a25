"""What the room of personal data keeps."""

from balairung.rooms.privacy.models.incidents import Affected, Incident, IncidentQuerySet
from balairung.rooms.privacy.models.requests import DataExport, DataKnock, DataRequest, DataRequestQuerySet

__all__ = [
    "Affected", "DataExport", "DataKnock", "DataRequest", "DataRequestQuerySet", "Incident", "IncidentQuerySet"
]  # fmt: skip
