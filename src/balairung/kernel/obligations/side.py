"""What stands beside a case on the desk: whose it is, when one wants to see it again, its labels, who else is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from balairung.kernel.obligations.assigning import doers
from balairung.kernel.obligations.forms import AssignForm, NoteForm, SnoozeForm, TagForm
from balairung.kernel.obligations.mentions import colleagues, read_mentions
from balairung.kernel.obligations.models import Obligation, Snooze, Tag
from balairung.kernel.obligations.snoozing import asleep, can_wait
from balairung.kernel.obligations.visits import Other, others, visit
from balairung.kernel.people.actors import Actor


@dataclass(frozen=True)
class Side:
    """For obligations/_desk.html. A form is there when its deed is: None where it may not be done now."""

    obligation: Obligation
    others: Sequence[Other]
    callers: Sequence[str]  # who mentioned the reader since they last looked
    doer: str
    mine: bool
    tags: Sequence[Tag]
    asleep: Snooze | None
    assign: AssignForm | None
    snooze: SnoozeForm | None
    tag: TagForm
    note: NoteForm


def desk_side(obligation: Obligation, actor: Actor, now: datetime) -> Side:
    """What this officer may do beside the case's own steps. That they have it open is noted, for the others to see."""
    visit(obligation, by=actor, at=now)
    doer = obligation.owner_person
    return Side(
        obligation=obligation,
        others=others(obligation, actor, now),
        callers=read_mentions(obligation, by=actor, at=now),
        doer=doer.name if doer else "",
        mine=doer is not None and doer.pk == actor.person_id,
        tags=list(obligation.tags.all()),
        asleep=asleep(actor, now).filter(obligation=obligation).first(),
        assign=assign_form(obligation, actor, now),
        snooze=SnoozeForm(now=now) if can_wait(obligation, now) else None,
        tag=TagForm(),
        note=NoteForm(people=colleagues(obligation, now)),
    )


def assign_form(obligation: Obligation, actor: Actor, now: datetime) -> AssignForm | None:
    """For those who sit in the owner office themselves."""
    if actor.seat_at(obligation.owner_office_id) is None or not obligation.is_open:
        return None
    chosen = obligation.owner_person_id or actor.person_id
    return AssignForm(people=doers(obligation, now), initial={"person": chosen})
