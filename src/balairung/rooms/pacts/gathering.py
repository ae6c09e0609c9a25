"""A gathering: a list in the order of protocol, signed one after the other, at one shared device or each at their own.

Whoever signs proves who they are with their own passphrase: the session of whoever holds the gathering signs nothing.
What was signed is known by the pacts, so a broken connection loses nothing: the list goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_line
from balairung.kernel.documents.models import Countersignature
from balairung.kernel.documents.signing import Outcome, sign_stack
from balairung.kernel.documents.standing import pen_of
from balairung.kernel.people.actors import Actor, actor_of, require
from balairung.kernel.people.models import Person
from balairung.rooms.pacts import access
from balairung.rooms.pacts.models import Ceremony, CeremonyPlace, Drive, Pact
from balairung.rooms.pacts.roster import in_protocol
from balairung.rooms.pacts.signing import sign_pact

MOST = 500  # people of one gathering
STACK = 50  # witnessed with one press


@dataclass(frozen=True)
class Waiting:
    """A witness, and how many pacts of the gathering wait for their signature."""

    person: Person
    count: int


@transaction.atomic
def gather(drive: Drive, *, name: str, place: str, offices: Sequence[UUID], by: Actor, at: datetime) -> Ceremony:
    """Put everybody of these offices who has not signed on one list; `Refused` where nobody is left."""
    require(by.person_id is not None and access.can_gather(by))
    if drive.ended_at:
        raise Refused(_("Gerakan ini sudah diakhiri."))
    title = clean_line(name)[:120]
    if not title:
        raise Refused(_("Beri nama acaranya, misalnya “Apel penandatanganan di pendopo”."))
    rows = access.pacts_of(by, drive).filter(office__in=offices, witnessed_at=None)
    pacts = sorted(
        rows.select_related("post__office").order_by("id")[: MOST + 1], key=lambda one: in_protocol(one.post)
    )
    if not pacts:
        raise Refused(_("Di kantor itu tidak ada lagi yang perlu menandatangani."))
    if len(pacts) > MOST:
        raise Refused(_("Satu acara paling banyak untuk %(most)d orang. Bagi menurut kantor.") % {"most": MOST})
    assert by.person_id
    host = Person.objects.get(pk=by.person_id)
    made = Ceremony.objects.create(drive=drive, name=title, place=clean_line(place)[:160], opened_at=at, opened_by=host)
    places = [CeremonyPlace(ceremony=made, pact=one, order=order) for order, one in enumerate(pacts, start=1)]
    CeremonyPlace.objects.bulk_create(places)
    return made


def places_of(ceremony: Ceremony) -> list[CeremonyPlace]:
    """Everybody on the list whose pact still counts, in order; whoever was not there when called comes last."""
    rows = ceremony.places.filter(pact__ended_at=None).select_related(
        "pact__person", "pact__post__office", "pact__witness", "pact__drive__text", "pact__document"
    )
    return list(rows.order_by(F("passed_at").asc(nulls_first=True), "order"))


def next_of(places: Sequence[CeremonyPlace]) -> CeremonyPlace | None:
    """Whose turn it is."""
    return next((one for one in places if one.pact.signed_at is None), None)


@sensitive_variables("passphrase")
def sign_here(ceremony: Ceremony, place: CeremonyPlace, *, passphrase: str, by: Actor, at: datetime) -> Pact:
    """The person of this place signs with their own passphrase, at the device of whoever holds the gathering (`by`)."""
    _require_open(ceremony, by)
    person = place.pact.person
    if not pen_of(person.pk, at).ready:
        raise Refused(
            _("%(name)s belum siap menandatangani: buat dahulu sertifikat di halaman Surat, dengan akun sendiri.")
            % {"name": person.name}
        )
    return sign_pact(place.pact, passphrase=passphrase, by=actor_of(person, at), at=at)


@transaction.atomic
def pass_by(ceremony: Ceremony, place: CeremonyPlace, *, by: Actor, at: datetime) -> None:
    """Not there when called: called again after everybody else."""
    _require_open(ceremony, by)
    CeremonyPlace.objects.filter(pk=place.pk, ceremony=ceremony).update(passed_at=at)


def witnesses_of(places: Sequence[CeremonyPlace]) -> list[Waiting]:
    """Who has pacts of this gathering to witness now, with how many."""
    documents = [one.pact.document_id for one in places if one.pact.signed_at and not one.pact.witnessed_at]
    counted: dict[UUID, int] = {}
    people: dict[UUID, Person] = {}
    for row in Countersignature.objects.due().filter(document__in=documents).select_related("person"):
        people[row.person_id] = row.person
        counted[row.person_id] = counted.get(row.person_id, 0) + 1
    return [Waiting(people[key], count) for key, count in counted.items()]


@sensitive_variables("passphrase")
def witness_here(ceremony: Ceremony, person: Person, *, passphrase: str, by: Actor, at: datetime) -> list[Outcome]:
    """This witness signs what waits for them, up to 50 pacts with one passphrase; one bad one stops no other."""
    _require_open(ceremony, by)
    documents = [one.pact.document_id for one in places_of(ceremony) if one.pact.signed_at]
    rows = Countersignature.objects.awaiting(person.pk).filter(document__in=documents).for_list()[:STACK]
    if not rows:
        raise Stale(_("Tidak ada lagi yang menunggu %(name)s.") % {"name": person.name})
    return list(sign_stack(rows, passphrase=passphrase, by=actor_of(person, at), at=at))


@transaction.atomic
def close(ceremony: Ceremony, *, by: Actor, at: datetime) -> None:
    """The gathering is over; whoever did not sign still owes it."""
    _require_open(ceremony, by)
    Ceremony.objects.filter(pk=ceremony.pk).update(closed_at=at)


def _require_open(ceremony: Ceremony, by: Actor) -> None:
    require(ceremony.opened_by_id == by.person_id or access.can_drive(by))
    if ceremony.closed_at:
        raise Stale(_("Acara ini sudah ditutup. Bukalah acara baru untuk yang belum menandatangani."))
