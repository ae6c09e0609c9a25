"""What a program says later about a report that it brought: more words, more pictures, "solved", "not solved".

mySociety's update extension (`POST /servicerequestupdates`). A program speaks for the reporter of what it filed itself,
and for nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from balairung.ground.common.references import read_reference
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_text
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.models import ApiKey
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from balairung.surface.open311.models import Heard
from balairung.surface.open311.posting import LONGEST, read_urls, through, want_media
from balairung.surface.open311.telling import update_id
from balairung.surface.open311.wire import fault

STATUSES = frozenset({
    "OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE",
    "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL", "FOR_TRIAGE", "REOPEN",
})  # fmt: skip
SOLVED = frozenset({"CLOSED", "FIXED", "NO_FURTHER_ACTION"})


def own_complaint(key: ApiKey | None, ref: str) -> Complaint | None:
    """A report that this key brought, whoever may read it; None for all others."""
    if key is None:
        return None
    rows = Complaint.objects.filter(filed_through=through(key), obligation__ref=read_reference(ref) or ref)
    return rows.select_related("obligation__owner_office", "topic").defer(*Complaint.SEALED, "secret").first()


def read_update(post: QueryDict, key: ApiKey) -> Complaint:
    """The report that this is about. Raise `Fault` for what cannot be said so."""
    ref, status = post.get("service_request_id", "").strip(), post.get("status", "OPEN").strip().upper()
    if not ref:
        raise fault(400, _("service_request_id wajib diisi."))
    if status and status not in STATUSES:
        raise fault(400, _("status “%(status)s” tidak dikenal.") % {"status": status[:40]})
    if len(post.get("description", "")) > LONGEST:
        raise fault(400, _("description paling panjang %(most)d huruf.") % {"most": LONGEST})
    complaint = own_complaint(key, ref.replace("\0", ""))
    if complaint is None:
        raise fault(404, _("Kunci ini tidak pernah menyampaikan laporan bernomor itu."))
    return complaint


def hear(complaint: Complaint, post: QueryDict, *, key: ApiKey, at: datetime) -> str:
    """Write it down once; return what we call the update. Raise `Refused` for what fits no step now."""
    text, status = clean_text(post.get("description", "")), post.get("status", "").strip().upper()
    urls = read_urls(post)
    own = post.get("update_id", "").strip() or repr((status, text, urls))
    token = keyed_hash("open311-update", str(key.pk), complaint.ref, own)
    if told := Heard.objects.filter(token=token).first():
        return update_id(complaint.ref, told.seq)
    try:
        with transaction.atomic():
            line = _step(complaint, status, text, bool(urls))(at=at)
            want_media(complaint, urls, at)
            seq = line.seq if line else complaint.obligation.seq
            Heard.objects.create(token=token, complaint=complaint, seq=seq, at=at)
    except IntegrityError:  # the same came twice at one moment, and the other was faster
        seq = Heard.objects.get(token=token).seq
    return update_id(complaint.ref, seq)


def speaker(complaint: Complaint) -> Actor:
    """The reporter of this report, and of no other."""
    return replace(CITIZEN, follows=complaint.obligation_id)


def _step(complaint: Complaint, status: str, text: str, pictures: bool) -> Callable[..., Event | None]:
    """What the reporter does by saying this now."""
    step, state, by = complaint.obligation.step, complaint.obligation.state, speaker(complaint)
    if step == "inform" and text:
        return partial(actions.resume, complaint, text=text, by=by)
    if step == "confirm" and status in SOLVED:
        return partial(actions.close, complaint, text=text, by=by)
    if (step == "confirm" or state == State.DONE) and status not in SOLVED:
        return partial(actions.reopen, complaint, text=text, by=by)
    if pictures and not text:
        return lambda at: None  # its line is written when the picture is here
    return partial(actions.add, complaint, text=text, by=by)
