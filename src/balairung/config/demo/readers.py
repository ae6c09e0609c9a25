"""The second pair of eyes: a draft is read, mostly agreed to, now and then given back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from balairung.config.demo import texts
from balairung.config.demo.stage import Case, Stage, Step, read
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints.access import needs_second
from balairung.rooms.complaints.desk import proposing
from balairung.rooms.complaints.models import Proposal


def take(stage: Stage, case: Case, verb: str, fields: dict[str, Any], by: Actor, at: datetime, then: Step) -> None:
    """Take a step, or lay it before its reader where two must read it; `then` comes once it is taken."""
    done = proposing.take(case.complaint, verb=verb, fields=fields, by=by, at=at)
    if isinstance(done, Proposal):
        stage.plan(stage.pace.later(at, 0.6), partial(_look_over, stage, case, done, by, then))
    else:
        then(at)


def waits(stage: Stage, case: Case, at: datetime) -> bool:
    """Somebody's draft lies before its reader."""
    drafted = stage.recent(at, 30) or needs_second(case.complaint, "resolve")
    return bool(drafted) and proposing.unfinished(case.complaint) is not None


def _look_over(stage: Stage, case: Case, proposal: Proposal, by: Actor, then: Step, at: datetime) -> None:
    proposal.complaint = read(case)
    head = stage.cast.head(case.complaint.obligation.owner_office_id)
    known = (stage.cast.coordinator(), stage.cast.secretary(), head)
    reader = next((one for one in known if one and proposing.may_read(one, proposal)), None)
    if reader is None or proposing.moved_on(proposal):
        return
    if stage.chance(0.15):
        proposing.hand_back(proposal, words=texts.said(stage.rng, "returned"), by=reader, at=at)
        stage.plan(stage.pace.later(at, 0.6), partial(_write_on, stage, case, proposal, by, then))
        return
    proposing.approve(proposal, by=reader, at=at)
    then(at)


def _write_on(stage: Stage, case: Case, proposal: Proposal, by: Actor, then: Step, at: datetime) -> None:
    proposal.complaint = read(case)
    text = proposing.words_of(proposing.fields_of(proposal))
    text += " Bila sampai hari itu belum ada kabar, balas laporan ini."
    proposing.go_on(proposal, text=text, by=by, at=at)
    stage.plan(stage.pace.later(at, 0.4), partial(_look_over, stage, case, proposal, by, then))
