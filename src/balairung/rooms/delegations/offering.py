"""Posts to choose from when a decree is recorded: who may give, and whole groups of receivers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.ui.fields import Choices
from balairung.kernel.people.access import GIVING, can_register
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Office, Post

ALL = "all"
#: Who stands in the lists without being asked for: the leaders, and whoever heads an office.
LISTED = (*Post.LEADING, Post.Role.ASSISTANT, Post.Role.HEAD)
Kind = Office.Kind
#: Receivers by the kind of their office; what is in none of these stands with the agencies.
GROUPS = {
    "leaders": (gettext_lazy("Pimpinan dan sekretariat"), (Kind.LEADERSHIP, Kind.SECRETARIAT)),
    "districts": (gettext_lazy("Kepala kecamatan"), (Kind.DISTRICT,)),
    "wards": (gettext_lazy("Kepala kelurahan"), (Kind.WARD,)),
    "villages": (gettext_lazy("Kepala desa"), (Kind.VILLAGE,)),
    "agencies": (gettext_lazy("Kepala perangkat daerah lain"), ()),
}


@dataclass(frozen=True)
class Group:
    """Receivers that one ticks together or one by one."""

    key: str
    label: str
    posts: list[Post]

    @property
    def choices(self) -> list[tuple[str, str]]:
        whole = [(ALL, _("Semua (%(count)d)") % {"count": len(self.posts)})] if len(self.posts) > 1 else []
        return [*whole, *((str(post.pk), full_title(post)) for post in self.posts)]

    def chosen(self, keys: Iterable[str]) -> list[Post]:
        wanted = set(keys)
        return [post for post in self.posts if ALL in wanted or str(post.pk) in wanted]


def listed(office: Office | None) -> list[Post]:
    """Leaders and heads, and every structural post of the office that was asked for."""
    wanted = Q(role__in=LISTED) | Q(office=office, role__in=GIVING) if office else Q(role__in=LISTED)
    rows = Post.objects.filter(wanted, closed_on__isnull=True, office__closed_on__isnull=True)
    return list(rows.select_related("office__region").order_by("office__order", "office__name", "order", "id"))


def groups(posts: list[Post], office: Office | None) -> list[Group]:
    """The receivers on their shelves, those of the office that was asked for first."""
    asked = [post for post in posts if office and post.office_id == office.pk]
    rest = [post for post in posts if post not in asked]
    of_kind = {str(kind): key for key, (_label, kinds) in GROUPS.items() for kind in kinds}
    found = [Group("office", office.name, asked)] if office and asked else []
    for key, (label, _kinds) in GROUPS.items():
        found.append(
            Group(key, str(label), [post for post in rest if of_kind.get(post.office.kind, "agencies") == key])
        )
    return [group for group in found if group.posts]


def giver_choices(actor: Actor, posts: list[Post], office: Office | None) -> Choices:
    """All of them for whoever keeps the register; one's own posts for everybody else."""
    nobody: Choices = [("", _("Tidak ada: peraturan yang memberikannya"))]
    if can_register(actor):
        return [*nobody, *((group.label, _named(group.posts)) for group in groups(posts, office))]
    own = Post.objects.filter(pk__in=actor.post_ids, role__in=GIVING).select_related("office").order_by("order", "id")
    return [*_named(own)]


def _named(posts: Iterable[Post]) -> list[tuple[str, str]]:
    return [(str(post.pk), full_title(post)) for post in posts]
