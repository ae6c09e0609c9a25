"""An assessment is opened, filled in, shown evidence for and decided about; and who may not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import Actor
from balairung.surface.maturity import actions
from balairung.surface.maturity.models import Charge, ProofReason, ProofStatus, Stage
from balairung.surface.maturity.reads import picture_of
from tests import make
from tests.surface.maturity.assessed import AT, Team, given, shown, team

pytestmark = pytest.mark.django_db
LEVEL_3 = dict.fromkeys(range(1, 21), Decimal(3))


@pytest.fixture
def found() -> Team:
    make.regency(at=AT)
    return team()


def test_what_is_claimed_counts_as_far_as_the_evidence_carries(found: Team) -> None:
    given(found, LEVEL_3)
    shown(found, 19, 1)
    shown(found, 19, 2)
    shown(found, 19, 3, accepted=False)
    picture = picture_of(found.assessment)
    assert str(picture.claimed.index) == "3.00"
    assert picture.lines[19].counted == 2
    assert picture.lines[20].counted == 1
    assert str(picture.counted.index) == "1.10"  # indicator 19 weighs 10 %


def test_evidence_withdrawn_after_acceptance_lowers_the_level(found: Team) -> None:
    given(found, {19: Decimal(2)})
    first = shown(found, 19, 1)
    shown(found, 19, 2)
    assert picture_of(found.assessment).lines[19].counted == 2
    with pytest.raises(Refused, match="mengapa"):
        actions.withdraw(first, words=" ", by=found.writer, at=AT)
    actions.withdraw(first, words="SK sudah dicabut", by=found.writer, at=AT)
    assert picture_of(found.assessment).lines[19].counted == 1
    with pytest.raises(Refused, match="sudah ditarik"):
        actions.decide(first, status=ProofStatus.ACCEPTED, by=found.assessor, at=AT)
    assert [line.status for line in first.lines.all()] == [ProofStatus.IN_REVIEW, ProofStatus.ACCEPTED, ""]


def test_the_internal_word_stands_over_ones_own_and_the_result_from_outside_over_both(found: Team) -> None:
    given(found, LEVEL_3)
    given(found, {1: Decimal("2.50")}, Stage.INTERNAL)
    given(found, {1: Decimal("1.26")}, Stage.EXTERNAL)
    line = picture_of(found.assessment).lines[1]
    assert (line.claimed, line.counted, line.today) == (Decimal("2.50"), Decimal(1), Decimal("1.26"))


@pytest.mark.parametrize(
    ("status", "reason", "words", "sentence"),
    [
        (ProofStatus.DRAFT, "", "", "Pilih diterima"),
        (ProofStatus.REVISION, "", "Salah tahun", "Pilih alasannya"),
        (ProofStatus.REVISION, ProofReason.NOT_FITTING, "", "Pilih alasannya"),
    ],
)
def test_a_decision_needs_its_reason(found: Team, status: str, reason: str, words: str, sentence: str) -> None:
    proof = shown(found, 19, 1, accepted=False)
    with pytest.raises(Refused, match=sentence):
        actions.decide(proof, status=status, reason=reason, words=words, by=found.assessor, at=AT)


def test_nobody_accepts_what_they_brought(found: Team) -> None:
    proof = shown(found, 19, 1, accepted=False)
    for stranger in (found.writer, found.secretary):
        with pytest.raises(NotAllowed):
            actions.decide(proof, status=ProofStatus.ACCEPTED, by=stranger, at=AT)


def test_only_the_team_fills_in(found: Team) -> None:
    stranger = make.officer("dukcapil", "head", at=AT)
    with pytest.raises(NotAllowed):
        actions.give_level(found.assessment, number=1, stage=Stage.SELF, level=Decimal(3), by=stranger, at=AT)
    with pytest.raises(NotAllowed):
        actions.give_level(found.assessment, number=1, stage=Stage.INTERNAL, level=Decimal(3), by=found.writer, at=AT)


@pytest.mark.parametrize(("number", "level"), [(21, "3"), (1, "0.5"), (1, "5.01")])
def test_levels_that_there_are_not(found: Team, number: int, level: str) -> None:
    with pytest.raises(Refused):
        actions.give_level(
            found.assessment, number=number, stage=Stage.SELF, level=Decimal(level), by=found.writer, at=AT
        )


def test_a_closed_assessment_stays_as_it_is(found: Team) -> None:
    proof = shown(found, 19, 1, accepted=False)
    actions.close(found.assessment, by=found.secretary, at=AT)
    for deed in (
        lambda: actions.decide(proof, status=ProofStatus.ACCEPTED, by=found.assessor, at=AT),
        lambda: actions.note_down(found.assessment, text="x", by=found.secretary),
        lambda: actions.give_level(
            found.assessment, number=1, stage=Stage.EXTERNAL, level=Decimal(3), by=found.secretary, at=AT
        ),
    ):
        with pytest.raises(Refused, match="ditutup"):
            deed()


@pytest.mark.parametrize(
    ("key", "year"), [("spbe-2020", 2026), ("pemdi-2026", 2025), ("pemdi-2026", 2027), ("x", 2026)]
)
def test_an_instrument_is_used_in_its_years(found: Team, key: str, year: int) -> None:
    with pytest.raises(Refused):
        actions.open_assessment(year=year, key=key, by=found.secretary, at=AT)


def charged(found: Team, by: Actor, token: str) -> Charge:
    return actions.charge_step(
        found.assessment, number=19, level=2, office=make.office("kominfo"), due_on=AT.date(), text="Meja bantuan",
        token=token, by=by, at=AT,
    )  # fmt: skip


def test_a_step_becomes_an_obligation_once(found: Team) -> None:
    first = charged(found, found.secretary, "satu")
    assert charged(found, found.secretary, "satu") == first
    assert first.instruction.obligation.owner_office == make.office("kominfo")
    with pytest.raises(NotAllowed):
        charged(found, found.writer, "dua")


def test_a_whole_index_is_known_without_asking_for_each_indicator(
    found: Team, django_assert_num_queries: object
) -> None:
    given(found, LEVEL_3)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert picture_of(found.assessment).counted.index


def test_officers_without_a_person_have_no_seat(found: Team) -> None:
    from balairung.surface.maturity import access

    assert not access.can_keep(Actor(found.writer.kind), found.assessment)
