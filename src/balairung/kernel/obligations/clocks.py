"""Starting, stopping and counting clocks. Nothing here writes; actions.py saves what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from balairung.ground.common import working_time
from balairung.ground.common.working_time import Deadline, Unit
from balairung.kernel.obligations.models import Clock, Obligation, Pause
from balairung.kernel.obligations.rules import ClockRule
from balairung.kernel.people.calendars import Calendars


@dataclass
class ClockBook:
    """The clocks of one obligation while a move is made: what is new, what changed, what was paused."""

    obligation: Obligation
    calendars: Calendars
    clocks: list[Clock]
    pauses: dict[object, list[Pause]]
    new: list[Clock] = field(default_factory=list)
    changed: dict[object, Clock] = field(default_factory=dict)
    touched_pauses: list[Pause] = field(default_factory=list)

    def start(self, rule: ClockRule, calendar: str, at: datetime) -> Clock:
        """A new clock; one of the same name that still runs gives way."""
        self.drop((clock for clock in self.clocks if clock.name == rule.name), at)
        clock = new_clock(self.obligation, rule, calendar, self.calendars, at)
        self.clocks.append(clock)
        self.new.append(clock)
        return clock

    def meet(self, names: Iterable[str], at: datetime) -> None:
        wanted = set(names)
        for clock in self._unmet():
            if clock.name in wanted:
                self._wake(clock, at)
                clock.met_at = at
                self._stop(clock)

    def drop(self, clocks: Iterable[Clock] | None, at: datetime) -> None:
        """They fall: neither met nor missed from here on."""
        for clock in list(self._unmet() if clocks is None else clocks):
            if clock.met_at is None and clock.dropped_at is None:
                self._wake(clock, at)
                clock.dropped_at = at
                self._stop(clock)

    def pause(self, at: datetime) -> None:
        """Working time of the office stands still; calendar days run on."""
        for clock in self._unmet():
            if clock.party == Clock.Party.OFFICE and clock.unit != Unit.CALENDAR_DAYS and not clock.paused_at:
                self._open_pause(clock, at)
                clock.paused_at, clock.escalate_at = at, None
                self._mark(clock)

    def resume(self, at: datetime) -> None:
        for clock in self._unmet():
            self._wake(clock, at)

    def count(self, clock: Clock) -> Deadline:
        return count(clock, self.pauses.get(clock.pk, []), self.calendars)

    def next_at(self) -> datetime | None:
        return self._earliest(Clock.Party.OFFICE)

    def answer_by(self) -> datetime | None:
        return self._earliest(Clock.Party.OTHER)

    def _earliest(self, party: str) -> datetime | None:
        running = [clock.due_at for clock in self.clocks if clock.is_running and clock.party == party]
        return min(running, default=None)

    def _unmet(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.met_at is None and clock.dropped_at is None]

    def _stop(self, clock: Clock) -> None:
        clock.escalate_at = None
        self._mark(clock)

    def _mark(self, clock: Clock) -> None:
        if clock not in self.new:
            self.changed[clock.pk] = clock

    def _open_pause(self, clock: Clock, at: datetime) -> None:
        pause = Pause(clock=clock, since=at, rung_at=clock.escalate_at)
        self.pauses.setdefault(clock.pk, []).append(pause)
        self.touched_pauses.append(pause)

    def _wake(self, clock: Clock, at: datetime) -> None:
        """It runs again, its date moved; a ladder that was being climbed goes on with the days its rung had left."""
        if not clock.paused_at:
            return
        pause = next(pause for pause in self.pauses[clock.pk] if pause.until is None)
        pause.until = max(at, pause.since)  # whatever the clocks of two servers say
        self.touched_pauses.append(pause)
        clock.paused_at = None
        clock.due_at = self.count(clock).due
        clock.escalate_at = self._next_rung(clock, pause, pause.until) if clock.level else clock.due_at
        self._mark(clock)

    def _next_rung(self, clock: Clock, pause: Pause, resumed: datetime) -> datetime | None:
        """Nobody is told before the date itself, and nobody again when nobody was left."""
        if pause.rung_at is None:
            return None
        calendar = self.calendars.get(clock.calendar)
        left = max(working_time.working_days_between(calendar, pause.since, pause.rung_at), 0)
        return max(working_time.deadline(resumed, left, Unit.WORKING_DAYS, calendar).due, clock.due_at)


def new_clock(obligation: Obligation, rule: ClockRule, calendar: str, calendars: Calendars, at: datetime) -> Clock:
    """An unsaved clock that starts now."""
    key, start = rule.calendar or calendar, rule.since or at
    due = working_time.deadline(start, rule.amount, rule.unit, calendars.get(key)).due
    clock = Clock(
        obligation=obligation,
        name=rule.name,
        party=rule.party,
        amount=rule.amount,
        unit=rule.unit,
        calendar=key,
        source=rule.source,
        started_at=start,
        due_at=due,
    )
    clock.escalate_at = due if rule.party == Clock.Party.OFFICE else None
    return clock


def count(clock: Clock, pauses: Iterable[Pause], calendars: Calendars) -> Deadline:
    """The whole arithmetic of a clock, anew from its facts: what the page and the command line show."""
    spans = [working_time.Pause(pause.since, pause.until) for pause in pauses]
    calendar = calendars.get(clock.calendar)
    return working_time.deadline(clock.started_at, clock.amount, Unit(clock.unit), calendar, spans)


def read_book(obligation: Obligation, calendars: Calendars) -> ClockBook:
    """The clocks of a saved obligation, with their pauses."""
    clocks = list(obligation.clocks.filter(met_at__isnull=True, dropped_at__isnull=True).order_by("id"))
    pauses: dict[object, list[Pause]] = {}
    if any(clock.paused_at for clock in clocks):
        for pause in Pause.objects.filter(clock__in=clocks).order_by("since", "id"):
            pauses.setdefault(pause.clock_id, []).append(pause)
    return ClockBook(obligation, calendars, clocks, pauses)
