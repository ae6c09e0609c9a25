"""How an application travels, told like a parcel: where it was and until when, where it is, where it goes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from balairung.ground.common import working_time
from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.rules import ClockRule
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Region
from balairung.rooms.services.definition.answers import steps as steps_of
from balairung.rooms.services.definition.shape import Definition, Does, Step
from balairung.rooms.services.handling.stepping import answers_of
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import (
    Place,
    decide_clock,
    definition_of,
    place_of,
    signer_of,
    signing_place,
    step_clock,
)

DONE, HERE, AHEAD = "done", "here", "ahead"
ENTERS = ("open", "pass_on", "hand_back")  # the lines by which it comes to a step
ENDS = ("issue", "refuse", "withdraw", "lapse")


@dataclass(frozen=True)
class Stop:
    """One step on its way. `place` is done, here or ahead; `at` when it left or came here; `due` by when it is done."""

    title: str
    place: str
    office: str
    at: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class Expected:
    """What one may count on before sending: by when the first step is done and the whole decided, and who does what."""

    stops: Sequence[Stop]
    first_by: datetime | None
    decided_by: datetime | None


@dataclass
class Travelled:
    """What the ledger tells: by step when it came there last, when it left, and which office sent it on."""

    last: str = ""
    came: dict[str, datetime] = field(default_factory=dict)
    left: dict[str, datetime] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)


def stops_of(application: Application, now: datetime) -> list[Stop]:
    """Every step of this application, in its order; what ended before its end shows no step that it never reached."""
    definition, obligation = definition_of(application.version), application.obligation
    steps = steps_of(definition, answers_of(application))
    been = _travelled(obligation)
    keys = [step.key for step in steps]
    stops = [_stop(step, _where(step.key, been, keys, obligation), been, application, now) for step in steps]
    ended = not obligation.is_open and obligation.state != State.DONE
    return [stop for stop in stops if stop.place == DONE] if ended else stops


def _stop(step: Step, place: str, been: Travelled, application: Application, now: datetime) -> Stop:
    obligation = application.obligation
    at = been.left.get(step.key) if place == DONE else been.came.get(step.key) if place == HERE else None
    due = obligation.next_at if place == HERE and obligation.state == State.ACTIVE else None
    return Stop(step.title, place, _office(step, place, been, application, now), at, due)


def expected(definition: Definition, answers: Mapping[str, Any], region: Region | None, now: datetime) -> Expected:
    """The same before there is an application."""
    steps = steps_of(definition, answers)
    places = [_standing(step, definition, region, now) for step in steps]
    stops = [
        Stop(step.title, AHEAD, place.office.name if place else "") for step, place in zip(steps, places, strict=True)
    ]
    first = places[0] if places else None
    if first is None:
        return Expected(stops, None, None)
    calendar = first.office.calendar
    return Expected(stops, _due(step_clock(steps[0]), calendar, now), _due(decide_clock(definition), calendar, now))


def _where(key: str, been: Travelled, keys: Sequence[str], obligation: Obligation) -> str:
    """Done, here or ahead. What was refused or withdrawn ended where it came last; what is issued went all the way."""
    if obligation.state == State.DONE:
        return DONE
    if been.last not in keys:
        return AHEAD
    distance = keys.index(key) - keys.index(been.last)
    return DONE if distance < 0 or (distance == 0 and not obligation.is_open) else AHEAD if distance else HERE


def _travelled(obligation: Obligation) -> Travelled:
    been = Travelled()
    rows = obligation.events.filter(verb__in=[*ENTERS, *ENDS]).select_related("by_post__office").order_by("seq")
    for event in rows.only("obligation", "seq", "verb", "at", "step", "by_post__office__name"):
        if been.last:
            been.left[been.last] = event.at
            been.offices[been.last] = event.by_post.office.name if event.by_post else ""
        if event.verb in ENTERS:
            been.last = event.step
            been.came[been.last] = event.at
    return been


def _office(step: Step, place: str, been: Travelled, application: Application, now: datetime) -> str:
    """Who had it, who has it, who will have it."""
    owner = application.obligation.owner_office
    if place == HERE and owner:
        return owner.name
    if place == DONE and (office := been.offices.get(step.key, "")):
        return office
    found = _standing(step, definition_of(application.version), application.region, now)
    return found.office.name if found else ""


def _standing(step: Step, definition: Definition, region: Region | None, now: datetime) -> Place | None:
    """Where this step is done today; None where nobody is there to do it."""
    try:
        if step.does == Does.SIGN and definition.letter:
            return signing_place(*signer_of(definition.letter.signer, definition, region, now), now)[0]
        return place_of(step, definition, region, now)
    except Refused:
        return None


def _due(rule: ClockRule, calendar: str, now: datetime) -> datetime:
    counting = Calendars().counting(rule.unit, calendar)
    return working_time.deadline(now, rule.amount, rule.unit, counting).due
