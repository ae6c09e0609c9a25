"""Opening an obligation, moving it, giving it to another: everything that writes the kernel's tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.ids import new_id
from balairung.ground.common.references import new_reference
from balairung.ground.common.text import clean_text
from balairung.kernel.files.models import File
from balairung.kernel.obligations import ledger
from balairung.kernel.obligations.clocks import ClockBook, read_book
from balairung.kernel.obligations.models import (
    CLOSED,
    Clock,
    Event,
    Exclusion,
    Obligation,
    Remark,
    State,
    Visibility,
)
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Person, Post


@dataclass(frozen=True)
class Owner:
    """Who owes: an office, with the post and its holder at the time when known, or a person alone."""

    office: Office | None = None
    post: Post | None = None
    person: Person | None = None

    @property
    def key(self) -> str:
        return str(self.office.pk) if self.office else str(self.person.pk) if self.person else ""

    @property
    def calendar(self) -> str:
        return self.office.calendar if self.office else "5-day"

    def fields(self) -> dict[str, Any]:
        return {
            "owner_office": self.office,
            "owner_post": self.post,
            "owner_person": self.person,
            "owner_key": self.key,
        }


@transaction.atomic(savepoint=False)
def open_obligation(
    *,
    kind: str,
    prefix: str,
    subject: str,
    owner: Owner,
    clocks: Sequence[ClockRule],
    by: Actor,
    at: datetime,
    state: State = State.NEW,
    step: str = "",
    visibility: Visibility = Visibility.INTERNAL,
    excluded: Iterable[tuple[Post, Person | None]] = (),
    case: UUID | None = None,
    origin: str = "",
    period: str = "",
    priority: int = 0,
    words: str = "",
    audience: str = Remark.Audience.PARTIES,
    evidence: Iterable[File] = (),
    facts: Mapping[str, Any] | None = None,
    calendars: Calendars | None = None,
) -> Obligation:
    """One new obligation with its running clocks and line 1, `open`."""
    obligation = Obligation(
        kind=kind, ref=_references(prefix, 1)[0], subject=subject, seq=1, opened_at=at, state=state, step=step,
        visibility=visibility, case=case or new_id(), origin=origin, period=period, priority=priority,
        **owner.fields(),
    )  # fmt: skip
    running = _start_clocks(obligation, owner, clocks, calendars or Calendars())
    obligation.save(force_insert=True)
    Clock.objects.bulk_create(running)
    Exclusion.objects.bulk_create([Exclusion(obligation=obligation, post=post, person=who) for post, who in excluded])
    ledger.write_line(obligation, "open", by=by, at=at, words=words, audience=audience, evidence=evidence, facts=facts)
    return obligation


def open_many(
    *,
    kind: str,
    prefix: str,
    subject: str,
    owners: Sequence[Owner],
    clocks: Sequence[ClockRule],
    origin: str,
    period: str,
    by: Actor,
    at: datetime,
    step: str = "",
    words: str = "",
    visibility: Visibility = Visibility.INTERNAL,
) -> list[Obligation]:
    """The same obligation for many owners ("every village, this month"); who has it already is left out.

    Called twice, at one moment or later, it opens nothing twice. Return what this call opened.
    """
    if not origin:
        raise ValueError("what is opened for many has an origin: it is what makes it once")
    common = {
        "kind": kind, "subject": subject, "origin": origin, "period": period, "step": step, "visibility": visibility
    }  # fmt: skip
    try:
        return _open_missing(owners, clocks, prefix, common, words, by, at)
    except IntegrityError:  # somebody else opened some of them a moment ago
        return _open_missing(owners, clocks, prefix, common, words, by, at)


@transaction.atomic
def _open_missing(
    owners: Sequence[Owner],
    clocks: Sequence[ClockRule],
    prefix: str,
    common: dict[str, str],
    words: str,
    by: Actor,
    at: datetime,
) -> list[Obligation]:
    """In the order of their keys, so that two who open the same wait for each other in the same order."""
    rows = Obligation.objects.filter(kind=common["kind"], origin=common["origin"], period=common["period"])
    had, calendars = set(rows.values_list("owner_key", flat=True)), Calendars()
    missing = {owner.key: owner for owner in owners if owner.key not in had}
    made: list[Obligation] = []
    running: list[Clock] = []
    for (_key, owner), ref in zip(sorted(missing.items()), _references(prefix, len(missing)), strict=True):
        obligation = Obligation(
            ref=ref, seq=1, opened_at=at, state=State.ACTIVE, case=new_id(), **common, **owner.fields()
        )
        running += _start_clocks(obligation, owner, clocks, calendars)
        made.append(obligation)
    Obligation.objects.bulk_create(made)
    Clock.objects.bulk_create(running)
    ledger.write_lines(made, "open", by=by, at=at, words=words)
    return made


def make_move(
    obligation: Obligation,
    move: Move,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    audience: str = Remark.Audience.OFFICERS,
    evidence: Sequence[File] = (),
    facts: Mapping[str, Any] | None = None,
    clocks: Sequence[ClockRule] = (),
    owner: Owner | None = None,
    visibility: Visibility | None = None,
    calendars: Calendars | None = None,
) -> Event:
    """Take one permitted step: state, step, clocks and line are one write. Raise `Refused` or `Stale`."""
    permit(obligation, move, words, evidence)
    with transaction.atomic(savepoint=False):
        return _make(obligation, move, by, at, words, audience, evidence, facts, clocks, owner, visibility, calendars)


def _make(
    obligation: Obligation,
    move: Move,
    by: Actor,
    at: datetime,
    words: str,
    audience: str,
    evidence: Sequence[File],
    facts: Mapping[str, Any] | None,
    clocks: Sequence[ClockRule],
    owner: Owner | None,
    visibility: Visibility | None,
    calendars: Calendars | None,
) -> Event:
    book = read_book(obligation, calendars or Calendars())
    changes: dict[str, Any] = _target(obligation, move) | (owner.fields() if owner else {})
    changes |= {"visibility": visibility} if visibility else {}
    calendar = (owner or Owner(obligation.owner_office, person=obligation.owner_person)).calendar
    _turn_clocks(book, move, changes, clocks, calendar, at)
    if changes["state"] in CLOSED:
        changes["closed_at"] = at
    elif obligation.closed_at:
        changes["closed_at"] = None
    changes |= {"next_at": book.next_at(), "answer_by": book.answer_by()}
    event = ledger.record(
        obligation, move.verb, by=by, at=at, words=words, audience=audience, evidence=evidence, facts=facts, **changes
    )
    _save_book(book)
    return event


@transaction.atomic(savepoint=False)
def note(
    obligation: Obligation,
    *,
    by: Actor,
    at: datetime,
    words: str,
    audience: str = Remark.Audience.OFFICERS,
    evidence: Sequence[File] = (),
    verb: str = "note",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """A line that changes nothing but adds words or files."""
    return ledger.record(obligation, verb, by=by, at=at, words=words, audience=audience, evidence=evidence, facts=facts)


def _references(prefix: str, count: int) -> list[str]:
    """Numbers that nobody has. They are drawn by lot, and among a million some would be drawn twice."""
    found: set[str] = set()
    while missing := count - len(found):
        drawn = {new_reference(prefix) for _place in range(missing)}
        found |= drawn - set(Obligation.objects.filter(ref__in=drawn).values_list("ref", flat=True))
    return list(found)


def _start_clocks(
    obligation: Obligation, owner: Owner, rules: Sequence[ClockRule], calendars: Calendars
) -> list[Clock]:
    """Unsaved clocks that run from the opening; the obligation is told what they come to."""
    book = ClockBook(obligation, calendars, [], {})
    clocks = [book.start(rule, owner.calendar, obligation.opened_at) for rule in rules]
    obligation.next_at, obligation.answer_by = book.next_at(), book.answer_by()
    return clocks


def permit(obligation: Obligation, move: Move, words: str, evidence: Sequence[File]) -> None:
    """Raise `Refused` with the reason unless this step could be taken now."""
    if not move.fits(obligation.state, obligation.step) or (move.back and not obligation.held_state):
        state = State(obligation.state).label
        raise Refused(
            _("“%(move)s” tidak dapat dilakukan karena hal ini sekarang “%(state)s”. Muat ulang halamannya.")
            % {"move": move.label, "state": state}
        )
    if move.needs_words and not clean_text(words):
        raise Refused(_("Tuliskan dahulu penjelasannya, lalu kirim kembali."))
    if move.needs_evidence and not evidence:
        raise Refused(_("Lampirkan bukti (foto atau PDF): langkah ini hanya sah bila ada buktinya."))


def _target(obligation: Obligation, move: Move) -> dict[str, Any]:
    if move.back:
        state, step = obligation.held_state, obligation.held_step
        return {"state": state, "step": step, "held_state": "", "held_step": ""}
    changes: dict[str, Any] = {
        "state": obligation.state if move.target is None else move.target.value,
        "step": obligation.step if move.step is None else move.step,
    }
    if move.hold:
        if not obligation.held_state:
            changes |= {"held_state": obligation.state, "held_step": obligation.step}
        return changes
    return changes | ({"held_state": "", "held_step": ""} if changes["state"] != obligation.state else {})


def _turn_clocks(
    book: ClockBook, move: Move, changes: Mapping[str, Any], rules: Sequence[ClockRule], calendar: str, at: datetime
) -> None:
    if move.hold:
        book.pause(at)
    elif changes.get("held_state") == "":  # whatever leads out of a question lets the clocks run again
        book.resume(at)
    book.meet(move.meets, at)
    book.drop([clock for clock in book.clocks if clock.name in move.drops], at)
    if changes["state"] in CLOSED:
        book.drop(None, at)
    wanted = {rule.name for rule in rules}
    if unknown := wanted - set(move.starts):
        raise ValueError(f"{move.verb} starts no clock named {sorted(unknown)}")
    for rule in rules:
        book.start(rule, calendar, at)


def _save_book(book: ClockBook) -> None:
    """What stopped at one moment is one statement; a clock that was paused or woke has its own."""
    Clock.objects.bulk_create(book.new)
    moved, stopped = {pause.clock_id for pause in book.touched_pauses}, defaultdict[tuple[Any, ...], list[UUID]](list)
    for clock in book.changed.values():
        if clock.pk in moved:
            clock.save(update_fields=["due_at", "met_at", "dropped_at", "paused_at", "escalate_at"])
        else:
            stopped[clock.met_at, clock.dropped_at, clock.escalate_at].append(clock.pk)
    for (met, dropped, rung), keys in stopped.items():
        Clock.objects.filter(pk__in=keys).update(met_at=met, dropped_at=dropped, escalate_at=rung)
    for pause in book.touched_pauses:
        pause.save()
