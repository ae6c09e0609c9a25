"""What the page of an application shows: where it stands, what was said, what lies beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lokal import partial_mask

from balairung.kernel.documents.models import Document
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import CLOSED, State
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.people.actors import Actor
from balairung.rooms.services import access
from balairung.rooms.services.definition.answers import steps
from balairung.rooms.services.definition.shape import Does, Page
from balairung.rooms.services.definition.words import Told, told
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import definition_of

#: What the ledger says that is this room's own; for officers and, as far as they see it, for applicants.
SAID: Mapping[str, str | Promise] = {
    "open": gettext_lazy("Permohonan diterima"),
    "pass_on": gettext_lazy("Diteruskan"),
    "send_back": gettext_lazy("Diminta dilengkapi"),
    "complete": gettext_lazy("Dilengkapi pemohon"),
    "hand_back": gettext_lazy("Dikembalikan ke langkah sebelumnya"),
    "inspect": gettext_lazy("Diperiksa di tempat"),
    "refuse": gettext_lazy("Ditolak"),
    "issue": gettext_lazy("Dikabulkan dan diterbitkan"),
    "withdraw": gettext_lazy("Dicabut pemohon"),
    "lapse": gettext_lazy("Tidak dilengkapi sampai batas waktu, jadi dianggap dicabut"),
    "remind": gettext_lazy("Pemohon diingatkan"),
    "warn": gettext_lazy("Diperingatkan: hampir dianggap dikabulkan"),
    "deem": gettext_lazy("Dianggap dikabulkan secara hukum"),
    "revoke": gettext_lazy("Suratnya dicabut"),
    "reveal": gettext_lazy("Nomor identitas dibuka"),
}
MOST_BESIDE = 10


@dataclass(frozen=True)
class Stop:
    """A step on the way of this application: passed, here, or still to come."""

    title: str
    where: str  # "done", "here" or "ahead"


@dataclass(frozen=True)
class Answered:
    """One page of the form as it was answered; files with their links."""

    page: Page
    rows: Sequence[tuple[Told, Sequence[FileLink]]]


def stops_of(application: Application, answers: Mapping[str, Any]) -> list[Stop]:
    """The way like that of a parcel. What ended before its last step stops where it ended."""
    obligation = application.obligation
    taken = steps(definition_of(application.version), answers)
    here = obligation.held_step or obligation.step
    if obligation.state in CLOSED:
        done = len(taken) if obligation.state == State.DONE else 0
        return [Stop(step.title, "done" if place < done else "ahead") for place, step in enumerate(taken)]
    place = next((place for place, step in enumerate(taken) if step.key == here), 0)
    words = ("done", "here", "ahead")
    return [Stop(step.title, words[1 + (at > place) - (at < place)]) for at, step in enumerate(taken)]


def answered(application: Application, answers: Mapping[str, Any], now: datetime) -> list[Answered]:
    """What was answered, page by page, numbers masked; empty ones are left out."""
    pages = told(definition_of(application.version), answers)
    links = _links(application, [name for _page, rows in pages for one in rows for name in one.files], now)
    found = []
    for page, rows in pages:
        full = [(one, [links[name] for name in one.files if name in links]) for one in rows]
        found.append(Answered(page, [(one, files) for one, files in full if one.words or one.rows or files]))
    return [one for one in found if one.rows]


def _links(application: Application, names: Sequence[str], now: datetime) -> dict[str, FileLink]:
    keys = [key for name in names if (key := _key(name))]
    mine = File.objects.filter(pk__in=keys, about_kind="services", about_ref=application.ref) if keys else ()
    return {str(file.pk): file_link(file, now) for file in mine}


def _key(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def masked(number: str) -> str:
    """`3577**********01`; "" for none."""
    return str(partial_mask("NIK", number)) if number else ""


def others_of(application: Application, actor: Actor) -> list[Application]:
    """What else the same person applied for, as far as this actor sees it, the newest first."""
    if not application.nik_hash:
        return []
    rows = Application.objects.visible_to(actor).filter(nik_hash=application.nik_hash).exclude(pk=application.pk)
    return list(rows.for_list().order_by("-applied_at", "-id")[:MOST_BESIDE])


def twins_of(application: Application, others: Sequence[Application]) -> list[Application]:
    """Those among them that ask for the same and are not refused: perhaps it was sent twice."""
    gone = (State.REFUSED, State.WITHDRAWN)
    return [
        one for one in others if one.service_id == application.service_id and one.obligation.state not in gone
    ]  # fmt: skip


def asked_now(application: Application) -> str:
    """What is owed now, in one sentence."""
    step, obligation = access.current_step(application), application.obligation
    if obligation.state in CLOSED or step is None:
        return ""
    if obligation.state == State.WAITING:
        return _("Menunggu pemohon melengkapi. Waktu kantor berhenti selama itu.")
    who = obligation.owner_post.title if obligation.owner_post else str(obligation.owner_office)
    return {
        Does.CHECK: _("%(who)s memeriksa apakah permohonan ini lengkap dan benar."),
        Does.INSPECT: _("%(who)s memeriksa di tempat, lalu mencatat hasilnya dengan foto."),
        Does.DECIDE: _("%(who)s memutuskan: menyetujui atau menolak."),
        Does.SIGN: _("Suratnya menunggu tanda tangan %(who)s."),
    }[step.does] % {"who": who}


def letter_words(letter: Document) -> str:
    """The title of the letter, with its number where it has one."""
    return f"{letter.title} · {letter.number_text}" if letter.number_text else letter.title
