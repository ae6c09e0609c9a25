"""What the inbox shows of applications: the step beside each line, and lists of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.inbox import Overview
from balairung.kernel.obligations.models import ObligationQuerySet, State
from balairung.kernel.people.actors import Actor
from balairung.rooms.services.definition.shape import Does
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND, definitions, step_of

SIGNS = {Does.CHECK: "list", Does.INSPECT: "map-pin", Does.DECIDE: "scale", Does.SIGN: "stamp"}


def marks(obligations: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """For each of these lines the drawing of its step and what it is called (settings.MARKS): two queries at most."""
    columns = ("obligation_id", "version_id", "version__digest", "obligation__step", "obligation__held_step")
    rows = list(Application.objects.filter(obligation__in=list(obligations)).values_list(*columns))
    known = definitions({version: digest for _key, version, digest, _step, _held in rows})
    found = {}
    for key, version, _digest, at, held in rows:
        if step := step_of(known[version], held or at):
            found[key] = (SIGNS[step.does], step.title)
    return found


def _granted_by_silence(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    """What the law counts as granted, and still has no letter."""
    owed = Application.objects.filter(deemed_at__isnull=False, decided_at__isnull=True)
    return rows.near(actor).open().filter(kind=KIND, pk__in=owed.values("obligation"))


def _almost(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    """What will be granted by silence within a working day."""
    near = Application.objects.filter(warned_at__isnull=False, deemed_at__isnull=True, decided_at__isnull=True)
    return rows.near(actor).running().filter(kind=KIND, state=State.ACTIVE, pk__in=near.values("obligation"))


#: What this room adds to the inbox (settings.OVERVIEWS).
OVERVIEWS = (
    Overview(
        "hampir-dikabulkan", _("Hampir dianggap dikabulkan"), "alert", _almost,
        _("Tidak ada permohonan yang hampir dianggap dikabulkan."), passing=True,
    ),
    Overview(
        "dianggap-dikabulkan", _("Dianggap dikabulkan, surat belum terbit"), "gavel", _granted_by_silence,
        _("Tidak ada permohonan yang dianggap dikabulkan tanpa surat."), passing=True,
    ),
)  # fmt: skip
