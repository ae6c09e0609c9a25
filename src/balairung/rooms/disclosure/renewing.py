"""Twice a year every office looks through its periodic information: opened by the worker, confirmed by the office.

It is opened in the first month of a half-year; whoever starts the house later begins with the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.kernel.obligations.actions import Owner, make_move, open_many
from balairung.kernel.obligations.models import Event, Obligation
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.search.actions import index_batch
from balairung.rooms.disclosure import access, moves
from balairung.rooms.disclosure.models import Listing
from balairung.rooms.disclosure.rules import KIND, PREFIX, answering_offices

ORIGIN = "renewal"


@dataclass(frozen=True)
class Renewal:
    """One office's duty of a half-year."""

    obligation: Obligation


def half_of(day: date) -> str:
    """`2026-S1`."""
    return f"{day.year}-S{1 if day.month < max(facts(KIND)['renewal']['months']) else 2}"


@transaction.atomic
def follow(*, now: datetime) -> int:
    """Open what is due, release closed offices; return how many of both (settings.LOOPS)."""
    return open_half(now) + release_closed(now)


def open_half(now: datetime) -> int:
    """The duty of every office that keeps a list, in the first month of a half-year; once."""
    today = localdate(now)
    if today.month not in facts(KIND)["renewal"]["months"]:
        return 0
    period = half_of(today)
    if Obligation.objects.filter(kind=KIND, origin=ORIGIN, period=period).exists():
        return 0
    opened = open_many(
        kind=KIND, prefix=PREFIX, subject=_("Perbarui daftar informasi berkala (%(half)s)") % {"half": period},
        owners=[Owner(office) for office in answering_offices()], clocks=[clock_rule(KIND, "renew")], origin=ORIGIN,
        period=period, by=SYSTEM, at=now, step="renew",
    )  # fmt: skip
    index_batch(opened)
    return len(opened)


def release_closed(now: datetime) -> int:
    rows = Obligation.objects.open().filter(kind=KIND, origin=ORIGIN, owner_office__closed_on__isnull=False)
    gone = list(rows.order_by("id"))
    for duty in gone:
        release(Renewal(duty), text=_("Kantor ini sudah dihapus."), by=SYSTEM, at=now)
    return len(gone)


def get_renewal(actor: Actor, ref: str) -> Renewal:
    """Raise `Obligation.DoesNotExist` for what this actor may not see."""
    rows = Obligation.objects.filter(kind=KIND, origin=ORIGIN)
    rows = rows if access.is_main(actor) else rows.visible_to(actor)
    return Renewal(rows.select_related("owner_office", "owner_post").get(ref=ref))


@transaction.atomic
def confirm(renewal: Renewal, *, text: str = "", by: Actor, at: datetime) -> Event:
    """All periodic rows of the office were looked through and are as they should be."""
    duty = renewal.obligation
    require(access.can_renew(by, duty))
    rows = Listing.objects.standing().filter(office=duty.owner_office_id, category="periodic")
    if not rows.exists():
        raise Refused(_("Kantor ini belum mempunyai informasi berkala. Tambahkan dahulu sedikitnya satu."))
    rows.update(renewed_at=at, renewed_by=by.person_id)
    return make_move(duty, moves.CONFIRM, by=by, at=at, words=text)


@transaction.atomic
def release(renewal: Renewal, *, text: str, by: Actor, at: datetime) -> Event:
    """It is owed no more; the reason stays."""
    require(access.is_main(by))
    return make_move(renewal.obligation, moves.RELEASE, by=by, at=at, words=text)
