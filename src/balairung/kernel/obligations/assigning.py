"""On whose desk in the office: given to a colleague, taken, put back. The office owes it all the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.obligations import ledger
from balairung.kernel.obligations.access import can_assign, seats_that_see
from balairung.kernel.obligations.models import Event, Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.kernel.people.models.persons import PersonQuerySet

VERB = "assign"


def doers(obligation: Obligation, at: datetime) -> PersonQuerySet:
    """Who may be given it: whoever works in the owner office and may see it, by name. Their contacts stay sealed."""
    there = seats_that_see(obligation, at).filter(post__office=obligation.owner_office_id)
    return Person.objects.filter(pk__in=there.values("person")).only("id", "name").order_by("name", "id")


@transaction.atomic
def assign(obligation: Obligation, *, person: Person, by: Actor, at: datetime) -> Event:
    """Somebody of the owner office does it from now on; whoever was given it by another is told."""
    _permit(obligation, by)
    if obligation.owner_person_id == person.pk:
        raise Refused(_("Hal ini sudah ditugaskan kepada %(name)s.") % {"name": person.name})
    if not doers(obligation, at).filter(pk=person.pk).exists():
        raise Refused(_("%(name)s tidak bertugas di kantor yang menangani hal ini.") % {"name": person.name})
    event = ledger.record(obligation, VERB, by=by, at=at, facts={"person": str(person.pk)}, owner_person=person)
    if person.pk != by.person_id:
        _tell(obligation, event, person, by, at)
    return event


def take(obligation: Obligation, *, by: Actor, at: datetime) -> Event:
    """I do it."""
    require(by.person_id is not None)
    return assign(obligation, person=Person.objects.get(pk=str(by.person_id)), by=by, at=at)


@transaction.atomic
def release(obligation: Obligation, *, by: Actor, at: datetime) -> Event:
    """Nobody in particular does it any more: it stands again among what the office has yet to share out."""
    _permit(obligation, by)
    if obligation.owner_person_id is None:
        raise Refused(_("Hal ini memang belum ditugaskan kepada siapa pun."))
    return ledger.record(obligation, VERB, by=by, at=at, facts={"person": ""}, owner_person=None)


def _permit(obligation: Obligation, by: Actor) -> None:
    require(can_assign(by, obligation), _("Hanya kantor yang menangani yang membagi tugas ini."))
    if not obligation.is_open:
        raise Refused(_("Hal ini sudah ditutup, jadi tidak ada lagi yang dapat ditugaskan."))


def _tell(obligation: Obligation, event: Event, person: Person, by: Actor, at: datetime) -> None:
    facts = {"ref": obligation.ref, "name": by.name}
    notify(
        Recipient.person(person), subject=_("Tugas untuk Anda: %(ref)s") % facts,
        body=_("%(ref)s ditugaskan kepada Anda oleh %(name)s. Buka meja kerja Anda untuk melihatnya.") % facts,
        key=f"assign:{event.pk}", about=(obligation.kind, obligation.ref), bundle="inbox", at=at,
    )  # fmt: skip
