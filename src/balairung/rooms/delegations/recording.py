"""A decree goes into the register: looked at before, then written; its scan; its withdrawal as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.delegating import Given, Terms, delegate, record_basis, withdraw
from balairung.kernel.people.lawful import Unlawful
from balairung.kernel.people.models import Delegation, LegalBasis, Post, Region
from balairung.rooms.delegations import access
from balairung.rooms.delegations.matters import Kind

KIND = "delegations"
Key = tuple[UUID, str, str]  # receiver, subject, matter


@dataclass(frozen=True)
class Decree:
    """What a decree says: many receivers and matters at once, the same terms for all."""

    kind: str
    number: str
    dated: date
    about: str
    giver: Post | None
    receivers: Sequence[Post]
    matters: Sequence[Kind]
    terms: Terms
    region: Region | None = None
    own_region: bool = True  # each receiver in its own; an agency, which has none, everywhere


@dataclass
class Proposal:
    """What would be written: every row with the sentence for which it may not stand, "" for none."""

    rows: list[tuple[Delegation, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # of the decree as a whole

    @property
    def good(self) -> int:
        return sum(not why for _row, why in self.rows)

    @property
    def bad(self) -> int:
        return len(self.rows) - self.good


@transaction.atomic
def propose(decree: Decree, *, by: Actor, at: datetime) -> Proposal:
    """What `record` would do: it is done, looked at, and undone."""
    proposal = Proposal()
    try:
        basis = _basis(decree, by, at)
        for receivers, given in _parts(decree, decree.receivers, decree.matters):
            _try(proposal, decree, basis, receivers, given, by, at)
    except NotAllowed:
        raise
    except Refused as refusal:
        proposal.faults.append(str(refusal))
    transaction.set_rollback(True)
    return proposal


def _try(
    proposal: Proposal,
    decree: Decree,
    basis: LegalBasis,
    receivers: Sequence[Post],
    given: Sequence[Given],
    by: Actor,
    at: datetime,
) -> None:
    try:
        with transaction.atomic():
            rows = delegate(
                basis=basis, giver=decree.giver, receivers=receivers, matters=given, terms=decree.terms, by=by, at=at
            )
    except Unlawful as refusal:
        proposal.rows += refusal.rows
        proposal.faults += [] if refusal.rows else refusal.faults
    else:
        proposal.rows += [(row, "") for row in rows]


@transaction.atomic
def record(
    decree: Decree, *, scans: Sequence[File] = (), leave_out: Collection[Key] = (), by: Actor, at: datetime
) -> tuple[LegalBasis, int]:
    """Write the decree with its scan, and all that it gives or nothing; return it, and how many rows it has gained.

    `leave_out` are rows that were refused in a proposal and are not meant any more.
    """
    basis = _basis(decree, by, at)
    attach(scans, about=(KIND, str(basis.pk)))
    count = 0
    for receivers, matters in _kept(decree, set(leave_out)):
        for some, given in _parts(decree, receivers, matters):
            count += len(
                delegate(
                    basis=basis, giver=decree.giver, receivers=some, matters=given, terms=decree.terms, by=by, at=at
                )
            )
    if not count:
        raise Refused(_("Pilih sedikitnya satu penerima dan satu hal."))
    return basis, count


def _basis(decree: Decree, by: Actor, at: datetime) -> LegalBasis:
    return record_basis(kind=decree.kind, number=decree.number, dated=decree.dated, about=decree.about, by=by, at=at)


def _kept(decree: Decree, left_out: set[Key]) -> list[tuple[list[Post], tuple[Kind, ...]]]:
    """The receivers by what each of them is given."""
    found: defaultdict[tuple[Kind, ...], list[Post]] = defaultdict(list)
    for post in decree.receivers:
        kept = tuple(kind for kind in decree.matters if (post.pk, *kind) not in left_out)
        found[kept].append(post)
    return [(posts, kinds) for kinds, posts in found.items() if kinds]


def _parts(decree: Decree, receivers: Sequence[Post], matters: Sequence[Kind]) -> list[tuple[list[Post], list[Given]]]:
    """Where each has it in its own region, those without one have it everywhere."""
    placed = [post for post in receivers if decree.own_region and post.office.region_id]
    others = [post for post in receivers if post not in placed]
    parts = [
        (placed, [Given(subject, key, own_region=True) for subject, key in matters]),
        (others, [Given(subject, key, None if decree.own_region else decree.region) for subject, key in matters]),
    ]
    return [(posts, given) for posts, given in parts if posts]


@transaction.atomic
def keep_scans(basis: LegalBasis, *, scans: Sequence[File], by: Actor, at: datetime) -> None:
    """The decree as it was signed, for everyone."""
    require(access.can_scan(by, basis))
    attach(scans, about=(KIND, str(basis.pk)))


@transaction.atomic
def withdraw_all(basis: LegalBasis, *, from_day: date, words: str, by: Actor, at: datetime) -> int:
    """Take back every row of a decree that still stands; return how many. A row that begins later never counts."""
    rows = Delegation.objects.filter(basis=basis).select_related("giver__office", "receiver__office")
    standing = [row for row in rows.order_by("id") if access.can_withdraw(by, row, at)]
    standing = [row for row in standing if row.until is None or row.until >= from_day]  # the others end before
    if not standing:
        raise Refused(_("Tidak ada yang dapat Anda cabut di sini."))
    for row in standing:
        withdraw(row, from_day=max(from_day, row.since), words=words, by=by, at=at)
    return len(standing)
