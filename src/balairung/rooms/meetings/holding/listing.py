"""Who is here and who is not yet: counts of one query, and lists in protocol order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from balairung.ground.common.text import plain
from balairung.rooms.meetings.holding.attending import deputy_of
from balairung.rooms.meetings.models import InvitationRule, Invitee, Meeting, MeetingSession
from balairung.rooms.meetings.models.calling import InviteeQuerySet

MOST = 500  # names on one page
CAME, LEFT = Q(came_at__isnull=False), Q(left_at__isnull=False)
SIEVES = {
    "": Q(),
    "belum": Q(came_at__isnull=True),
    "hadir": CAME & ~LEFT,
    "wakil": CAME & Q(came_in_place=True),
    "pulang": CAME & LEFT,
}


@dataclass(frozen=True)
class Tally:
    """How many of those who were invited came, how many of these through a deputy, and how many are here now."""

    invited: int = 0
    came: int = 0
    in_place: int = 0
    here: int = 0
    declined: int = 0  # said before that they stay away, and did

    @property
    def missing(self) -> int:
        return self.invited - self.came

    @property
    def share(self) -> int:
        """Percent of those invited who are represented."""
        return round(100 * self.came / self.invited) if self.invited else 0


def tally(place: Meeting | MeetingSession) -> Tally:
    """Of a whole meeting, or of one session."""
    away = Q(reply=Invitee.Reply.STAYS_AWAY, came_at__isnull=True)
    found = _of(place).aggregate(
        invited=Count("pk"), came=Count("pk", filter=CAME), in_place=Count("pk", filter=CAME & Q(came_in_place=True)),
        here=Count("pk", filter=CAME & ~LEFT), declined=Count("pk", filter=away),
    )  # fmt: skip
    return Tally(**found)


def here(place: Meeting | MeetingSession) -> list[Invitee]:
    """Who is in the room, the first by protocol first."""
    return list(_of(place).filter(CAME & ~LEFT).for_list()[:MOST])


def listed(session: MeetingSession, *, text: str = "", sieve: str = "") -> list[Invitee]:
    """All who stand on the list of a session, or those whose name, post or deputy has all these words."""
    rows = Invitee.objects.standing().filter(SIEVES.get(sieve, Q()), session=session).for_list()
    words = plain(text).split()
    return [one for one in rows if all(word in _said(one) for word in words)][:MOST]


def _said(invitee: Invitee) -> str:
    deputy = deputy_of(invitee) if invitee.deputy_name or invitee.deputy_id else ""
    return plain(f"{invitee.name} {invitee.title} {deputy} {invitee.seat}")


def added(session: MeetingSession) -> set[object]:
    """Keys of those who came without an invitation."""
    return set(_of(session).filter(rules__who=InvitationRule.Who.ADDED).values_list("pk", flat=True))


def _of(place: Meeting | MeetingSession) -> InviteeQuerySet:
    field = "meeting" if isinstance(place, Meeting) else "session"
    return Invitee.objects.standing().filter(**{field: place})
