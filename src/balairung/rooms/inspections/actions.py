"""What becomes of a finding: opened by a check, repaired with proof by its office, judged by whoever checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.working_time import Unit
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move, note, open_obligation
from balairung.kernel.obligations.models import Event, Remark, State
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import open_index
from balairung.rooms.inspections import access, moves, notices
from balairung.rooms.inspections.models import FieldFinding, Item

KIND = notices.KIND


@transaction.atomic
def open_finding(
    office: Office, *, item: Item, owner: Office, words: str, files: Sequence[File], check: str, by: Actor,
    at: datetime, calendars: Calendars | None = None,
) -> FieldFinding:  # fmt: skip
    """One item of this office is not in order; `owner` puts it right, `check` is the number of the check."""
    require(access.can_check(by, office))
    obligation = open_obligation(
        kind=KIND, prefix="T", subject=f"{office.short}: {item.title}"[:200], owner=Owner(owner), by=by, at=at,
        state=State.ACTIVE, step="repair", clocks=[_within(item.days)], words=words,
        audience=Remark.Audience.OFFICERS, evidence=files, facts={"check": check, "item": item.key},
        calendars=calendars,
    )  # fmt: skip
    finding = FieldFinding.objects.create(
        obligation=obligation, office=office, item=item.key, title=item.title, days=item.days
    )
    open_index(obligation, text=f"{office.name} {item.title}")
    return finding


@transaction.atomic
def repeat(finding: FieldFinding, *, words: str, files: Sequence[File], check: str, by: Actor, at: datetime) -> Event:
    """Another check saw the same while this is open: counted here, not opened twice.

    Where the office says that it is repaired, it is not: it goes back, if whoever checks may judge it.
    """
    if finding.obligation.state == State.WAITING and access.can_judge(by, finding):
        said = words or _("Pada cek berikutnya masih sama.")
        return make_move(
            finding.obligation, moves.RETURN, by=by, at=at, words=said, evidence=files, clocks=[_within(finding.days)],
            facts={"check": check},
        )  # fmt: skip
    return note(finding.obligation, by=by, at=at, words=words, evidence=files, verb="repeat", facts={"check": check})


@transaction.atomic
def fulfil(finding: FieldFinding, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Repaired, with proof. Whoever checked looks at it."""
    require(access.can_fulfil(by, finding))
    attach(files, about=(KIND, finding.obligation.ref))
    event = make_move(finding.obligation, moves.FULFIL, by=by, at=at, words=text, evidence=files)
    notices.tell_answered(finding, event.seq, at)
    return event


@transaction.atomic
def accept(finding: FieldFinding, *, by: Actor, at: datetime, text: str = "") -> Event:
    """The proof convinces. Never by the office that was examined."""
    require(access.can_judge(by, finding), _not_yours())
    event = make_move(finding.obligation, moves.ACCEPT, by=by, at=at, words=text)
    _tell_judged(finding, event, _("Temuan selesai: %(ref)s"), text, at)
    return event


@transaction.atomic
def send_back(finding: FieldFinding, *, text: str, by: Actor, at: datetime) -> Event:
    """Not in order yet: the office has its days again."""
    require(access.can_judge(by, finding), _not_yours())
    event = make_move(finding.obligation, moves.RETURN, by=by, at=at, words=text, clocks=[_within(finding.days)])
    _tell_judged(finding, event, _("Perbaikan dikembalikan: %(ref)s"), text, at)
    return event


@transaction.atomic
def confirm(
    finding: FieldFinding, *, text: str, by: Actor, at: datetime, files: Sequence[File] = (), check: str = ""
) -> Event:
    """The next check saw that it is in order now."""
    require(access.can_judge(by, finding), _not_yours())
    facts = {"check": check} if check else None
    return make_move(finding.obligation, moves.CONFIRM, by=by, at=at, words=text, evidence=files, facts=facts)


@transaction.atomic
def withdraw(finding: FieldFinding, *, text: str, by: Actor, at: datetime) -> Event:
    """It was mistaken; the reason stays."""
    require(access.can_withdraw(by, finding), _not_yours())
    event = make_move(finding.obligation, moves.WITHDRAW, by=by, at=at, words=text)
    _tell_judged(finding, event, _("Temuan dicabut: %(ref)s"), text, at)
    return event


def _not_yours() -> str:
    return _("Temuan hanya dinilai pemeriksa, bukan kantor yang diperiksa.")


def _tell_judged(finding: FieldFinding, event: Event, subject: str, text: str, at: datetime) -> None:
    notices.tell_judged(finding, event.seq, subject % {"ref": finding.obligation.ref}, text, at)


def _within(days: int) -> ClockRule:
    """As many working days as the checklist gives for this item."""
    return ClockRule("repair", days, Unit.WORKING_DAYS, clock_rule(KIND, "repair").source)
