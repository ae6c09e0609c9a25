"""An appointment for the calendar in a telephone (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception.appointments.slots import Aim
from balairung.rooms.reception.models import Appointment

BEFORE = timedelta(hours=2)  # when the telephone reminds


def calendar_of(appointment: Appointment, link: str, now: datetime) -> bytes:
    """One event; moved, it keeps its UID and gets a later stamp, so a calendar replaces it. Given back, it says so."""
    calendar = Calendar()
    calendar.add("prodid", "-//Balairung//Janji temu//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(appointment, link, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, link: str, now: datetime) -> Event:
    aim, zone = Aim.of(appointment), Calendars().zone
    event, alarm = Event(), Alarm()
    summary = _("Janji temu: %(what)s") % {"what": aim}
    event.add("uid", f"{appointment.pk}@balairung")
    event.add("sequence", int(now.timestamp()) - int(appointment.booked_at.timestamp()))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", (appointment.starts_at + aim.step).astimezone(zone))
    event.add("summary", summary)
    event.add("location", ", ".join(filter(None, [appointment.hall.name, appointment.hall.place])))
    event.add("url", link)
    event.add("status", "CONFIRMED" if appointment.state == Appointment.State.BOOKED else "CANCELLED")
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    return event
