"""Machines that fill forms, floods, and proxies who stand on both sides. A doubtful report is held, never refused.

Held means: filed, with its receipt and its clocks, and marked for the coordinator to look at. Nobody is written to.
A browser with scripts does a little work for each report (kernel/people/effort.py); one without may send fewer in an
hour.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import Obligation, Tag
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Office

HELD = "!ditahan"  # the tag by which the coordinator finds them


class Why(models.TextChoices):
    """Why a report waits for a person; the ledger keeps the value."""

    NONE = "", gettext_lazy("tidak ditahan")
    TRAP = "trap", gettext_lazy("isian yang tidak terlihat orang terisi")
    OFTEN = "often", gettext_lazy("banyak laporan dari satu jaringan dalam satu jam")
    TALK = "talk", gettext_lazy("banyak laporan dari satu percakapan dalam satu jam")


def judge(*, trapped: bool, proved: bool, count: int) -> Why:
    """Whether a report waits for a person: the `count`-th of its network in this hour. Raise `Refused` for a flood."""
    most = _most(settings.FILING_LIMIT)
    if most and count > most * settings.FLOOD:
        raise Refused(
            _("Terlalu banyak laporan dari jaringan ini dalam satu jam. Isian Anda masih ada; coba lagi nanti.")
        )
    if trapped:
        return Why.TRAP
    allowed = most if proved else min(most, _most(settings.UNPROVED_LIMIT) or most)
    return Why.OFTEN if most and count > allowed else Why.NONE


def release(obligation: Obligation) -> None:
    """A person has looked at it: it waits no more. Whoever verifies it does that."""
    Tag.objects.filter(obligation=obligation, word=HELD).delete()


def require_outsider(accused: Office | None, contact: str, *, by: Actor, at: datetime) -> None:
    """A proxy does not work at the office that the report is about. (Its people may report it in their own name.)"""
    if accused and (by.seat_at(accused.pk) or _works_there(accused, contact, at)):
        sentence = _(
            "Orang yang bekerja di %(office)s tidak dapat mewakili orang lain untuk melaporkan kantor itu. Minta orang"
            " lain mewakilinya, atau laporkan atas nama Anda sendiri."
        )
        raise Refused(sentence % {"office": accused.name})


def _works_there(office: Office, contact: str, at: datetime) -> bool:
    rows = Holding.objects.current(at).filter(post__office=office).select_related("person")
    return bool(contact) and any(contact in (row.person.email, row.person.phone) for row in rows)


def _most(limit: str) -> int:
    return int(limit.partition("/")[0])
