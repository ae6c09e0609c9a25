"""Breaking the seal of a hidden name: rarely, for a stated reason, and never unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import note as write_note
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.unsealing import Purpose, Sealed, What, note_look
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND

SHORTEST = 20  # signs of a reason
ONLY = gettext_lazy("Hanya koordinator pengaduan dan Inspektorat yang membuka nama pelapor.")


@dataclass(frozen=True)
class Revealed:
    """Who reported. It is shown once and kept nowhere else."""

    name: str
    contact: str
    affected: str


@transaction.atomic
def reveal(complaint: Complaint, *, reason: str, by: Actor, at: datetime) -> Revealed:
    """Who reported. The ledger says that it was opened, by whom and why, never what; the Inspektorat is told."""
    require(access.can_reveal(by, complaint), ONLY)
    if len(reason.strip()) < SHORTEST:
        raise Refused(_("Tuliskan alasannya dengan jelas: mengapa nama itu diperlukan, dan untuk apa dipakai."))
    event = write_note(complaint.obligation, verb="reveal", by=by, at=at, words=reason, facts={"what": "reporter"})
    note_look(
        complaint.obligation, what=What.NAME, purpose=Purpose.SPECIAL, contact=complaint.reporter_contact, event=event,
        broken=True, by=by, at=at,
    )  # fmt: skip
    _tell(complaint, event, by)
    return Revealed(complaint.reporter_name, complaint.reporter_contact, complaint.affected_name)


def sealed_of(actor: Actor, ref: str) -> Sealed:
    """The reporter's contact, for whoever answers (settings.SEALED_CASES); a hidden name has a page of its own."""
    complaint = access.get_complaint(actor, ref)
    require(access.sees_name(actor, complaint), ONLY)
    values = ((_("Nama"), complaint.reporter_name), (_("Kontak"), complaint.reporter_contact))
    return Sealed(
        kind=KIND, ref=complaint.ref, title=f"{complaint.ref} · {complaint.title}", obligation=complaint.obligation,
        values=values, contact=complaint.reporter_contact, back=reverse("complaints:detail", args=[complaint.ref]),
        ordinary=True,
    )  # fmt: skip


def _tell(complaint: Complaint, event: Event, by: Actor) -> None:
    people = [(Recipient.person(person), f"{complaint.pk}:{event.seq}:{person.pk}") for person in _watchers(event, by)]
    facts = {"ref": complaint.ref, "who": by.name, "post": by.seats[0].title if by.seats else ""}
    body = _(
        "%(who)s (%(post)s) membuka nama pelapor yang disembunyikan pada laporan %(ref)s."
        " Alasannya tercatat di perkara itu. Bila pembukaan ini tidak semestinya, mintalah penjelasan sekarang juga."
    )
    subject = _("Nama pelapor dibuka: %(ref)s") % facts
    notify_all(people, subject=subject, body=body % facts, about=(KIND, complaint.ref), at=event.at)


def _watchers(event: Event, by: Actor) -> list[Person]:
    """The head of the Inspektorat; where that is who did it, or whom the report is about, the secretary."""
    inspector = {"post__role": Post.Role.HEAD, "post__office__kind": Office.Kind.INSPECTORATE}
    for wanted in (inspector, {"post__role": Post.Role.SECRETARY}):
        rows = Holding.objects.current(event.at).filter(**wanted).exclude(person=by.person_id)
        rows = rows.exclude(post__exclusions__obligation=event.obligation_id)
        rows = rows.exclude(person__exclusions__obligation=event.obligation_id)
        if people := [holding.person for holding in rows.select_related("person").order_by("post__order", "id")]:
            return people
    return []
