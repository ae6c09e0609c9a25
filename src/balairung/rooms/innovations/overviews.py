"""What the inbox shows of innovations: cards and stages that wait for the office that judges them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.inbox import Overview
from balairung.kernel.obligations.models import ObligationQuerySet, State
from balairung.kernel.people.actors import Actor
from balairung.rooms.innovations.access import judges
from balairung.rooms.innovations.moves import REVIEW, STAGE
from balairung.rooms.innovations.notices import KIND


def _to_be_judged(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    """What was sent back waits for the village, and stands here again when it returns."""
    waiting = rows.filter(owner_office__in=actor.office_ids, state=State.ACTIVE).running()
    return waiting.filter(kind=KIND, step__in=REVIEW | STAGE)


#: What this room adds to the inbox (settings.OVERVIEWS).
OVERVIEWS = (
    Overview(
        "inovasi-dinilai", _("Inovasi menunggu penilaian"), "star", _to_be_judged,
        _("Tidak ada inovasi yang menunggu penilaian kantor Anda."), only=judges, hides=True, passing=True,
    ),
)  # fmt: skip
