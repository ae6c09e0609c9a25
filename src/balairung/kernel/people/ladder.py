"""Who stands above whom today: the one answer to "who acts for this post, and who is above it?"

The delegation register of a later issue is asked here too; nobody else decides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.kernel.people.models import Absence, Holding, Office, Person, Post

PARTY = gettext_lazy("yang bersangkutan dalam perkara ini")  # why somebody is not told
FIRST_RUNGS = (Post.Role.HEAD, Post.Role.SECRETARY, Post.Role.REGENT, Post.Role.ASSISTANT)


@dataclass(frozen=True)
class Rung:
    """One post of the ladder and who can be told there now; `empty` says in words why nobody can."""

    post: Post
    person: Person | None
    empty: str = ""


class CommandLine:
    """The line of command at one moment: what was asked once is remembered, so ask one of these for a whole batch."""

    def __init__(self, at: datetime) -> None:
        self.at = at
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
        return self._in_rank(chain)

    def rung(self, post: Post, without: Collection[UUID] = ()) -> Rung:
        """Who acts in this post now: the holder, or a Plt./Plh.; a reason in words when nobody can be told.

        Persons in `without` are not told, whatever posts they act for: the matter is about them.
        """
        if without:
            return self._find_rung(post, without)
        if post.pk not in self._rungs:
            self._rungs[post.pk] = self._find_rung(post)
        return self._rungs[post.pk]

    def holders(self, posts: Collection[UUID]) -> set[UUID]:
        """The persons in these posts now."""
        rows = Holding.objects.current(self.at).filter(post__in=posts)
        return set(rows.values_list("person_id", flat=True))

    def _find_rung(self, post: Post, without: Collection[UUID] = ()) -> Rung:
        rows = Holding.objects.current(self.at).filter(post=post).select_related("person")
        holders = [holding.person for holding in rows.defer("person__nip", "person__phone").order_by("since", "id")]
        if not holders:
            return Rung(post, None, _("jabatan kosong"))
        holders = [person for person in holders if person.pk not in without]
        if not holders:
            return Rung(post, None, str(PARTY))
        away = set(Absence.objects.covering(self.at).filter(person__in=holders).values_list("person_id", flat=True))
        present = [person for person in holders if person.pk not in away]
        reachable = [person for person in present if person.reachable]
        if reachable:
            return Rung(post, reachable[0])
        return Rung(post, None, _("tidak ada kontak") if present else _("sedang tidak bertugas"))

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
