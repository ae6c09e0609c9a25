"""From notices to messages: what goes together, in which words, in how many parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.kernel.messaging.doors.door import Able, Outgoing
from balairung.kernel.messaging.doors.wire import parts
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from balairung.kernel.messaging.stopping import stop_link


@dataclass(frozen=True)
class Letter:
    """What is handed over as one: one notice, or several for one address."""

    notices: Sequence[Notice]

    @property
    def first(self) -> Notice:
        return self.notices[0]

    @property
    def channel(self) -> str:
        return self.first.channel

    @property
    def keys(self) -> list[UUID]:
        return [notice.pk for notice in self.notices]


class Known(NamedTuple):
    """What is asked once for a whole batch."""

    heard_at: Mapping[tuple[str, str], datetime]  # (channel, hash of the address) -> when they last wrote
    answered: Mapping[UUID, str]  # conversation by mail -> the number of its last letter, for the thread


def grouped(notices: Iterable[Notice]) -> list[Letter]:
    """In the order of their first notices. Replies, and what has buttons, go alone."""
    groups: dict[object, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(_group(notice), []).append(notice)
    return [Letter(group) for group in groups.values()]


def _group(notice: Notice) -> object:
    if notice.parts:  # a part of it is there already: it goes on alone
        return notice.pk
    if notice.bundle:
        return (notice.channel, notice.address, notice.bundle)
    if notice.may_be_stopped and not notice.choices:
        return (notice.channel, notice.address)
    return notice.pk


def known_of(letters: Sequence[Letter], able: Mapping[str, Able]) -> Known:
    """Two queries at most, and none where no door needs to know."""
    notices = [letter.first for letter in letters]
    windowed = {one.address_hash for one in notices if one.channel in able and able[one.channel].window}
    talks = Conversation.objects.filter(address_hash__in=windowed - {""}, channel__in={one.channel for one in notices})
    heard = (
        {(c, mark): at for c, mark, at in talks.values_list("channel", "address_hash", "heard_at")} if windowed else {}
    )
    threads = {one.conversation_id for one in notices if one.channel == "email" and not one.answers}
    last = Arrival.objects.filter(conversation__in=threads - {None}).order_by("sent_at", "id")
    answered = dict(last.values_list("conversation", "provider_id")) if threads - {None} else {}
    return Known(heard, answered)


def messages(letter: Letter, able: Able, known: Known) -> list[Outgoing]:
    """The parts of a letter, in their order; the last one has the buttons. A part's number stays the same."""
    first = letter.first
    subject, body, stop = _words(letter, able)
    heard_at = known.heard_at.get((first.channel, first.address_hash))
    pieces = parts(body, able.longest)
    answers = first.answers or known.answered.get(first.conversation_id or first.pk, "")
    return [
        Outgoing(
            number=str(first.pk) if place == 0 else f"{first.pk}-{place + 1}",
            to=first.address,
            subject=subject if place == 0 else "",
            body=piece,
            stop=stop,
            choices=tuple((str(key), str(label)) for key, label in first.choices) if piece is pieces[-1] else (),
            open_until=heard_at + able.window if heard_at and able.window else None,
            answers=answers,
        )
        for place, piece in enumerate(pieces)
    ]


def _words(letter: Letter, able: Able) -> tuple[str, str, str]:
    """Subject, body, and the link that ends all messages ("" for duties and for what is said in a conversation)."""
    first, count = letter.first, len(letter.notices)
    subject, body = first.subject, first.body
    if count > 1 and first.person_id:
        subject = _("%(count)d hal menunggu Anda") % {"count": count}
        body = "\n".join(f"• {notice.body}" for notice in letter.notices)
    elif count > 1:
        subject = _("%(count)d kabar untuk Anda") % {"count": count}
        body = "\n\n———\n\n".join(f"{notice.subject}\n\n{notice.body.strip()}" for notice in letter.notices)
    if not first.may_be_stopped:
        return subject, body, ""
    stop = stop_link(first.address)
    return subject, body + _foot(first.channel, able, stop), stop


def _foot(channel: str, able: Able, stop: str) -> str:
    """By mail a link, where people write to us a word; a browser has a switch of its own."""
    if channel == "email":
        return f"\n\n--\n{_('Tidak ingin menerima pesan lagi? Hentikan semuanya di sini:')}\n{stop}\n"
    return f"\n\n{_('Ketik STOP untuk berhenti.')}" if able.hears and able.talks else ""
