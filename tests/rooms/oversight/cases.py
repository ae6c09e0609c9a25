"""Examinations for the tests, made by the real actions: an Inspektur, a team, one examined office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.oversight import examining, overseeing
from balairung.rooms.oversight.examining import Found, Plan
from balairung.rooms.oversight.models import Examination, Finding, Overseer, Recommendation
from balairung.rooms.oversight.overseeing import Asked
from tests import make
from tests.make import START


@dataclass
class Inspection:
    """Who examines: the Inspektur, Ratih who leads the team, and Joko of the Inspektorat who is not in it."""

    head: Actor
    lead: Actor
    lead_person: Person
    other: Actor


def inspectorate() -> Inspection:
    lead = make.holder("inspektorat", "auditor", "Ratih")
    return Inspection(
        head=make.officer("inspektorat", "head", "Inspektur Bagas"),
        lead=actor_of(lead, START),
        lead_person=lead,
        other=make.officer("inspektorat", "auditor", "Joko"),
    )


def plan(lead: Person | None, **more: Any) -> Plan:
    given: dict[str, Any] = {
        "letter": "700/17/ST/2026", "about": "Belanja modal jalan", "kind": "reguler", "offices": [make.office("pupr")],
        "period_since": date(2025, 1, 1), "period_until": date(2025, 12, 31), "started_on": date(2026, 2, 2),
        "lead": lead,
    }  # fmt: skip
    return Plan(**given | more)


def found(**more: Any) -> Found:
    given: dict[str, Any] = {
        "title": "Kelebihan pembayaran volume", "condition": "Volume terpasang kurang dari yang dibayar.",
        "criterion": "Kontrak pasal 12.", "cause": "Pengukuran tidak diperiksa.",
        "effect": "Daerah membayar terlalu banyak.", "loss": Decimal("1000000.50"), "loss_kind": "daerah",
    }  # fmt: skip
    return Found(**given | more)


def draft(team: Inspection, **more: Any) -> tuple[Examination, Finding, Recommendation]:
    """One finding with one recommendation to the office that was examined, not sent yet."""
    made = examining.open_examination(plan(more.pop("lead", team.lead_person), **more), by=team.head, at=START)
    finding = examining.add_finding(made, found(), by=team.lead, at=START)
    told = examining.add_recommendation(
        finding, office=make.office("pupr"), text="Tarik kelebihan pembayaran dan setorkan.",
        value=Decimal("1000000.50"), by=team.lead, at=START,
    )  # fmt: skip
    received = START.date()
    examining.keep_report(
        made, number="700/LHP/9", reported_on=received, received_on=received, by=team.lead, at=START
    )  # fmt: skip
    return made, finding, told


def sent(team: Inspection, at: datetime = START, **more: Any) -> Recommendation:
    made, _finding, told = draft(team, **more)
    examining.send(made, by=team.head, at=at)
    return Recommendation.objects.for_list().get(pk=told.pk)


def again(told: Recommendation) -> Recommendation:
    """As the database has it now."""
    return Recommendation.objects.for_list().get(pk=told.pk)


def outsider(by: Actor, scope: str = "tindak-lanjut", ref: str = "", days: int = 10, **more: Any) -> Overseer:
    """Somebody of the council with an account and no post, who may read this from today on."""
    person = more.pop("person", None) or make.person("Bu Wulan")
    if person.user is None:
        make.account(person)
    given: dict[str, Any] = {
        "person": person, "body": "dprd", "body_name": "Komisi A DPRD", "letter": "170/5/2026",
        "letter_on": START.date(), "scope": scope, "ref": ref, "since": START.date(),
        "until": START.date() + timedelta(days=days),
    }  # fmt: skip
    return overseeing.grant(Asked(**given | more), by=by, at=START)
