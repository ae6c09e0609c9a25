"""Who stands above whom today: the one answer to "who is told in this post now, and who is above it?"

Who acts for whom is asked of the register of authority (`authority.py`); nobody else decides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from balairung.kernel.people.authority import LATE, Authority
from balairung.kernel.people.models import Delegation, Holding, Office, Person, Post
from balairung.kernel.people.presence import PARTY, Presence, Reachable

__all__ = ["PARTY", "CommandLine", "Rung", "offices_of_region"]

FIRST_RUNGS = (Post.Role.HEAD, Post.Role.SECRETARY, Post.Role.REGENT, Post.Role.ASSISTANT)


@dataclass(frozen=True)
class Rung:
    """One post of the ladder and who can be told there now; `empty` says in words why nobody can.

    `under` is the row by which somebody else is told in its name; their post is its receiver.
    """

    post: Post
    person: Person | None
    empty: str = ""
    under: Delegation | None = None


def reached_by_mail(people: Collection[Person]) -> set[UUID]:
    """Those with an e-mail address. Whoever knows more doors gives the line of command a better question."""
    return {person.pk for person in people if person.reachable}


class CommandLine:
    """The line of command at one moment: what was asked once is remembered, so ask one of these for a whole batch."""

    def __init__(self, at: datetime, reachable: Reachable = reached_by_mail) -> None:
        self.at = at
        self.presence = Presence(at, reachable)
        self.authority = Authority(at, self.presence)
        self._posts: dict[UUID, Post | None] = {}
        self._offices: dict[UUID, list[Post]] = {}
        self._roles: dict[str, Post | None] = {}
        self._rungs: dict[UUID, Rung] = {}

    def head_of(self, office_id: UUID | None) -> Post | None:
        """The post that answers for an office."""
        posts = self._of_office(office_id) if office_id else []
        ranked = [post for role in FIRST_RUNGS for post in posts if post.role == role]
        return ranked[0] if ranked else None

    def top(self) -> Post | None:
        return self._in_role(Post.Role.REGENT)

    def inspector(self) -> Post | None:
        """The head of the Inspektorat."""
        office = Office.objects.filter(kind=Office.Kind.INSPECTORATE, closed_on__isnull=True).order_by("order").first()
        return self.head_of(office.pk) if office else None

    def chain(self, office_id: UUID | None, post_id: UUID | None = None, person_id: UUID | None = None) -> list[Post]:
        """From the owner upwards, each post once; the regent ends it even where a superior was left out.

        An owner without office and post is a person alone: then from the posts that they hold.
        """
        chain: list[Post] = []
        alone = [] if office_id or post_id else self._posts_of(person_id)
        ends = (self._in_role(Post.Role.SECRETARY), self.top())
        for start in (self._post(post_id), self.head_of(office_id), *alone, *ends):
            while start and start not in chain:
                chain.append(start)
                start = self._post(start.superior_id)
        self.authority.load(chain, LATE)
        return self._in_rank(chain)

    def rung(self, post: Post, without: Collection[UUID] = ()) -> Rung:
        """Who is told in this post now: whom the register names, the holder, a Plt. or Plh., or whoever stands in for
        them; a reason in words when nobody can be told.

        Persons in `without` are not told, whatever posts they act for: the matter is about them.
        """
        if without:
            return self._find_rung(post, without)
        if post.pk not in self._rungs:
            self._rungs[post.pk] = self._find_rung(post)
        return self._rungs[post.pk]

    def holders(self, posts: Collection[UUID]) -> set[UUID]:
        """The persons in these posts now, there or not."""
        self.presence.load(posts)
        return {person for post in posts for person in self.presence.holders(post)}

    def _find_rung(self, post: Post, without: Collection[UUID] = ()) -> Rung:
        answer = self.authority.who(post, LATE, without)
        if answer.person:
            return Rung(post, answer.person, under=answer.under)
        own = self.presence.sitting(post.pk, without)  # told in place of whoever was named and is not there
        return Rung(post, own.person, own.why)

    def _post(self, post_id: UUID | None) -> Post | None:
        if post_id is None:
            return None
        if post_id not in self._posts:
            rows = Post.objects.filter(pk=post_id, closed_on__isnull=True).select_related("office")
            self._posts[post_id] = rows.first()
        return self._posts[post_id]

    def _posts_of(self, person_id: UUID | None) -> list[Post]:
        rows = Holding.objects.current(self.at).filter(person=person_id, post__closed_on__isnull=True)
        held = rows.select_related("post__office").order_by("post__order", "post_id")
        return [holding.post for holding in held] if person_id else []

    def _of_office(self, office_id: UUID) -> list[Post]:
        if office_id not in self._offices:
            rows = Post.objects.filter(office=office_id, closed_on__isnull=True).select_related("office")
            self._offices[office_id] = list(rows.order_by("order", "id"))
        return self._offices[office_id]

    def _in_role(self, role: Post.Role) -> Post | None:
        if role not in self._roles:
            rows = Post.objects.filter(role=role, closed_on__isnull=True).select_related("office")
            self._roles[role] = rows.order_by("order", "id").first()
        return self._roles[role]

    @staticmethod
    def _in_rank(chain: list[Post]) -> list[Post]:
        """The secretary and the regent come last, in this order, however the chain reached them."""
        last = {Post.Role.SECRETARY.value: 1, Post.Role.REGENT.value: 2}
        return sorted(chain, key=lambda post: last.get(post.role, 0))


def offices_of_region(code: str) -> list[Office]:
    """The office of the village and of its district, the nearest first."""
    codes = [code, ".".join(code.split(".")[:3])]
    rows = {office.region_id: office for office in Office.objects.filter(region_id__in=codes, closed_on__isnull=True)}
    return [rows[code] for code in dict.fromkeys(codes) if code in rows]
