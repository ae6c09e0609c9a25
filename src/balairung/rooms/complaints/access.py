"""Who sees a complaint and who may do what to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from secrets import compare_digest

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.common.references import read_reference, tidy_code
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.obligations.models import OPEN, Exclusion, Obligation, State, Unsealing, Visibility
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.models import Office, Post
from balairung.rooms.complaints.models import Complaint

DETAIL = ("obligation__owner_office", "topic__group", "region__parent")
OWN = ("obligation__owner_office", "topic", "region__parent", "outcome")
OPENED = Exists(Unsealing.objects.filter(obligation=OuterRef("obligation_id")))  # somebody read their sealed data
SHOWN = (
    *("secret", "title", "text", "place", "filed_at", "klass", "published_at", "lead", "topic__name"),
    *(f"obligation__{name}" for name in ("ref", "kind", "state", "step", "held_step", "visibility")),
    *(f"obligation__{name}" for name in ("closed_at", "next_at", "answer_by", "owner_office__name")),
    *("region__label", "region__name", "region__parent__label", "region__parent__name"),
    *("outcome__asked_at", "outcome__answer"),
)


def get_complaint(actor: Actor, ref: str) -> Complaint:
    """An officer's way to a complaint. Raise DoesNotExist for what this actor may not see."""
    rows = Complaint.objects.visible_to(actor).select_related(*DETAIL)
    return rows.get(obligation__ref=read_reference(ref) or ref)


def find_complaint(actor: Actor, ref: str) -> Complaint | None:
    """The same for a number that somebody typed; None for what this actor may not see."""
    try:
        return get_complaint(actor, ref)
    except Complaint.DoesNotExist:
        return None


def get_published(ref: str) -> Complaint:
    """Everyone's way: only what was published."""
    rows = Complaint.objects.published().select_related(*DETAIL).defer(*Complaint.SEALED, "secret")
    return rows.get(obligation__ref=read_reference(ref) or ref)


def get_own(ref: str, code: str) -> tuple[Complaint, Actor]:
    """The reporter's way, by number and secret code; the actor may speak for this complaint and no other."""
    rows = Complaint.objects.select_related(*OWN).defer(*Complaint.SEALED)  # unsealing takes time
    complaint = rows.annotate(opened=OPENED).get(obligation__ref=read_reference(ref) or ref)
    if not compare_digest(tidy_code(code).encode(), complaint.secret.encode()):
        raise Complaint.DoesNotExist
    return complaint, replace(CITIZEN, follows=complaint.obligation_id)


def read_own(ref: str, code: str) -> Complaint:
    """The same for reading alone, with no more columns than the reporter's page shows: it is asked for most of all."""
    rows = Complaint.objects.select_related(*OWN).only(*SHOWN).annotate(opened=OPENED)
    complaint = rows.get(obligation__ref=read_reference(ref) or ref)
    if not compare_digest(tidy_code(code).encode(), complaint.secret.encode()):
        raise Complaint.DoesNotExist
    return complaint


def find_own(ref: str, code: str) -> Complaint | None:
    """The same for somebody who types them; None for a pair that does not fit."""
    try:
        return get_own(ref, code)[0]
    except Complaint.DoesNotExist:
        return None


def can_verify(actor: Actor, complaint: Complaint) -> bool:
    """Sorting is the coordinator's, and the owner office's own where it was sent there straight."""
    return actor.coordinates or can_handle(actor, complaint)


def can_handle(actor: Actor, complaint: Complaint) -> bool:
    """Answering is the owner office's."""
    return actor.seat_at(complaint.obligation.owner_office_id) is not None


def can_forward(actor: Actor, complaint: Complaint) -> bool:
    return actor.coordinates or can_handle(actor, complaint)


def can_publish(actor: Actor, complaint: Complaint) -> bool:
    """What everyone reads and sees is the coordinator's to say, and the office's that answers."""
    return can_verify(actor, complaint)


MAY: Mapping[str, Callable[[Actor, Complaint], bool]] = {
    "verify": can_verify, "ask": can_verify, "refuse": can_verify, "forward": can_forward,
    "answer": can_handle, "resolve": can_handle,
}  # fmt: skip
TALKERS = frozenset({Post.Role.COORDINATOR, Post.Role.LIAISON})  # who writes to people in their conversations
SPOKEN = frozenset({"answer", "resolve", "refuse"})  # what the house says to the reporter, and stands by


def can_take(actor: Actor, complaint: Complaint, verb: str) -> bool:
    """Whether this step is the actor's to take, or to prepare for a colleague."""
    return MAY[verb](actor, complaint)


def can_decide(actor: Actor, complaint: Complaint, verb: str) -> bool:
    """Who may read a step that a colleague prepared: whoever may take it, and the coordinator where an office is small.

    What is said to somebody who wrote to the leader is said in the leader's name: by those who lead, or the
    coordinator by their delegation.
    """
    if not Obligation.objects.visible_to(actor).filter(pk=complaint.obligation_id).exists():
        return False
    if complaint.to_leader and verb in SPOKEN:
        return actor.coordinates or actor.has(*Post.LEADING)
    return actor.coordinates or can_take(actor, complaint, verb)


def needs_second(complaint: Complaint, verb: str, reason: str = "") -> str:
    """Why a second person must read this step before it is taken; "" when nobody must."""
    if verb not in SPOKEN:
        return ""
    if complaint.to_leader:
        return _("Laporan ini ditujukan kepada pimpinan daerah, jadi jawabannya dibaca koordinator dahulu.")
    if complaint.topic and complaint.topic.four_eyes:
        return _("Jawaban untuk topik “%(topic)s” dibaca dua orang sebelum dikirim.") % {"topic": complaint.topic.name}
    if verb == "refuse" and facts("complaints")["refusals"].get(reason, {}).get("second_look"):
        return _("Penolakan dengan alasan ini dibaca dua orang sebelum dikirim.")
    return ""


def can_merge(actor: Actor, complaint: Complaint) -> bool:
    """Dealing with reports together, apart, or as two: the coordinator's, and the office's own among its reports."""
    return can_verify(actor, complaint)


def why_not_together(complaint: Complaint, lead: Complaint) -> str:
    """Why the second may not stand for the first; "" when it may. Nobody learns of a report by being merged."""
    pair = (complaint.obligation, lead.obligation)
    if complaint.pk == lead.pk:
        return _("Laporan ini tidak dapat digabung dengan dirinya sendiri.")
    if any(each.visibility != Visibility.PUBLIC for each in pair) or is_accusing(*pair):
        return _("Laporan rahasia tidak digabung, supaya jawaban untuk satu orang tidak sampai ke orang lain.")
    if any(each.state not in OPEN or each.step == "confirm" for each in pair):
        return _("Yang digabung hanya laporan yang masih ditangani. Salah satu laporan ini sudah dijawab selesai.")
    return ""


def is_accusing(*obligations: Obligation) -> bool:
    """Whether one of them is about somebody of the house."""
    return Exclusion.objects.filter(obligation__in=obligations).exists()


def is_about(complaint: Complaint, office: Office) -> bool:
    """Whether this office is the one that the report is about."""
    return Exclusion.objects.filter(obligation=complaint.obligation_id, post__office=office).exists()


def can_reopen(actor: Actor, complaint: Complaint) -> bool:
    """The reporter, or an officer who heard from them by another way than this house."""
    return can_speak(actor, complaint) or can_verify(actor, complaint)


def can_note(actor: Actor, complaint: Complaint) -> bool:
    """Whoever sees it may leave a note for colleagues."""
    return actor.is_officer


def can_speak(actor: Actor, complaint: Complaint) -> bool:
    """Speaking as the reporter: by the code of this very complaint."""
    return actor.follows is not None and actor.follows == complaint.obligation_id


def can_close(actor: Actor, complaint: Complaint) -> bool:
    """The reporter says it is solved; the system, when they kept silent for the whole term."""
    return can_speak(actor, complaint) or actor.kind == "system"


def can_file_for(actor: Actor) -> bool:
    """Take down the report of somebody who calls, comes or writes elsewhere: whoever sits where people do."""
    return actor.is_officer and actor.receives


def can_converse(actor: Actor, talk: Conversation) -> bool:
    """Read and answer a conversation that was handed to a person: the coordinator, and the office it was handed to."""
    if talk.handed_at is None or not actor.is_officer:
        return False
    return actor.coordinates or any(
        seat.office_id == talk.handed_to_id and seat.role in TALKERS for seat in actor.seats
    )


def sees_address(actor: Actor, talk: Conversation) -> bool:
    """Whoever may have to call: who answers it in the office it was handed to, the coordinator where it is none."""
    if talk.handed_to_id is None:
        return talk.handed_at is not None and actor.is_officer and actor.coordinates
    seats = [seat for seat in actor.seats if seat.office_id == talk.handed_to_id]
    return talk.handed_at is not None and any(seat.role in TALKERS for seat in seats)


def can_import(actor: Actor) -> bool:
    """Bring in the reports of another register: the coordinator, the operator, and the command line."""
    return actor.coordinates or actor.administers or actor.kind == "system"


def sees_name(actor: Actor, complaint: Complaint) -> bool:
    """Who may read the reporter's name: the office that answers and the coordinator, unless it is to be hidden."""
    return not complaint.anonymous and can_verify(actor, complaint)


def can_reveal(actor: Actor, complaint: Complaint) -> bool:
    """Who may break the seal of a hidden name: the coordinator and the Inspektorat, nobody else however high."""
    offices = Office.objects.filter(pk__in=actor.office_ids, kind=Office.Kind.INSPECTORATE, closed_on__isnull=True)
    return actor.is_officer and (actor.coordinates or offices.exists())


def can_keep(actor: Actor, office: Office | None) -> bool:
    """Keep texts and macros: head and liaison for their own office, the coordinator for all and for their own."""
    if actor.coordinates and office is None:
        return True
    keepers = {Post.Role.HEAD, Post.Role.LIAISON, Post.Role.COORDINATOR}
    return office is not None and any(s.office_id == office.pk and s.role in keepers for s in actor.seats)


def can_sort(actor: Actor) -> bool:
    """Change the vocabulary that sorts reports."""
    return actor.is_officer and actor.coordinates


def may_reopen(complaint: Complaint, until: datetime | None, now: datetime) -> bool:
    """Inside the stated window after closing; always while the reporter is asked whether it is solved."""
    if complaint.obligation.state == State.WAITING:
        return complaint.obligation.step == "confirm"
    return complaint.obligation.state == State.DONE and until is not None and now <= until
