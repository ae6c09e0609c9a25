"""What the inbox shows of field checks."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.inbox import Overview
from balairung.kernel.obligations.models import ObligationQuerySet
from balairung.kernel.people.actors import Actor


def _standing(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.near(actor).running().filter(kind="inspections")


OVERVIEWS = (
    Overview(
        "temuan-lapangan", _("Temuan cek lapangan"), "eye", _standing,
        _("Tidak ada temuan cek lapangan yang harus diperbaiki."), hides=True, passing=True,
    ),
)  # fmt: skip
