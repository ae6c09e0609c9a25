"""Who sits where: in protocol order from the first row, changed by hand, never two on one chair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from string import ascii_uppercase

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.meetings.access import can_prepare
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.models import Invitee, MeetingSession

WIDEST = 60  # chairs of one row


def sitting(session: MeetingSession) -> list[Invitee]:
    """Who needs a chair, in protocol order: all who stand invited, but for those who said that they stay away."""
    rows = Invitee.objects.standing().filter(session=session).for_list()
    return [one for one in rows if one.reply != Invitee.Reply.STAYS_AWAY or one.came_at]


@transaction.atomic
def assign(session: MeetingSession, *, width: int, by: Actor, at: datetime) -> int:
    """A chair for everybody, `width` in each row, A1 for the first by protocol; return how many. All anew."""
    require(can_prepare(by, session.meeting))
    if not 1 <= width <= WIDEST:
        raise Refused(_("Satu baris 1 sampai %(most)d kursi.") % {"most": WIDEST})
    rows = sitting(session)
    Invitee.objects.filter(session=session).update(seat="")
    for one, seat in zip(rows, chairs(width), strict=False):
        one.seat = seat
    Invitee.objects.bulk_update(rows, ["seat"], batch_size=500)
    beat(session.meeting_id)
    return len(rows)


@transaction.atomic
def seat(invitee: Invitee, chair: str, *, by: Actor, at: datetime) -> Invitee | None:
    """Put them on this chair (none: standing). Whoever sat there takes theirs: return that one."""
    require(can_prepare(by, invitee.meeting))
    chair = clean_line(chair).upper()[:12]
    same = Invitee.objects.standing().filter(session=invitee.session_id, seat=chair).exclude(pk=invitee.pk)
    other = same.first() if chair else None
    if other:
        Invitee.objects.filter(pk=other.pk).update(seat=invitee.seat)
    Invitee.objects.filter(pk=invitee.pk).update(seat=chair)
    beat(invitee.meeting_id)
    invitee.refresh_from_db()
    return other


def chairs(width: int) -> Iterator[str]:
    """A1, A2, … B1 …, after Z come AA, AB …"""
    for row in count():
        for number in range(1, width + 1):
            yield f"{row_name(row)}{number}"


def row_name(row: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    row += 1
    while row:
        row, letter = divmod(row - 1, 26)
        name = ascii_uppercase[letter] + name
    return name
