"""Devices at a door that people check in at themselves: a secret address lets them in, and nothing else."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, plain
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.rooms.meetings.access import can_check_in
from balairung.rooms.meetings.holding.attending import CheckedIn, Outcome, check_in, why_shut
from balairung.rooms.meetings.models import AttendanceKiosk, Invitee, Meeting, MeetingSession

MOST = 20  # kiosks of a session
SHORTEST = 3  # letters of a name that is looked for
SHOWN = 8  # names that are shown to whoever types
SEEN = timedelta(minutes=1)  # from one note that a kiosk is used to the next


@transaction.atomic
def make_kiosk(session: MeetingSession, *, name: str, by: Actor, at: datetime) -> str:
    """The secret that stands in the address of a new kiosk; it is told once and kept nowhere."""
    require(can_check_in(by, session.meeting), why_shut(session.meeting))
    if session.kiosks.filter(revoked_at__isnull=True).count() >= MOST:
        raise Refused(_("Sesi ini sudah punya %(most)d kios.") % {"most": MOST})
    secret = secrets.token_urlsafe(24)
    name = clean_line(name)[:60] or _("Kios")
    AttendanceKiosk.objects.create(session=session, name=name, token_hash=_hashed(secret), made_at=at)
    return secret


@transaction.atomic
def revoke_kiosk(kiosk: AttendanceKiosk, *, by: Actor, at: datetime) -> None:
    """Its address opens nothing any more."""
    require(can_check_in(by, kiosk.session.meeting), why_shut(kiosk.session.meeting))
    AttendanceKiosk.objects.filter(pk=kiosk.pk, revoked_at__isnull=True).update(revoked_at=at)


def get_kiosk(secret: str) -> AttendanceKiosk:
    """The kiosk of this address. Raise DoesNotExist for one revoked, never made, or of a meeting that is over."""
    rows = AttendanceKiosk.objects.select_related("session__meeting__office")
    open_ones = rows.filter(
        revoked_at__isnull=True, session__meeting__state__in=[Meeting.State.CALLED, Meeting.State.RUNNING]
    )
    return open_ones.get(token_hash=_hashed(secret))


def shown_at(
    kiosk: AttendanceKiosk, text_or_invitee: str | Invitee, *, at: datetime, seen_at: datetime | None = None
) -> CheckedIn:
    """What somebody showed to it or tapped on it. A kiosk receives those who were invited and nobody else."""
    if kiosk.seen_at is None or at - kiosk.seen_at > SEEN:
        AttendanceKiosk.objects.filter(pk=kiosk.pk).update(seen_at=at)
    meeting, way = kiosk.session.meeting, Invitee.Way.KIOSK
    found = check_in(meeting, text_or_invitee, way=way, by=SYSTEM, at=at, session=kiosk.session, seen_at=seen_at)
    if found.outcome in (Outcome.UNINVITED, Outcome.ELSEWHERE):
        told = _("%(sentence)s Silakan ke meja penerima.") % {"sentence": found.sentence}
        return CheckedIn(found.outcome, told, found.invitee, found.person)
    return found


def named(kiosk: AttendanceKiosk, text: str) -> list[Invitee]:
    """Whose name or post has all these words, at most eight; fewer than three letters name nobody."""
    words = plain(text).split()
    if sum(map(len, words)) < SHORTEST:
        return []
    rows = Invitee.objects.standing().filter(session=kiosk.session).for_list()
    found = [one for one in rows if all(word in plain(f"{one.name} {one.title}") for word in words)]
    return found[:SHOWN]


def _hashed(secret: str) -> str:
    return keyed_hash("attendance-kiosk", secret)
