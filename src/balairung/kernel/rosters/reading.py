"""Reads for the pages: one's own shifts with who comes before and after, and requests that wait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.rosters.book import Book
from balairung.kernel.rosters.duty import Shift, people_named, shifts_of
from balairung.kernel.rosters.models import Layer, Roster, Swap
from balairung.kernel.rosters.plan import Stand, Why

MARGIN = timedelta(days=40)  # a turn that began before or ends after what is shown is shown whole
NEIGHBOURS = timedelta(days=8)  # how far before and after a shift somebody is looked for
LATEST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
Piece = tuple[datetime, datetime, Stand]


@dataclass(frozen=True)
class Mine:
    """One of my shifts: who hands over to me, who takes over from me, and my request that still waits."""

    shift: Shift
    before: Person | None
    after: Person | None
    asked: Swap | None

    def runs(self, now: datetime) -> bool:
        return self.shift.since <= now < self.shift.until


def me(actor: Actor) -> UUID:
    """An officer is a person."""
    assert actor.person_id is not None
    return actor.person_id


def my_shifts(person: UUID, now: datetime, ahead: timedelta) -> list[Mine]:
    """What I have to do from now on, in order: a fixed number of queries."""
    found = [one for one in shifts_of(person, now - MARGIN, now + ahead + MARGIN) if now < one.until]
    found = [one for one in found if one.since < now + ahead]
    rosters = list({one.roster.pk: one.roster for one in found}.values())
    book = Book(rosters, now - MARGIN - NEIGHBOURS, now + ahead + MARGIN + NEIGHBOURS)
    lanes = {roster.pk: list(book.pieces(roster.pk)) for roster in rosters}
    beside = [_beside(one, lanes[one.roster.pk]) for one in found]
    people = people_named({key for pair in beside for key in pair if key})
    asked = list(Swap.objects.filter(asker=person, state=Swap.State.ASKED, until__gt=now).order_by("since", "id"))
    return [
        Mine(one, people.get(before) if before else None, people.get(after) if after else None, _asked(one, asked))
        for one, (before, after) in zip(found, beside, strict=True)
    ]


def shift_of(person: UUID, key: str) -> Shift:
    """The shift of this person with this key (`Shift.key`). Raise `Roster.DoesNotExist` when there is none."""
    roster, place, begin = _parts(key)
    since = datetime.fromtimestamp(begin, UTC)
    for one in shifts_of(person, since - MARGIN, since + timedelta(days=366)):
        if (one.roster.pk, one.place, one.since) == (roster, place, since):
            return one
    raise Roster.DoesNotExist


def turns_of_others(roster: Roster, place: int, person: UUID, now: datetime, ahead: timedelta) -> list[Piece]:
    """The turns of this layer that others have, which have not begun and are not passed by."""
    book = Book([roster], now - MARGIN, now + ahead + MARGIN)
    rows = [piece for piece in book.pieces(roster.pk) if now < piece[0] < now + ahead]
    return [piece for piece in rows if piece[2].place == place and piece[2].present and piece[2].person != person]


def waiting_for(actor: Actor, now: datetime) -> QuerySet[Swap]:
    """Requests that this actor may answer and that still wait."""
    turning = Layer.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), members__person=actor.person_id)
    open_to = Q(pk__in=[])
    for roster, place in set(turning.values_list("roster_id", "place")) if actor.person_id else ():
        open_to |= Q(asked=None, roster=roster, place=place, roster__office__in=actor.office_ids)
    rows = Swap.objects.filter(Q(asked=actor.person_id) | open_to, state=Swap.State.ASKED, since__gt=now)
    return (
        rows.exclude(asker=actor.person_id).select_related("roster__office", "asker", "asked").order_by("since", "id")
    )


def swaps_of(person: UUID) -> QuerySet[Swap]:
    """What this person asked or was asked, the newest first."""
    mine = Q(asker=person) | Q(asked=person) | Q(answered_by=person)
    return Swap.objects.filter(mine).select_related("roster__office", "asker", "asked", "answered_by")


def day_of(text: str) -> date:
    """The date of an address (`2026-03-02`), from 2000 to 2099. Raise `Roster.DoesNotExist` for anything else."""
    try:
        return date.fromisoformat(text if re.fullmatch(r"20\d\d-\d\d-\d\d", text) else "")
    except ValueError:
        raise Roster.DoesNotExist from None


def titles_of(people: Sequence[UUID], at: datetime) -> dict[tuple[UUID, UUID], str]:
    """The first title of each in each office where they serve, by (person, office)."""
    rows = Holding.objects.current(at).filter(person__in=people, post__closed_on__isnull=True)
    ordered = rows.order_by("-post__order", "-post_id").values_list("person_id", "post__office_id", "post__title")
    return {(person, office): title for person, office, title in ordered}


def _beside(shift: Shift, lane: Sequence[Piece]) -> tuple[UUID | None, UUID | None]:
    """Who hands over and who takes over; nobody within a turn of nights, beside an empty time, or far away."""
    own = [one for one in lane if one[2].place == shift.place and one[2].why != Why.NONE]
    before = next((one for one in reversed(own) if one[1] <= shift.since), None)
    after = next((one for one in own if one[0] >= shift.until), None)
    near = [one if one and _near(one, shift) else None for one in (before, after)]
    first, last = (one[2].person if one and one[2].present else None for one in near)
    me = shift.stand.person
    return (first if first != me else None), (last if last != me else None)


def _near(piece: Piece, shift: Shift) -> bool:
    return piece[1] >= shift.since - NEIGHBOURS and piece[0] <= shift.until + NEIGHBOURS


def _asked(shift: Shift, swaps: Sequence[Swap]) -> Swap | None:
    same = (one for one in swaps if one.roster_id == shift.roster.pk and one.place == shift.place)
    return next((one for one in same if one.since < shift.until and one.until > shift.since), None)


def _parts(key: str) -> tuple[UUID, int, int]:
    roster, _dash, rest = key.partition("-")
    place, _dash, begin = rest.partition("-")
    if not re.fullmatch(r"[0-9a-f]{32}-[0-9]{1,2}-[0-9]{9,10}", key) or int(begin) > LATEST:
        raise Roster.DoesNotExist
    return UUID(roster), int(place), int(begin)
