"""Where somebody stands: what their own page, a chat and a message say of one number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from balairung.rooms.reception.models import HallVisit, Ticket
from balairung.rooms.reception.queue.forecasting import Outlook, ahead_in_words, in_words

State = Ticket.State


@dataclass(frozen=True)
class Standing:
    """One number. `people` and `wait` only while it waits; `counter` while it is called or served."""

    ticket: Ticket
    counter: str = ""
    people: int = 0
    ahead: str = ""
    wait: str = ""

    @property
    def is_open(self) -> bool:
        return self.ticket.ended_at is None

    @property
    def may_leave(self) -> bool:
        return self.ticket.state in {State.WAITING, State.CALLED, State.HELD}


def standings(visit: HallVisit, *, at: datetime) -> list[Standing]:
    """Its numbers, the one that is called first, then those that wait in the order of their turn, then what is over."""
    outlook = Outlook(visit.hall, at)
    rows = [_standing(ticket, outlook) for ticket in visit.tickets.for_list().order_by("stands_at", "id")]
    order = {State.CALLED: 0, State.SERVING: 1, State.WAITING: 2, State.HELD: 3}
    return sorted(rows, key=lambda row: order.get(State(row.ticket.state), 4))


def _standing(ticket: Ticket, outlook: Outlook) -> Standing:
    if ticket.state != State.WAITING:
        return Standing(ticket, ticket.counter.label if ticket.counter else "")
    told = outlook.ticket(ticket.pk)
    return Standing(ticket, "", told.people, ahead_in_words(told.people), in_words(told))
