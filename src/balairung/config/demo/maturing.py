"""Digital maturity in the demonstration: this year's assessment half done, two parts and two steps given away."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.timezone import localdate

from balairung.config.demo.people import hire
from balairung.config.demo.stage import SEED, Stage
from balairung.config.demo.texts import load
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.instructions.actions import acknowledge
from balairung.surface.maturity import actions
from balairung.surface.maturity.bundling import refresh
from balairung.surface.maturity.gathering.subjects import SUBJECTS
from balairung.surface.maturity.models import Assessment, Charge, Proof, ProofStatus, TeamMember, TeamSeat
from balairung.surface.maturity.models import Stage as Given

DAY = timedelta(days=1)


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(41), load("maturing")
    stage.plan(stage.pace.office_hours(stage.end - 60 * DAY), partial(_this_year, stage, told))
    stage.plan(stage.pace.office_hours(stage.end - 2 * DAY), partial(_gather, told["gathered"]))


def _this_year(stage: Stage, told: Mapping[str, Any], at: datetime) -> None:
    secretary, this = stage.cast.secretary(), told["this"]
    found = actions.open_assessment(year=localdate(at).year, key=this["instrument"], by=secretary, at=at)
    team = _team(found, told["team"], secretary, at)
    actions.note_down(found, text=this["note"], by=secretary)
    givers = {Given.SELF: team[TeamSeat.WRITER], Given.INTERNAL: team[TeamSeat.ASSESSOR], Given.EXTERNAL: secretary}
    for stage_of, by in givers.items():
        for number, level in this[stage_of.value].items():
            actions.give_level(found, number=int(number), stage=stage_of, level=Decimal(level), by=by, at=at)
    for row in told["proofs"]:
        _show(found, row, team, at)
    for aspect, key, days, text in told["parts"]:
        charge = actions.charge_part(found, aspect=aspect, **_given(stage, key, days, text, secretary, at))
        _take_up(stage, charge, at)
    for number, level, key, days, text in told["steps"]:
        step = {"number": number, "level": level, **_given(stage, key, days, text, secretary, at)}
        _take_up(stage, actions.charge_step(found, **step), at)


def _team(found: Assessment, rows: list[Any], secretary: Actor, at: datetime) -> dict[str, Actor]:
    team: dict[str, Actor] = {}
    for office, role, seat, aspect in rows:
        person = _holder(office, role, at)
        actions.seat(found, person=person, seat=seat, aspect=aspect, by=secretary, at=at)
        team[seat] = actor_of(person, at)
    return team


def _holder(office: str, role: str, at: datetime) -> Person:
    """Whoever holds the first post of this role there; where nobody does, somebody new."""
    post = Post.objects.filter(office__key=office, role=role).select_related("office").order_by("order", "id")[0]
    held = Holding.objects.current(at).filter(post=post).select_related("person").order_by("since", "id").first()
    return held.person if held else hire(random.Random(SEED + 47), post, at)


def _show(found: Assessment, row: list[Any], team: Mapping[str, Actor], at: datetime) -> None:
    number, level, title, became, *why = row
    link = f"https://{found.year}.contoh.go.id/bukti/{number}-{level}.pdf"
    proof = actions.show(found, number=number, level=level, title=title, link=link, by=team[TeamSeat.WRITER], at=at)
    if became != "waiting":
        _decide(proof, became, why, team[TeamSeat.ASSESSOR], at + DAY)


def _decide(proof: Proof, became: str, why: list[str], assessor: Actor, at: datetime) -> None:
    status = ProofStatus.ACCEPTED if became == "accepted" else ProofStatus.REVISION
    reason, words = why or ("", "")
    actions.decide(proof, status=status, reason=reason, words=words, by=assessor, at=at)


def _gather(accepted: list[str], at: datetime) -> None:
    """What the year itself proves, put on paper; the assessor takes some of it."""
    for source in SUBJECTS:
        refresh(source, year=localdate(at).year, by=SYSTEM, at=at)
    seat = TeamMember.objects.select_related("person").get(seat=TeamSeat.ASSESSOR)
    waiting = Proof.objects.standing().filter(bundle__source__in=accepted).select_related("assessment")
    for proof in waiting.order_by("indicator", "level", "id"):
        actions.decide(proof, status=ProofStatus.ACCEPTED, by=actor_of(seat.person, at), at=at + timedelta(hours=1))


def _take_up(stage: Stage, charge: Charge, at: datetime) -> None:
    """The office has read it by the next day."""
    if head := stage.cast.head(charge.instruction.obligation.owner_office_id):
        acknowledge(charge.instruction, by=head, at=at + DAY)


def _given(stage: Stage, key: str, days: int, text: str, by: Actor, at: datetime) -> dict[str, Any]:
    office = Office.objects.get(key=key)
    due_on = localdate(at) + timedelta(days=days)
    return {"office": office, "due_on": due_on, "text": text, "token": stage.token(), "by": by, "at": at}
