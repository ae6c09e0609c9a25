"""Scans as a telephone sends them: several at once when its network comes back, each answered once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor
from balairung.rooms.meetings.holding.attending import CheckedIn, check_in
from balairung.rooms.meetings.holding.recognising import LONGEST
from balairung.rooms.meetings.models import Invitee, MeetingSession

MOST = 50  # scans of one request
LARGEST = 64 * 1024  # bytes


@dataclass(frozen=True)
class Scan:
    """One thing that a camera read: by its token the page knows which one was answered."""

    token: str
    text: str
    seen_at: datetime | None = None


def read_scans(body: bytes, now: datetime) -> list[Scan]:
    """What a page sent: `{"scans": [{"token", "text", "at"}], "sent"}`, moments in milliseconds of its own clock, of
    which only the distance counts: many telephones go wrong. Raise `Refused` for anything else.
    """
    try:
        said = json.loads(body) if len(body) <= LARGEST else {}
        sent = said.get("sent") or now.timestamp() * 1000
        return [_scan(one, sent, now) for one in said["scans"][:MOST]]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as problem:
        raise Refused(_("Kiriman pemindai tidak terbaca. Muat ulang halaman ini.")) from problem


def _scan(said: Any, sent: float, now: datetime) -> Scan:
    at = said.get("at")
    seen = now - timedelta(milliseconds=float(sent) - float(at)) if at else None
    return Scan(str(said["token"])[:64], str(said["text"])[:LONGEST], seen)


def receive_scans(
    session: MeetingSession, scans: Sequence[Scan], *, by: Actor, at: datetime
) -> list[tuple[Scan, CheckedIn]]:
    """Each in its turn, with what became of it. The same scans again give the same people, received once."""
    meeting, way = session.meeting, Invitee.Way.PASS
    return [
        (one, check_in(meeting, one.text, way=way, by=by, at=at, session=session, seen_at=one.seen_at)) for one in scans
    ]
