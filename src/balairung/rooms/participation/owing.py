"""What people were promised becomes an obligation like any other."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.ground.common.working_time import Unit
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Remark, State, Visibility
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import open_index
from balairung.rooms.participation import notices
from balairung.rooms.participation.models import Undertaking

KIND, PREFIX = "participation", "4"
FARTHEST = 1826  # days: five years
STEPS = {
    Undertaking.Kind.ANSWER: "answer", Undertaking.Kind.CHECK: "conclude", Undertaking.Kind.AGREED: "fulfil",
    Undertaking.Kind.WINNER: "fulfil",
}  # fmt: skip


def owe(
    kind: Undertaking.Kind, *, office: Office, text: str, due_on: date | None, by: Actor, at: datetime,
    source: str = "", **about: Any,
) -> Undertaking:  # fmt: skip
    """Open it, let it be found, tell the office. Without a day the usual clock runs (data/deadlines.yaml)."""
    step, line = STEPS[kind], clean_line(text)[:300]
    rule = clock_rule(KIND, step)
    if due_on:
        days = (due_on - localdate(at)).days
        rule = ClockRule(step, max(days, 0), Unit.CALENDAR_DAYS, source or rule.source)
    obligation = open_obligation(
        kind=KIND, prefix=PREFIX, subject=line[:200], owner=Owner(office), by=by, at=at, state=State.ACTIVE,
        step=step, words=line, audience=Remark.Audience.OFFICERS, clocks=[rule], visibility=Visibility.PUBLIC,
    )  # fmt: skip
    day = due_on or (localdate(obligation.next_at) if obligation.next_at else None)
    made = Undertaking.objects.create(obligation=obligation, kind=kind, text=line, due_on=day, **about)
    open_index(obligation, text=notices.found_by(made))
    notices.tell_owed(made, at=at)
    return made


def require_day(due_on: date, today: date) -> None:
    """A promise to the people has a day that is to come, and that somebody lives to see."""
    if not 1 <= (due_on - today).days <= FARTHEST:
        raise Refused(_("Pilih tanggal mulai besok sampai lima tahun ke depan."))
