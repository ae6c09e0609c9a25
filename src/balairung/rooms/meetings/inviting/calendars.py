"""A meeting for the calendar in a telephone (RFC 5545): the same UID whatever changes, a later SEQUENCE each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from balairung.kernel.people.calendars import Calendars
from balairung.rooms.meetings.models import Meeting, MeetingSession

OPEN_END = timedelta(hours=3)  # "s.d. selesai": how long a calendar keeps free
BEFORE = timedelta(days=1)  # when the telephone reminds


def calendar_of(
    meeting: Meeting,
    sessions: list[MeetingSession],
    *,
    link: str,
    at: datetime,
    whose: str = "",
    cancelled: bool = False,
) -> bytes:
    """The sessions as events. `whose` tells one seat from another: moved to another session it is the same event.

    METHOD is PUBLISH, because nobody answers by mail; a meeting that does not take place is CANCEL.
    """
    off = cancelled or meeting.state == Meeting.State.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Balairung//Rapat//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    for session in sessions:
        calendar.add_component(_event(meeting, session, link, at, f"{whose or session.pk}@balairung", off))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, session: MeetingSession, link: str, at: datetime, uid: str, off: bool) -> Event:
    zone, event = Calendars().zone, Event()
    event.add("uid", uid)
    event.add("sequence", meeting.edition)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", (session.ends_at or session.starts_at + OPEN_END).astimezone(zone))
    event.add("summary", meeting.title)
    event.add("location", session.place)
    event.add("description", "\n".join(_said(meeting, session)))
    event.add("url", link)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if not off:
        event.add_component(_alarm(meeting))
    return event


def _said(meeting: Meeting, session: MeetingSession) -> list[str]:
    told = [meeting.purpose, session.link, meeting.remark]
    if meeting.dress:
        told.insert(1, _("Pakaian: %(dress)s") % {"dress": meeting.dress})
    if session.ends_at is None:
        told.append(_("Rapat berlangsung sampai selesai."))
    return [line for line in told if line]


def _alarm(meeting: Meeting) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", meeting.title)
    alarm.add("trigger", -BEFORE)
    return alarm
