"""What became of a row: its statements, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from balairung.kernel.obligations.models import Clock, State
from balairung.kernel.obligations.reads import Entry
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Delegation
from balairung.rooms.delegations.models import Statement
from balairung.rooms.delegations.periods import Period
from balairung.rooms.delegations.wording import short_date

LATEST = 24  # statements that a page shows


@dataclass(frozen=True)
class Told:
    """One statement as everybody sees it; `opens` for whoever may read it."""

    period: Period
    ref: str
    state: str
    late: bool
    standing: str
    opens: bool


def statements_of(row: Delegation, actor: Actor, now: datetime) -> list[Told]:
    """The latest statements that this row stands in, given or late."""
    clocks = Prefetch("obligation__clocks", Clock.objects.filter(name="report"), to_attr="reports")
    statements = Statement.objects.filter(delegations=row).for_list().prefetch_related(clocks)[:LATEST]
    readable = set(Statement.objects.visible_to(actor).filter(delegations=row).values_list("pk", flat=True))
    return [_told(one, one.pk in readable, now) for one in statements]


def _told(statement: Statement, opens: bool, now: datetime) -> Told:
    obligation = statement.obligation
    late = obligation.is_late(now)
    words = {
        State.ACTIVE: _("terlambat") if late else _("ditunggu sampai %(day)s") % {"day": _due(statement)},
        State.WAITING: _("sudah dilaporkan, menunggu dibaca"),
        State.DONE: _("diterima pemberi"),
    }
    standing = words.get(State(obligation.state), str(obligation.get_state_display()))
    return Told(statement.period, obligation.ref, obligation.state, late, standing, opens)


def _due(statement: Statement) -> str:
    return short_date(statement.obligation.next_at) if statement.obligation.next_at else ""


def history_of(row: Delegation, *, told: bool) -> list[Entry]:
    """What happened to the row, the latest first; `told` names the officers, for their colleagues."""
    lines = [Entry(row.recorded_at, _("Dicatat dalam daftar"), "", _who(row, "recorded_by", told), "move", [])]
    if row.answered_at:
        title = _("Diterima desa") if row.answer == Delegation.Answer.ACCEPTED else _("Ditolak desa")
        lines.append(Entry(row.answered_at, title, row.answer_words, _who(row, "answered_by", told), "reply", []))
    if row.withdrawn_at and row.withdrawn_from:
        title = _("Dicabut mulai %(day)s") % {"day": short_date(row.withdrawn_from)}
        lines.append(Entry(row.withdrawn_at, title, row.withdrawal, _who(row, "withdrawn_by", told), "move", []))
    return lines[::-1]


def _who(row: Delegation, field: str, told: bool) -> str:
    person = getattr(row, field) if told else None
    return person.name if person else ""
