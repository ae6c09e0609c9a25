"""Why a step stands in a plan, in figures that a person can check: what it adds for its effort, and what it opens."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from balairung.surface.maturity.ways import Rung, Step, Way


@dataclass(frozen=True)
class Reason:
    """Of one step. A step that adds little for its effort stands there for what it opens, or to close the last gap."""

    step: Step
    place: int  # among the steps of this plan by points for effort, from 1
    opens: tuple[Rung, ...]  # the steps of the plan that need it, of other indicators first
    ready: int  # the week in which it can be done at the earliest

    @property
    def yields(self) -> Fraction | None:
        """Points of the index for a hundred person-days; None where it takes no effort."""
        return 100 * self.step.gain / self.step.price.effort if self.step.price.effort else None


def reasons(way: Way) -> list[Reason]:
    """One for each step, in the order of the plan."""
    ranked = sorted(way.steps, key=_worth, reverse=True)
    places = {step.rung: place for place, step in enumerate(ranked, 1)}
    return [Reason(step, places[step.rung], _opens(step.rung, way), way.ready[step.rung]) for step in way.steps]


def _worth(step: Step) -> tuple[bool, Fraction, Fraction]:
    """What is free comes first; then points for effort, then points."""
    effort = step.price.effort
    return effort == 0, step.gain / effort if effort else step.gain, step.gain


def _opens(rung: Rung, way: Way) -> tuple[Rung, ...]:
    waiting = [step.rung for step in way.steps if rung in step.needs]
    return tuple(sorted(waiting, key=lambda other: (other[0] == rung[0], other)))
