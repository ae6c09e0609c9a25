"""Citizens say of an outcome that it is so, or that it is not; a person looks before others read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import CITIZEN, Actor, require
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import open_index
from balairung.rooms.programmes import access, notices
from balairung.rooms.programmes.models import OutcomeVoice, PlanOutcome

KIND = "programmes"
SHORTEST, LONGEST = 10, 500


def say(
    outcome: PlanOutcome, *, verdict: str, words: str, photos: Sequence[File], token: str, by: Actor, at: datetime
) -> OutcomeVoice:
    """One voice of one form. To contest takes a photograph; who looks at it has three working days."""
    line = clean_line(words)
    _check(outcome, verdict, line, photos, at)
    hashed = keyed_hash("outcome-voice", token)
    try:
        return _known(hashed) or _say(outcome, verdict, line, photos, hashed, at)
    except IntegrityError:
        if known := _known(hashed):
            return known
        raise


def _known(hashed: str) -> OutcomeVoice | None:
    return OutcomeVoice.objects.filter(token=hashed).first()


def _check(outcome: PlanOutcome, verdict: str, line: str, photos: Sequence[File], at: datetime) -> None:
    if not SHORTEST <= len(line) <= LONGEST:
        raise Refused(_("Ceritakan yang Anda lihat dalam satu atau dua kalimat."))
    if localdate(at) < outcome.agency.plan.starts_on:
        raise Refused(_("Program ini belum mulai."))
    if verdict == OutcomeVoice.Verdict.CONTEST and not photos:
        raise Refused(_("Lampirkan satu foto keadaan yang sebenarnya. Tanpa foto, kantor tidak tahu yang Anda maksud."))


@transaction.atomic
def _say(
    outcome: PlanOutcome, verdict: str, line: str, photos: Sequence[File], hashed: str, at: datetime
) -> OutcomeVoice:
    contests = verdict == OutcomeVoice.Verdict.CONTEST
    obligation = _owe(outcome, at) if contests else None
    attach(photos, about=(KIND, obligation.ref if obligation else outcome.pk.hex))
    voice = OutcomeVoice.objects.create(
        outcome=outcome, token=hashed, verdict=verdict, words=line, photo=photos[0] if photos else None, at=at,
        obligation=obligation,
    )  # fmt: skip
    if contests:
        people = notices.reviewers(access.reviewer_key(), at)
        notices.tell_voice(voice, _("Bantahan warga menunggu dilihat: %(ref)s"), people, at=at)
    return voice


def _owe(outcome: PlanOutcome, at: datetime) -> Obligation:
    """Owed by the planning agency until it is passed on; by the secretariat where the plan is its own."""
    key = access.reviewer_key() if outcome.agency.office.key != access.reviewer_key() else "setda"
    obligation = open_obligation(
        kind=KIND, prefix="D", subject=_("Bantahan warga atas hasil seratus hari"), owner=Owner(_office(key)),
        by=CITIZEN, at=at, state=State.ACTIVE, step="look", case=outcome.agency_id, clocks=[clock_rule(KIND, "look")],
    )  # fmt: skip
    open_index(obligation, text=outcome.text)
    return obligation


def _office(key: str) -> Office:
    return Office.objects.get(key=key)


@transaction.atomic
def moderate(voice: OutcomeVoice, *, show: bool, by: Actor, at: datetime) -> None:
    """A voice that confirms is shown or not, once. (One that contests has moves of its own.)"""
    require(access.can_moderate(by, voice))
    if voice.obligation_id:
        raise Refused(_("Bantahan diputuskan di halamannya sendiri."))
    state = OutcomeVoice.Moderation.SHOWN if show else OutcomeVoice.Moderation.HIDDEN
    held = OutcomeVoice.objects.filter(pk=voice.pk, state=OutcomeVoice.Moderation.HELD)
    if not held.update(state=state):
        raise Stale(_("Orang lain baru saja memutuskannya. Muat ulang halaman."))
    voice.state = state
