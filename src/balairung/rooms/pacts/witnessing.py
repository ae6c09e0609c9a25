"""Before whom a pact is signed: the direct superior of today; where nobody sits there, the next one up, and why.

Above the regent nobody sits in the house: the governor witnesses. That signature is made elsewhere, on paper or by
another system; it is written down here by name, with how it was made, and with the scan where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.matters import PREFIX, full_title
from balairung.kernel.people.models import Holding, Person, Post
from balairung.kernel.people.presence import Presence, Sitting
from balairung.rooms.pacts import access
from balairung.rooms.pacts.models import Pact

HIGHEST = 12  # rungs: a line of command that goes in a circle ends


@dataclass(frozen=True)
class Witness:
    """Who witnesses, in which post, and why, in sentences; nobody: a witness from outside."""

    person: Person | None
    post: Post | None
    why: tuple[str, ...]


def witness_of(post: Post, person: UUID, presence: Presence, posts: Mapping[UUID, Post] | None = None) -> Witness:
    """The first one above this post who is there and is not the signer; `posts` spares questions for many."""
    why, above = [], _above(post, posts)
    for _rung in range(HIGHEST):
        if above is None:
            break
        sitting = presence.sitting(above.pk, without={person})
        if sitting.person:
            said = _("Saksi: %(name)s, %(title)s.")
            why.append(said % {"name": sitting.person.name, "title": _titled(above, sitting)})
            return Witness(sitting.person, above, tuple(why))
        words = {"title": full_title(above), "why": sitting.why}
        why.append(_("%(title)s: %(why)s, jadi saksinya pejabat di atasnya.") % words)
        above = _above(above, posts)
    why.append(_("Di atas jabatan ini tidak ada lagi pejabat daerah: saksinya %(who)s.") % {"who": outside_title()})
    return Witness(None, None, tuple(why))


def _above(post: Post, posts: Mapping[UUID, Post] | None) -> Post | None:
    if post.superior_id is None or posts is None:
        return post.superior
    return posts.get(post.superior_id)


def _titled(post: Post, sitting: Sitting) -> str:
    return f"{PREFIX.get(Holding.Capacity(sitting.capacity), '')} {full_title(post)}".strip()


def outside_title() -> str:
    """`Gubernur Jawa Timur`."""
    regency = the_regency()
    province = regency.province.removeprefix("Provinsi ") if regency else ""
    return str(facts("pacts")["outside"]).replace("{province}", province).strip()


@transaction.atomic
def record_outside(pact: Pact, *, name: str, note: str, files: list[File], by: Actor, at: datetime) -> Pact:
    """Write down that somebody from outside witnessed: who, how, and the scan. Nobody does it for their own pact."""
    require(access.can_drive(by) and by.person_id != pact.person_id)
    held = Pact.objects.select_for_update(of=("self",)).get(pk=pact.pk)
    if not held.outside or held.witnessed_at:
        raise Stale(_("Saksi pakta ini sudah tercatat. Muat ulang halaman."))
    if held.signed_at is None:
        raise Refused(_("Pakta ini belum ditandatangani, jadi belum dapat disaksikan."))
    if not (clean_line(name) and clean_line(note)):
        raise Refused(_("Tulis nama saksinya, dan bagaimana ia menandatangani."))
    attach(files, about=("pacts", held.pk.hex))
    held.outside_name, held.outside_note = clean_line(name)[:160], clean_line(note)[:300]
    held.outside_file, held.witnessed_at = (files[0] if files else None), at
    held.save(update_fields=["outside_name", "outside_note", "outside_file", "witnessed_at"])
    return held
