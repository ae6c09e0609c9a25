"""Who sees and who may change the organisation.

Everybody sees offices, posts and who holds them. Administrators change everything; the head of an office gives
the tasks of that office to its people.
"""

from datetime import datetime
from uuid import UUID

from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.ladder import FIRST_RUNGS
from balairung.kernel.people.models import Absence, Account, Badge, Delegation, Holding, Office, Person, Post

#: Tasks that the head of an office gives without asking anybody.
OWN_TASKS = (Post.Role.LIAISON, Post.Role.RECEPTIONIST, Post.Role.VILLAGE_OPERATOR)
HEADS = tuple(role for role in FIRST_RUNGS if role != Post.Role.ASSISTANT)
#: Posts in the structure: what they have they may give; a task beside it is nobody's to give.
GIVING = (*HEADS, Post.Role.DEPUTY_REGENT, Post.Role.ASSISTANT, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD)
#: Who tells everyone how their office is reached.
ANNOUNCING = (*HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)


def get_office(key: str) -> Office:
    """The office with this key, closed ones too. Raise `Office.DoesNotExist`."""
    return Office.objects.select_related("parent", "region").get(key=key)


def get_post(actor: Actor, key: UUID) -> Post:
    """The post, for whoever may fill it. Raise `Post.DoesNotExist` for all others."""
    post = Post.objects.select_related("office", "superior__office").get(pk=key)
    if not can_appoint(actor, post):
        raise Post.DoesNotExist
    return post


def get_person(actor: Actor, key: UUID, at: datetime) -> Person:
    """The person, for whoever may see their page. Raise `Person.DoesNotExist` for all others."""
    person = Person.objects.select_related("user").get(pk=key)
    if not can_see_person(actor, person, at):
        raise Person.DoesNotExist
    return person


def get_holding(actor: Actor, key: UUID) -> Holding:
    holding = Holding.objects.select_related("post__office", "person").get(pk=key)
    if not can_appoint(actor, holding.post):
        raise Holding.DoesNotExist
    return holding


def get_absence(actor: Actor, key: UUID, at: datetime) -> Absence:
    absence = Absence.objects.select_related("person").get(pk=key)
    if not can_see_person(actor, absence.person, at):
        raise Absence.DoesNotExist
    return absence


def get_account(actor: Actor, office: Office, key: UUID) -> Account:
    """One way to reach this office, for whoever keeps them. Raise `Account.DoesNotExist` for all others."""
    if not can_announce(actor, office.pk):
        raise Account.DoesNotExist
    return Account.objects.select_related("office", "post").get(office=office, pk=key)


def can_administer(actor: Actor) -> bool:
    """Change offices, posts, people and days."""
    return actor.kind == ActorKind.SYSTEM or actor.administers


def heads_office(actor: Actor, office_id: UUID) -> bool:
    return any(seat.office_id == office_id and seat.role in HEADS for seat in actor.seats)


def can_announce(actor: Actor, office_id: UUID) -> bool:
    """Tell everyone the telephone and the accounts of this office."""
    own = any(seat.office_id == office_id and seat.role in ANNOUNCING for seat in actor.seats)
    return own or actor.coordinates or can_administer(actor)


def can_appoint(actor: Actor, post: Post) -> bool:
    """Appoint to this post, end and cancel its holdings."""
    own = post.role in OWN_TASKS and heads_office(actor, post.office_id)
    return own or can_administer(actor)


def can_appoint_person(actor: Actor, post: Post, person: Person, at: datetime) -> bool:
    """A head gives tasks to people of the office only: whoever comes from outside is let in by an administrator."""
    here = Holding.objects.current(at).filter(person=person, post__office=post.office_id)
    return can_appoint(actor, post) and (can_administer(actor) or here.exists())


def can_see_contacts(actor: Actor, person: Person) -> bool:
    return can_administer(actor) or (actor.person_id is not None and actor.person_id == person.pk)


def can_see_person(actor: Actor, person: Person, at: datetime) -> bool:
    """Their page, and recording when they are away: also the head of an office where they hold a post."""
    if can_see_contacts(actor, person):
        return True
    headed = [seat.office_id for seat in actor.seats if seat.role in HEADS]
    return bool(headed) and Holding.objects.current(at).filter(person=person, post__office__in=headed).exists()


def can_issue_badges(actor: Actor, office_id: UUID) -> bool:
    """Print and revoke the cards of an office: its head, and administrators."""
    return can_administer(actor) or heads_office(actor, office_id)


def can_issue_badge(actor: Actor, person_id: UUID, at: datetime) -> bool:
    """The same for one person: of an office that the actor heads."""
    headed = [seat.office_id for seat in actor.seats if seat.role in HEADS]
    theirs = Holding.objects.current(at).filter(person=person_id, post__office__in=headed)
    return can_administer(actor) or (bool(headed) and theirs.exists())


def get_badge(actor: Actor, key: UUID, at: datetime) -> Badge:
    """The card, for whoever may revoke it. Raise `Badge.DoesNotExist` for all others."""
    badge = Badge.objects.select_related("person").get(pk=key)
    if not can_issue_badge(actor, badge.person_id, at):
        raise Badge.DoesNotExist
    return badge


# --- the register of authority ---------------------------------------------------------------------------------------


def can_register(actor: Actor) -> bool:
    """Keep the register of delegations for everyone: administrators, the secretary and the assistants."""
    return can_administer(actor) or actor.has(Post.Role.SECRETARY, Post.Role.ASSISTANT)


def can_delegate(actor: Actor, giver: Post | None) -> bool:
    """Record and withdraw what this post gives: also its definitive holder. An attribution has no giver."""
    own = giver is not None and any(
        seat.post_id == giver.pk and seat.role in GIVING and seat.capacity == Holding.Capacity.DEFINITIVE
        for seat in actor.seats
    )
    return own or can_register(actor)


def can_record_basis(actor: Actor) -> bool:
    """Write down a rule or decree: whoever may give something by it."""
    return can_register(actor) or actor.has(*GIVING)


def can_answer_assignment(actor: Actor, delegation: Delegation) -> bool:
    """Accept or refuse for a village: its head, and nobody in the regency."""
    village = delegation.receiver
    return delegation.kind == Delegation.Kind.ASSIGNMENT and heads_office(actor, village.office_id)
