"""Tables of meetings: called, held, written down, and what they bind offices to."""

from balairung.rooms.meetings.models.calling import (
    InvitationRule,
    Invitee,
    Meeting,
    MeetingLine,
    MeetingSeries,
    MeetingSession,
)
from balairung.rooms.meetings.models.finding import MeetingText
from balairung.rooms.meetings.models.holding import (
    AgendaItem,
    AttendanceKiosk,
    MeetingQuestion,
    Speaker,
    SpeakerStep,
    Theme,
)
from balairung.rooms.meetings.models.minutes import Decision, FormerText, MeetingTask, Minutes, MinutesItem, Sheltered

__all__ = [
    "AgendaItem",
    "AttendanceKiosk",
    "Decision",
    "FormerText",
    "InvitationRule",
    "Invitee",
    "Meeting",
    "MeetingLine",
    "MeetingQuestion",
    "MeetingSeries",
    "MeetingSession",
    "MeetingTask",
    "MeetingText",
    "Minutes",
    "MinutesItem",
    "Sheltered",
    "Speaker",
    "SpeakerStep",
    "Theme",
]
