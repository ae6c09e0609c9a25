"""Everything that a report tells, read once."""

from __future__ import annotations

from dataclasses import dataclass

from balairung.kernel.people.house import the_regency
from balairung.surface.maturity import comparing
from balairung.surface.maturity.climbing import Climb, climb, goals
from balairung.surface.maturity.instruments import Instrument, Predicate
from balairung.surface.maturity.models import Assessment, Stage
from balairung.surface.maturity.prices import ladder_of
from balairung.surface.maturity.reads import Picture, picture_of
from balairung.surface.maturity.scoring import Score
from balairung.surface.maturity.ways import Limits


@dataclass(frozen=True)
class Told:
    """Everything that is read for a report, once."""

    assessment: Assessment
    picture: Picture
    external: Score | None  # where every indicator has its result from outside
    target: Predicate | None  # the next predicate; None at the top
    plan: Climb | None
    field: comparing.Field

    @property
    def instrument(self) -> Instrument:
        return self.picture.instrument

    @property
    def score(self) -> Score:
        """What the cover says: the result from outside where it is whole, else what the evidence carries."""
        return self.external or self.picture.counted


def told_of(assessment: Assessment) -> Told:
    picture = picture_of(assessment)
    above = goals(picture.instrument, picture.today.index)
    plan = climb(picture.instrument, ladder_of(picture), above[0].least, Limits()) if above else None
    field = comparing.field_of(the_regency(), counted=False)
    return Told(
        assessment, picture, picture.of_stage(Stage.EXTERNAL), above[0] if above else None, plan, field
    )  # fmt: skip
