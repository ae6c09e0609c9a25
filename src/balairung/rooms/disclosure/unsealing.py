"""What may be opened of whoever asks for information (settings.SEALED_CASES)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.obligations.unsealing import Sealed, may_break
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.disclosure import access
from balairung.rooms.disclosure.answering import ONLY
from balairung.rooms.disclosure.rules import KIND


def sealed_of(actor: Actor, ref: str) -> Sealed:
    """Contact and address: one tap for the office that answers, a reason for whoever else sees the request."""
    found = access.get_request(actor, ref)
    reads = access.can_read(actor, found)
    require(reads or may_break(actor, found.obligation), ONLY)
    values = ((_("Nama"), found.name), (_("Kontak"), found.contact), (_("Alamat"), found.address))
    return Sealed(
        kind=KIND, ref=found.ref, title=f"{found.ref} · {found.obligation.subject}", obligation=found.obligation,
        values=values, contact=found.contact, back=reverse("disclosure:detail", args=[found.ref]), ordinary=reads,
    )  # fmt: skip
