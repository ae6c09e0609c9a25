"""Who reads a request, who answers it, who decides an objection, who keeps the lists.

The person who asks speaks with number and code. Officers of the office that owes, and the PPID utama, read who it is;
whoever leads sees where it stands, and nothing of the person.
"""

from __future__ import annotations

from dataclasses import replace
from secrets import compare_digest
from uuid import UUID

from balairung.ground.common.references import read_reference, tidy_code
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.access import can_administer
from balairung.kernel.people.actors import CITIZEN, Actor, ActorKind
from balairung.kernel.people.models import Office
from balairung.rooms.disclosure.models import InfoRequest, InfoRequestQuerySet, Listing, Objection, ObjectionQuerySet
from balairung.rooms.disclosure.rules import answering, answering_offices, main_office

REQUEST = ("obligation__owner_office", "obligation__owner_post")
OBJECTION = ("obligation__owner_office", "obligation__owner_post", "request__obligation__owner_office")


def get_request(actor: Actor, ref: str) -> InfoRequest:
    """Raise `InfoRequest.DoesNotExist` for what this actor may not see."""
    return requests_of(actor).select_related(*REQUEST).get(obligation__ref=read_reference(ref) or ref[:20])


def get_objection(actor: Actor, ref: str) -> Objection:
    """Raise `Objection.DoesNotExist` for what this actor may not see."""
    rows = objections_of(actor).select_related(*OBJECTION)
    return rows.get(obligation__ref=read_reference(ref) or ref[:20])


def get_own(ref: str, code: str) -> tuple[InfoRequest, Actor]:
    """The requester's way, by number and code; the actor may speak for this request and no other."""
    sealed = [name for name in InfoRequest.SEALED if name != "secret"]
    found = InfoRequest.objects.select_related(*REQUEST).defer(*sealed).get(obligation__ref=read_reference(ref) or "")
    if not compare_digest(tidy_code(code).encode(), found.secret.encode()):
        raise InfoRequest.DoesNotExist
    return found, replace(CITIZEN, follows=found.obligation_id)


def get_listing(actor: Actor, key: UUID) -> Listing:
    """One row of the list, for whoever keeps it. Raise `Listing.DoesNotExist` for all others."""
    found = Listing.objects.standing().select_related("office", "file").get(pk=key)
    if not can_keep(actor, found.office_id):
        raise Listing.DoesNotExist
    return found


def requests_of(actor: Actor) -> InfoRequestQuerySet:
    """All requests for the PPID utama, for everybody else what `visible_to` says."""
    return InfoRequest.objects.all() if is_main(actor) else InfoRequest.objects.visible_to(actor)


def objections_of(actor: Actor) -> ObjectionQuerySet:
    return Objection.objects.all() if is_main(actor) else Objection.objects.visible_to(actor)


def is_main(actor: Actor) -> bool:
    """Sits in the office of the PPID utama, in a post that answers."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    main = main_office() if actor.is_officer and actor.has(*answering()) else None
    return main is not None and answers_at(actor, main.pk)


def answers_at(actor: Actor, office: UUID | None) -> bool:
    """Holds a post that answers requests in that office."""
    return any(seat.office_id == office and seat.role in answering() for seat in actor.seats)


def can_read(actor: Actor, found: InfoRequest) -> bool:
    """Who asked: for the office that owes the answer, the PPID utama, and the superior who judges an objection."""
    if actor.seat_at(found.obligation.owner_office_id) is not None or is_main(actor):
        return True
    owned = Objection.objects.filter(request=found, obligation__owner_post__in=actor.post_ids)
    return owned.exists()


def can_answer(actor: Actor, found: InfoRequest) -> bool:
    """The office that owes it, by the posts that answer."""
    return answers_at(actor, found.obligation.owner_office_id) or actor.kind == ActorKind.SYSTEM


def can_pass_on(actor: Actor, found: InfoRequest) -> bool:
    """That office, or the PPID utama who sees that it lies with the wrong one."""
    return can_answer(actor, found) or is_main(actor)


def can_publish(actor: Actor, found: InfoRequest) -> bool:
    """Show the question and the answer to everybody: once it was answered, by the same."""
    return bool(found.outcome) and can_pass_on(actor, found)


def can_decide(actor: Actor, objection: Objection) -> bool:
    """The superior: whoever sits in the post, also as its acting holder. The rest of the office only reads."""
    return objection.obligation.owner_post_id in actor.post_ids or actor.kind == ActorKind.SYSTEM


def speaks_for(actor: Actor, found: InfoRequest) -> bool:
    """The requester, by their code."""
    return actor.follows is not None and actor.follows == found.obligation_id


def can_keep(actor: Actor, office: UUID) -> bool:
    """Keep the rows of this office in the list of public information: the office, the PPID utama, administrators."""
    return answers_at(actor, office) or keeps_all(actor)


def keeps_all(actor: Actor) -> bool:
    return is_main(actor) or can_administer(actor)


def can_renew(actor: Actor, duty: Obligation) -> bool:
    """Say that an office's periodic information is fresh."""
    return duty.owner_office_id is not None and can_keep(actor, duty.owner_office_id)


def kept_offices(actor: Actor) -> list[Office]:
    """The offices whose lists this actor keeps."""
    rows = answering_offices()
    if keeps_all(actor):
        return list(rows)
    mine = {seat.office_id for seat in actor.seats if seat.role in answering()}
    return list(rows.filter(pk__in=mine))
