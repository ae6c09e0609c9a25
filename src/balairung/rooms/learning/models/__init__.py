"""Tables of presence (scans, corrections, leave, roll calls, days counted once) and of capacity (competences,
trainings, readings)."""

from balairung.rooms.learning.models.capacity import Competence, Declaration, PersonCompetence, PostCompetence
from balairung.rooms.learning.models.days import CountedDay, OfficeDay, PresenceDay, RecordingOffice, StalePerson
from balairung.rooms.learning.models.leaves import Leave, LeaveAllowance
from balairung.rooms.learning.models.readings import Book, BookAdvice, Reading
from balairung.rooms.learning.models.rollcalls import RollCall, RollCallEntry
from balairung.rooms.learning.models.scans import Correction, PresenceKiosk, PresenceScan
from balairung.rooms.learning.models.trainings import Training, TrainingAim, TrainingPlace

__all__ = [
    "Book",
    "BookAdvice",
    "Competence",
    "Correction",
    "CountedDay",
    "Declaration",
    "Leave",
    "LeaveAllowance",
    "OfficeDay",
    "PersonCompetence",
    "PostCompetence",
    "PresenceDay",
    "PresenceKiosk",
    "PresenceScan",
    "Reading",
    "RecordingOffice",
    "RollCall",
    "RollCallEntry",
    "StalePerson",
    "Training",
    "TrainingAim",
    "TrainingPlace",
]
