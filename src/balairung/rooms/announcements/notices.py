"""What officers hear of drafts, and the words in which subscribers are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.messaging.doors import gsm
from balairung.kernel.messaging.doors.wire import parts
from balairung.kernel.messaging.gateways import able
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.announcements.models import Announcement, Edition, Opening, Subscription
from balairung.rooms.announcements.models.telling import OWN

KIND = "announcements"
DESK = "announcements.desk"  # what officers are told of drafts: counted apart from what subscribers are told
SUBSCRIBING = "announcements.subscribing"
EVER = timedelta(days=3650)
#: Which way a reader came by, told in the address that a channel carries.
WAYS = {
    "email": Opening.Way.EMAIL, "whatsapp": Opening.Way.SHORT, "telegram": Opening.Way.SHORT,
    "sms": Opening.Way.SHORT, "push": Opening.Way.BROWSER,
}  # fmt: skip


# --- officers ---------------------------------------------------------------------------------------------------------


def tell_asked(found: Announcement, edition: Edition, *, at: datetime) -> None:
    """The second readers: the heads of the office, else whoever coordinates; never the one who wrote it."""
    rows = Holding.objects.current(at).select_related("person")
    heads = rows.filter(post__office=found.office_id, post__role__in=HEADS)
    readers = _others(heads, edition) or _others(rows.filter(post__role=Post.Role.COORDINATOR), edition)
    body = _("%(office)s ingin menerbitkan “%(title)s”. Bacalah, lalu terbitkan atau kembalikan.\n\n%(link)s")
    facts = {"office": found.office.name, "title": edition.title, "link": _desk_link(found)}
    _tell(found, readers, _("Pengumuman menunggu Anda baca"), body % facts, f"asked:{edition.number}", at)


def tell_returned(found: Announcement, edition: Edition, *, at: datetime) -> None:
    """Whoever wrote it."""
    writers = [edition.written_by] if edition.written_by else []
    facts = {"title": edition.title, "why": edition.returned, "link": _desk_link(found)}
    body = _("“%(title)s” dikembalikan kepada Anda: %(why)s\n\n%(link)s") % facts
    _tell(found, writers, _("Pengumuman dikembalikan"), body, f"returned:{edition.number}:{at.isoformat()}", at)


def _others(rows: object, edition: Edition) -> list[Person]:
    found = rows.exclude(person=edition.written_by_id).order_by("since", "id")  # type: ignore[attr-defined]
    return list({row.person_id: row.person for row in found}.values())


def _tell(found: Announcement, people: list[Person], subject: str, body: str, key: str, at: datetime) -> None:
    recipients = [(Recipient.person(one), f"{found.pk}:{key}:{one.pk}") for one in people]
    notify_all(recipients, subject=subject, body=body, about=(DESK, found.code), bundle="inbox", at=at)


def _desk_link(found: Announcement) -> str:
    return house_url() + reverse("announcements:kept", args=[found.code])


# --- the doors --------------------------------------------------------------------------------------------------------


def waiting(channel: str, now: datetime) -> int:
    """What of ours is written and not sent yet, by the index of what is due."""
    rows = Notice.objects.due(now + EVER).filter(about_kind=KIND)
    return (rows.exclude(person=None) if channel == OWN else rows.filter(channel=channel, person=None)).count()


def messages_for(channel: str, body: str) -> int:
    """In how many messages a body leaves, with the way out below it: what a gateway asks money for."""
    said = body if channel == OWN else body_for(Subscription(channel=channel), body)
    if channel == "sms":
        foot = "\n\n" + _("Ketik STOP untuk berhenti.") if answers_stop() else ""
        return len(gsm.parts(gsm.plain(said + foot)))
    return len(parts(said, able(channel).longest))


# --- subscribers ------------------------------------------------------------------------------------------------------


def link_of(found: Announcement, channel: str) -> str:
    """The address of an announcement, with the way that it was sent; officers read theirs at the desk."""
    if found.readers == Announcement.Readers.OFFICERS:
        return house_url() + reverse("announcements:told", args=[found.code])
    way = f"?dari={WAYS[channel]}" if channel in WAYS else ""
    return house_url() + reverse("announcements:article", args=[found.code]) + way


def subject_of(found: Announcement, edition: Edition) -> str:
    if found.is_warning:
        return _("Peringatan: %(title)s") % {"title": edition.title}
    return _("Diperbaiki: %(title)s") % {"title": edition.title} if edition.number > 1 else edition.title


def body_of(found: Announcement, edition: Edition, channel: str) -> str:
    """What everybody on this channel is told; a browser opens the address alone, a telephone has little room."""
    link = link_of(found, channel)
    if channel == "push":
        return link
    if channel == "sms":
        return f"{subject_of(found, edition)}. {link}"
    signed = _("Dari %(office)s") % {"office": found.office.name}
    note = [_("Yang diperbaiki: %(note)s") % {"note": edition.note}] if edition.note else []
    title = [subject_of(found, edition)] if channel in {"whatsapp", "telegram"} else []
    return "\n\n".join([*title, edition.summary, *note, _("Selengkapnya: %(link)s") % {"link": link}, signed])


def body_for(subscription: Subscription, body: str) -> str:
    """The same with their own way to change or end it, where there is room for it."""
    if subscription.channel == "push":
        return body
    if subscription.channel == "sms":
        return body if answers_stop() else f"{body} {_('Berhenti:')} {own_link(subscription)}"
    return body + "\n\n" + _("Ubah atau hentikan langganan ini: %(link)s") % {"link": own_link(subscription)}


def answers_stop() -> bool:
    """Whether the SMS gateway hears: then the word STOP is below each message already (messaging.letters)."""
    sms = able("sms")
    return sms.hears and sms.talks


def own_link(subscription: Subscription) -> str:
    return house_url() + reverse("announcements:choices", args=[subscription.link_token])
