"""A call as people read it: its headline, and the ladder that it climbed, person by person and door by door."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from balairung.kernel.messaging.gateways import sign, word
from balairung.kernel.messaging.reads import Attempt, attempts
from balairung.rooms.duty.models import Call, CallQuerySet, Drill, Ring


@dataclass(frozen=True)
class Rung:
    """One try at one door, or why there was none."""

    at: datetime
    sign: str
    word: str
    state: str  # "answered", "skipped", or of the message: "waiting", "sent", "delivered", "read", "failed"
    label: str


@dataclass(frozen=True)
class Turn:
    """One person in their turn: as what, and the doors in the order in which they were tried."""

    role: str
    who: str
    name: str
    rungs: list[Rung]


@dataclass(frozen=True)
class Climb:
    """One call and everything that was tried for it."""

    call: Call
    turns: list[Turn]

    @property
    def answered(self) -> Ring | None:
        return self.call.answered_ring

    @property
    def began(self) -> datetime | None:
        """When somebody was called; of a call for which no door could be tried, when that was found out."""
        return self.call.started_at or self.call.ended_at

    @property
    def door(self) -> str:
        """Through what the answer came, or how it was given where no message led there."""
        if self.answered and self.answered.channel:
            return word(self.answered.channel)
        return self.call.get_means_display()

    @property
    def by(self) -> str:
        """Who answered when it was not the official: "petugas jaga", "wakil menurut pelimpahan"."""
        ring = self.answered
        return ring.get_role_display() if ring and ring.role != Ring.Role.HOLDER else ""

    @property
    def trying(self) -> Turn | None:
        """Whose turn it is while the call climbs."""
        return self.turns[-1] if self.turns and self.call.state == Call.State.RINGING else None

    @property
    def last(self) -> Rung | None:
        """The latest door that was really tried, or the latest that could not be."""
        rungs = [rung for turn in self.turns for rung in turn.rungs]
        return next((rung for rung in reversed(rungs) if rung.state != "skipped"), rungs[-1] if rungs else None)

    @property
    def chip(self) -> str:
        """The shape beside the words."""
        return CHIPS[Call.State(self.call.state)]


CHIPS = {
    Call.State.PLANNED: "new", Call.State.RINGING: "active", Call.State.REACHED: "done",
    Call.State.UNREACHED: "refused", Call.State.EXCUSED: "withdrawn", Call.State.CANCELLED: "withdrawn",
}  # fmt: skip

CHIPS_OF_DRILLS = {
    Drill.State.PLANNED: "new", Drill.State.RUNNING: "active", Drill.State.DONE: "done",
    Drill.State.CANCELLED: "withdrawn",
}  # fmt: skip


def shown(calls: CallQuerySet) -> CallQuerySet:
    """Those that began, the latest first, with everything that is named beside them. `moment` says when that was: of
    a call for which no door could be tried, when that was found out.
    """
    never = Q(state=Call.State.CANCELLED, started_at__isnull=True)
    rows = calls.exclude(state=Call.State.PLANNED, real=False).exclude(never)
    rows = rows.annotate(moment=Coalesce("started_at", "ended_at")).order_by("-moment", "-id")
    return rows.select_related("post__office", "person", "called_by", "answered_by", "answered_ring")


def climbs(calls: Collection[Call]) -> list[Climb]:
    """All of them in two queries, however many they are. Calls come with post, person and answered_ring."""
    rows = Ring.objects.filter(call__in=[call.pk for call in calls]).select_related("person", "post")
    rings = list(rows.order_by("call", "step", "id").defer("person__nip", "person__phone", "person__email"))
    messages = attempts([ring.notice_key for ring in rings if ring.notice_key])
    of_call: dict[UUID, list[Ring]] = {call.pk: [] for call in calls}
    for ring in rings:
        of_call[ring.call_id].append(ring)
    return [Climb(call, list(_turns(call, of_call[call.pk], messages))) for call in calls]


def _turns(call: Call, rings: list[Ring], messages: Mapping[str, Attempt]) -> Iterator[Turn]:
    for (role, _person), own in groupby(rings, key=lambda ring: (ring.role, ring.person_id)):
        together = list(own)
        first = together[0]
        post = None if role == Ring.Role.HOLDER else first.post  # the official's own stands above the ladder
        name = first.person.name if first.person else ""
        yield Turn(
            first.get_role_display(), post.title if post else "", name,
            [_rung(call, ring, messages.get(ring.notice_key)) for ring in together],
        )  # fmt: skip


def _rung(call: Call, ring: Ring, message: Attempt | None) -> Rung:
    drawing, name = sign(ring.channel), word(ring.channel) if ring.channel else ""
    if ring.skipped:
        return Rung(ring.at, drawing, name, "skipped", ring.skipped)
    if call.answered_ring_id == ring.pk:
        how = call.get_means_display()
        return Rung(ring.at, drawing, name, "answered", _("dijawab dengan %(how)s") % {"how": how})
    if message is None:
        return Rung(ring.at, drawing, name, "waiting", _("menunggu dikirim"))
    return Rung(ring.at, drawing, name, message.state, message.problem or message.label)
