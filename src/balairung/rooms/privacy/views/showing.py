"""What the pages of an incident show: what is still missing, how far search and letters have come."""

from __future__ import annotations

from typing import Any

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import Actor
from balairung.rooms.privacy import access, rules, wording
from balairung.rooms.privacy.models import Incident
from balairung.rooms.privacy.spreading import letter_key, room_names


def about_incident(incident: Incident, actor: Actor) -> dict[str, Any]:
    """For the page of one incident."""
    people = incident.affected.count()
    told = incident.affected.filter(told_at__isnull=False).count() if incident.letters_at else 0
    names = dict(room_names())
    return {
        "incident": incident, "missing": wording.missing(incident), "people": people, "told": told,
        "exposed": rules.exposed_words(incident.exposed_keys), "special": rules.is_special(incident.exposed_keys),
        "rooms": [names.get(key, key) for key in incident.room_keys], "letter": wording.letter_body(incident),
        "handles": access.can_handle(actor, incident), **outcomes(incident),
    }  # fmt: skip


def outcomes(incident: Incident) -> dict[str, int]:
    """What became of its letters: sent, still owed, not arrived; one row for each door that was tried."""
    if not incident.letters_at or incident.drill:
        return {"sent": 0, "owed": 0, "failed": 0}
    mark = letter_key(incident)
    rows = Notice.objects.filter(key__gte=mark, key__lt=f"{mark[:-1]};")  # a range: the key has an index
    return {
        "sent": rows.filter(outcome=Notice.Outcome.SENT).count(),
        "owed": rows.filter(outcome=Notice.Outcome.WAITING).count(),
        "failed": rows.filter(outcome=Notice.Outcome.FAILED).count(),
    }
