"""Opening what is sealed about somebody: for a purpose that is written down, and never unseen (docs/decisions/0039).

Pages show contacts masked. Whoever handles the case opens them with one tap and a purpose from a short list; whoever
does not must write why, and their superior is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_text
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.contacts import reached
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Event, Obligation, Unsealing
from balairung.kernel.people.actors import Actor, ActorKind, Seat
from balairung.kernel.people.house import house_url
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Person

SHORTEST = 20  # signs of a reason
STEADY = timedelta(minutes=10)  # the same eyes on the same data for the same purpose: one look
What, Purpose = Unsealing.What, Unsealing.Purpose


@dataclass(frozen=True)
class Sealed:
    """What this actor may open of one case. `ordinary`: they handle it, and a purpose from the list is enough."""

    kind: str
    ref: str
    title: str
    obligation: Obligation | None  # None: nobody opens it outside their own work
    values: tuple[tuple[str, str], ...]  # what each is called, and what stands there
    contact: str  # of whom it is about; "" where none is known
    back: str
    ordinary: bool
    what: str = What.CONTACT


def sealed_of(actor: Actor, kind: str, ref: str) -> Sealed:
    """Raise DoesNotExist for what this actor may not see, `NotAllowed` for what they may see and never open."""
    if kind not in settings.SEALED_CASES:
        raise Obligation.DoesNotExist
    ask: Callable[[Actor, str], Sealed] = import_string(settings.SEALED_CASES[kind])
    return ask(actor, ref)


def read_key(text: str) -> UUID:
    """The key of something that has no number. Raise `Obligation.DoesNotExist` for any other text."""
    try:
        return UUID(text)
    except ValueError as problem:
        raise Obligation.DoesNotExist from problem


def may_break(actor: Actor, obligation: Obligation) -> bool:
    """Who, without handling the case, may open it with a reason: those who lead or coordinate, and its office."""
    here = actor.seat_at(obligation.owner_office_id) is not None
    return actor.is_officer and (actor.leads or actor.coordinates or here)


@transaction.atomic
def open_sealed(found: Sealed, *, purpose: str, reason: str = "", by: Actor, at: datetime) -> None:
    """Write the line by which this actor reads it now. `Refused` without a purpose, or without a reason outside one's
    own work.
    """
    if found.ordinary:
        if purpose not in Purpose.values or purpose == Purpose.SPECIAL:
            raise Refused(_("Pilih dahulu untuk apa data ini dibuka."))
        about = (found.kind, found.ref)
        note_look(found.obligation, what=found.what, purpose=purpose, contact=found.contact, about=about, by=by, at=at)
        return
    if found.obligation is None:
        raise NotAllowed(_("Data ini hanya dibuka oleh petugas yang menanganinya."))
    why = clean_text(reason)
    if len(why) < SHORTEST:
        raise Refused(_("Ini di luar tugas Anda. Tuliskan alasannya dengan jelas, paling sedikit dua puluh huruf."))
    event = note(found.obligation, verb="reveal", by=by, at=at, words=why, facts={"what": str(found.what)})
    note_look(
        found.obligation, what=found.what, purpose=Purpose.SPECIAL, contact=found.contact, event=event, broken=True,
        by=by, at=at,
    )  # fmt: skip
    _tell_superior(found.obligation, event, by, at)


def note_look(
    obligation: Obligation | None, *, what: str, purpose: str, contact: str = "", event: Event | None = None,
    about: tuple[str, str] = ("", ""), broken: bool = False, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """One line of the access log, for rooms that open a seal by a page of their own as well.

    `about` is (room, reference) where there is no obligation.
    Looking again within ten minutes for the same purpose is the same look, unless a reason was written for it.
    """
    if by.kind == ActorKind.CITIZEN:
        return  # their own
    kind, ref = (obligation.kind, obligation.ref) if obligation else about
    own = obligation is None or by.seat_at(obligation.owner_office_id) is not None
    seat = _seat(by, obligation)
    mine = Unsealing.objects.filter(kind=kind, ref=ref, person=by.person_id, what=what, purpose=purpose)
    if event is None and mine.filter(at__gt=at - STEADY, at__lte=at).exists():
        return
    where = {"post_id": seat.post_id, "office_id": seat.office_id} if seat else {}
    Unsealing.objects.create(
        at=at, person_id=by.person_id, **where,
        obligation=obligation, kind=kind, ref=ref, what=what, purpose=purpose, event=event,
        whose=owner_mark(contact), own=own, broken=broken,
    )  # fmt: skip


def owner_mark(contact: str) -> str:
    """The keyed hash by which the lines about one person are found."""
    return keyed_hash("unsealing", contact) if contact else ""


def _seat(by: Actor, obligation: Obligation | None) -> Seat | None:
    """In which post they did it: in the office that owes, else in their first."""
    there = by.seat_at(obligation.owner_office_id) if obligation else None
    return there or (by.seats[0] if by.seats else None)


def _tell_superior(about: Obligation, event: Event, by: Actor, at: datetime) -> None:
    """The first above them who can be told; nobody is above the regent, and then the Inspektorat hears of it."""
    superior = _superior(by, about, at)
    if superior is None:
        return
    facts = {
        "who": by.name, "post": by.seats[0].title if by.seats else "", "ref": about.ref,
        "url": house_url() + reverse(f"{about.kind}:detail", args=[about.ref]),
    }  # fmt: skip
    body = _(
        "%(who)s (%(post)s) membuka data pribadi pada %(ref)s, padahal tidak menanganinya. Alasannya tercatat di"
        " perkara itu. Bila pembukaan ini tidak semestinya, mintalah penjelasan sekarang juga.\n\n%(url)s"
    )
    subject = _("Data pribadi dibuka: %(ref)s") % facts
    key = f"unsealing:{event.pk}:{superior.pk}"
    told = Recipient.person(superior)
    notify(told, subject=subject, body=body % facts, about=(about.kind, about.ref), key=key, at=at)


def _superior(by: Actor, obligation: Obligation, at: datetime) -> Person | None:
    seat, line = _seat(by, obligation), CommandLine(at, reached)
    above = line.chain(None, seat.post_id)[1:] if seat else []
    inspector = line.inspector()
    for post in [*above, *([inspector] if inspector else [])]:
        told = line.rung(post).person
        if told and told.pk != by.person_id:
            return told
    return None
