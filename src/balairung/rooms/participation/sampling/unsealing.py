"""The number that somebody left to be called back on (settings.SEALED_CASES), for whoever calls."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.obligations.unsealing import Sealed, read_key
from balairung.kernel.people.actors import Actor
from balairung.rooms.participation import access
from balairung.rooms.participation.models import SampleUnit

KIND = "callbacks"


def sealed_of(actor: Actor, key: str) -> Sealed:
    """Raise `SampleUnit.DoesNotExist` for what this actor may not see."""
    ref = SampleUnit.objects.values_list("run__ref", flat=True).get(pk=read_key(key))
    found = access.get_unit(actor, ref, read_key(key))
    return Sealed(
        kind=KIND, ref=key, title=_("Telepon kembali %(ref)s") % {"ref": found.case_ref}, obligation=None,
        values=((_("Nomor"), found.number),), contact=found.number,
        back=reverse("participation:record", args=[ref, found.pk]), ordinary=True,
    )  # fmt: skip
