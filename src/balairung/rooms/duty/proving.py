"""The proof that nobody chose who was called: the draw of a drill made again from what was kept and published of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from balairung.kernel.people.models import Post
from balairung.rooms.duty.draw import lot
from balairung.rooms.duty.drills import redraw
from balairung.rooms.duty.models import Drill

COLUMNS = ("kunci jabatan", "jabatan", "kantor", "terakhir dipanggil latihan", "nomor undi", "terpilih")


@dataclass(frozen=True)
class Proof:
    """Whether everybody who was called is named by the same seed and list again."""

    same: bool


def prove(drill: Drill) -> Proof:
    """Draw again, and compare with whom the drill called or was to call. Whoever was drawn and could not be given a
    moment, because another drill took them or all their hours were quiet, has no call.
    """
    called = set(drill.calls.values_list("post_id", flat=True))
    return Proof(called <= {one.post for one in redraw(drill)})


def lots(drill: Drill) -> Iterator[list[object]]:
    """Every post that was drawn from, with its lot, the smallest first; under `COLUMNS`. Persons are not named."""
    chosen = {one.post for one in redraw(drill)}
    names = {
        str(key): (title, office)
        for key, title, office in Post.objects.filter(pk__in=[row[0] for row in drill.pool]).values_list(
            "pk", "title", "office__name"
        )
    }
    for number, post, last in sorted((lot(drill.seed, UUID(row[0])), row[0], row[2]) for row in drill.pool):
        title, office = names.get(post, ("", ""))
        yield [post, title, office, (last or "")[:10], f"{number:064x}", "ya" if UUID(post) in chosen else ""]
