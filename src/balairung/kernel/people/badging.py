"""Printed cards (kartu pegawai): issued, replaced, revoked, and drawn as sheets to be cut.

A person has one card at a time: a new one revokes the one before in the same moment, so that a lost card opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.errors import Refused
from balairung.ground.common.ids import new_id
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.ground.common.qr import qr_drawing
from balairung.kernel.people.access import can_issue_badge
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Badge, Change, Holding, Office, Person, Post
from balairung.kernel.people.passes import badge_code, badge_hash

SOURCE = Path(__file__).parent / "templates" / "people" / "badges.typ"
MOST = 400  # of one office at once


@dataclass(frozen=True)
class Carrier:
    """Somebody of an office, with the post that stands on the card, and the card that they have."""

    person: Person
    post: Post
    badge: Badge | None


def carriers(office: Office, at: datetime) -> list[Carrier]:
    """The people of an office by protocol, each once; two statements."""
    rows = Holding.objects.current(at).filter(post__office=office, post__closed_on__isnull=True)
    rows = rows.select_related("person", "post").defer("person__nip", "person__email", "person__phone")
    held: dict[UUID, Holding] = {}
    for row in rows.order_by("post__order", "person__name", "id"):
        held.setdefault(row.person_id, row)
    cards = {badge.person_id: badge for badge in Badge.objects.standing().filter(person__in=list(held))}
    return [Carrier(row.person, row.post, cards.get(row.person_id)) for row in held.values()]


@transaction.atomic
def issue_badges(people: Sequence[Person], *, by: Actor, at: datetime) -> list[Badge]:
    """A new card for each of them; the ones before are revoked in the same moment."""
    if not people:
        raise Refused(_("Pilih dahulu siapa yang dibuatkan kartu."))
    if len(people) > MOST:
        raise Refused(_("Paling banyak %(most)d kartu sekali jalan.") % {"most": MOST})
    for person in people:
        require(can_issue_badge(by, person.pk, at))
    wanted = {person.pk: person for person in people}
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    Badge.objects.standing().filter(person__in=wanted).update(revoked_at=at)
    keys = [(new_id(), person) for person in wanted.values()]
    made = [
        Badge(id=key, person=person, code_hash=badge_hash(key), issued_at=at, issued_by_id=by.person_id)
        for key, person in keys
    ]
    for person in wanted.values():
        write_line(Change.Verb.ISSUE_BADGE, person=person, by=by, at=at)
    return Badge.objects.bulk_create(made)


@transaction.atomic
def revoke_badge(badge: Badge, *, by: Actor, at: datetime) -> None:
    """The card opens nothing any more: lost, or its owner has left."""
    require(can_issue_badge(by, badge.person_id, at))
    if Badge.objects.standing().filter(pk=badge.pk).update(revoked_at=at):
        write_line(Change.Verb.REVOKE_BADGE, person=badge.person, by=by, at=at)


def sheet(office: Office, cards: Iterable[Carrier], *, at: datetime) -> bytes:
    """Cards of 85.6 by 54 mm (ISO/IEC 7810 ID-1) on A4, ten to a page, with marks to cut along."""
    regency = the_regency()
    with override("id"):
        told = printable({
            "title": _("Kartu pegawai %(office)s") % {"office": office.short},
            "house": regency.name if regency else "Balairung",
            "office": office.name,
            "hint": _("Tunjukkan ke kamera kios atau petugas"),
            "found": _("Menemukan kartu ini? Kembalikan ke %(office)s.") % {"office": office.short},
            "cards": [{"name": one.person.name, "post": one.post.title} for one in cards if one.badge],
        })  # fmt: skip
    drawn = [qr_drawing(badge_code(one.badge)) for one in cards if one.badge]
    return pdf(SOURCE.read_bytes(), {**told, "codes": drawn, "mark": mark_drawing()}, stamp=at)
