"""The verbs: a plan is submitted and approved, a milestone proved and accepted, a citizen who contests is answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_text
from balairung.ground.common.working_time import Unit
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.models import Event, Evidence, Obligation, Remark, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.search.actions import index_owner, open_index
from balairung.rooms.programmes import access, moves, notices
from balairung.rooms.programmes.finding import words_of_milestone
from balairung.rooms.programmes.hundred.planning import faults
from balairung.rooms.programmes.models import Acceptance, AgencyPlan, OutcomeVoice, PlanMilestone

KIND = "programmes"

# --- an agency's plan ------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(agency: AgencyPlan, *, text: str = "", by: Actor, at: datetime) -> Event:
    """The head vouches for the plan; from now on nobody changes it."""
    require(access.can_submit(by, agency), _("Rencana diajukan kepala kantor itu sendiri."))
    AgencyPlan.objects.select_for_update(of=("self",)).get(pk=agency.pk)  # who is writing in it finishes first
    if found := faults(agency):
        raise Refused(" ".join(found))
    event = make_move(agency.obligation, moves.SUBMIT, by=by, at=at, words=text)
    subject, body = _("Rencana seratus hari diajukan: %(ref)s"), agency.office.name
    notices.tell(agency.obligation, subject, body, notices.secretaries(at), at)
    return event


@transaction.atomic
def approve(agency: AgencyPlan, *, text: str = "", by: Actor, at: datetime) -> Event:
    """Each milestone is owed from now on. Of two who approve at once, one is told to look again (`Stale`)."""
    require(access.can_approve(by, agency), _("Rencana disetujui Sekda atau kepala daerah, bukan kantornya sendiri."))
    milestones = list(PlanMilestone.objects.filter(agency=agency).select_related("office", "action", "agency"))
    if agency.obligation.state == State.WAITING:
        for milestone in milestones:
            _promise(milestone, by, at)
    event = make_move(agency.obligation, moves.APPROVE, by=by, at=at, words=text)
    notices.tell_promised(milestones, at=at)
    notices.tell_agency(agency, _("Rencana seratus hari disetujui: %(ref)s"), text or str(agency.plan), at=at)
    return event


def _promise(milestone: PlanMilestone, by: Actor, at: datetime) -> None:
    days = (milestone.due_on - localdate(at)).days
    if days < 0:
        said = {"title": milestone.title, "day": long_date(milestone.due_on)}
        raise Refused(_("Tonggak “%(title)s” sudah lewat (%(day)s). Kembalikan rencananya untuk diperbaiki.") % said)
    obligation = open_obligation(
        kind=KIND, prefix="D", subject=milestone.title, owner=Owner(milestone.office), by=by, at=at,
        state=State.ACTIVE, step="fulfil", case=milestone.agency_id,
        words=_("%(title)s. Buktinya: %(proof)s") % {"title": milestone.title, "proof": milestone.proof},
        audience=Remark.Audience.OFFICERS, clocks=[ClockRule("fulfil", days, Unit.CALENDAR_DAYS, "hundred")],
    )  # fmt: skip
    PlanMilestone.objects.filter(pk=milestone.pk, obligation__isnull=True).update(obligation=obligation)
    milestone.obligation = obligation
    open_index(obligation, text=words_of_milestone(milestone))


@transaction.atomic
def return_plan(agency: AgencyPlan, *, text: str, by: Actor, at: datetime) -> Event:
    """Its office writes on."""
    require(access.can_approve(by, agency))
    clocks = [clock_rule(KIND, "plan")]
    event = make_move(agency.obligation, moves.RETURN_PLAN, by=by, at=at, words=text, clocks=clocks)
    notices.tell_agency(agency, _("Rencana seratus hari dikembalikan: %(ref)s"), text, at=at)
    return event


# --- a milestone -----------------------------------------------------------------------------------------------------


def _owed_of(thing: PlanMilestone | OutcomeVoice) -> Obligation:
    """Its obligation; a milestone of a plan that is not approved has none."""
    if thing.obligation is None:
        raise Refused(_("Rencana ini belum disetujui."))
    return thing.obligation


@transaction.atomic
def fulfil(milestone: PlanMilestone, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """The proof. It counts for nothing until somebody of another office accepts it."""
    require(access.can_fulfil(by, milestone))
    obligation = _owed_of(milestone)
    _check_fresh(obligation, files)
    attach(files, about=(KIND, obligation.ref))
    event = make_move(obligation, moves.FULFIL, by=by, at=at, words=text, evidence=files)
    people = notices.reviewers(access.reviewer_key(), at)
    notices.tell(obligation, _("Bukti tonggak menunggu diperiksa: %(ref)s"), milestone.title, people, at)
    return event


def _check_fresh(obligation: Obligation, files: Sequence[File]) -> None:
    """No proof of another milestone, and none that was sent before this one was opened again, under any name."""
    sums = {it: file.name for file in files for it in (file.sha256, file.original_sha256) if it}
    same = Q(file__sha256__in=sums) | Q(file__original_sha256__in=sums)
    sent = Evidence.objects.filter(same, event__obligation__kind=KIND, event__verb="fulfil")
    reopened = obligation.events.filter(verb="reopen").order_by("-seq").values_list("seq", flat=True).first() or 0
    for one in sent.select_related("event__obligation", "file").order_by("event__at", "id"):
        name = sums.get(one.file.sha256) or sums[one.file.original_sha256]
        said = {"name": name, "ref": one.event.obligation.ref}
        if one.event.obligation_id != obligation.pk:
            raise Refused(_("“%(name)s” sudah menjadi bukti tonggak lain (%(ref)s). Kirim bukti tonggak ini.") % said)
        if one.event.seq < reopened:
            raise Refused(_("“%(name)s” dikirim sebelum tonggak ini dibuka kembali. Kirim bukti yang baru.") % said)


@transaction.atomic
def accept(milestone: PlanMilestone, *, text: str = "", by: Actor, at: datetime) -> Event:
    """The proof holds: from this line on, and from no other, the milestone counts."""
    require(access.can_review(by, milestone), _("Bukti diterima orang di luar kantor yang berjanji."))
    obligation = _owed_of(milestone)
    event = make_move(obligation, moves.ACCEPT, by=by, at=at, words=text)
    proofs = Evidence.objects.filter(event__obligation=obligation, event__verb="fulfil").select_related("event")
    evidence = proofs.order_by("-event__seq", "id")[0]
    if evidence.event.by_person_id == by.person_id:
        raise Refused(_("Bukti ini Anda kirim sendiri. Orang lain yang menerimanya."))
    Acceptance.objects.create(milestone=milestone, event=event, evidence=evidence, at=at)
    notices.tell_owner(milestone, _("Bukti tonggak diterima: %(ref)s"), milestone.title, at=at)
    return event


@transaction.atomic
def send_back(milestone: PlanMilestone, *, text: str, by: Actor, at: datetime) -> Event:
    """Not good enough: the office has the usual days again."""
    require(access.can_review(by, milestone))
    clocks = [clock_rule(KIND, "fulfil")]
    event = make_move(_owed_of(milestone), moves.SEND_BACK, by=by, at=at, words=text, clocks=clocks)
    notices.tell_owner(milestone, _("Bukti tonggak dikembalikan: %(ref)s"), f"{milestone.title}\n\n{text}", at=at)
    return event


@transaction.atomic
def reopen(milestone: PlanMilestone, *, text: str, by: Actor, at: datetime) -> Event:
    """What was accepted counts no more; new proof is owed."""
    require(access.can_review(by, milestone))
    clocks = [clock_rule(KIND, "fulfil")]
    event = make_move(_owed_of(milestone), moves.REOPEN, by=by, at=at, words=text, clocks=clocks)
    notices.tell_owner(milestone, _("Tonggak dibuka kembali: %(ref)s"), f"{milestone.title}\n\n{text}", at=at)
    return event


# --- what a citizen contests -----------------------------------------------------------------------------------------


@transaction.atomic
def hide(voice: OutcomeVoice, *, text: str, by: Actor, at: datetime) -> Event:
    """Spam, or somebody's privacy: not shown, and the ledger keeps why."""
    require(access.can_moderate(by, voice))
    return _turn(voice, moves.HIDE, text, by, at, {"state": OutcomeVoice.Moderation.HIDDEN})


@transaction.atomic
def pass_on(voice: OutcomeVoice, *, text: str = "", by: Actor, at: datetime) -> Event:
    """Everybody reads it, and the agency answers by a date."""
    require(access.can_moderate(by, voice))
    office = voice.outcome.agency.office
    shown = {"state": OutcomeVoice.Moderation.SHOWN}
    more = {"owner": Owner(office), "clocks": [clock_rule(KIND, "answer")]}
    event = _turn(voice, moves.PASS_ON, text, by, at, shown, **more)
    index_owner(_owed_of(voice))
    people = notices.people_of([office.pk], at).get(office.pk, [])
    notices.tell_voice(voice, _("Warga membantah hasil seratus hari: %(ref)s"), people, at=at)
    return event


@transaction.atomic
def answer(voice: OutcomeVoice, *, text: str, by: Actor, at: datetime) -> Event:
    """What everybody reads below the citizen's words."""
    require(access.can_answer(by, voice))
    return _turn(voice, moves.ANSWER, text, by, at, {"answer": clean_text(text)[:1000], "answered_at": at})


@transaction.atomic
def grant(voice: OutcomeVoice, *, text: str, milestone: PlanMilestone, by: Actor, at: datetime) -> Event:
    """The citizen is right: the milestone that claimed it is open again, and everybody reads why."""
    require(access.can_moderate(by, voice))
    if milestone.agency_id != voice.outcome.agency_id:
        raise Refused(_("Tonggak itu bukan dari rencana kantor ini."))
    reopen(milestone, text=text, by=by, at=at)
    changes = {
        "state": OutcomeVoice.Moderation.SHOWN, "milestone": milestone, "answer": clean_text(text)[:1000],
        "answered_at": at,
    }  # fmt: skip
    return _turn(voice, moves.GRANT, text, by, at, changes)


def _turn(
    voice: OutcomeVoice, move: Move, text: str, by: Actor, at: datetime, changes: dict[str, Any], **more: Any
) -> Event:
    event = make_move(_owed_of(voice), move, by=by, at=at, words=text, **more)
    for name, value in changes.items():
        setattr(voice, name, value)
    voice.save(update_fields=list(changes))
    return event
