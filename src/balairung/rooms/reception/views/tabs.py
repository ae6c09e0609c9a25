"""Which pages of a hall stand in an officer's tabs."""

from __future__ import annotations

from balairung.kernel.people.actors import Actor
from balairung.rooms.reception.access import can_receive, can_set_up
from balairung.rooms.reception.models import Hall


def tabs(actor: Actor, hall: Hall) -> dict[str, object]:
    """For `reception/_tabs.html`."""
    return {"hall": hall, "receives": can_receive(actor, hall), "sets_up": can_set_up(actor, hall)}
