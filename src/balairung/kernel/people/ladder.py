"""Who stands above whom today: the one answer to "who acts for this post, and who is above it?"

The delegation register of a later issue is asked here too; nobody else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.kernel.people.models import Absence, Holding, Office, Person, Post

FIRST_RUNGS = (Post.Role.HEAD, Post.Role.SECRETARY, Post.Role.REGENT, Post.Role.ASSISTANT)


@dataclass(frozen=True)
class Rung:
    """One post of the ladder and who can be told there now; `empty` says in words why nobody can."""

    post: Post
    person: Person | None
    empty: str = ""


class CommandLine:
    """The line of command at one moment, read in three queries and asked as often as one likes."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        posts = Post.objects.filter(closed_on__isnull=True).select_related("office")
        self.posts: dict[UUID, Post] = {post.pk: post for post in posts}
        self.away = set(Absence.objects.covering(at).values_list("person_id", flat=True))
        self.holdings: dict[UUID, list[Holding]] = {}
        for holding in (
            Holding.objects.current(at)
            .select_related("person")
            .defer("person__nip", "person__phone")
            .order_by("since", "id")
        ):
            self.holdings.setdefault(holding.post_id, []).append(holding)
        self.of_office: dict[UUID, list[Post]] = {}
        for post in self.posts.values():
            self.of_office.setdefault(post.office_id, []).append(post)

    def head_of(self, office_id: UUID | None) -> Post | None:
        """The post that answers for an office."""
        posts = self.of_office.get(office_id, []) if office_id else []
        ranked = [post for role in FIRST_RUNGS for post in posts if post.role == role]
        return ranked[0] if ranked else None

    def top(self) -> Post | None:
        return next((post for post in self.posts.values() if post.role == Post.Role.REGENT), None)

    def chain(self, office_id: UUID | None, post_id: UUID | None = None) -> list[Post]:
        """From the owner upwards, each post once; the regent ends it even where a superior was left out."""
        post = self.posts.get(post_id) if post_id else None
        chain: list[Post] = []
        for start in (post, self.head_of(office_id), self._secretary(), self.top()):
            while start and start not in chain:
                chain.append(start)
                start = self.posts.get(start.superior_id) if start.superior_id else None
        return self._in_rank(chain)

    def rung(self, post: Post) -> Rung:
        """Who acts in this post now: the holder, or a Plt./Plh.; a reason in words when nobody can be told."""
        holdings = self.holdings.get(post.pk, [])
        present = [holding.person for holding in holdings if holding.person_id not in self.away]
        reachable = [person for person in present if person.reachable]
        if reachable:
            return Rung(post, reachable[0])
        if not holdings:
            return Rung(post, None, _("jabatan kosong"))
        return Rung(post, None, _("tidak ada kontak") if present else _("sedang tidak bertugas"))

    def persons(self, office_id: UUID, *roles: str) -> list[Person]:
        """Who holds one of these roles in the office and can be told now."""
        posts = [post for post in self.of_office.get(office_id, []) if post.role in roles]
        rungs = [self.rung(post) for post in posts]
        return [rung.person for rung in rungs if rung.person]

    def _secretary(self) -> Post | None:
        return next((post for post in self.posts.values() if post.role == Post.Role.SECRETARY), None)

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
