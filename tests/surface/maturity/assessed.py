"""An assessment of Balairaya's for tests: opened by the secretary, with a team, made by the real actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Holding, Person
from balairung.surface.maturity import actions
from balairung.surface.maturity.models import Assessment, Proof, ProofStatus, Stage, TeamSeat
from tests import make

AT = make.moment("2026-03-02 10:00")
KEY, YEAR = "pemdi-2026", 2026


@dataclass(frozen=True)
class Team:
    assessment: Assessment
    secretary: Actor
    writer: Actor  # for all aspects
    assessor: Actor


def team(key: str = KEY, year: int = YEAR, at: datetime = AT) -> Team:
    """The regency has to be there (`make.regency`)."""
    secretary = actor_of(_holds("setda", "secretary", "Bu Sekda", at), at)
    named = {
        TeamSeat.WRITER: _holds("kominfo", "section_head", "Wulan", at),
        TeamSeat.ASSESSOR: make.holder("inspektorat", "auditor", "Pak Asesor", at=at),
    }
    assessment = actions.open_assessment(year=year, key=key, by=secretary, at=at)
    for seat, person in named.items():
        actions.seat(assessment, person=person, seat=seat, aspect=0, by=secretary, at=at)
    return Team(assessment, secretary, *(actor_of(person, at) for person in named.values()))


def _holds(office: str, role: str, name: str, at: datetime) -> Person:
    """Whoever holds it already, where a larger scene has filled it."""
    held = Holding.objects.current(at).filter(post__office__key=office, post__role=role).select_related("person")
    first = held.order_by("post__order", "id").first()
    return first.person if first else make.holder(office, role, name, at=at)


def given(found: Team, levels: dict[int, Decimal], stage: Stage = Stage.SELF, at: datetime = AT) -> None:
    by = {Stage.SELF: found.writer, Stage.INTERNAL: found.assessor, Stage.EXTERNAL: found.secretary}[stage]
    for number, level in levels.items():
        actions.give_level(found.assessment, number=number, stage=stage, level=level, by=by, at=at)


def shown(found: Team, number: int, level: int, *, accepted: bool = True, at: datetime = AT) -> Proof:
    """A link as evidence, accepted at once unless told otherwise."""
    proof = actions.show(
        found.assessment, number=number, level=level, title=f"Bukti {number}.{level}",
        link=f"https://contoh.go.id/{number}/{level}", by=found.writer, at=at,
    )  # fmt: skip
    if accepted:
        actions.decide(proof, status=ProofStatus.ACCEPTED, by=found.assessor, at=at)
        proof.refresh_from_db()
    return proof


def named() -> dict[str, str]:
    """What leads to an assessment and into it, by the parameter that names it in an address."""
    found = team(at=make.START)
    proof, member = shown(found, 1, 1, accepted=False), found.assessment.team.all()[0]
    return {
        "maturity:year": str(found.assessment.year), "maturity:instrument": found.assessment.instrument_key,
        "maturity:number": "1", "maturity:act_proof:key": str(proof.pk), "maturity:leave_team:key": str(member.pk),
        "maturity:source": "kebijakan",
    }  # fmt: skip
