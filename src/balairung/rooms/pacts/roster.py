"""Who must sign in a drive: everybody who holds a post for themselves that the rule names, each person once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.pacts.models import Drive

#: Tasks beside a post of the structure: whoever has such a post too signs in that one.
TASKS = (
    Post.Role.COORDINATOR, Post.Role.LIAISON, Post.Role.RECEPTIONIST, Post.Role.VILLAGE_OPERATOR,
    Post.Role.ADMINISTRATOR,
)  # fmt: skip


@dataclass(frozen=True)
class Owing:
    """Somebody who must sign: in the post that comes first, and with it all posts that they hold."""

    person: Person
    post: Post
    posts: tuple[Post, ...]

    @property
    def keys(self) -> list[str]:
        return [str(post.pk) for post in self.posts]


def owing(drive: Drive, at: datetime, persons: Iterable[UUID] | None = None) -> dict[UUID, Owing]:
    """By person, in the order of protocol; of these persons only, where they are named."""
    rows = Holding.objects.current(at).filter(
        capacity=Holding.Capacity.DEFINITIVE, post__closed_on=None, post__office__closed_on=None
    )
    if persons is not None:
        rows = rows.filter(person__in=persons)
    held: dict[UUID, list[Holding]] = {}
    for holding in rows.select_related("person", "post__office").defer("person__nip", "person__phone").order_by("id"):
        held.setdefault(holding.person_id, []).append(holding)
    found = [one for mine in held.values() if (one := _owing(drive, mine))]
    return {one.person.pk: one for one in sorted(found, key=lambda one: in_protocol(one.post))}


def _owing(drive: Drive, mine: list[Holding]) -> Owing | None:
    posts = sorted((holding.post for holding in mine), key=lambda post: (post.role in TASKS, *in_protocol(post)))
    named = next((post for post in posts if names(drive, post)), None)
    return Owing(mine[0].person, named, tuple(posts)) if named else None


def names(drive: Drive, post: Post) -> bool:
    """Whether the rule of this drive names this post."""
    return (
        (not drive.role_keys or post.role in drive.role_keys)
        and (not drive.echelon_keys or post.echelon in drive.echelon_keys)
        and (not drive.office_keys or post.office.key in drive.office_keys)
    )


def in_protocol(post: Post) -> tuple[int, int, int, str]:
    """The place of a post when all are called: its tier (ground/data/protocol.yaml), then office and post."""
    tiers = facts("protocol")["tiers"]
    place = next(at for at, tier in enumerate(tiers) if _fits(tier, post))
    return place, post.office.order, post.order, str(post.pk)


def _fits(tier: dict[str, list[str]], post: Post) -> bool:
    said = (("roles", post.role), ("kinds", post.office.kind), ("echelons", post.echelon))
    return "guests" not in tier and all(value in tier[name] for name, value in said if name in tier)
