"""An officer takes down what somebody else says or wrote: the same report, the same clocks, the same proof.

The ledger says who took it down and through which door it came. Whoever did may read out and print the secret code for
a quarter of an hour; after that it belongs to the reporter alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import read_reference
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_text
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.complaints import access, actions
from balairung.rooms.complaints.behalf.posts import post_token
from balairung.rooms.complaints.filing.report import DICTATED, Report, file_complaint
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet

READS = timedelta(minutes=15)  # how long whoever took it down may see the code
SAME = timedelta(minutes=5)  # the same words within so long are the same press of a button
LONGEST = 30 * 60  # seconds; a form that was open for longer was left lying
SALT = "complaints.behalf"
ONLY = gettext_lazy(
    "Laporan orang lain diterima oleh koordinator pengaduan, pejabat penghubung, resepsionis, dan operator desa."
)


def take_down(report: Report, *, token: str, begun: str, by: Actor, at: datetime) -> Complaint:
    """File it as the officer heard or read it; `begun` says since when (see `begin`).

    One post on social media is one report, whoever captures it. Raise `Refused` when somebody else did before.
    """
    require(access.can_file_for(by), ONLY)
    if report.channel not in DICTATED:
        raise ValueError(f"nobody takes down what comes by {report.channel}")
    once = post_token(report.source_link) if report.source_link else token
    made = file_complaint(replace(report, took=seconds_since(begun, at)), token=once, by=by, at=at)
    if not _may_read(by, made.ref, at):
        raise Refused(_("Kiriman ini sudah dicatat, dengan nomor %(ref)s.") % {"ref": made.ref})
    return made


def get_taken(actor: Actor, ref: str, at: datetime) -> Complaint:
    """What this officer took down in the last quarter of an hour, with its code, though it be about their own office.

    Raise DoesNotExist for anything else.
    """
    found = _taken(actor, at).filter(obligation__ref=read_reference(ref) or ref)
    return found.select_related("obligation__owner_office", "topic", "region__parent").get()


@transaction.atomic
def add_to(
    complaint: Complaint, *, contact: str, text: str, by: Actor, at: datetime, files: Sequence[File] = ()
) -> Event:
    """The reporter says more about a report that stands already; the same words again within minutes add nothing.

    Where the office had asked, it is the answer, and the clocks run again.
    """
    require(access.can_file_for(by), ONLY)
    if not contact or complaint.contact_hash != keyed_hash("contact", contact) or not access.sees_name(by, complaint):
        raise Refused(_("Laporan itu tidak dibuat dari kontak ini. Catat sebagai laporan baru."))
    say = actions.resume if complaint.obligation.step == "inform" else actions.add
    return _just_said(complaint, text, by, at) or say(complaint, text=text, files=files, by=by, at=at)


def begin(at: datetime) -> str:
    """The moment at which a form was begun, for the form to carry: nobody can make it look quicker."""
    return signing.dumps(round(at.timestamp()), salt=SALT)


def seconds_since(begun: str, at: datetime) -> int:
    """Seconds since `begin`, at least one; 0 when it cannot be known, or when the form lay open for too long."""
    try:
        seconds = round(at.timestamp()) - int(signing.loads(begun, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return 0
    return max(seconds, 1) if 0 <= seconds <= LONGEST else 0


def _taken(actor: Actor, at: datetime) -> ComplaintQuerySet:
    if actor.person_id is None:
        return Complaint.objects.none()
    lines = Event.objects.filter(seq=1, by_person=actor.person_id)
    return Complaint.objects.filter(filed_at__gt=at - READS, channel__in=DICTATED, obligation__events__in=lines)


def _may_read(by: Actor, ref: str, at: datetime) -> bool:
    return _taken(by, at).filter(obligation__ref=ref).exists()


def _just_said(complaint: Complaint, text: str, by: Actor, at: datetime) -> Event | None:
    """The last line, when it is the same press of a button."""
    line = complaint.obligation.events.select_related("remark").order_by("-seq")[0]
    same = line.by_person_id == by.person_id and at - line.at < SAME and line.verb in {"add", "resume"}
    return line if same and line.remark.text == clean_text(text) else None
