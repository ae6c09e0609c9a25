"""Whoever comes without an invitation: received as an additional guest, where those who run the meeting say so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import code_from
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.meetings.access import can_check_in
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.holding.attending import why_shut
from balairung.rooms.meetings.inviting.protocol import protocol_of
from balairung.rooms.meetings.models import InvitationRule, Invitee, Meeting, MeetingSession

LAST = 2_000_000_000  # places of those who came by themselves: after all who were invited


@transaction.atomic
def receive_person(session: MeetingSession, person: Person, *, way: str, by: Actor, at: datetime) -> Invitee:
    """One of ours whom nobody invited. The same person again is the same seat."""
    meeting = _locked(session, by)
    post = _post_of(person, meeting, at)
    same = Invitee.objects.filter(meeting=meeting, person=person).order_by("dropped_at")
    known = same.filter(dropped_at__isnull=True).first() or same.first()
    values = {
        "session": session, "name": person.name, "title": full_title(post)[:240] if post else "", "post": post,
        "office": post.office if post else None, "protocol": protocol_of(post) if post else _last(meeting),
    }  # fmt: skip
    return _come(known, values | {"person": person}, f"{meeting.pk}:{person.pk}", meeting, way, by, at)


@transaction.atomic
def receive_guest(
    session: MeetingSession, *, name: str, title: str, token: str, way: str = Invitee.Way.LIST, by: Actor, at: datetime
) -> Invitee:
    """Somebody from outside. A form that is sent twice makes one guest of them."""
    meeting = _locked(session, by)
    name, title = clean_line(name)[:160], clean_line(title)[:240]
    if not name:
        raise Refused(_("Tuliskan nama tamunya."))
    known = Invitee.objects.filter(meeting=meeting, code_hash=_hashed(f"{meeting.pk}:{token}")[1]).first()
    values = {"session": session, "name": name, "title": title, "protocol": _last(meeting)}
    return _come(known, values, f"{meeting.pk}:{token}", meeting, way, by, at)


def _locked(session: MeetingSession, by: Actor) -> Meeting:
    """One after the other: of two doors that receive the same person, the second finds what the first wrote."""
    meeting = Meeting.objects.select_for_update().get(pk=session.meeting_id)
    require(can_check_in(by, meeting), why_shut(meeting))
    return meeting


def _come(
    known: Invitee | None, values: dict[str, object], key: str, meeting: Meeting, way: str, by: Actor, at: datetime
) -> Invitee:
    """A new seat, or that of somebody whose invitation had been taken back."""
    came = {"came_at": at, "came_by": way, "checked_by_id": by.person_id}
    if known is None:
        code, hashed = _hashed(key)
        known = Invitee.objects.create(meeting=meeting, code=code, code_hash=hashed, **values, **came)
    elif known.dropped_at or known.came_at is None:
        Invitee.objects.filter(pk=known.pk).update(dropped_at=None, left_at=None, **came)
        known.refresh_from_db()
    known.rules.add(_rule(meeting))
    beat(meeting)
    return known


def _rule(meeting: Meeting) -> InvitationRule:
    """Why they are on the list: said on it, so that nobody thinks that they had been invited."""
    known = meeting.rules.filter(who=InvitationRule.Who.ADDED).first()
    last = meeting.rules.aggregate(last=Max("order"))["last"] or 0
    return known or InvitationRule.objects.create(meeting=meeting, who=InvitationRule.Who.ADDED, order=last + 1)


def _post_of(person: Person, meeting: Meeting, at: datetime) -> Post | None:
    """What they are here as: their first post that is not invited already with somebody else in it."""
    taken = Invitee.objects.filter(meeting=meeting, post__isnull=False).exclude(person=person).values("post")
    rows = Holding.objects.current(at).filter(person=person, post__closed_on__isnull=True).exclude(post__in=taken)
    holding = rows.select_related("post__office__region").order_by("post__order", "id").first()
    return holding.post if holding else None


def _last(meeting: Meeting) -> int:
    count = Invitee.objects.filter(meeting=meeting, rules__who=InvitationRule.Who.ADDED).count()
    return LAST + count


def _hashed(key: str) -> tuple[str, str]:
    """A code of their own that follows from the form or the person, and what it is found by."""
    code = code_from(keyed_hash("added", key))
    return code, keyed_hash("invitee", code)
