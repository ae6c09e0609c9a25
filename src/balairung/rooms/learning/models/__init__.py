"""Tables of presence: scans, corrections, leave, roll calls, and days counted once."""

from balairung.rooms.learning.models.days import CountedDay, OfficeDay, PresenceDay, RecordingOffice, StalePerson
from balairung.rooms.learning.models.leaves import Leave, LeaveAllowance
from balairung.rooms.learning.models.rollcalls import RollCall, RollCallEntry
from balairung.rooms.learning.models.scans import Correction, PresenceKiosk, PresenceScan

__all__ = [
    "Correction",
    "CountedDay",
    "Leave",
    "LeaveAllowance",
    "OfficeDay",
    "PresenceDay",
    "PresenceKiosk",
    "PresenceScan",
    "RecordingOffice",
    "RollCall",
    "RollCallEntry",
    "StalePerson",
]
