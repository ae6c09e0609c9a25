"""What is done with an application, one function for each move: require, attach, move, own fields, notify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import void
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import open_obligation
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.search.actions import open_index
from balairung.rooms.services import access, issuing, moves, notices
from balairung.rooms.services.definition.shape import Does, May
from balairung.rooms.services.finding import said_by
from balairung.rooms.services.handling.stepping import (
    PARTIES,
    answers_of,
    calendar_clocks,
    enter,
    move,
    standing_at,
    started_again,
    subject_of,
    where,
)
from balairung.rooms.services.issuing import hand_back, issue, reassign
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND, decide_clock, definition_of, next_step, step_clock

__all__ = [
    "complete", "hand_back", "inspect", "issue", "lapse", "open_application", "pass_on", "reassign", "refuse",
    "send_back", "withdraw",
]  # fmt: skip


@transaction.atomic
def open_application(
    application: Application, *, answers: Mapping[str, Any], files: Sequence[File], by: Actor, at: datetime
) -> Application:
    """Save this unsaved application with the obligation that it is: at its first step, its clocks running.

    Service, version, token (hashed), secret, region, name, NIK, contact, channel and consent are the caller's; what
    follows from them is not. Raise `Refused` where nobody is there to receive it, and `IntegrityError` for a token
    that is known.
    """
    definition = definition_of(application.version)
    step = next_step(definition, answers, "")
    if step is None:
        raise Refused(_("Layanan ini belum dapat diajukan: belum ada langkah yang mengerjakannya."))
    place = where(application, step, at)
    obligation = open_obligation(
        kind=KIND, prefix="M", subject=subject_of(application.service, application.region), owner=place.owner,
        clocks=[step_clock(step), decide_clock(definition)], by=by, at=at, state=State.ACTIVE, step=step.key,
        words=place.reason,
        facts={"channel": application.channel, "version": application.version.number},
    )  # fmt: skip
    application.obligation, application.applied_at, application.complete_at = obligation, at, at
    application.save(force_insert=True)
    open_index(obligation, text=said_by(application))
    attach(files, about=(KIND, obligation.ref))
    notices.applied(application, step, place)
    if step.does == Does.SIGN:
        issuing.ask_signature(application, by=by, at=at)
    return application


@transaction.atomic
def pass_on(
    application: Application, *, by: Actor, at: datetime, text: str = "", files: Sequence[File] = (),
    ticked: Sequence[int] = (),
) -> Event:  # fmt: skip
    """Done here: to the next step, to the signer, or, where there is no letter, issued.

    `ticked` are the places of the checklist's lines that were looked at: all of them, or it is not passed on.
    """
    require(access.can_handle(by, application, at))
    definition, step = standing_at(application)
    if step.does == Does.SIGN:
        raise Refused(_("Langkah ini selesai dengan tanda tangan, bukan dengan meneruskan."))
    if set(range(len(step.checklist))) - set(ticked):
        raise Refused(_("Centang dahulu semua yang perlu diperiksa. Bila ada yang tidak benar, kembalikan atau tolak."))
    if step.does == Does.INSPECT and not _inspected(application, step.key):
        raise Refused(_("Catat dahulu hasil pemeriksaan lapangan, dengan fotonya."))
    following = next_step(definition, answers_of(application), step.key)
    if following is None:
        attach(files, about=(KIND, application.ref))
        return issue(application, text=text, by=by, at=at)
    event = enter(application, moves.PASS, following, words=text, files=files, by=by, at=at)
    if following.does == Does.SIGN:
        issuing.ask_signature(application, by=by, at=at)
    return event


@transaction.atomic
def send_back(
    application: Application, *, missing: Sequence[tuple[str, str]], by: Actor, at: datetime, text: str = ""
) -> Event:
    """To the applicant, naming what is missing: pairs of a field's key (or a page's, or "") and what is wanted."""
    require(access.can(by, application, May.RETURN, at))
    _refuse_when_deemed(application)
    named = [{"field": key, "words": clean_line(words)[:300]} for key, words in missing if clean_line(words)]
    if not named:
        raise Refused(_("Sebutkan apa yang perlu dilengkapi, supaya pemohon tidak menebak."))
    words = "\n".join([*(one["words"] for one in named), *filter(None, [text])])
    falling = calendar_clocks(application)
    event = move(
        application, replace(moves.RETURN, drops=falling), by=by, at=at, words=words, audience=PARTIES,
        facts={"fields": [one["field"] for one in named]}, clocks=[clock_rule(KIND, "complete")],
    )  # fmt: skip
    application.missing = named
    application.save(update_fields=["missing"])
    notices.sent_back(application, event, named)
    return event


@transaction.atomic
def complete(
    application: Application, *, answers: str | None = None, files: Sequence[File] = (), by: Actor, at: datetime,
    text: str = "",
) -> Event:  # fmt: skip
    """The applicant (or whoever types for them) completed it: the clocks run again where they stood.

    `answers` is the JSON of the clean answers, where they changed.
    """
    require(access.speaks_for(by, application))
    again = started_again(application, at)
    attach(files, about=(KIND, application.ref))  # they belong to the answers, and are no proof of the office's
    event = move(
        application, replace(moves.COMPLETE, starts=tuple(rule.name for rule in again)), by=by, at=at, words=text,
        audience=PARTIES, clocks=again,
    )  # fmt: skip
    application.missing = []
    if answers is not None:
        application.answers = answers
    application.save(update_fields=["missing", *(["answers"] if answers is not None else [])])
    notices.completed(application, event)
    return event


@transaction.atomic
def inspect(
    application: Application, *, text: str, files: Sequence[File], by: Actor, at: datetime,
    position: tuple[str, str] | None = None, seen_at: datetime | None = None,
) -> Event:  # fmt: skip
    """What was found there, with photographs. Where and when they stood there goes into the line: it is the proof.

    `position` is latitude and longitude in degrees; `seen_at` when it was looked at, where that was before it was sent.
    """
    require(access.can_handle(by, application, at))
    _definition, step = standing_at(application)
    if step.does != Does.INSPECT:
        raise Refused(_("Langkah ini tidak meminta pemeriksaan lapangan."))
    if seen_at and seen_at > at:
        raise Refused(_("Waktu pemeriksaan tidak mungkin setelah saat ini. Perbaiki waktunya."))
    facts: dict[str, Any] = {"seen_at": (seen_at or at).isoformat()}
    facts |= {"latitude": position[0], "longitude": position[1]} if position else {}
    return move(application, moves.INSPECT, by=by, at=at, words=text, files=files, facts=facts)


@transaction.atomic
def refuse(application: Application, *, text: str, by: Actor, at: datetime) -> Event:
    """No, with the reason; the applicant is told where to object."""
    require(access.can(by, application, May.REFUSE, at))
    _refuse_when_deemed(application)
    event = move(application, moves.REFUSE, by=by, at=at, words=text, audience=PARTIES)
    application.decided_at, application.granted = at, False
    application.save(update_fields=["decided_at", "granted"])
    _void_letter(application, text, by, at)
    notices.refused(application, event, text)
    return event


@transaction.atomic
def withdraw(application: Application, *, by: Actor, at: datetime, text: str = "") -> Event:
    """The applicant does not want it any more; a letter that waited is void."""
    require(access.speaks_for(by, application))
    event = move(application, moves.WITHDRAW, by=by, at=at, words=text, audience=PARTIES)
    _void_letter(application, _("Permohonan dicabut pemohon."), by, at)
    notices.withdrawn(application, event)
    return event


@transaction.atomic
def lapse(application: Application, *, by: Actor, at: datetime) -> Event:
    """Nobody completed it in time: it counts as withdrawn, and may be applied for anew."""
    require(by.kind == ActorKind.SYSTEM)
    until = application.obligation.answer_by
    if until is None or until >= at:
        raise Refused(_("Waktu untuk melengkapi belum habis."))
    event = move(application, moves.LAPSE, by=by, at=at, audience=PARTIES)
    notices.lapsed(application, event)
    return event


def _inspected(application: Application, step: str) -> bool:
    """Whether it was inspected since it came to this step."""
    lines = application.obligation.events.filter(step=step).order_by("-seq").values_list("verb", flat=True)
    for verb in lines:
        if verb == "inspect":
            return True
        if verb in {"pass_on", "hand_back", "open"}:
            return False
    return False


def _refuse_when_deemed(application: Application) -> None:
    if application.deemed_at:
        raise Refused(_(
            "Permohonan ini sudah dianggap dikabulkan menurut hukum karena waktunya lewat. Suratnya wajib diterbitkan."
        ))  # fmt: skip


def _void_letter(application: Application, reason: str, by: Actor, at: datetime) -> None:
    letter = issuing.letter_of(application)
    if letter and letter.state != Document.State.SIGNED:
        void(letter, reason=reason, by=by, at=at)
