"""The thin shell around the machine: what is remembered is read and kept, numbers are taken and left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Heard as Message
from balairung.kernel.messaging.listening import Say, spelt
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.people.actors import CITIZEN
from balairung.kernel.people.drafts import drop_draft, read_draft, save_draft
from balairung.kernel.people.house import house_url
from balairung.kernel.search.stemming import asked_words, words_of
from balairung.rooms.reception.models import Hall, Line, Ticket
from balairung.rooms.reception.own.dialogue.machine import OURS, Choice, Deed, Heard, Memory, Turn, respond
from balairung.rooms.reception.own.halls import halls_named
from balairung.rooms.reception.own.remote import open_visits, take_from_home
from balairung.rooms.reception.own.standing import Standing, standings
from balairung.rooms.reception.queue.calling import leave
from balairung.rooms.reception.queue.forecasting import Outlook, in_words
from balairung.rooms.reception.queue.hours import why_no_number

KIND = "queue-chat"
PATIENCE = timedelta(minutes=30)  # so long a question waits for its answer; then a digit may mean something else
ASIDE = ("email", "voice")  # a letter is no chat, and a call takes keys


def hear(talk: Conversation, heard: Message, at: datetime) -> Sequence[Say] | None:
    """What is meant for the queue is done and answered; None for everything else (settings.LISTENERS)."""
    ours = heard.choice.startswith(OURS)
    if talk.channel in ASIDE or heard.enclosures or heard.point or (talk.handed_at and not ours):
        return None
    kept = read_draft(kind=KIND, token=str(talk.pk), at=at)
    memory = Memory.of(kept["memory"] if kept else "")
    turn = respond(memory, Heard(heard.text, heard.choice), Rows(talk, at))
    _remember(talk, turn.memory if turn else Memory(), at, known=kept is not None)
    if turn is None:
        return None
    return [spelt(say, gateways.able(talk.channel)) for say in (*_done(talk, turn, heard, at), *turn.says)]


class Rows:
    """The house as the machine asks it."""

    def __init__(self, talk: Conversation, at: datetime) -> None:
        self.talk, self.at = talk, at

    def halls(self, words: str, *, whole: bool) -> list[Choice]:
        return [Choice(str(hall.pk), hall.name) for hall in halls_named(words, whole=whole)]

    def closed(self, hall: str) -> str:
        found = _hall(hall)
        return why_no_number(found, self.at) if found else _("Tempat itu tidak ada lagi. Ketik ANTRE untuk mulai lagi.")

    def lines(self, hall: str) -> list[Choice]:
        found = _hall(hall)
        outlook = Outlook(found, self.at) if found else None
        return [Choice(str(line.pk), _waiting(line, outlook)) for line in _lines(hall)] if outlook else []

    def named(self, hall: str, words: str) -> list[Choice]:
        asked = set(asked_words(words))
        return [one for one in self.lines(hall) if asked & set(words_of(one.label.partition(":")[0]).split())]

    def mine(self) -> list[Choice]:
        return [
            Choice(str(row.ticket.pk), _stands(row, visit.hall))
            for visit in open_visits(self.talk.pk, self.at)
            for row in standings(visit, at=self.at)
            if row.is_open
        ]


def _done(talk: Conversation, turn: Turn, heard: Message, at: datetime) -> list[Say]:
    """What the house refuses is said, and nothing is done."""
    if turn.deed is None:
        return []
    try:
        return [_take(talk, turn.deed, heard, at) if turn.deed.verb == "take" else _leave(talk, turn.deed, at)]
    except Refused as refused:
        return [Say(str(refused))]


def _take(talk: Conversation, deed: Deed, heard: Message, at: datetime) -> Say:
    key = _uuid(deed.key)
    line = Line.objects.select_related("hall__office", "booth").filter(pk=key).first() if key else None
    if line is None:
        raise Refused(_("Layanan itu tidak ada lagi. Ketik ANTRE untuk mulai lagi."))
    taken = take_from_home(
        hall=line.hall, lines=[line], lane=deed.lane, conversation=talk.pk, by=CITIZEN, at=at,
        token=f"{talk.channel}-{heard.provider_id}",
    )  # fmt: skip
    row = standings(taken.visit, at=at)[0]
    told = _(
        "Nomor Anda %(label)s untuk %(line)s di %(hall)s. %(ahead)s. Kami kabari di sini saat giliran Anda dekat. Nomor"
        " dipanggil %(calls)d kali; bila Anda belum ada, yang berikutnya dilayani.\n%(link)s\n\nKetik NOMOR SAYA untuk"
        " melihat sampai di mana, BATAL ANTRE bila tidak jadi."
    )
    words = {
        "label": row.ticket.label, "line": line.name, "hall": line.hall.name, "ahead": _ahead(row),
        "calls": line.hall.patience, "link": house_url() + reverse("reception:number", args=[taken.code]),
    }  # fmt: skip
    return Say(told % words)


def _leave(talk: Conversation, deed: Deed, at: datetime) -> Say:
    key, rows = _uuid(deed.key), Ticket.objects.select_related("hall", "line").filter(visit__conversation=talk.pk)
    ticket = rows.filter(pk=key).first() if key else None
    if ticket is None:
        raise Refused(_("Nomor itu tidak ada dalam percakapan ini."))
    leave(ticket, by=CITIZEN, at=at)
    return Say(_("Nomor %(label)s dilepas. Terima kasih, orang di belakang Anda maju.") % {"label": ticket.label})


def _remember(talk: Conversation, memory: Memory, at: datetime, *, known: bool) -> None:
    if kept := memory.kept():
        save_draft(kind=KIND, body={"memory": kept}, token=str(talk.pk), at=at, keep_for=PATIENCE)
    elif known:
        drop_draft(kind=KIND, token=str(talk.pk))


def _hall(key: str) -> Hall | None:
    rows = Hall.objects.standing().select_related("office")
    return rows.filter(pk=found).first() if (found := _uuid(key)) else None


def _lines(hall: str) -> list[Line]:
    rows = Line.objects.filter(hall=_uuid(hall), closed_on__isnull=True, paused=False)
    return list(rows.order_by("order", "prefix"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _waiting(line: Line, outlook: Outlook) -> str:
    told = outlook.newcomer(line.pk)
    return f"{line.name}: {in_words(told)}" if told.people else _("%(line)s: tanpa antre") % {"line": line.name}


def _ahead(row: Standing) -> str:
    return f"{row.ahead}, {row.wait}" if row.people else row.ahead


def _stands(row: Standing, hall: Hall) -> str:
    """`A-012 (KTP, MPP): 5 orang di depan Anda, sekitar …`."""
    ticket = row.ticket
    named = f"{ticket.label} ({ticket.line.name}, {hall.name})"
    if ticket.state == Ticket.State.WAITING:
        return f"{named}: {_ahead(row)}"
    at = _(" di loket %(counter)s") % {"counter": row.counter} if row.counter else ""
    return f"{named}: {ticket.get_state_display()}{at}"
