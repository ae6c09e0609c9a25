"""Which doors lead to somebody, and which addresses were proved to be read by them.

An address is proved when its code came back, or when somebody wrote to us from there.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.doors.numbers import international
from balairung.kernel.messaging.gateways import is_open, sign, word
from balairung.kernel.messaging.models import Contact, Conversation, Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.people.contacts import phone_words
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Person

CODE_FOR = timedelta(minutes=15)
PAUSE, DAY = timedelta(minutes=1), timedelta(days=1)
TRIES, CODES = 5, 5  # wrong codes for one code; codes for one address in a day
MOST = 10  # contacts of one person
TELEPHONE = ("whatsapp", "sms")  # a mistyped number is a stranger's: nothing but the first message before it is proved

BESIDE = "push"  # a browser is told beside the message, never instead of it: nobody says whether it was seen
CALLED = "voice"  # a telephone rings only when somebody asks for a call (numbers_of): no notice of a duty wakes anybody
ASIDE = (BESIDE, CALLED)

Door = tuple[str, str]  # channel, address


# --- which doors --------------------------------------------------------------------------------------------------


def doors_of(whom: Person | str) -> tuple[Door, ...]:
    """The open doors to somebody, the first to be tried first.

    A person of ours: their proved contacts in their own order, then their e-mail. A citizen, by the contact that they
    left: a telephone number by each door where it is proved; where it is nowhere, by one.
    """
    found = _of_persons([whom])[whom.pk] if isinstance(whom, Person) else _of_citizen(whom)
    return tuple(door for door in found if is_open(door[0]))


def doors_of_all(people: Collection[Person]) -> dict[UUID, tuple[Door, ...]]:
    """The same for many of ours, in one query."""
    return {key: tuple(door for door in doors if is_open(door[0])) for key, doors in _of_persons(people).items()}


def reached(people: Collection[Person]) -> set[UUID]:
    """Those of ours to whom an open door leads: what the line of command asks before it names somebody."""
    return {key for key, doors in doors_of_all(people).items() if doors}


def numbers_of(person: Person) -> tuple[str, ...]:
    """The telephones on which one of ours may be called, the first to be tried first; none while that door is shut.

    A number counts that they proved on any door of telephones: what was proved by a call itself comes first, then those
    of WhatsApp and SMS, in their own order. To call: `Recipient("voice", number, person)`, whose `choices` are keys.
    """
    return numbers_of_all([person])[person.pk]


def numbers_of_all(people: Collection[Person]) -> dict[UUID, tuple[str, ...]]:
    """The same for many of ours, in one query."""
    found: dict[UUID, list[tuple[bool, str]]] = {person.pk: [] for person in people}
    rows = Contact.objects.filter(person__in=list(found), channel__in=(CALLED, *TELEPHONE)).verified()
    for row in rows.order_by("order", "since", "id") if found and is_open(CALLED) else ():
        if row.person_id:
            found[row.person_id].append((row.channel != CALLED, international(row.address)))
    return {key: tuple(dict.fromkeys(number for _far, number in sorted(numbers, key=itemgetter(0))))
            for key, numbers in found.items()}  # fmt: skip


def proved_of_all(people: Collection[UUID]) -> set[UUID]:
    """Who of ours proved an address on an open channel, in one query; being told in a browser is not being reached."""
    rows = Contact.objects.filter(person__in=people).exclude(channel=BESIDE).verified()
    return {person for person, channel in rows.values_list("person", "channel") if is_open(channel)}


def browsers_of_all(people: Collection[Person]) -> list[tuple[UUID, str]]:
    """Whose browsers are told beside their messages: (person, address)."""
    if not people or not is_open(BESIDE):
        return []
    rows = Contact.objects.filter(person__in=[person.pk for person in people], channel=BESIDE).verified()
    return [(row.person_id, row.address) for row in rows.order_by("since", "id") if row.person_id]


def _of_persons(people: Collection[Person]) -> dict[UUID, list[Door]]:
    found: dict[UUID, list[Door]] = {person.pk: [] for person in people}
    rows = Contact.objects.filter(person__in=list(found)).exclude(channel__in=ASIDE).verified()
    for row in rows.order_by("order", "since", "id") if found else ():
        if row.person_id:
            found[row.person_id].append((row.channel, row.address))
    for person in people:
        if person.email and ("email", person.email) not in found[person.pk]:
            found[person.pk].append(("email", person.email))
    return found


def _of_citizen(contact: str) -> list[Door]:
    if not contact:
        return []
    if "@" in contact:
        return [("email", contact)]
    ways = [(channel, contact) for channel in TELEPHONE if is_open(channel)]
    known = proved(ways)
    return [way for way in ways if way in known] or ways[-1:]


def proved(doors: Iterable[Door]) -> set[Door]:
    """Those that somebody proved to read."""
    marks = {address_hash(*door): door for door in doors}
    if not marks:
        return set()
    channels = {channel for channel, _address in marks.values()}
    told = Contact.objects.filter(channel__in=channels, address_hash__in=marks, person=None).verified()
    wrote = Conversation.objects.filter(channel__in=channels, address_hash__in=marks)
    known = {*told.values_list("address_hash", flat=True), *wrote.values_list("address_hash", flat=True)}
    return {marks[mark] for mark in known}


# --- the first message to a number ---------------------------------------------------------------------------------


def admitted(doors: Iterable[Door], *, at: datetime) -> dict[Door, str]:
    """Those that may be written to, each with the words below the message ("" for most).

    A telephone number that nobody proved is written to once, with the code that proves it (docs/decisions/0014).
    """
    wanted = list(dict.fromkeys(doors))
    numbers = [door for door in wanted if door[0] in TELEPHONE]
    known = proved(numbers)
    unproved = [door for door in numbers if door not in known]
    return {door: "" for door in wanted if door not in unproved} | _first(unproved, at)


def _first(doors: list[Door], at: datetime) -> dict[Door, str]:
    marks = {address_hash(*door): door for door in doors}
    channels = {channel for channel, _address in doors}
    known = Contact.objects.filter(channel__in=channels, address_hash__in=marks, person=None)
    for mark in known.values_list("address_hash", flat=True) if marks else ():
        marks.pop(mark, None)
    rows = [Contact(channel=door[0], address=door[1], address_hash=mark, since=at) for mark, door in marks.items()]
    codes = {row.pk: _give_code(row, at) for row in rows}
    Contact.objects.bulk_create(rows, ignore_conflicts=True)
    return {marks[row.address_hash]: _foot(row, codes[row.pk]) for row in rows}


def _foot(contact: Contact, code: str) -> str:
    foot = _("Agar kabar berikutnya kami kirim ke nomor ini, tulis kode %(code)s di %(link)s")
    return foot % {"code": code, "link": proof_link(contact)}


def proof_link(contact: Contact) -> str:
    """The page where the code of an address is told; it shows nothing that its reader does not know."""
    return house_url() + reverse("messaging:prove", args=[contact.pk])


def waiting_for_proof(contact: str) -> Contact | None:
    """The telephone number that somebody left, while nobody proved it: nothing more is sent there until then."""
    ways = [(channel, contact) for channel in TELEPHONE] if contact and "@" not in contact else []
    if not ways or proved(ways):
        return None
    rows = Contact.objects.filter(person=None, channel__in=TELEPHONE)
    return rows.filter(address_hash__in=[address_hash(*way) for way in ways]).order_by("since", "id").first()


# --- codes ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_code(channel: str, address: str, person: Person | None = None, *, at: datetime) -> Contact:
    """Owe a message with six digits to this address; an address that is proved gets none.

    `Refused` when the door is shut, when the last code is younger than a minute, and after five in a day.
    """
    if not is_open(channel):
        raise Refused(_("Saluran ini belum dibuka oleh pengelola. Pilih saluran lain."))
    contact = _contact(channel, address, person, at)
    if contact.verified_at:
        return contact
    _require_patience(contact, at)
    code = _give_code(contact, at)
    contact.save(update_fields=["code_hash", "code_until", "tries", "asked"])
    body = _("Kode Anda: %(code)s. Berlaku 15 menit. Jangan berikan kode ini kepada siapa pun.") % {"code": code}
    Notice.objects.create(
        key=f"code:{contact.pk}:{at.isoformat()}", channel=channel, address=address, address_hash=contact.address_hash,
        subject=_("Kode untuk memastikan alamat Anda"), body=body, written_at=at, try_at=at,
    )  # fmt: skip
    return contact


def confirm_code(channel: str, address: str, code: str, person: Person | None = None, *, at: datetime) -> Contact:
    """The address counts from now on. `Refused` for a wrong or an old code, and after five wrong ones."""
    rows = Contact.objects.at(channel, address).filter(person=person)
    contact = rows.get()
    if contact.verified_at:
        return contact
    if not rows.filter(code_until__gt=at, tries__lt=TRIES).exclude(code_hash="").update(tries=F("tries") + 1):
        raise Refused(_("Kode ini sudah tidak berlaku. Minta kode baru."))
    if not constant_time_compare(contact.code_hash, _code_hash(contact, "".join(code.split()))):
        raise Refused(_("Kodenya belum cocok. Periksa lagi enam angkanya."))
    rows.update(verified_at=at, code_hash="", tries=0, asked=0)
    contact.refresh_from_db()
    return contact


def settle_by_writing(channel: str, address: str, *, at: datetime) -> bool:
    """Whoever writes to us from an address reads it. Whether that settled something."""
    waiting = Contact.objects.at(channel, address).filter(person=None, verified_at=None)
    return bool(waiting.update(verified_at=at, code_hash="", tries=0, asked=0))


def _contact(channel: str, address: str, person: Person | None, at: datetime) -> Contact:
    """The row of this address, locked; a new one comes last in its person's order."""
    rows = Contact.objects.select_for_update().at(channel, address).filter(person=person)
    if (found := rows.first()) is not None:
        return found
    mine = Contact.objects.filter(person=person)
    if person and mine.count() >= MOST:
        raise Refused(_("Paling banyak %(most)d kontak. Hapus dahulu yang tidak dipakai.") % {"most": MOST})
    last = mine.aggregate(last=Max("order"))["last"] if person else None
    mark = address_hash(channel, address)
    return Contact.objects.create(
        channel=channel, address=address, address_hash=mark, person=person, since=at,
        order=0 if last is None else last + 1,
    )  # fmt: skip


def _require_patience(contact: Contact, at: datetime) -> None:
    last = contact.code_until - CODE_FOR if contact.code_until else None
    if last and at < last + PAUSE:
        raise Refused(_("Kode baru saja dikirim. Tunggu satu menit sebelum meminta lagi."))
    if last and at >= last + DAY:
        contact.asked = 0
    if contact.asked >= CODES:
        raise Refused(_("Sudah lima kode dikirim ke alamat ini. Coba lagi besok."))


def _give_code(contact: Contact, at: datetime) -> str:
    code = f"{secrets.randbelow(1_000_000):06}"
    contact.code_hash, contact.code_until = _code_hash(contact, code), at + CODE_FOR
    contact.tries, contact.asked = 0, contact.asked + 1
    return code


def _code_hash(contact: Contact, code: str) -> str:
    return keyed_hash("contact-code", str(contact.pk), code)


# --- a person's own ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """One contact as its person's page shows it."""

    key: UUID
    channel: str
    word: str
    sign: str
    address: str
    verified: bool
    open: bool
    aside: bool  # no message goes there instead of another: a browser, a telephone that is only called


def contacts_of(person: Person) -> list[Listed]:
    """In the order in which they are tried, then those beside it."""
    rows = Contact.objects.filter(person=person).order_by("order", "since", "id")
    return [
        Listed(row.pk, row.channel, word(row.channel), sign(row.channel), shown(row.channel, row.address),
               row.verified_at is not None, is_open(row.channel), row.channel in ASIDE)
        for row in sorted(rows, key=lambda row: row.channel in ASIDE)
    ]  # fmt: skip


def shown(channel: str, address: str) -> str:
    """An address as its owner reads it; of a browser there is nothing to read."""
    return phone_words(address) if channel in (CALLED, *TELEPHONE) else address if channel == "email" else ""


def try_contact(contact: Contact, *, at: datetime) -> None:
    """Owe a message that says nothing, to see whether it comes. `Refused` before the contact is proved."""
    if contact.verified_at is None:
        raise Refused(_("Tuliskan dahulu kode yang kami kirim ke kontak ini."))
    body = _("Ini pesan percobaan. Pemberitahuan tugas sampai ke sini.")
    Notice.objects.create(
        key=f"try:{contact.pk}:{at.isoformat()}", channel=contact.channel, address=contact.address,
        address_hash=contact.address_hash, subject=_("Pesan percobaan"), body=body, written_at=at, try_at=at,
    )  # fmt: skip


@transaction.atomic
def put_first(contact: Contact) -> None:
    """This one is tried before the person's others."""
    others = Contact.objects.filter(person=contact.person_id).exclude(pk=contact.pk).order_by("order", "since", "id")
    for place, key in enumerate([contact.pk, *others.values_list("pk", flat=True)]):
        Contact.objects.filter(pk=key).update(order=place)


def remove(contact: Contact) -> None:
    Contact.objects.filter(pk=contact.pk).delete()
