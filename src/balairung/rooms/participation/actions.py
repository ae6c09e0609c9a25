"""The steps of what an office owes because people were asked: answered, checked, carried out, released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event, Remark
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.rooms.participation import access, moves, notices
from balairung.rooms.participation.models import Consultation, ConsultSection, Undertaking, VotingRound
from balairung.rooms.participation.owing import KIND

LONGEST = 1000


@transaction.atomic
def publish(undertaking: Undertaking, *, text: str = "", by: Actor, at: datetime) -> Event:
    """What was heard, changed, and kept and why, part by part: from now on everybody reads it."""
    require(access.can_publish(by, undertaking))
    consultation = undertaking.consultation
    if consultation is None:
        raise Refused(_("Kewajiban ini bukan jawaban atas konsultasi."))
    _require_answers(consultation)
    event = make_move(undertaking.obligation, moves.PUBLISH, by=by, at=at, words=text)
    consultation.answered_at = at
    consultation.save(update_fields=["answered_at"])
    notices.tell_answered(consultation, at=at)
    return event


def _require_answers(consultation: Consultation) -> None:
    """Each part that somebody wrote to has its answer; hidden words count, too."""
    open_parts = ConsultSection.objects.filter(
        consultation=consultation, comments__isnull=False, answer__isnull=True
    ).distinct()
    if missing := [str(part.number) for part in open_parts.order_by("number")]:
        raise Refused(_("Bagian %(numbers)s belum dijawab. Jawab dahulu setiap bagian yang diberi masukan.") % {
            "numbers": ", ".join(missing)
        })  # fmt: skip


def conclude(undertaking: Undertaking, *, text: str = "", by: Actor, at: datetime) -> Event:
    """Every proposal of the round was checked, or nobody votes any more and it is too late for a check."""
    require(access.can_publish(by, undertaking))
    round_ = undertaking.round
    if round_ is None:
        raise Refused(_("Kewajiban ini bukan pemeriksaan usulan."))
    if localdate(at) <= round_.votes_until and round_.proposals.unchecked().exists():
        raise Refused(_("Masih ada usulan yang belum diperiksa."))
    return make_move(undertaking.obligation, moves.CONCLUDE, by=by, at=at, words=text)


@transaction.atomic
def fulfil(undertaking: Undertaking, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Done, with proof; the words are for everybody, the proof is for officers."""
    require(access.can_fulfil(by, undertaking))
    attach(files, about=(KIND, undertaking.obligation.ref))
    event = make_move(
        undertaking.obligation, moves.FULFIL, by=by, at=at, words=text, evidence=files, audience=Remark.Audience.PUBLIC
    )
    return _told(undertaking, text, event)


@transaction.atomic
def release(undertaking: Undertaking, *, text: str, by: Actor, at: datetime) -> Event:
    """Nobody owes it any more; the reason is for everybody."""
    require(access.can_release(by, undertaking), _("Yang dipilih atau disepakati warga hanya dibebaskan pimpinan."))
    event = make_move(undertaking.obligation, moves.RELEASE, by=by, at=at, words=text, audience=Remark.Audience.PUBLIC)
    notices.tell_released(undertaking, why=text, at=at)
    return _told(undertaking, text, event)


def _told(undertaking: Undertaking, text: str, event: Event) -> Event:
    undertaking.told = clean_text(text)[:LONGEST]
    undertaking.save(update_fields=["told"])
    return event


def conclude_by_itself(round_: VotingRound, *, at: datetime) -> None:
    """Nobody presses a button for what is plain: nothing is left to check, or it is too late to check anything."""
    left, today = round_.proposals.unchecked().count(), localdate(at)
    if today <= round_.proposals_until or (left and today <= round_.votes_until):
        return
    told = ngettext(
        "Pemungutan suara berakhir; %(n)d usulan tidak diperiksa kantor.",
        "Pemungutan suara berakhir; %(n)d usulan tidak diperiksa kantor.", left,
    )  # fmt: skip
    for owed in Undertaking.objects.filter(round=round_, kind=Undertaking.Kind.CHECK).for_list():
        if owed.obligation.is_open:
            conclude(owed, text=told % {"n": left} if left else "", by=SYSTEM, at=at)
