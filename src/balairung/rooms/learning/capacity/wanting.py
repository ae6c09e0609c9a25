"""What posts ask: of one post, or of all posts of a role at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office, Post
from balairung.rooms.learning.capacity import access, reads, rules
from balairung.rooms.learning.models import Competence, PostCompetence

NOTHING = 0  # instead of a level: not asked any more
BATCH = 500


def posts_of_role(role: str, office: Office | None) -> QuerySet[Post]:
    """The posts that would be set at once."""
    rows = reads.posts(None if office is None else [office.pk]).filter(role=role)
    return rows.select_related("office").order_by("office__order", "office__name", "order", "id")


def levels_of_post(post: Post) -> dict[Any, int]:
    """What it asks today, by the competence's key in the database."""
    return dict(PostCompetence.objects.filter(post=post).order_by().values_list("competence", "level"))


@transaction.atomic
def ask(posts: Collection[Post], *, levels: Mapping[Competence, int], by: Actor, at: datetime) -> int:
    """Set these levels, 0 for what is not asked any more; what is not named stays. Return how many posts."""
    for office in {post.office_id for post in posts}:
        require(access.can_set(by, office))
    if not posts:
        raise Refused(_("Tidak ada jabatan dengan peran ini."))
    if not levels:
        raise Refused(_("Pilih tingkat paling sedikit satu kompetensi."))
    if not all(NOTHING <= level <= rules.HIGHEST for level in levels.values()):
        raise Refused(_("Tingkat kompetensi adalah 1 sampai 5."))
    keys = [post.pk for post in posts]
    dropped = [competence for competence, level in levels.items() if level == NOTHING]
    PostCompetence.objects.filter(post__in=keys, competence__in=dropped).delete()
    rows = [
        PostCompetence(post_id=key, competence=competence, level=level, set_at=at, set_by_id=by.person_id)
        for key in keys for competence, level in levels.items() if level != NOTHING
    ]  # fmt: skip
    PostCompetence.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["post", "competence"],
        update_fields=["level", "set_at", "set_by"],
    )  # fmt: skip
    return len(keys)
