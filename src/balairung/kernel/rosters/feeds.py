"""Somebody's shifts for the calendar in their telephone: a secret address that reads without signing in (RFC 5545)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.rosters.duty import Shift, shifts_of
from balairung.kernel.rosters.models import Feed

BACK, AHEAD = timedelta(days=60), timedelta(days=365)
MARGIN = timedelta(days=40)  # a shift that began before the first day shown keeps its true beginning


def make_feed(*, by: Actor, at: datetime) -> str:
    """A new secret for the address of one's own shifts, shown once; the old address is dead from now on."""
    require(by.is_officer, _("Kalender jaga hanya untuk petugas."))
    token = secrets.token_urlsafe(24)
    kept = {"token_hash": _hash(token), "made_at": at}
    Feed.objects.update_or_create(person_id=str(by.person_id), defaults=kept)
    return token


def revoke_feed(*, by: Actor, at: datetime) -> None:
    """The address is dead; nobody reads one's shifts there any more."""
    Feed.objects.filter(person=by.person_id).delete()


def has_feed(person: UUID) -> bool:
    return Feed.objects.filter(person=person).exists()


def person_of_feed(token: str, at: datetime) -> Person | None:
    """Whose address this is; None for a stranger's, and once they hold no post any more."""
    feed = Feed.objects.filter(token_hash=_hash(token)).select_related("person").first()
    serving = feed and Holding.objects.current(at).filter(person=feed.person_id).exists()
    return feed.person if feed and serving else None


def shifts_for(person: Person, now: datetime) -> list[Shift]:
    """From 60 days ago to a year ahead, only those that somebody really has to do."""
    found = shifts_of(person, now - BACK - MARGIN, now + AHEAD)
    return [shift for shift in found if shift.until > now - BACK and not shift.passed]


def calendar_of(person: Person, now: datetime) -> bytes:
    """One's shifts as iCalendar: the same shift keeps its UID, one that was given away is no longer there.

    Wall clocks are those of each roster, with their time zones (RFC 5545 sections 3.2.19 and 3.6.5).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Balairung//Jaga//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Jaga: %(name)s") % {"name": person})
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})  # RFC 7986
    for shift in shifts_for(person, now):
        calendar.add_component(_event(shift, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(shift: Shift, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{shift.key}@balairung")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", shift.since.astimezone(shift.zone))
    event.add("dtend", shift.until.astimezone(shift.zone))
    event.add(
        "summary", _("Jaga %(office)s: %(roster)s") % {"office": shift.roster.office.short, "roster": shift.roster}
    )
    event.add("description", shift.layer or _("Lapis %(place)d") % {"place": shift.place})
    event.add("location", shift.roster.office.name)
    return event


def _hash(token: str) -> str:
    return keyed_hash("duty-feed", token)
