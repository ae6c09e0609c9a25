"""Tables of the front office: halls with their counters, who came and waits, who is expected, what came out of it."""

from balairung.rooms.reception.models.appointments import Appointment, AppointmentQuerySet
from balairung.rooms.reception.models.figures import CriterionAnswer, DayOfDesk, DayOfLine
from balairung.rooms.reception.models.guests import Attendance, EmptyDesk, EmptyDeskQuerySet, Guest, GuestQuerySet
from balairung.rooms.reception.models.halls import Booth, Counter, Hall, HallQuerySet, Line, Screen, Sitting
from balairung.rooms.reception.models.tickets import HallVisit, NumberSeries, Ticket, TicketQuerySet, Turn

__all__ = [
    "Appointment",
    "AppointmentQuerySet",
    "Attendance",
    "Booth",
    "Counter",
    "CriterionAnswer",
    "DayOfDesk",
    "DayOfLine",
    "EmptyDesk",
    "EmptyDeskQuerySet",
    "Guest",
    "GuestQuerySet",
    "Hall",
    "HallQuerySet",
    "HallVisit",
    "Line",
    "NumberSeries",
    "Screen",
    "Sitting",
    "Ticket",
    "TicketQuerySet",
    "Turn",
]
