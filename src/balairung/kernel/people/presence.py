"""Who sits in a post now, and is there: one answer or one reason, for the line of command and for authority."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.kernel.people.models import Absence, Holding, Person

RANK = {Holding.Capacity.DEFINITIVE: 0, Holding.Capacity.PLT: 1, Holding.Capacity.PLH: 2}


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
    """Who is there at one moment; what was asked once is remembered, so ask one of these for a whole batch."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._seats: dict[UUID, list[tuple[Holding, bool]]] = {}

    def load(self, posts: Collection[UUID]) -> None:
        """Read the seats of these posts at once: two queries, however many they are."""
        wanted = [post for post in dict.fromkeys(posts) if post not in self._seats]
        if not wanted:
            return
        rows = Holding.objects.current(self.at).filter(post__in=wanted).select_related("person")
        holdings = list(rows.defer("person__nip", "person__phone").order_by("since", "id"))
        people = {holding.person_id for holding in holdings}
        away = set(Absence.objects.covering(self.at).filter(person__in=people).values_list("person_id", flat=True))
        self._seats |= {post: [] for post in wanted}
        for holding in sorted(holdings, key=lambda one: RANK[Holding.Capacity(one.capacity)]):
            self._seats[holding.post_id].append((holding, holding.person_id not in away))

    def seats(self, post_id: UUID) -> list[tuple[Holding, bool]]:
        """The holdings of the post, definitive ones first, each with whether its person is there."""
        self.load([post_id])
        return self._seats[post_id]

    def sitting(self, post_id: UUID) -> Sitting:
        """Whoever acts in the post: its holder, else the Plt. or Plh."""
        seats = self.seats(post_id)
        there = next((holding for holding, present in seats if present), None)
        if there:
            return Sitting(there.person, there.capacity)
        return Sitting(None, why=_("sedang tidak bertugas") if seats else _("jabatan kosong"))
