"""From one step to another, and nothing beside it: whoever calls this has asked who may."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.ground.common.working_time import Unit
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Clock, Event, Remark
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.kernel.search.actions import index_owner
from balairung.rooms.services import notices
from balairung.rooms.services.definition.shape import Definition, Does, Step
from balairung.rooms.services.models import Application, Service
from balairung.rooms.services.routing import KIND, Place, definition_of, place_of, signer_of, signing_place, step_clock

OFFICERS, PARTIES = Remark.Audience.OFFICERS, Remark.Audience.PARTIES


def answers_of(application: Application) -> dict[str, Any]:
    """What the applicant said, by the keys of the version's fields."""
    said: dict[str, Any] = json.loads(application.answers or "{}")
    return said


def subject_of(service: Service, region: Region | None) -> str:
    """What a list calls it: the service and the village, and nothing of the applicant."""
    return clean_line(f"{service.name} · {region}" if region else service.name)[:200]


def move(
    application: Application, step: Move, *, by: Actor, at: datetime, words: str = "", audience: str = OFFICERS,
    files: Sequence[File] = (), facts: Mapping[str, Any] | None = None, clocks: Sequence[ClockRule] = (),
    to: Place | None = None,
) -> Event:  # fmt: skip
    """The line, the state and the clocks; `to` is where it is owed from now on."""
    attach(files, about=(KIND, application.ref))
    event = make_move(
        application.obligation, step, by=by, at=at, words=words, audience=audience, evidence=files, facts=facts,
        clocks=clocks, owner=to.owner if to else None,
    )  # fmt: skip
    if to:
        index_owner(application.obligation)
    return event


def enter(
    application: Application, how: Move, step: Step, *, by: Actor, at: datetime, words: str = "",
    files: Sequence[File] = (),
) -> Event:  # fmt: skip
    """Go on (or back) to this step: its office owes it, its clock runs, and its officers are told."""
    place = where(application, step, at)
    facts = {"from": application.obligation.step, "to": step.key}
    event = move(
        application, replace(how, step=step.key), by=by, at=at, words="\n".join(filter(None, [words, place.reason])),
        files=files, facts=facts, clocks=[step_clock(step)], to=place,
    )  # fmt: skip
    notices.entered(application, event, step, place)
    return event


def where(application: Application, step: Step, at: datetime) -> Place:
    """Which office and post owe this step; a signature is owed by whom the register of authority names today."""
    definition = definition_of(application.version)
    if step.does != Does.SIGN or definition.letter is None:
        return place_of(step, definition, application.region, at)
    post, matter = signer_of(definition.letter.signer, definition, application.region, at)
    return signing_place(post, matter, at)[0]


def standing_at(application: Application) -> tuple[Definition, Step]:
    """The definition that this application keeps, and its step. Raise `Refused` where it stands at none."""
    definition = definition_of(application.version)
    step = next((one for one in definition.steps if one.key == application.obligation.step), None)
    if step is None:
        raise Refused(_("Permohonan ini tidak sedang dikerjakan. Muat ulang halamannya."))
    return definition, step


def calendar_clocks(application: Application) -> tuple[str, ...]:
    """The running clocks of the office that count calendar days: the kernel lets those run on while it waits, and no
    office loses days while the applicant looks for a paper. They are dropped, and start again with what was left.
    """
    rows = application.obligation.clocks.filter(
        party=Clock.Party.OFFICE, unit=Unit.CALENDAR_DAYS, met_at__isnull=True, dropped_at__isnull=True
    )
    return tuple(rows.order_by("id").values_list("name", flat=True))


def started_again(application: Application, at: datetime) -> list[ClockRule]:
    """Those clocks as they start again now: later by the time that the applicant took."""
    asked = application.obligation.events.filter(verb="send_back").order_by("-seq").first()
    if asked is None:
        return []
    rows = application.obligation.clocks.filter(
        party=Clock.Party.OFFICE, unit=Unit.CALENDAR_DAYS, dropped_at=asked.at, met_at__isnull=True
    )
    return [
        ClockRule(
            clock.name, clock.amount, Unit(clock.unit), clock.source, calendar=clock.calendar,
            since=clock.started_at + (at - asked.at),
        )
        for clock in rows.order_by("id")
    ]  # fmt: skip
