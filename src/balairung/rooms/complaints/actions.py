"""Everything that may be done to a complaint: one function per verb.

Each has the same beats: require, attach, move, own fields, notify. `at` is the moment at which it happens.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move
from balairung.kernel.obligations.actions import note as write_note
from balairung.kernel.obligations.models import Event, Remark, State, Visibility
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.rooms.complaints import access, moves, notices
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.public import redact
from balairung.rooms.complaints.routing import KIND, coordinating_office, reopen_until

log = logging.getLogger(__name__)
PARTIES, PUBLIC, OFFICERS = Remark.Audience.PARTIES, Remark.Audience.PUBLIC, Remark.Audience.OFFICERS
MOST_HOPS = 3  # after so many hand-overs between offices the coordinator decides


@transaction.atomic
def verify(complaint: Complaint, *, klass: str, topic: Topic | None, by: Actor, at: datetime, words: str = "") -> Event:
    """It is a report we deal with: its class fixes its clock, and its redacted form may be read by all."""
    require(access.can_verify(by, complaint), _("Hanya koordinator pengaduan yang memverifikasi laporan."))
    changed = klass != complaint.klass  # else the clock that has run since filing is the right one
    rules = [clock_rule(KIND, "resolve", klass, since=complaint.obligation.opened_at)] if changed else []
    facts = {"class": klass, "topic": topic.code if topic else ""}
    event = _move(complaint, moves.VERIFY, by=by, at=at, words=words, facts=facts, clocks=rules)
    complaint.klass, complaint.topic = klass, topic
    _publish(complaint, at)
    complaint.save(update_fields=["klass", "topic", "published_at", "public_title", "public_text"])
    return event


@transaction.atomic
def forward(complaint: Complaint, *, office: Office, by: Actor, at: datetime, words: str = "") -> Event:
    """Give it to the office that must answer. An office that hands it on names the right owner; each time is counted.

    After `MOST_HOPS` hand-overs it goes back to the coordinator, who alone may forward it again.
    """
    require(access.can_forward(by, complaint), _("Laporan ini bukan milik kantor Anda."))
    owner = _next_owner(complaint, office, by)
    facts = {"office": str(owner.pk), "named": str(office.pk), "hops": complaint.hops + 1}
    rules = [clock_rule(KIND, "answer")]
    event = _move(complaint, moves.FORWARD, by=by, at=at, words=words, facts=facts, clocks=rules, owner=Owner(owner))
    complaint.hops += 1
    complaint.save(update_fields=["hops"])
    notices.forwarded(complaint, event, owner)
    return event


@transaction.atomic
def answer(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """The first answer: what the office will do, and when."""
    require(access.can_handle(by, complaint), _("Hanya kantor yang menangani yang dapat menjawab."))
    event = _move(complaint, moves.ANSWER, by=by, at=at, words=text, audience=_open(complaint), files=files)
    notices.answered(complaint, event, text)
    return event


@transaction.atomic
def ask(complaint: Complaint, *, text: str, by: Actor, at: datetime) -> Event:
    """Ask the reporter for what is missing; the working-day clocks stand still until they answer."""
    require(access.can_verify(by, complaint), _("Hanya kantor yang menangani yang dapat bertanya."))
    rules = [clock_rule(KIND, "complete_information")]
    event = _move(complaint, moves.ASK, by=by, at=at, words=text, audience=PARTIES, clocks=rules)
    notices.asked(complaint, event, text)
    return event


@transaction.atomic
def resume(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """The reporter gives what was asked; the clocks run again."""
    require(access.can_speak(by, complaint) or access.can_verify(by, complaint), _("Keterangan ini milik pelapor."))
    event = _move(complaint, moves.RESUME, by=by, at=at, words=text, audience=PARTIES, files=files)
    notices.informed(complaint, event)
    return event


@transaction.atomic
def resolve(complaint: Complaint, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """It is done, and here is the proof. The reporter has ten working days to say otherwise."""
    require(access.can_handle(by, complaint), _("Hanya kantor yang menangani yang dapat menyatakan selesai."))
    rules = [clock_rule(KIND, "citizen_reply")]
    event = _move(
        complaint, moves.RESOLVE, by=by, at=at, words=text, audience=_open(complaint), files=files, clocks=rules
    )
    notices.resolved(complaint, event, text)
    return event


@transaction.atomic
def close(complaint: Complaint, *, by: Actor, at: datetime, text: str = "") -> Event:
    """The reporter agrees, or kept silent for the whole term."""
    require(access.can_close(by, complaint), _("Hanya pelapor yang menutup laporannya."))
    facts = {"silent": by.kind == "system"}
    event = _move(complaint, moves.CLOSE, by=by, at=at, words=text, audience=PARTIES, facts=facts)
    notices.closed(complaint, event)
    return event


@transaction.atomic
def reopen(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """Not solved after all: the same office, a new clock."""
    require(access.can_speak(by, complaint), _("Hanya pelapor yang membuka kembali laporannya."))
    if not access.may_reopen(complaint, reopen_until(complaint), at):
        raise Refused(_("Waktu untuk membuka kembali laporan ini sudah lewat. Silakan buat laporan baru."))
    rules = [clock_rule(KIND, "resolve", complaint.klass)]
    event = _move(complaint, moves.REOPEN, by=by, at=at, words=text, audience=PARTIES, files=files, clocks=rules)
    notices.reopened(complaint, event)
    return event


@transaction.atomic
def refuse(complaint: Complaint, *, reason: str, text: str, by: Actor, at: datetime) -> Event:
    """Not ours to deal with: with the reason and the right address."""
    require(access.can_verify(by, complaint), _("Hanya koordinator atau kantor yang menangani yang dapat menolak."))
    event = _move(complaint, moves.REFUSE, by=by, at=at, words=text, audience=PARTIES, facts={"reason": reason})
    complaint.refusal = reason
    complaint.published_at = None
    complaint.save(update_fields=["refusal", "published_at"])
    notices.refused(complaint, event, text)
    return event


@transaction.atomic
def withdraw(complaint: Complaint, *, by: Actor, at: datetime, text: str = "") -> Event:
    """The reporter takes it back, or never gave what was asked."""
    require(access.can_close(by, complaint), _("Hanya pelapor yang mencabut laporannya."))
    facts = {"silent": by.kind == "system"}
    event = _move(complaint, moves.WITHDRAW, by=by, at=at, words=text, audience=PARTIES, facts=facts)
    notices.withdrawn(complaint, event)
    return event


@transaction.atomic
def note(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """Words for colleagues; the reporter does not see them."""
    require(access.can_note(by, complaint))
    if not text.strip():
        raise Refused(_("Tuliskan dahulu catatannya."))
    attach(files, about=(KIND, complaint.ref))
    return write_note(complaint.obligation, by=by, at=at, words=text, audience=OFFICERS, evidence=files)


@transaction.atomic
def take_over(
    complaint: Complaint,
    *,
    state: State,
    words: str,
    facts: dict[str, object],
    by: Actor,
    at: datetime,
    office: Office | None = None,
    calendars: Calendars | None = None,
) -> Event:
    """Say how a report stood in the register that it comes from: still open, or ended there. Nobody is told.

    One that ended belongs to the `office` that dealt with it, unless it is secret; an open one waits to be verified.
    """
    require(access.can_import(by), _("Hanya koordinator pengaduan atau pengelola sistem yang mengimpor laporan."))
    line: dict[str, Any] = {"by": by, "at": at, "words": words, "audience": OFFICERS, "facts": facts}
    if state == State.NEW:
        return write_note(complaint.obligation, verb=moves.TAKE_OVER.verb, **line)
    owner = Owner(office) if office and complaint.obligation.visibility == Visibility.PUBLIC else None
    return make_move(complaint.obligation, moves.TAKE_OVER_AS[state], owner=owner, calendars=calendars, **line)


def close_silent(*, now: datetime) -> int:
    """Close what the reporter left unanswered for its term, withdraw what they never completed; return how many."""
    with transaction.atomic():
        rows = Complaint.objects.silent(now).order_by("obligation__answer_by", "id")
        keys = list(rows.values_list("pk", flat=True)[:500])
    return sum(_end_silent(key, now) for key in keys)


def _end_silent(key: UUID, now: datetime) -> bool:
    """One complaint in its own transaction: a bad one never stops the others, and nobody ends one twice."""
    try:
        with transaction.atomic():
            complaint = Complaint.objects.silent(now).get(pk=key)
            (close if complaint.obligation.step == "confirm" else withdraw)(complaint, by=SYSTEM, at=now)
    except (Complaint.DoesNotExist, Stale):  # somebody was faster
        return False
    except Exception:
        log.exception("complaint %s could not be ended", key)
        return False
    return True


def _move(
    complaint: Complaint,
    move: Move,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    audience: str = OFFICERS,
    files: Sequence[File] = (),
    facts: Mapping[str, Any] | None = None,
    clocks: Sequence[ClockRule] = (),
    owner: Owner | None = None,
) -> Event:
    attach(files, about=(KIND, complaint.ref))
    return make_move(
        complaint.obligation, move, by=by, at=at, words=words, audience=audience, evidence=files, facts=facts,
        clocks=clocks, owner=owner,
    )  # fmt: skip


def _next_owner(complaint: Complaint, office: Office, by: Actor) -> Office:
    """The office that was named; after too many hand-overs the coordinator's."""
    if office.pk == complaint.obligation.owner_office_id and complaint.obligation.step == "answer":
        raise Refused(_("Laporan ini sudah berada di %(office)s. Pilih kantor lain.") % {"office": office.name})
    if by.coordinates or complaint.hops < MOST_HOPS:
        return office
    return coordinating_office() or office


def _publish(complaint: Complaint, at: datetime) -> None:
    if complaint.obligation.visibility == Visibility.PUBLIC:
        complaint.published_at = at
        complaint.public_title, complaint.public_text = redact(complaint.title), redact(complaint.text)


def _open(complaint: Complaint) -> str:
    """An answer to a public report is public; to a secret one it is for the reporter alone."""
    return PUBLIC if complaint.obligation.visibility == Visibility.PUBLIC else PARTIES
