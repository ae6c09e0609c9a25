"""Invitations on their way: the list follows the rules, and everybody whom a change concerns is told once.

What somebody was told last is kept as a mark; who has another one now is told. So pressing twice tells nobody twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Person, Post
from balairung.kernel.people.presence import Presence
from balairung.rooms.meetings import notices
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.inviting.resolving import Named, resolve, seat, sessions_of
from balairung.rooms.meetings.models import InvitationRule, Invitee, Meeting, MeetingLine, MeetingSession

SIGNS = 16  # of the code of an own page: 79 bits
FOLLOWED = ("session", "person", "office", "name", "title", "protocol", "dropped_at")
ANSWERED = ("reply", "replied_at", "reason", "deputy", "deputy_name", "deputy_title", "mandate")
#: Who hears for a post that nobody holds, in this order.
INSTEAD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)


def write_line(meeting: Meeting, words: str, *, by: Actor, at: datetime) -> None:
    """A line in the story of the meeting."""
    MeetingLine.objects.create(meeting=meeting, words=words[:300], at=at, by_id=by.person_id)


def go_out(meeting: Meeting, *, by: Actor, at: datetime) -> int:
    """Everybody is invited; return how many. In the caller's transaction, the meeting locked."""
    meeting.state, meeting.called_at = Meeting.State.CALLED, at
    meeting.save(update_fields=["state", "called_at"])
    count = spread(meeting, at=at)
    with override("id"):
        write_line(meeting, _("Undangan dikirim: %(count)d.") % {"count": count}, by=by, at=at)
    return count


def spread(meeting: Meeting, *, at: datetime) -> int:
    """Let the list follow the rules, and tell whom it concerns; return how many. Again: nobody."""
    standing, dropped = enlist(meeting, at=at)
    marks = {row.pk: notices.mark_of(row, row.session) for row in standing}
    news = [row for row in standing if row.told_mark != marks[row.pk]]
    gone = [row for row in dropped if row.told]
    if news or gone:
        meeting.edition += 1
        meeting.save(update_fields=["edition"])
        told = told_for([*news, *gone], at)
        notices.tell_invited(news, told, at=at)
        notices.tell_dropped(gone, told, at=at)
        for row in news:
            row.told, row.told_mark = meeting.edition, marks[row.pk]
            row.told_at = at if told.get(row.pk) else None
        for row in gone:  # whoever comes back is told again
            row.told, row.told_mark = meeting.edition, ""
        Invitee.objects.bulk_update([*news, *gone], ["told", "told_mark", "told_at"], batch_size=200)
    beat(meeting)
    return len(news)


def enlist(meeting: Meeting, *, at: datetime) -> tuple[list[Invitee], list[Invitee]]:
    """Let the list say whom the rules name now: those who stand on it, and those who fell off it just now.

    A session that was opened keeps its list, and so does whoever was received at the door.
    """
    sessions = sessions_of(meeting)
    named = resolve(meeting, at).named
    wanted = dict(zip((one.key for one in named), seat([one.district for one in named], sessions), strict=True))
    known = {_key(row): row for row in _rows(meeting, sessions)}
    kept = {key for key, row in known.items() if _is_settled(row)}
    before = {key: _seen(row) for key, row in known.items()}
    new: list[Invitee] = []
    for one in named:
        if one.key not in kept:
            row = known.get(one.key) or _new(meeting, new)
            _follow(row, one, wanted[one.key])
    dropped = [row for key, row in known.items() if key not in wanted and key not in kept and not row.dropped_at]
    for row in dropped:
        row.dropped_at = at
    _write(new, [row for key, row in known.items() if _seen(row) != before[key]])
    standing = [row for row in (*known.values(), *new) if row.dropped_at is None]
    _explain(meeting, standing, {one.key: one for one in named})
    return standing, dropped


def told_for(rows: Iterable[Invitee], at: datetime) -> dict[UUID, list[Person]]:
    """Who is told for each seat: its person and whoever acts in the post; of a vacant one somebody of its office."""
    rows = list(rows)
    presence = Presence(at)
    presence.load([row.post_id for row in rows if row.post_id])
    found: dict[UUID, list[Person]] = {}
    for row in rows:
        acting = [one.person for one in presence.acting(row.post_id)] if row.post_id else []
        people = [row.person, *acting, row.deputy]
        found[row.pk] = list({one.pk: one for one in people if one}.values())
    instead = _instead([row for row in rows if not found[row.pk]], at)
    return {key: people or instead.get(key, []) for key, people in found.items()}


# --- the list ------------------------------------------------------------------------------------------------------


def _rows(meeting: Meeting, sessions: Sequence[MeetingSession]) -> list[Invitee]:
    """Everybody who is or was on the list, with what they are told of."""
    by_key = {session.pk: session for session in sessions}
    rows = list(meeting.invitees.select_related("person", "deputy").prefetch_related("rules"))
    for row in rows:
        row.meeting, row.session = meeting, by_key[row.session_id]
    return rows


def _key(row: Invitee) -> str:
    """The same as `Named.key`."""
    if row.post_id:
        return f"post:{row.post_id}"
    return f"office:{row.office_id}:{row.title}" if row.office_id else f"guest:{row.name}:{row.title}"


def _is_settled(row: Invitee) -> bool:
    received = any(rule.who == InvitationRule.Who.ADDED for rule in row.rules.all())
    return row.session.opened_at is not None or row.came_at is not None or received


def _new(meeting: Meeting, new: list[Invitee]) -> Invitee:
    code = new_code(SIGNS)
    row = Invitee(meeting=meeting, code=code, code_hash=keyed_hash("invitee", code))
    new.append(row)
    return row


def _follow(row: Invitee, one: Named, session: MeetingSession) -> None:
    """What the list says of them; an answer stands until somebody else is meant, or another session."""
    person = one.person.pk if one.person else None
    if row.told and (row.person_id != person or row.session_id != session.pk):
        clear_answer(row)
    row.post, row.office, row.person, row.session = one.post, one.office, one.person, session
    row.name, row.title, row.protocol, row.dropped_at = one.name[:160], one.title[:240], one.protocol, None


def clear_answer(row: Invitee) -> None:
    """They are asked anew."""
    row.reply, row.replied_at, row.reason, row.deputy = "", None, "", None
    row.deputy_name = row.deputy_title = row.mandate = ""


def _seen(row: Invitee) -> tuple[object, ...]:
    return (row.session_id, row.person_id, row.office_id, row.name, row.title, row.protocol, row.dropped_at, row.reply)


def _write(new: list[Invitee], changed: list[Invitee]) -> None:
    """A person who goes from one seat to another leaves the first before they take the second."""
    Invitee.objects.filter(pk__in=[row.pk for row in changed]).update(person=None)
    Invitee.objects.bulk_update(changed, [*FOLLOWED, *ANSWERED], batch_size=100)
    Invitee.objects.bulk_create(new)


def _explain(meeting: Meeting, standing: list[Invitee], named: dict[str, Named]) -> None:
    """By which rules each is invited."""
    through = Invitee.rules.through
    kept = [row for row in standing if _key(row) in named]
    through.objects.filter(invitee__in=[row.pk for row in kept]).exclude(
        invitationrule__who=InvitationRule.Who.ADDED
    ).delete()
    through.objects.bulk_create(
        [through(invitee=row, invitationrule_id=rule) for row in kept for rule in named[_key(row)].rules],
        ignore_conflicts=True,
    )


def _instead(rows: list[Invitee], at: datetime) -> dict[UUID, list[Person]]:
    """For seats that nobody holds: the first of their office who can hear it."""
    offices = {row.office_id for row in rows if row.office_id}
    if not offices:
        return {}
    holdings = Holding.objects.current(at).filter(post__office__in=offices, post__role__in=INSTEAD)
    people: defaultdict[UUID, list[tuple[int, Person]]] = defaultdict(list)
    for holding in holdings.select_related("person", "post").order_by("since", "id"):
        people[holding.post.office_id].append((INSTEAD.index(Post.Role(holding.post.role)), holding.person))
    first = {office: min(row, key=lambda one: one[0])[1] for office, row in people.items()}
    return {row.pk: [first[row.office_id]] for row in rows if row.office_id in first}
