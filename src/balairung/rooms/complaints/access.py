"""Who sees a complaint and who may do what to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from secrets import compare_digest

from balairung.ground.common.references import read_reference, tidy_code
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.rooms.complaints.models import Complaint

DETAIL = ("obligation__owner_office", "topic__group", "region__parent")
OWN = ("obligation__owner_office", "topic", "region__parent")


def get_complaint(actor: Actor, ref: str) -> Complaint:
    """An officer's way to a complaint. Raise DoesNotExist for what this actor may not see."""
    rows = Complaint.objects.visible_to(actor).select_related(*DETAIL)
    return rows.get(obligation__ref=read_reference(ref) or ref)


def get_published(ref: str) -> Complaint:
    """Everyone's way: only what was published."""
    return Complaint.objects.published().select_related(*DETAIL).get(obligation__ref=read_reference(ref) or ref)


def get_own(ref: str, code: str) -> tuple[Complaint, Actor]:
    """The reporter's way, by number and secret code; the actor may speak for this complaint and no other."""
    rows = Complaint.objects.select_related(*OWN).defer("reporter_name", "reporter_contact")  # unsealing takes time
    complaint = rows.get(obligation__ref=read_reference(ref) or ref)
    if not compare_digest(tidy_code(code).encode(), complaint.secret.encode()):
        raise Complaint.DoesNotExist
    return complaint, replace(CITIZEN, follows=complaint.obligation_id)


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


def can_note(actor: Actor, complaint: Complaint) -> bool:
    """Whoever sees it may leave a note for colleagues."""
    return actor.is_officer


def can_speak(actor: Actor, complaint: Complaint) -> bool:
    """Speaking as the reporter: by the code of this very complaint."""
    return actor.follows is not None and actor.follows == complaint.obligation_id


def can_close(actor: Actor, complaint: Complaint) -> bool:
    """The reporter says it is solved; the system, when they kept silent for the whole term."""
    return can_speak(actor, complaint) or actor.kind == "system"


def can_import(actor: Actor) -> bool:
    """Bring in the reports of another register: the coordinator, the operator, and the command line."""
    return actor.coordinates or actor.administers or actor.kind == "system"


def sees_name(actor: Actor, complaint: Complaint) -> bool:
    """Who may read the reporter's name: the office that answers and the coordinator, unless it is to be hidden."""
    return not complaint.anonymous and can_verify(actor, complaint)


def may_reopen(complaint: Complaint, until: datetime | None, now: datetime) -> bool:
    """Inside the stated window after closing; always while the reporter is asked whether it is solved."""
    if complaint.obligation.state == State.WAITING:
        return complaint.obligation.step == "confirm"
    return complaint.obligation.state == State.DONE and until is not None and now <= until
