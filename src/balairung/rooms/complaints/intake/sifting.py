"""What is new, what is here already, and what is here with other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from balairung.ground.common.sealed import keyed_hash
from balairung.rooms.complaints.intake.planning import Planned
from balairung.rooms.complaints.models import Complaint


@dataclass(frozen=True)
class Sifted:
    """A batch in three heaps."""

    new: list[Planned] = field(default_factory=list)
    known: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)  # the same number with another text: left alone


class Sieve:
    """Remembers, in a few bytes each, the reports of the file that went through it."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def sift(self, batch: Sequence[Planned]) -> Sifted:
        """Part the batch by what the database holds and by what came before it in the file."""
        tokens = {token_of(plan.legacy): plan.legacy for plan in batch}
        rows = Complaint.objects.filter(token__in=tokens).values_list("token", "text")
        here = {tokens[token]: hash(text) for token, text in rows}
        sifted = Sifted()
        for plan in batch:
            text = hash(plan.report.text)
            before = here.get(plan.legacy, self._seen.get(hash(plan.legacy)))
            heap = sifted.new if before is None else sifted.known if before == text else sifted.changed
            heap.append(plan)
            self._seen.setdefault(hash(plan.legacy), text)
        return sifted


def token_of(legacy: str) -> str:
    """The token under which an imported report is filed: the same report is filed once."""
    return keyed_hash("import", legacy)
