"""What becomes of an alarm: explained by the office, accepted or sent back by the secretary, or met by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.rooms.duty import access, moves
from balairung.rooms.duty.models import Alarm

KIND = "duty"


@transaction.atomic
def explain(alarm: Alarm, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """The office says why, and what it does about it; a paper or picture beside it where there is one."""
    require(access.can_explain(by, alarm))
    attach(files, about=(KIND, alarm.obligation.ref))
    return make_move(alarm.obligation, moves.EXPLAIN, by=by, at=at, words=text, evidence=files)


@transaction.atomic
def accept(alarm: Alarm, *, by: Actor, at: datetime, text: str = "") -> Event:
    require(access.can_judge(by, alarm), _("Yang berhak menerima penjelasan ini pimpinan lain, bukan Anda."))
    return make_move(alarm.obligation, moves.ACCEPT, by=by, at=at, words=text)


@transaction.atomic
def send_back(alarm: Alarm, *, text: str, by: Actor, at: datetime) -> Event:
    """Not good enough: the office has the usual time again."""
    require(access.can_judge(by, alarm))
    return make_move(
        alarm.obligation, moves.RETURN, by=by, at=at, words=text, clocks=[clock_rule(KIND, "explain")]
    )  # fmt: skip


@transaction.atomic
def meet(alarm: Alarm, *, text: str, by: Actor, at: datetime) -> Event:
    """What was missing is there, and everybody can see it."""
    require(by.kind == ActorKind.SYSTEM)
    return make_move(alarm.obligation, moves.MEET, by=by, at=at, words=text)
