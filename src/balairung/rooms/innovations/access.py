"""Who files which card, who judges it, who decides the award, who keeps the national index.

Filing is work of an office: whoever holds a post in its structure, its liaison, its village operator. A card is judged
by the office one level up where that is a district, else by the agency that `data/innovations.yaml` names; never by
the office that filed it. What everybody may know stands in `register.py`.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.ground.common.facts import facts
from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post, Region
from balairung.rooms.innovations.models import Innovation, InnovationQuerySet, MonthOwed, Review, Status

FILING = (
    *HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD, Post.Role.STAFF, Post.Role.LIAISON,
    Post.Role.VILLAGE_OPERATOR,
)  # fmt: skip
JUDGING = (*HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD, Post.Role.LIAISON)


# --- the card ---------------------------------------------------------------------------------------------------------


def filing_offices(actor: Actor) -> list[UUID]:
    """For which offices this actor files cards, the first by protocol first."""
    found = [seat.office_id for seat in actor.seats if seat.role in FILING]
    return list(dict.fromkeys(found))


def can_file(actor: Actor, office: Office | None) -> bool:
    return office is not None and office.pk in filing_offices(actor)


def can_file_some(actor: Actor) -> bool:
    """Whether the page of a card is for them at all."""
    return actor.is_officer and bool(filing_offices(actor))


def can_change(actor: Actor, card: Innovation) -> bool:
    """Write on, add proof, claim the next stage: whoever files for its office."""
    return can_file(actor, card.office)


def cards_of(actor: Actor) -> InnovationQuerySet:
    """The cards that exist for this officer: their office's, those they judge, all that were sent for who reads all."""
    if not actor.is_officer:
        return Innovation.objects.none()
    own = Q(office__in=actor.office_ids)
    sent = ~Q(status=Status.DRAFT)
    if reads_all(actor):
        return Innovation.objects.filter(own | sent)
    below = Q(office__parent__in=actor.office_ids, office__parent__kind=Office.Kind.DISTRICT) & sent
    asked = Q(pk__in=Review.objects.filter(obligation__owner_office__in=actor.office_ids).values("card"))
    return Innovation.objects.filter(own | below | asked | Q(status=Status.APPROVED))


def get_card(actor: Actor, ref: str) -> Innovation:
    """Raise `Innovation.DoesNotExist` for what this actor may not see."""
    return cards_of(actor).for_list().get(ref=read_reference(ref) or ref[:20])


def get_own_card(actor: Actor, ref: str) -> Innovation:
    """For whoever files for its office; raise `Innovation.DoesNotExist` for all others."""
    rows = Innovation.objects.filter(office__in=filing_offices(actor))
    return rows.for_list().get(ref=read_reference(ref) or ref[:20])


def get_public(ref: str) -> Innovation:
    """One that was approved. Raise `Innovation.DoesNotExist`."""
    return Innovation.objects.published().for_list().get(ref=read_reference(ref) or ref[:20])


def reads_all(actor: Actor) -> bool:
    """Leaders, assistants, administrators, and whoever works for an office that judges for the whole regency."""
    return actor.leads or actor.administers or actor.has(Post.Role.ASSISTANT) or keeps_all(actor)


def keeps_all(actor: Actor) -> bool:
    """Works for the agency that judges what no district judges."""
    return bool(actor.office_ids) and actor.seat_at(_first_key(reviewing_offices())) is not None


def _first_key(offices: list[Office]) -> UUID | None:
    return offices[0].pk if offices else None


def standing() -> QuerySet[Office]:
    """Offices that were not closed, in a place that did not end: a village that merged counts no more."""
    return Office.objects.filter(Q(region__isnull=True) | Q(region__until__isnull=True), closed_on__isnull=True)


def owing() -> QuerySet[Office]:
    """Those of which one innovation a month is asked (data/innovations.yaml)."""
    return standing().filter(kind__in=facts("innovations")["monthly"]["owed_by"])


# --- the review -------------------------------------------------------------------------------------------------------


def reviewing_offices() -> list[Office]:
    """Those that judge for the whole regency and stand today, in their order."""
    keys = facts("innovations")["reviewers"]
    rows = {one.key: one for one in Office.objects.filter(key__in=keys, closed_on__isnull=True)}
    return [rows[key] for key in keys if key in rows]


def reviewer_of(office: Office | None, region: Region | None) -> Office | None:
    """Who judges a card of this office, or of somebody in this place: its district, else the agency; never itself."""
    place = office.region if office and office.region_id else region if office is None else None
    district = _district_office(place)
    if district and (office is None or district.pk != office.pk):
        return district
    return next((one for one in reviewing_offices() if office is None or one.pk != office.pk), None)


def _district_office(place: Region | None) -> Office | None:
    if place is None:
        return None
    code = place.parent_id or place.pk
    rows = Office.objects.filter(kind=Office.Kind.DISTRICT, region=code, closed_on__isnull=True)
    return rows.order_by("order", "id").first()


def get_owed(actor: Actor, ref: str) -> Review | MonthOwed:
    """The review or the month with this number. Raise `DoesNotExist` for what this actor may not see."""
    number = read_reference(ref) or ref[:20]
    rows = Review.objects.visible_to(actor).select_related(
        "obligation__owner_office", "card__office__region", "card__region__parent", "card__origin__office"
    )
    return rows.filter(obligation__ref=number).first() or MonthOwed(_months_of(actor).get(ref=number))


def _months_of(actor: Actor) -> QuerySet[Obligation]:
    """What exists for this actor, and what the villages of their district owe."""
    seen = Q(Obligation.objects.visible_to(actor).behind("pk"))
    below = Q(owner_office__parent__in=actor.office_ids, owner_office__parent__kind=Office.Kind.DISTRICT)
    rows = Obligation.objects.filter(seen | below, kind="innovations", origin="monthly")
    return rows.select_related("owner_office__parent")


def judges(actor: Actor) -> bool:
    """Whether judging is work of theirs at all: the list of what waits is for them."""
    return any(seat.role in JUDGING for seat in actor.seats)


def can_judge(actor: Actor, review: Review) -> bool:
    """Whoever judges in the office that owes the review; nobody who sits where the card was filed."""
    seat = actor.seat_at(review.obligation.owner_office_id)
    own = review.card.office_id is not None and actor.seat_at(review.card.office_id) is not None
    return (
        seat is not None
        and not own
        and any(one.role in JUDGING for one in actor.seats if one.office_id == review.obligation.owner_office_id)
    )


def can_send_back(actor: Actor, review: Review) -> bool:
    """Ask for more: of an office. A citizen has no account to complete it with."""
    return review.card.office_id is not None and can_judge(actor, review)


def can_release(actor: Actor, month: MonthOwed) -> bool:
    """Say that a village owes nothing for a month: its district, the leaders, administrators; never the village."""
    office = month.obligation.owner_office
    if actor.kind == ActorKind.SYSTEM:
        return True
    if office is None or actor.seat_at(office.pk) is not None:
        return False
    above = any(seat.office_id == office.parent_id and seat.role in HEADS for seat in actor.seats)
    return above or actor.has(*Post.LEADING) or actor.administers


# --- award and index --------------------------------------------------------------------------------------------------


def can_decide(actor: Actor) -> bool:
    """Give the award of a month or a year."""
    return actor.has(*Post.LEADING)


def can_keep_index(actor: Actor) -> bool:
    """Put innovations forward for the national index and prove its indicators."""
    return keeps_all(actor) or actor.has(*Post.LEADING) or actor.administers
