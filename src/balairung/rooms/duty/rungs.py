"""Who is to be called at one step of the ladder, and by which door; or why nobody is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.kernel.messaging.gateways import is_open, word
from balairung.kernel.people.authority import Authority
from balairung.kernel.people.models import Delegation, Person, Post
from balairung.kernel.rosters.duty import Duty
from balairung.rooms.duty import reach
from balairung.rooms.duty.models import Call, Ring
from balairung.rooms.duty.quiet import Quiet
from balairung.rooms.duty.rules import Step


@dataclass(frozen=True)
class Target:
    """Whom a step is for; without a person `why` says in words what is missing."""

    role: str
    person: Person | None
    post: Post | None = None
    under: Delegation | None = None
    why: str = ""


class Watch:
    """What a whole batch shares at one moment: who is on duty, who may act for whom, the quiet hours."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.authority, self.duty = Authority(now), Duty(now)

    @cached_property
    def quiet(self) -> Quiet:
        return reach.quiet_hours()

    @cached_property
    def awake(self) -> set[UUID]:
        """The offices that are awake around the clock."""
        return reach.all_day_offices()


def target(call: Call, role: str, watch: Watch, asked: Collection[UUID]) -> Target:
    """Who is called in this role; never one of those who were asked already."""
    finders = {Ring.Role.HOLDER: _holder, Ring.Role.ON_DUTY: _on_duty, Ring.Role.DEPUTY: _deputy}
    return finders[Ring.Role(role)](call, watch, asked)


def _holder(call: Call, watch: Watch, asked: Collection[UUID]) -> Target:
    why = "" if call.person else watch.authority.presence.sitting(call.post_id).why or _("jabatan kosong")
    return Target(Ring.Role.HOLDER, call.person, call.post, why=why)


def _on_duty(call: Call, watch: Watch, asked: Collection[UUID]) -> Target:
    found = watch.duty.of(call.post.office_id)
    if found is None:
        return Target(Ring.Role.ON_DUTY, None, why=_("kantor ini belum punya jadwal jaga"))
    there = [one for one in (found.person, *found.then) if one]
    free = [one for one in there if one.pk not in asked]
    if free:
        return Target(Ring.Role.ON_DUTY, free[0])
    return Target(Ring.Role.ON_DUTY, None, why=_("petugas jaganya sudah dipanggil") if there else found.why)


def _deputy(call: Call, watch: Watch, asked: Collection[UUID]) -> Target:
    named = watch.authority.deputies(call.post)
    found = [one for one in named if one.person and (one.under or one.post == call.post)]  # superiors are no deputies
    for answer in found:
        if answer.person and answer.person.pk not in asked:
            return Target(Ring.Role.DEPUTY, answer.person, answer.post, answer.under)
    why = _("wakilnya sudah dipanggil") if found else _("tidak ada wakil menurut pelimpahan")
    return Target(Ring.Role.DEPUTY, None, why=why)


@dataclass(frozen=True)
class Way:
    """By which channel and address a step goes out; without one `why` says what is missing, `ours` that it is us."""

    channel: str
    address: str = ""
    why: str = ""


def way(step: Step, proved: dict[str, str]) -> Way:
    """The first channel of the step that this person proved and that is open."""
    mine = [channel for channel in step.by if channel in proved]
    for channel in mine:
        if is_open(channel):
            return Way(channel, proved[channel])
    if mine:
        return Way(mine[0], why=_("pintu %(door)s kami sedang tertutup") % {"door": word(mine[0])})
    return Way(step.by[0], why=_("%(door)s belum dipastikan oleh yang bersangkutan") % {"door": word(step.by[0])})
