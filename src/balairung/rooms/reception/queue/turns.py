"""A turn of a ticket: the ticket and the line that says so are one write, or neither is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Stale
from balairung.kernel.people.actors import Actor
from balairung.rooms.reception.models import Ticket, Turn
from balairung.rooms.reception.queue.beats import beat

State: TypeAlias = Ticket.State
Kind: TypeAlias = Turn.Kind
#: From which states a turn may be taken, and where it leads (None: where it was).
TURNS: dict[str, tuple[frozenset[State], State | None]] = {
    Kind.CALLED: (frozenset({State.WAITING}), State.CALLED),
    Kind.RECALLED: (frozenset({State.CALLED}), None),
    Kind.STARTED: (frozenset({State.CALLED}), State.SERVING),
    Kind.DONE: (frozenset({State.CALLED, State.SERVING}), State.DONE),
    Kind.NO_SHOW: (frozenset({State.CALLED}), State.NO_SHOW),
    Kind.HELD: (frozenset({State.CALLED, State.SERVING}), State.HELD),
    Kind.RESUMED: (frozenset({State.HELD, State.NO_SHOW}), State.WAITING),
    Kind.TRANSFERRED: (frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD}), State.WAITING),
    Kind.LEFT: (frozenset({State.WAITING, State.CALLED, State.HELD}), State.LEFT),
    Kind.CLOSED: (frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD}), State.CLOSED),
}
ENDING = frozenset({State.DONE, State.NO_SHOW, State.LEFT, State.CLOSED})


def turn(ticket: Ticket, kind: str, *, by: Actor, at: datetime, where: UUID | None = None, **changes: Any) -> None:
    """Write this turn, at a moment that `choosing.not_before` has looked at. Inside a transaction of the caller.

    `where` is the counter that it is leaving by this turn.
    Raise Stale when the ticket has moved on since it was read, or is where this turn does not lead from.
    """
    origins, state = TURNS[kind]
    if ticket.state not in origins:
        raise moved_on(ticket)
    values = _values(state, at) | changes
    if not Ticket.objects.filter(pk=ticket.pk, turn=ticket.turn).update(turn=F("turn") + 1, turned_at=at, **values):
        ticket.refresh_from_db(fields=["state"])
        raise moved_on(ticket)
    for name, value in ({"turn": ticket.turn + 1, "turned_at": at} | values).items():
        setattr(ticket, name, value)
    Turn.objects.create(
        ticket=ticket, kind=kind, at=at, line_id=ticket.line_id, counter_id=where or ticket.counter_id,
        person_id=by.person_id,
    )  # fmt: skip
    beat(ticket.hall_id)


def _values(state: State | None, at: datetime) -> dict[str, Any]:
    if state is None:
        return {}
    return {"state": state, "ended_at": at if state in ENDING else None}


def moved_on(ticket: Ticket) -> Stale:
    """The sentence for a form that was older than the ticket."""
    told = {"label": ticket.label, "state": ticket.get_state_display()}
    return Stale(_("Nomor %(label)s sekarang %(state)s. Tidak ada yang diubah oleh tombol tadi.") % told)
