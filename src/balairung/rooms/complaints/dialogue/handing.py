"""A conversation goes from the menu to a person, from office to office, and back; what a person does in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_text
from balairung.kernel.files.models import File
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.messaging.enclosures import ABOUT
from balairung.kernel.messaging.listening import Say, reply
from balairung.kernel.messaging.models import Arrival, Conversation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Office
from balairung.rooms.complaints import access
from balairung.rooms.complaints.dialogue import telling
from balairung.rooms.complaints.dialogue.enclosures import belong, release
from balairung.rooms.complaints.dialogue.ways import ways_of
from balairung.rooms.complaints.filing.report import Report, file_complaint
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import coordinating_office

BY_HAND = "hand:"  # how the keys of what a person wrote begin: hand:<conversation>:<person>:<form>
LONGEST = 3000  # signs of an answer


@transaction.atomic
def hand_over(talk: Conversation, *, at: datetime, office: Office | None = None, by: Actor | None = None) -> None:
    """A person answers from now on: of this office, else of the coordinator's. Officers hand on only what is theirs."""
    _require(talk, by)
    to = office or coordinating_office()
    if to is None:
        raise Refused(_("Belum ada petugas yang menerima percakapan. Tulis laporan Anda di sini."))
    talk.handed_at, talk.handed_to = talk.handed_at or at, to
    talk.save(update_fields=["handed_at", "handed_to"])
    _tell(talk, to, by, at)


def _tell(talk: Conversation, office: Office, by: Actor | None, at: datetime) -> None:
    """Whoever answers people for that office hears of it, of one conversation once an hour; nothing of what was said.

    It may happen while somebody else's language is spoken.
    """
    rows = Holding.objects.current(at).filter(post__office=office, post__role__in=access.TALKERS)
    rows = rows.exclude(person=by.person_id) if by and by.person_id else rows
    people = {one.person_id: one.person for one in rows.select_related("person").order_by("id")}
    key = f"talk:{talk.pk.hex}:{at:%Y%m%d%H}"
    with override(settings.LANGUAGE_CODE):
        body = _("Percakapan lewat %(door)s menunggu jawaban petugas: %(link)s") % {
            "door": gateways.word(talk.channel), "link": house_url() + reverse("complaints:talk", args=[talk.pk]),
        }  # fmt: skip
        notify_all(
            [(Recipient.person(person), f"{key}:{person.pk}") for person in people.values()],
            subject=_("Ada yang minta bicara dengan petugas"), body=body, bundle="inbox", at=at,
        )  # fmt: skip


@transaction.atomic
def give_back(talk: Conversation, *, at: datetime | None = None, by: Actor | None = None) -> None:
    """The menu answers again; whoever is in the conversation is told when an officer decides it."""
    _require(talk, by)
    talk.handed_at, talk.handed_to, talk.state = None, None, ""
    talk.save(update_fields=["handed_at", "handed_to", "state"])
    if by and at:
        said = _("Percakapan dengan petugas selesai. Tulis apa saja untuk melapor, atau ketik PETUGAS.")
        reply(talk, [Say(said)], key=f"{talk.pk}:back:{at:%Y%m%d%H%M%S}", at=at)


@transaction.atomic
def write(talk: Conversation, *, text: str, token: str, by: Actor, at: datetime) -> None:
    """An officer's words leave by the first door to them (ways.py), else by the next; the same form twice is once."""
    _require(talk, by)
    words = clean_text(text)[:LONGEST]
    if not words:
        raise Refused(_("Tuliskan dahulu jawabannya."))
    ways = ways_of(talk, at)
    if not ways:
        raise Refused(_("Pintu ini sedang ditutup, dan tidak ada pintu lain. Jawablah lewat laporan atau telepon."))
    key = f"{BY_HAND}{talk.pk.hex[:12]}:{by.person_id}:{keyed_hash('form', token)[:32]}"
    reply(talk, [Say(words)], key=key, at=at, ways=ways)


@transaction.atomic
def file_from(
    talk: Conversation, report: Report, *, messages: Sequence[UUID], token: str, by: Actor, at: datetime
) -> Complaint:
    """A report out of what was said in a conversation, with the files of the chosen messages; its receipt is said."""
    _require(talk, by)
    chosen = list(Arrival.objects.filter(conversation=talk, pk__in=messages).order_by("sent_at", "id"))
    files = list(File.objects.filter(about_kind=ABOUT, about_ref__in=[str(one.pk) for one in chosen]).order_by("id"))
    release(files)
    kept = replace(report, conversation=talk, channel=talk.channel, files=(*report.files, *files))
    made = file_complaint(kept, token=f"talk:{token}", by=by, at=at)
    belong([str(one.pk) for one in chosen], made)
    reply(talk, [telling.receipt(made)], key=f"{made.pk}:receipt", at=at)
    return made


def _require(talk: Conversation, by: Actor | None) -> None:
    if by is not None:
        require(access.can_converse(by, talk), _("Percakapan ini milik kantor lain."))
