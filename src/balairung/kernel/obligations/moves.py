"""What a permitted step is. Each room lists its own in its `moves.py`; the life of a thing is that list."""

from dataclasses import dataclass

from django.utils.functional import Promise

from balairung.kernel.obligations.models import State


@dataclass(frozen=True)
class Move:
    """A verb, from where, to where, and what it does to the clocks.

    `target` None keeps the state; `step` None keeps the step. `hold` remembers state and step and stops the office's
    clocks (a question was asked); `back` returns to what was held and lets them run again.
    """

    verb: str
    label: str | Promise
    sources: frozenset[State]
    target: State | None
    steps: frozenset[str] = frozenset()  # from these steps only; empty: from any
    step: str | None = None
    starts: tuple[str, ...] = ()  # clocks, by name
    meets: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()  # they count anew, or not at all
    hold: bool = False
    back: bool = False
    needs_evidence: bool = False
    needs_words: bool = False

    def fits(self, state: str, step: str) -> bool:
        return state in self.sources and (not self.steps or step in self.steps)
