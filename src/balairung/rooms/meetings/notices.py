"""What the invited and those who prepare are told: rows only, the worker sends them (kernel/messaging)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date, zone_name
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.actions import Recipient, notify_all, withdraw
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Person
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingSession

KIND = "meetings"
PATIENCE = timedelta(minutes=2)  # a change waits so long: two changes of one minute are one notice

#: Who is told, by invited seat: its person, and whoever acts for it.
Told = Mapping[UUID, Sequence[Person]]
Body = Callable[[Invitee], list[str]]


def when_words(session: MeetingSession) -> str:
    """`pukul 08.00 WIB s.d. selesai`; with the day where it ends on another one."""
    start = localtime(session.starts_at)
    facts = {"start": f"{start:%H.%M}", "zone": zone_name(start)}
    if session.ends_at is None:
        return _("pukul %(start)s %(zone)s s.d. selesai") % facts
    end = localtime(session.ends_at)
    facts["end"] = f"{end:%H.%M}" if end.date() == start.date() else f"{long_date(end)}, {end:%H.%M}"
    return _("pukul %(start)s s.d. %(end)s %(zone)s") % facts


def own_page(invitee: Invitee) -> str:
    """The address of an invited person's own page; whoever has it speaks for the seat."""
    return house_url() + reverse("meetings:own", args=[invitee.code])


def mark_of(invitee: Invitee, session: MeetingSession) -> str:
    """What somebody is told, as one mark: who has another one than they were told is told again."""
    meeting = invitee.meeting
    said = (meeting.title, meeting.purpose, meeting.dress, meeting.remark, invitee.person_id, session.pk,
            session.starts_at.timestamp(), session.ends_at and session.ends_at.timestamp(), session.place, session.link,
            meeting.cancelled_for, meeting.state == Meeting.State.CANCELLED)  # fmt: skip
    return keyed_hash("told", *map(str, said))


# --- the invited ---------------------------------------------------------------------------------------------------


def tell_invited(rows: Sequence[Invitee], told: Told, *, at: datetime) -> None:
    """An invitation, or what it is now, to each of these seats: all of one meeting, with their sessions.

    What waits of an earlier edition is not sent any more: the newest says everything. A first invitation goes at once.
    """
    if not rows:
        return
    meeting = rows[0].meeting
    _withdraw(rows, told)
    first = [row for row in rows if row.told == 0]
    again = [row for row in rows if row.told]
    with override("id"):
        _send(first, told, _("Undangan: %(title)s") % {"title": meeting.title}, _invitation, at, at)
        subject = _("Undangan berubah: %(title)s") % {"title": meeting.title}
        _send(again, told, subject, _changed, at, at + PATIENCE)


def tell_dropped(rows: Sequence[Invitee], told: Told, *, at: datetime) -> None:
    """They need not come."""
    _withdraw(rows, told)
    with override("id"):
        words = _("Anda tidak perlu hadir: undangan ini dibatalkan.")
        _end(rows, told, _("Undangan dibatalkan: %(title)s"), words, at, at + PATIENCE)


def tell_cancelled(rows: Sequence[Invitee], told: Told, *, at: datetime) -> None:
    """It does not take place."""
    if not rows:
        return
    _withdraw(rows, told)
    with override("id"):
        words = _("Rapat ini tidak jadi diadakan. Alasannya: %(reason)s") % {"reason": rows[0].meeting.cancelled_for}
        _end(rows, told, _("Rapat dibatalkan: %(title)s"), words, at, at)


def tell_deputy(invitee: Invitee, person: Person, *, at: datetime) -> None:
    """Somebody of ours was sent in another's place; they are bound as the other would be."""
    with override("id"):
        facts = {"name": invitee.name, "title": invitee.title}
        lines = [
            _("Anda diminta hadir mewakili %(name)s (%(title)s).") % facts, "", *_facts(invitee), "",
            _("Keputusan rapat mengikat jabatan yang Anda wakili seperti kalau pemangkunya hadir sendiri."),
            _("Kode hadir, surat, dan kalender: %(link)s") % {"link": own_page(invitee)},
        ]  # fmt: skip
        subject = _("Anda mewakili: %(title)s") % {"title": invitee.meeting.title}
        key = f"{KIND}:{invitee.pk}:deputy:{person.pk}"
        about = (KIND, invitee.meeting.ref)
        notify_all([(Recipient.person(person), key)], subject=subject, body="\n".join(lines), about=about, at=at)


def tell_people(
    meeting: Meeting, people: Iterable[Person | None], *, subject: str, body: str, key: str, at: datetime
) -> None:
    """Those who prepare or lead it; `key` makes the message one."""
    whom = {person.pk: person for person in people if person}
    recipients = [(Recipient.person(one), f"{KIND}:{meeting.pk}:{key}:{one.pk}"[:120]) for one in whom.values()]
    link = house_url() + reverse("meetings:meeting", args=[meeting.ref])
    about = (KIND, meeting.ref)
    notify_all(recipients, subject=subject, body=f"{body}\n\n{link}", about=about, bundle=KIND, at=at)


# --- words ---------------------------------------------------------------------------------------------------------


def _invitation(invitee: Invitee) -> list[str]:
    if invitee.person_id is None:
        first = _("%(title)s diundang. Siapa pun yang bertugas menjawab dan hadir.") % {"title": invitee.title}
    else:
        first = _("Anda diundang sebagai %(title)s.") % {"title": invitee.title}
    return [first, "", *_facts(invitee), "", *_ways(invitee)]


def _changed(invitee: Invitee) -> list[str]:
    first = _("Undangan Anda berubah. Yang berlaku sekarang:")
    return [first, "", *_facts(invitee), "", *_ways(invitee)]


def _facts(invitee: Invitee) -> list[str]:
    meeting, session = invitee.meeting, invitee.session
    told = [
        (_("Acara"), meeting.title),
        (_("Hari/tanggal"), long_date(localdate(session.starts_at), "id")),
        (_("Waktu"), when_words(session)),
        (_("Tempat"), session.place),
        (_("Tautan"), session.link),
        (_("Pakaian"), meeting.dress),
        (_("Catatan"), meeting.remark),
    ]
    return [f"{label}: {words}" for label, words in told if words]


def _ways(invitee: Invitee) -> list[str]:
    return [
        _("Jawab, lihat surat, dan simpan kode hadir di sini: %(link)s") % {"link": own_page(invitee)},
        _("Yang mewakili Anda terikat pada keputusan rapat seperti Anda sendiri."),
    ]


# --- rows ----------------------------------------------------------------------------------------------------------


def _end(rows: Sequence[Invitee], told: Told, subject: str, words: str, at: datetime, not_before: datetime) -> None:
    """A short last word, with what it is about."""
    if rows:
        title = {"title": rows[0].meeting.title}
        _send(rows, told, subject % title, lambda row: [words, "", *_facts(row)[:4]], at, not_before)


def _send(rows: Sequence[Invitee], told: Told, subject: str, body: Body, at: datetime, not_before: datetime) -> None:
    recipients: list[tuple[Recipient, str]] = []
    own: dict[str, str] = {}
    for row in rows:
        text = "\n".join(body(row))
        for person in told.get(row.pk, ()):
            key = _key(row, row.meeting.edition, person)
            recipients.append((Recipient.person(person), key))
            own[key] = text
    if recipients:
        about = (KIND, rows[0].meeting.ref)
        notify_all(recipients, subject=subject, body="", own=own, about=about, bundle=KIND, at=at,
                   not_before=not_before)  # fmt: skip


def _withdraw(rows: Sequence[Invitee], told: Told) -> None:
    withdraw([_key(row, row.told, person) for row in rows if row.told for person in told.get(row.pk, ())])


def _key(invitee: Invitee, edition: int, person: Person) -> str:
    return f"{KIND}:{invitee.pk}:{edition}:{person.pk}"
