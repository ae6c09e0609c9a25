"""Cases that stay as they are while somebody examines them; each hold is a line of their ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.surface.records import access
from balairung.surface.records.models import Hold, RetentionSwitch

ONLY = gettext_lazy("Hanya Inspektorat dan Sekretaris Daerah yang menahan penghapusan.")


def held(refs: Sequence[str]) -> dict[str, str]:
    """Which of these are held, and why in words (settings.HELD)."""
    rows = Hold.objects.holding().filter(obligation__ref__in=refs).select_related("obligation")
    said = _("Sedang dibutuhkan untuk %(ground)s, sehingga belum boleh dihapus (UU 27/2022 pasal 15).")
    return {row.obligation.ref: said % {"ground": row.get_ground_display()} for row in rows}


@transaction.atomic
def hold(obligation: Obligation, *, ground: str, paper: str, by: Actor, at: datetime) -> Hold:
    """From now on neither a wish nor a rule erases this case."""
    require(access.may_hold(by), ONLY)
    if not clean_line(paper) or ground not in Hold.Ground.values:
        raise Refused(_("Pilih alasannya dan tuliskan nomor surat yang memintanya."))
    said: dict[str, Any] = {"ground": ground, "paper": clean_line(paper), "held_at": at, "held_by_id": by.person_id}
    row = Hold(obligation=obligation, **said)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(_("Perkara ini sudah ditahan.")) from twice
    note(obligation, by=by, at=at, words=_("Penghapusan ditahan: %(why)s.") % {"why": row.get_ground_display()})
    return row


@transaction.atomic
def lift(row: Hold, *, by: Actor, at: datetime) -> None:
    """It may be erased again."""
    require(access.may_hold(by), ONLY)
    if not Hold.objects.holding().filter(pk=row.pk).update(lifted_at=at, lifted_by=by.person_id):
        raise Refused(_("Penahanan ini sudah dilepas."))
    if closed := row.obligation.closed_at:  # rules that passed it by come back to it
        RetentionSwitch.objects.filter(done_until__gte=closed).update(done_until=closed, done_key=UUID(int=0))
    note(row.obligation, by=by, at=at, words=_("Penghapusan tidak lagi ditahan."))
