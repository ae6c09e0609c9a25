"""What the invited answer: they come, send somebody, or do not come and say why. Whoever comes is bound as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.authority import Authority
from balairung.kernel.people.matters import PREFIX, Answer, full_title, given_words
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.people.presence import Presence
from balairung.rooms.meetings import notices
from balairung.rooms.meetings.access import SEAT
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.inviting.going import clear_answer
from balairung.rooms.meetings.models import Invitee, Meeting

Reply = Invitee.Reply
DETAIL = ("meeting__office", "meeting__chair__office", "session", "post__office", "office__region__parent", "person",
          "deputy")  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """Somebody who may take the seat by the house's own register: no letter is needed."""

    person: Person
    title: str  # "Plh. Camat Giri"
    mandate: str  # by what: "Plh.", or the row of the register of authority


def invitee_of(code: str) -> Invitee | None:
    """Whose own page this is; None for nobody's, and before the invitation went out."""
    rows = Invitee.objects.select_related(*DETAIL).filter(told__gt=0)
    return rows.filter(code_hash=keyed_hash("invitee", tidy_code(code))).first()


def seats_of(meeting: Meeting, actor: Actor, at: datetime) -> list[Invitee]:
    """The seats for which this officer may answer: their own, those that they were sent for, and those of posts in
    which they act.
    """
    rows = Invitee.objects.standing().filter(meeting=meeting, told__gt=0).select_related(*DETAIL)
    rows = rows.in_protocol_order()
    return [row for row in rows if _near(row, actor) and can_reply(actor, row, at)]


def _near(row: Invitee, actor: Actor) -> bool:
    mine = actor.person_id in (row.person_id, row.deputy_id) or row.post_id in actor.post_ids
    return mine or (row.person_id is None and row.office_id in actor.office_ids)


def can_reply(actor: Actor, invitee: Invitee, at: datetime) -> bool:
    """The invited person, whoever acts in the post, or for a seat that nobody holds anybody of the office."""
    if not actor.is_officer:
        return False
    if actor.person_id == invitee.person_id or invitee.post_id in actor.post_ids:
        return True
    return invitee.person_id is None and invitee.office_id in actor.office_ids


def acting_for(invitee: Invitee, at: datetime) -> list[Person]:
    """Who may take this seat at that moment without a letter: its person first, then whoever acts in the post."""
    acting = [one.person for one in Presence(at).acting(invitee.post_id)] if invitee.post_id else []
    return list({one.pk: one for one in (invitee.person, *acting) if one}.values())


def proposals(invitee: Invitee) -> list[Proposal]:
    """Who could come in their place on the day of the session, by the register: a Plh. or Plt., then whoever has a
    mandate. Nobody sends a superior.
    """
    if invitee.post is None:
        return []
    authority = Authority(invitee.session.starts_at)
    deputies = authority.deputies(invitee.post, SEAT)
    named = [one for one in deputies if one.post == invitee.post or len(one.steps) > 1]
    below = [authority.who(invitee.post, SEAT), *named]  # whoever acts while its holder is away comes first
    found = {one.person.pk: _proposal(one) for one in below if one.person}
    return [one for one in found.values() if one.person.pk != invitee.person_id]


@transaction.atomic
def reply(
    invitee: Invitee, *, answer: str, by: Actor, at: datetime, reason: str = "", deputy: Person | None = None,
    deputy_name: str = "", deputy_title: str = "", mandate: str = "", code: str = "",
) -> None:  # fmt: skip
    """Answer for a seat, once more as often as one likes until the session opens.

    By whoever holds its secret `code`, or an officer who may (`can_reply`). A deputy whom the register proposes needs
    no letter; another one a name, a post and the letter that sends them.
    """
    row = Invitee.objects.select_for_update().get(pk=invitee.pk)
    require(_holds(code, row) or can_reply(by, row, at))
    _check_open(invitee, row)
    clear_answer(row)
    if answer not in (Reply.COMES, Reply.SENDS, Reply.STAYS_AWAY):
        raise Refused(_("Pilih salah satu jawaban."))
    row.reply, row.replied_at = answer, at
    if answer == Reply.STAYS_AWAY:
        row.reason = _reason(reason)
    elif answer == Reply.SENDS:
        _send(row, invitee, deputy, deputy_name, deputy_title, mandate)
    row.save()
    if row.deputy:
        notices.tell_deputy(_whole(row, invitee), row.deputy, at=at)
    beat(row.meeting_id)
    invitee.refresh_from_db()


def _holds(code: str, row: Invitee) -> bool:
    return bool(code) and keyed_hash("invitee", tidy_code(code)) == row.code_hash


def _check_open(invitee: Invitee, row: Invitee) -> None:
    if row.dropped_at:
        raise Refused(_("Undangan ini sudah dibatalkan."))
    if invitee.meeting.state not in (Meeting.State.CALLED, Meeting.State.RUNNING):
        raise Refused(_("Rapat ini sudah selesai atau dibatalkan."))
    if invitee.session.opened_at or row.came_at:
        raise Refused(_("Sesi ini sudah dibuka. Kehadiran dicatat di tempat."))


def _reason(reason: str) -> str:
    words = clean_line(reason)[:300]
    if not words:
        raise Refused(_("Tuliskan alasannya, supaya pimpinan rapat tahu."))
    return words


def _send(row: Invitee, invitee: Invitee, deputy: Person | None, name: str, title: str, mandate: str) -> None:
    """Somebody of the register, or somebody with a letter."""
    if deputy:
        known = {one.person.pk: one for one in proposals(invitee)}
        if deputy.pk not in known:
            raise Refused(_("Orang ini tidak dapat mewakili tanpa surat. Isi nama, jabatan, dan nomor suratnya."))
        one = known[deputy.pk]
        row.deputy, row.deputy_name, row.deputy_title = one.person, one.person.name, one.title[:160]
        row.mandate = one.mandate[:160]
        return
    words = [clean_line(one)[:160] for one in (name, title, mandate)]
    if not all(words):
        raise Refused(_("Isi nama wakil, jabatannya, dan surat yang menugaskannya."))
    row.deputy_name, row.deputy_title, row.mandate = words


def _proposal(answer: Answer) -> Proposal:
    assert answer.person is not None
    prefix = PREFIX.get(Holding.Capacity(answer.sitting.capacity), "")
    title = f"{prefix} {full_title(answer.post)}".strip()
    return Proposal(answer.person, title, given_words(answer.under) if answer.under else prefix or title)


def _whole(row: Invitee, invitee: Invitee) -> Invitee:
    row.meeting, row.session = invitee.meeting, invitee.session
    return row


def reply_counts(meeting: Meeting) -> dict[str, int]:
    """How many answered what; "" for those who did not."""
    found: dict[str, int] = {}
    for answer in Invitee.objects.standing().filter(meeting=meeting).values_list("reply", flat=True):
        found[answer] = found.get(answer, 0) + 1
    return found


def unheard(meeting: Meeting) -> list[tuple[UUID, str]]:
    """Seats about which nobody of ours could be told: guests from outside, and posts of offices without anybody."""
    rows = Invitee.objects.standing().filter(meeting=meeting, told__gt=0, told_at__isnull=True)
    return [(row.pk, row.name) for row in rows.in_protocol_order()]
