"""The calendar file as another reader sees it (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from balairung.kernel.people.actors import actor_of
from balairung.rooms.meetings.inviting import calling
from tests import make

pytestmark = pytest.mark.django_db
START = make.START


def test_one_event_with_one_uid_whatever_changes(client: Client) -> None:
    make.regency()
    purpose = "Aset desa; batas wilayah, dan pindah penduduk:\n" + "sebuah kalimat yang panjang sekali " * 10
    meeting = make.meeting(title="Rakor: aset, desa; “batas”", purpose=purpose)
    row, by = meeting.invitees.in_protocol_order()[0], actor_of(make.there(meeting.made_by), START)

    def read() -> tuple[Any, Any]:
        answer = client.get(f"/rapat/{row.code}/kalender.ics")
        assert answer["Content-Type"].startswith("text/calendar")
        assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
        calendar = Calendar.from_ical(answer.content)
        return calendar, calendar.walk("VEVENT")[0]

    calendar, event = read()
    uid, first = event["UID"], event["SEQUENCE"]
    assert calendar["METHOD"] == "PUBLISH"
    assert str(event["SUMMARY"]) == meeting.title
    assert meeting.purpose in str(event["DESCRIPTION"])
    assert event["DTSTART"].dt == meeting.starts_at
    assert event["DTSTART"].params["TZID"] == "Asia/Jakarta"
    assert calendar.walk("VTIMEZONE")
    moved = meeting.starts_at + timedelta(days=1)
    calling.change_session(meeting.sessions.get(), starts_at=moved, by=by, at=START)
    calendar, event = read()
    assert event["UID"] == uid
    assert event["SEQUENCE"] > first
    assert event["DTSTART"].dt == moved
    second = event["SEQUENCE"]
    calling.cancel(meeting, reason="Banjir", by=by, at=START)
    calendar, event = read()
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["UID"] == uid
    assert event["SEQUENCE"] > second
