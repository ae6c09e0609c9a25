"""Who sits in a post now, and is there: one answer or one reason, for the line of command and for authority."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.kernel.people.models import Absence, Holding, Person

PARTY = gettext_lazy("yang bersangkutan dalam perkara ini")  # why somebody is not told, and does not decide
RANK = {Holding.Capacity.DEFINITIVE: 0, Holding.Capacity.PLT: 1, Holding.Capacity.PLH: 2}
#: Of these people, the keys of those whom a message reaches.
Reachable = Callable[[Collection[Person]], set[UUID]]


@dataclass(frozen=True)
class Sitting:
    """The person who acts in a post, and as what; without one, `why` says in words what is missing."""

    person: Person | None
    capacity: str = Holding.Capacity.DEFINITIVE
    why: str = ""

    @property
    def acting(self) -> bool:
        """A Plt. or Plh.: may not decide what is strategic (UU 30/2014 art. 14 paragraph 7)."""
        return self.capacity != Holding.Capacity.DEFINITIVE


class Presence:
    """Who is there at one moment; what was asked once is remembered, so ask one of these for a whole batch.

    With `reachable`, somebody whom no message reaches is not there either: for whoever must be told.
    """

    def __init__(self, at: datetime, reachable: Reachable | None = None) -> None:
        self.at = at
        self._reachable = reachable
        self._reached: set[UUID] = set()
        self._seats: dict[UUID, list[tuple[Holding, bool]]] = {}

    def load(self, posts: Collection[UUID]) -> None:
        """Read the seats of these posts at once: one query, however many they are."""
        wanted = [post for post in dict.fromkeys(posts) if post not in self._seats]
        if not wanted:
            return
        away = Absence.objects.covering(self.at).filter(person=OuterRef("person"))
        rows = Holding.objects.current(self.at).filter(post__in=wanted).annotate(away=Exists(away))
        rows = rows.select_related("person").defer("person__nip", "person__phone").order_by()
        self._seats |= {post: [] for post in wanted}
        for holding in sorted(rows, key=_in_order):
            self._seats[holding.post_id].append((holding, not vars(holding)["away"]))
        if self._reachable:
            there = [holding.person for post in wanted for holding, present in self._seats[post] if present]
            self._reached |= self._reachable(there)

    def seats(self, post_id: UUID) -> list[tuple[Holding, bool]]:
        """The holdings of the post, definitive ones first, each with whether its person is there."""
        self.load([post_id])
        return self._seats[post_id]

    def holders(self, post_id: UUID) -> set[UUID]:
        """The persons in this post, there or not."""
        return {holding.person_id for holding, _there in self.seats(post_id)}

    def acting(self, post_id: UUID, without: Collection[UUID] = ()) -> list[Sitting]:
        """All who may act in the post now, the first one first: its holders who are there, else the Plt. or Plh."""
        there = [holding for holding, present in self.seats(post_id) if present]
        definitive = [one for one in there if one.capacity == Holding.Capacity.DEFINITIVE]
        ready = [one for one in definitive or there[:1] if one.person_id not in without and self._is_reached(one)]
        return [Sitting(one.person, one.capacity) for one in ready]

    def sitting(self, post_id: UUID, without: Collection[UUID] = ()) -> Sitting:
        """Whoever acts in the post, or in words why nobody does. Persons in `without` do not: it is about them."""
        acting = self.acting(post_id, without)
        return acting[0] if acting else Sitting(None, why=self._why(post_id, without))

    def _why(self, post_id: UUID, without: Collection[UUID]) -> str:
        seats = self.seats(post_id)
        if not seats:
            return _("jabatan kosong")
        if all(holding.person_id in without for holding, _there in seats):
            return str(PARTY)
        if not any(there for holding, there in seats if holding.person_id not in without):
            return _("sedang tidak bertugas")
        return _("tidak ada kontak") if self._reachable else str(PARTY)

    def _is_reached(self, holding: Holding) -> bool:
        return self._reachable is None or holding.person_id in self._reached


def _in_order(holding: Holding) -> tuple[int, date, str]:
    """Definitive holders first, then who has been there longest."""
    return RANK[Holding.Capacity(holding.capacity)], holding.since, str(holding.pk)
