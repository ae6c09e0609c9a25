"""One thing done to many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import Obligation

MOST = 200  # of one selection


@dataclass
class Outcome:
    """How many it was done to, and for which it was refused, with the sentence."""

    done: int = 0
    refused: list[tuple[Obligation, str]] = field(default_factory=list)


def for_each(rows: Iterable[Obligation], act: Callable[[Obligation], object]) -> Outcome:
    """One after the other, each as a whole by itself: a refusal stops none of the others."""
    outcome = Outcome()
    for obligation in rows:
        try:
            act(obligation)
        except Refused as refusal:
            outcome.refused.append((obligation, str(refusal)))
        else:
            outcome.done += 1
    return outcome
