"""What an assessment says now: the levels of each stage, what of them is proven, and the index they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from balairung.surface.maturity.instruments import LOWEST, Aspect, Indicator, Instrument, Predicate
from balairung.surface.maturity.models import Assessment, LevelGiven, Proof, ProofStatus, Stage
from balairung.surface.maturity.proving import Shown, counted, missing, shown_of
from balairung.surface.maturity.scoring import Score, score

FLOOR = Decimal(LOWEST)


@dataclass(frozen=True)
class Line:
    """One indicator: what was given at each stage, and what was shown for it."""

    indicator: Indicator
    aspect: Aspect
    given: Mapping[str, LevelGiven]  # the latest of each stage
    shown: Mapping[int, Shown] = field(default_factory=dict)  # by level
    fractional: bool = False

    def level(self, stage: str) -> Decimal | None:
        """As it was given; None where nobody has yet."""
        found = self.given.get(stage)
        return found.level if found else None

    @property
    def levels(self) -> list[Decimal | None]:
        """As each stage gave it, in the order of the stages."""
        return [self.level(stage) for stage in Stage]

    @property
    def claimed(self) -> Decimal:
        """What we say ourselves: the internal assessor's word over one's own; 1 where nobody said anything."""
        internal, own = self.level(Stage.INTERNAL), self.level(Stage.SELF)
        return internal if internal is not None else own if own is not None else FLOOR

    @property
    def counted(self) -> Decimal:
        """As far as the evidence carries."""
        return counted(self.claimed, self.shown, fractional=self.fractional, external=bool(self.indicator.external))

    @property
    def said(self) -> bool:
        """Whether we gave it a level ourselves."""
        return Stage.SELF in self.given or Stage.INTERNAL in self.given

    @property
    def lacking(self) -> list[int]:
        """The levels up to the claim whose evidence is not accepted as a whole; none where no ladder is asked."""
        return [] if self.indicator.external else missing(self.claimed, self.shown)

    @property
    def today(self) -> Decimal:
        """Where one begins from: the result from outside where it is known, else what counts."""
        found = self.level(Stage.EXTERNAL)
        return found if found is not None else self.counted

    @property
    def given_proofs(self) -> int:
        return sum(one.given for one in self.shown.values())

    @property
    def accepted_proofs(self) -> int:
        return sum(one.accepted for one in self.shown.values())


@dataclass(frozen=True)
class Picture:
    """All lines of an assessment by number of the indicator."""

    assessment: Assessment
    lines: Mapping[int, Line]

    @property
    def instrument(self) -> Instrument:
        return self.assessment.instrument

    @cached_property
    def claimed(self) -> Score:
        return self._score({number: line.claimed for number, line in self.lines.items()})

    @cached_property
    def counted(self) -> Score:
        return self._score(self.counted_levels)

    @cached_property
    def today(self) -> Score:
        return self._score(self.levels)

    @property
    def counted_levels(self) -> dict[int, Decimal]:
        return {number: line.counted for number, line in self.lines.items()}

    @property
    def levels(self) -> dict[int, Decimal]:
        """Where the way up begins."""
        return {number: line.today for number, line in self.lines.items()}

    def of_stage(self, stage: str) -> Score | None:
        """None while that stage lacks a level."""
        levels = {number: line.level(stage) for number, line in self.lines.items()}
        known = {number: level for number, level in levels.items() if level is not None}
        return self._score(known) if len(known) == len(levels) else None

    def unset(self, stage: str) -> list[Line]:
        """The indicators without a level of this stage."""
        return [line for line in self.lines.values() if line.level(stage) is None]

    @property
    def unsaid(self) -> list[Line]:
        """The indicators to which we gave no level."""
        return [line for line in self.lines.values() if not line.said]

    @property
    def unshown(self) -> list[Line]:
        """The indicators for which nothing was shown."""
        return [line for line in self.lines.values() if not line.given_proofs]

    def _score(self, levels: Mapping[int, Decimal]) -> Score:
        return score(self.instrument, levels)


def picture_of(assessment: Assessment) -> Picture:
    """Two queries, whatever there is in it."""
    return pictures_of([assessment])[0]


def pictures_of(assessments: Sequence[Assessment]) -> list[Picture]:
    """In the same order; two queries for all of them."""
    given: defaultdict[tuple[UUID, int], dict[str, LevelGiven]] = defaultdict(dict)
    for row in LevelGiven.objects.filter(assessment__in=assessments).order_by("given_at", "id"):
        given[row.assessment_id, row.indicator][row.stage] = row
    proofs: defaultdict[UUID, list[Proof]] = defaultdict(list)
    for proof in Proof.objects.standing().filter(assessment__in=assessments):
        proofs[proof.assessment_id].append(proof)
    return [_picture(one, given, shown_by_indicator(proofs[one.pk])) for one in assessments]


def _picture(
    assessment: Assessment,
    given: Mapping[tuple[UUID, int], Mapping[str, LevelGiven]],
    shown: Mapping[int, Mapping[int, Shown]],
) -> Picture:
    whole = assessment.instrument
    lines = {
        one.number: Line(
            one, aspect, given.get((assessment.pk, one.number), {}), shown.get(one.number, {}), whole.fractional
        )
        for aspect in whole.aspects
        for one in aspect.indicators
    }
    return Picture(assessment, lines)


def unrounded(found: Score) -> Predicate:
    """The word for the exact index: the ministry went by it in one year, and by the rounded index in another."""
    return next((one for one in found.instrument.predicates if found.exact >= Fraction(one.least)), found.predicate)


def shown_by_indicator(proofs: Iterable[Proof]) -> dict[int, dict[int, Shown]]:
    rows: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for one in proofs:
        accepted = one.status == ProofStatus.ACCEPTED
        if accepted or one.bundle_id is None:  # what the house offers by itself takes nothing away while it waits
            rows[one.indicator].append((one.level, accepted))
    return {number: shown_of(found) for number, found in rows.items()}


def latest() -> Assessment | None:
    """The newest year, and in it the newest instrument."""
    return Assessment.objects.order_by("-year", "-instrument_key").first()
