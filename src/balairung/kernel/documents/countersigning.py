"""Asking for a second signature on a letter: a witness, a counterpart, the one who kept the minutes.

    ask(document, person=witness, heading="Menyaksikan,", by=actor, at=now)      # before the letter itself is signed
    sign(row, passphrase=…, by=actor, at=now)                                    # signing.py, like any letter

Their places are drawn when the letter is signed first, side by side with its signer. Afterwards each signs in turn; the
letter's room hears "countersigned" each time, and `complete` says whether anybody is still missing.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_line
from balairung.kernel.documents.authors import holding_of
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.documents.requesting import OPEN
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.matters import PREFIX, full_title
from balairung.kernel.people.models import Holding, Person, Post
from balairung.kernel.people.presence import RANK

MOST = 5  # further signatures on one letter: more find no place on its last page


@transaction.atomic
def ask(
    document: Document, *, person: Person, heading: str, by: Actor, at: datetime, post: Post | None = None
) -> Countersignature:
    """Let this person sign the letter too, after those who were asked before; asked again, it is the same.

    `heading` stands above their post: "Menyaksikan,", "Notulis,". `post` is the one in which they sign; none: the one
    that they hold for themselves. `Refused` once the letter is being signed, and for its own signer.
    """
    held = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if found := held.countersignatures.filter(person=person).first():
        return found
    if held.state not in OPEN:
        raise Stale(_("Surat ini sudah ditandatangani atau batal, jadi tempat tanda tangan tidak dapat ditambah."))
    if person.pk in (held.author_id, held.expected_id):
        raise Refused(_("%(name)s menandatangani surat ini sebagai penanda tangan pertama.") % {"name": person.name})
    last = held.countersignatures.aggregate(last=Max("order"))["last"] or 0
    if last >= MOST:
        raise Refused(_("Satu surat paling banyak memuat %(most)d tanda tangan tambahan.") % {"most": MOST})
    seat = _seat(person, post, at)
    lines = [line for line in (clean_line(heading), _titled(seat, post)) if line]
    return Countersignature.objects.create(
        document=held, order=last + 1, person=person, post=post or (seat.post if seat else None), heading=lines,
        asked_at=at,
    )  # fmt: skip


@transaction.atomic
def drop(document: Document, *, person: Person, by: Actor, at: datetime) -> None:
    """This person is not asked any more. `Stale` once their place is drawn."""
    held = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    rows = held.countersignatures.filter(person=person)
    if rows.exists() and held.state not in OPEN:
        raise Stale(_("Tempat tanda tangan itu sudah tercantum di surat. Cabut suratnya, lalu buat yang baru."))
    rows.delete()


def complete(document: Document) -> bool:
    """Whether the letter is signed by everybody who was asked."""
    signed = document.state == Document.State.SIGNED
    return signed and not document.countersignatures.exclude(state=Countersignature.State.SIGNED).exists()


def _seat(person: Person, post: Post | None, at: datetime) -> Holding | None:
    """By which holding they sign: of the post that was named, else their own before one that they act in."""
    if post:
        return holding_of(person, post, at)
    rows = Holding.objects.current(at).filter(person=person).select_related("post__office")
    return min(rows.order_by("post__order", "since", "id"), key=_rank, default=None)


def _rank(holding: Holding) -> int:
    return RANK[Holding.Capacity(holding.capacity)]


def _titled(seat: Holding | None, post: Post | None) -> str:
    """`Plt. Kepala Dinas Pendidikan`; "" for somebody without a post."""
    if seat is None:
        return full_title(post) if post else ""
    return f"{PREFIX.get(Holding.Capacity(seat.capacity), '')} {full_title(seat.post)}".strip()
