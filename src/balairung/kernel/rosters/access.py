"""Who sees a roster, who keeps it, who covers and swaps.

Whoever leads the office, its secretary and its coordinator keep its rosters; whoever holds a post in it may take
somebody's duty upon themselves and ask others to swap.
"""

from uuid import UUID

from balairung.kernel.people.access import HEADS, can_administer
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.kernel.rosters.models import Layer, Override, Roster, Swap

KEEPING = (*HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.COORDINATOR)


def get_roster(actor: Actor, key: UUID) -> Roster:
    """Raise `Roster.DoesNotExist` for what this actor may not see."""
    return Roster.objects.visible_to(actor).select_related("office").get(pk=key)


def get_layer(actor: Actor, roster: Roster, key: UUID) -> Layer:
    """A version of one of its layers, for whoever keeps the roster. Raise `Layer.DoesNotExist` for all others."""
    if not can_keep(actor, roster.office_id):
        raise Layer.DoesNotExist
    return Layer.objects.get(roster=roster, pk=key)


def get_override(actor: Actor, key: UUID) -> Override:
    """Raise `Override.DoesNotExist` for whoever may not clear it."""
    override = Override.objects.select_related("roster__office", "person", "swap").get(pk=key)
    if not can_clear(actor, override):
        raise Override.DoesNotExist
    return override


def get_swap(actor: Actor, key: UUID) -> Swap:
    """Raise `Swap.DoesNotExist` for whoever neither asked nor may answer nor keeps the roster."""
    swap = Swap.objects.select_related("roster__office", "asker", "asked").get(pk=key)
    if not (can_withdraw(actor, swap) or can_answer(actor, swap) or can_keep(actor, swap.roster.office_id)):
        raise Swap.DoesNotExist
    return swap


def can_keep(actor: Actor, office_id: UUID) -> bool:
    """Make, change and end rosters of this office, and say who covers whom."""
    own = any(seat.office_id == office_id and seat.role in KEEPING for seat in actor.seats)
    return own or can_administer(actor)


def can_cover(actor: Actor, roster: Roster, person_id: UUID | None) -> bool:
    """Put this person, or nobody, on duty for a while: themselves, whoever holds a post in the office."""
    themselves = person_id is not None and actor.person_id == person_id and serves(actor, roster)
    return themselves or can_keep(actor, roster.office_id)


def can_clear(actor: Actor, override: Override) -> bool:
    """A cover of one's own making; a swap that was accepted only whoever keeps the roster."""
    own = override.swap_id is None and actor.person_id is not None and override.made_by_id == actor.person_id
    return own or can_keep(actor, override.roster.office_id)


def can_ask(actor: Actor, roster: Roster) -> bool:
    return actor.person_id is not None and serves(actor, roster)


def can_answer(actor: Actor, swap: Swap) -> bool:
    """Whoever was asked; where nobody was named, anybody who turns in the layer."""
    if actor.person_id is None or actor.person_id == swap.asker_id:
        return False
    if swap.asked_id:
        return actor.person_id == swap.asked_id
    turning = Layer.objects.filter(roster=swap.roster_id, place=swap.place, members__person=actor.person_id)
    return turning.exists() and actor.seat_at(swap.roster.office_id) is not None


def can_withdraw(actor: Actor, swap: Swap) -> bool:
    return actor.person_id is not None and actor.person_id == swap.asker_id


def serves(actor: Actor, roster: Roster) -> bool:
    return actor.seat_at(roster.office_id) is not None
