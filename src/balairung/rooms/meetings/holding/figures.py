"""Who was at meetings, for whoever counts presence: read through a seam, without knowing this room."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate, make_aware

from balairung.rooms.meetings.models import Invitee, Meeting

How = Literal["self", "deputy", "stood_in", "excused", "absent"]
HELD = (Meeting.State.RUNNING, Meeting.State.ENDED, Meeting.State.MINUTED)


@dataclass(frozen=True)
class Attended:
    """What one person did about one session of a meeting that was held.

    `how`: came themselves; `deputy`, somebody came in their place; `stood_in`, they came in the place of somebody;
    `excused`, said before that they would stay away; `absent`, without a word.
    """

    person: UUID
    day: date
    starts_at: datetime
    came_at: datetime | None
    how: How
    ref: str
    title: str
    post: UUID | None  # in which they were invited; of whom they stood in for, where they stood in
    office: UUID | None  # of that post

    @property
    def there(self) -> bool:
        """Whether they sat in the room."""
        return self.how in ("self", "stood_in")

    @property
    def represented(self) -> bool:
        """Whether what was decided was heard for them."""
        return self.how in ("self", "deputy")


def attended(people: Collection[UUID], since: date, until: date) -> list[Attended]:
    """Of these people, by session from the first day to the last, both included: two queries for any number.

    Only of sessions that were closed: before that nobody is absent.
    """
    moments = (make_aware(datetime.combine(since, time.min)), make_aware(datetime.combine(until, time.max)))
    rows = Invitee.objects.standing().filter(
        Q(person__in=people) | Q(deputy__in=people, came_in_place=True),
        session__starts_at__range=moments, session__closed_at__isnull=False, meeting__state__in=HELD,
    )  # fmt: skip
    wanted, found = set(people), []
    for row in rows.select_related("session", "meeting").order_by("session__starts_at", "protocol", "id"):
        if row.person_id in wanted:
            found.append(_fact(row, row.person_id, _how(row)))
        if row.deputy_id in wanted and row.came_at and row.came_in_place:
            found.append(_fact(row, row.deputy_id, "stood_in"))
    return found


def _how(row: Invitee) -> How:
    if row.came_at:
        return "deputy" if row.came_in_place else "self"
    return "excused" if row.reply == Invitee.Reply.STAYS_AWAY else "absent"


def _fact(row: Invitee, person: UUID, how: How) -> Attended:
    session, meeting = row.session, row.meeting
    return Attended(
        person=person, day=localdate(session.starts_at), starts_at=session.starts_at, came_at=row.came_at, how=how,
        ref=meeting.ref, title=meeting.title, post=row.post_id, office=row.office_id,
    )  # fmt: skip
