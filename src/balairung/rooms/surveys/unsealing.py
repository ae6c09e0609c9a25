"""What may be opened of whoever wants to be called after a survey (settings.SEALED_CASES)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.obligations.unsealing import Sealed
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.surveys import access


def sealed_of(actor: Actor, ref: str) -> Sealed:
    """The contact, for the office that has to call and nobody else."""
    found = access.get_follow_up(actor, ref)
    sentence = _("Kontak ini hanya dibuka oleh kantor yang harus menghubungi.")
    require(access.can_read_words(actor, found.survey.office_id), sentence)
    return Sealed(
        kind="surveys", ref=found.obligation.ref, title=f"{found.obligation.ref} · {found.text}",
        obligation=found.obligation, values=((_("Kontak"), found.contact),), contact=found.contact,
        back=reverse("surveys:detail", args=[found.obligation.ref]), ordinary=True,
    )  # fmt: skip
