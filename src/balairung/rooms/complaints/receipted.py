"""Which lines of a report stand in the public log, and what was filed with the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from balairung.kernel.obligations.receipted import ANSWER, CLOSURE, FILING, Receipted
from balairung.rooms.complaints import moves
from balairung.rooms.complaints.models import Complaint


def filed(keys: Sequence[UUID]) -> Mapping[UUID, str]:
    """What the reporter wrote, by the keys of the obligations; nobody edits it afterwards."""
    return dict(Complaint.objects.filter(obligation__in=keys).values_list("obligation_id", "text"))


LINES = Receipted(
    {
        **dict.fromkeys(("open", "add", moves.RESUME.verb, moves.REOPEN.verb), FILING),
        **dict.fromkeys((moves.ANSWER.verb, moves.ASK.verb, moves.RESOLVE.verb, "tell"), ANSWER),
        **dict.fromkeys((moves.CLOSE.verb, moves.REFUSE.verb, moves.WITHDRAW.verb, moves.TAKE_OVER.verb), CLOSURE),
    },
    filed,
)
