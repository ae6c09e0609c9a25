"""Roll calls (apel): planned, opened with everybody who is expected, checked in by QR or list, closed.

Expected is a post: its holder, and while the holder is away whoever acts for them (Plh., Plt.), who is bound as the
holder would be. The holder stands in the list all the same, with why they are not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Holding, Office, Post
from balairung.kernel.people.passes import read
from balairung.kernel.people.presence import Presence
from balairung.rooms.learning import access, rules
from balairung.rooms.learning.models import Leave, RollCall, RollCallEntry

State, Way, Excuse = RollCall.State, RollCallEntry.Way, RollCallEntry.Excuse
#: Too far from the regency's yard for every Monday; a roll call for them names them.
FAR = (Office.Kind.VILLAGE, Office.Kind.WARD)
BATCH = 500


@transaction.atomic
def plan(
    office: Office, *, name: str, place: str, starts_at: datetime, offices: Sequence[Office] = (),
    regency_wide: bool = False, echelons: Sequence[str] = (), by: Actor, at: datetime,
) -> RollCall:  # fmt: skip
    """An apel that `office` holds: for itself, for the offices named, or for all but villages; of these echelons."""
    others = regency_wide or any(one.pk != office.pk for one in offices)
    require(access.can_call_all(by) or (not others and office.pk in access.offices_read(by)))
    assert by.person_id
    if not clean_line(name) or not clean_line(place):
        raise Refused(_("Tuliskan nama apel dan tempatnya."))
    if localdate(starts_at) < localdate(at):
        raise Refused(_("Apel tidak dapat direncanakan untuk hari yang sudah lewat."))
    call = RollCall.objects.create(
        office=office, name=clean_line(name)[:120], place=clean_line(place)[:160], starts_at=starts_at,
        regency_wide=regency_wide, echelons=[one for one in echelons if one in Post.Echelon.values],
        made_by_id=by.person_id,
    )  # fmt: skip
    call.offices.set([] if regency_wide else [*offices] or [office])
    return call


@transaction.atomic
def open_call(call: RollCall, *, by: Actor, at: datetime) -> int:
    """Write down who is expected, by who sits in which post now; return how many."""
    require(access.can_hold(by, call))
    if localdate(call.starts_at) != localdate(at):
        raise Refused(_("Apel dibuka pada harinya sendiri."))
    _move(call, State.PLANNED, State.OPEN, "opened_at", at)
    return len(RollCallEntry.objects.bulk_create(_expected(call, at), batch_size=BATCH))


@transaction.atomic
def check_in(call: RollCall, *, text: str, by: Actor, at: datetime) -> list[RollCallEntry]:
    """Somebody showed their QR: all posts for which they stand. The second time says the same."""
    require(access.can_hold(by, call))
    _require_open(call)
    person = read(text, at).person
    entries = list(call.entries.filter(person=person).select_related("post", "office", "person"))
    if not entries:
        raise Refused(_("%(name)s tidak termasuk yang wajib hadir pada apel ini.") % {"name": person.name})
    for entry in entries:
        _come(entry, Way.PASS, by, at)
    return entries


@dataclass(frozen=True)
class Noted:
    """What became of one code: the lines of whoever showed it, and the sentence for whoever holds the camera."""

    entries: list[RollCallEntry]
    words: str
    again: bool = False

    @property
    def outcome(self) -> str:
        return "lagi" if self.again else "masuk" if self.entries else "ditolak"


def note(call: RollCall, text: str, *, by: Actor, at: datetime) -> Noted:
    """`check_in` for a page that reads one code after the other: a refusal is a sentence."""
    try:
        entries = check_in(call, text=text, by=by, at=at)
    except NotAllowed:
        raise
    except Refused as refusal:
        return Noted([], str(refusal))
    again = any(one.came_at != at for one in entries)
    words = _("Sudah tercatat hadir.") if again else _("Hadir.")
    return Noted(entries, f"{entries[0].person.name}: {words}", again)


@transaction.atomic
def tick(entry: RollCallEntry, *, by: Actor, at: datetime) -> None:
    """Seen there, noted in the list."""
    require(access.can_hold(by, entry.roll_call))
    _require_open(entry.roll_call)
    _come(entry, Way.LIST, by, at)


@transaction.atomic
def untick(entry: RollCallEntry, *, by: Actor, at: datetime) -> None:
    """Ticked by mistake, while the roll call is open; what a QR said stays."""
    require(access.can_hold(by, entry.roll_call))
    _require_open(entry.roll_call)
    if entry.came_by == Way.PASS:
        raise Refused(_("Kehadiran yang dicatat dengan QR tidak dapat dihapus."))
    RollCallEntry.objects.filter(pk=entry.pk).update(came_at=None, came_by=Way.NONE, noted_by=by.person_id)


@transaction.atomic
def excuse(entry: RollCallEntry, *, reason: str, by: Actor, at: datetime) -> None:
    """Why somebody is not there, as told to whoever holds the roll call; also afterwards."""
    require(access.can_hold(by, entry.roll_call))
    if entry.came_at:
        raise Refused(_("Orang ini tercatat hadir."))
    if not clean_text(reason):
        raise Refused(_("Tuliskan alasannya."))
    entry.excuse, entry.reason, entry.noted_by_id = Excuse.GIVEN, clean_text(reason)[:500], by.person_id
    entry.save(update_fields=["excuse", "reason", "noted_by"])


@transaction.atomic
def close_call(call: RollCall, *, by: Actor, at: datetime) -> None:
    require(access.can_hold(by, call))
    _move(call, State.OPEN, State.CLOSED, "closed_at", at)


def tally(calls: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Of these roll calls: how many were expected, how many came."""
    rows = RollCallEntry.objects.filter(roll_call__in=calls).expected().order_by()
    there = Count("pk", filter=Q(came_at__isnull=False))
    counted = rows.values_list("roll_call").annotate(expected=Count("pk"), came=there)
    return {call: (expected, came) for call, expected, came in counted}


# --- who is expected ---------------------------------------------------------------------------------------------


def expected_posts(call: RollCall) -> QuerySet[Post]:
    """The posts of these offices and echelons that stand, by protocol."""
    rows = Post.objects.filter(closed_on__isnull=True, office__closed_on__isnull=True)
    rows = rows.exclude(role__in=facts("presence")["without_roles"])
    rows = rows.exclude(office__kind__in=FAR) if call.regency_wide else rows.filter(office__in=call.offices.all())
    rows = rows.filter(echelon__in=call.echelons) if call.echelons else rows
    return rows.select_related("office").order_by("office__order", "order", "id")


def _expected(call: RollCall, at: datetime) -> Iterator[RollCallEntry]:
    """One line for each person of each post; of several posts of one person the first, and each they act for."""
    posts, presence = list(expected_posts(call)), Presence(at)
    presence.load([post.pk for post in posts])
    duty, seen = _on_duty(at), set[UUID]()
    for post in posts:
        for holding, there in _bound(presence.seats(post.pk)):
            own = holding.capacity == Holding.Capacity.DEFINITIVE
            if own and holding.person_id in seen:
                continue
            seen |= {holding.person_id} if own else set()
            away = Excuse.DUTY if holding.person_id in duty else Excuse.AWAY
            yield RollCallEntry(
                roll_call=call, post=post, office=post.office, person_id=holding.person_id,
                capacity=holding.capacity, excuse=Excuse.NONE if there else away,
            )  # fmt: skip


def _bound(seats: Sequence[tuple[Holding, bool]]) -> list[tuple[Holding, bool]]:
    """The holders, there or not; where none of them is there, the first who acts for them."""
    own = [(one, there) for one, there in seats if one.capacity == Holding.Capacity.DEFINITIVE]
    acting = [(one, there) for one, there in seats if there and one.capacity != Holding.Capacity.DEFINITIVE]
    return own if any(there for _one, there in own) else [*own, *acting[:1]]


def _on_duty(at: datetime) -> set[UUID]:
    day = localdate(at)
    sorts = [key for key, sort in rules.sorts().items() if sort.duty]
    rows = Leave.objects.granted().touching(day, day).filter(sort__in=sorts)
    return set(rows.values_list("person", flat=True))


def _come(entry: RollCallEntry, way: str, by: Actor, at: datetime) -> None:
    if entry.came_at:
        return
    entry.came_at, entry.came_by, entry.noted_by_id, entry.excuse = at, way, by.person_id, Excuse.NONE
    entry.save(update_fields=["came_at", "came_by", "noted_by", "excuse"])


def _require_open(call: RollCall) -> None:
    if not RollCall.objects.filter(pk=call.pk, state=State.OPEN).exists():  # it may have been closed since it was read
        raise Refused(_("Apel ini tidak sedang berlangsung."))


def _move(call: RollCall, since: str, to: str, name: str, at: datetime) -> None:
    if not RollCall.objects.filter(pk=call.pk, state=since).update(state=to, **{name: at}):
        raise Stale(_("Keadaan apel ini sudah berubah. Muat ulang halaman."))
    call.state = to
    setattr(call, name, at)
