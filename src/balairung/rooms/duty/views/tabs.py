"""Which pages of readiness stand in an officer's tabs."""

from __future__ import annotations

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.rooms.duty import access, reach

MOST = 3  # offices


def tabs(actor: Actor) -> dict[str, object]:
    """For `duty/_tabs.html`."""
    wanted = reach.required_posts().filter(office__in=actor.office_ids).order_by().values("office")
    own = Office.objects.filter(pk__in=wanted).order_by("order", "name").values_list("key", "short")
    return {"watches": actor.leads, "summons": access.may_summon(actor), "own": list(own[:MOST])}
