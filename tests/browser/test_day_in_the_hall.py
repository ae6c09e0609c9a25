"""A day in a hall, in accelerated time: an officer's browser at counter 1, a display on the wall, counters beside."""

from __future__ import annotations

import heapq
import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import median

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.rooms.reception.figures.closing import close_days
from balairung.rooms.reception.models import DayOfLine, Hall, Line, Screen, Ticket, Turn
from balairung.rooms.reception.queue import calling, setup
from tests import make
from tests.kernel.documents.letters import person_of

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
OPENS, LAST = make.moment("2026-03-02 08:00"), make.moment("2026-03-02 11:30")  # a Monday
VISITORS, MINUTES, HEAD_START = 48, 9, timedelta(minutes=30)
LANES = ("", "", "", "", "elderly", "pregnant", "disabled")
Kind, State = Turn.Kind, Ticket.State


class Clock:
    """The house's time; whoever plays the day moves it on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(OPENS)
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def hall(settings: Settings) -> Hall:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return make.hall("KTP-el", "Akta", counters=3, minutes=MINUTES, at=OPENS)


@pytest.fixture
def desk(open_context: Callable[..., BrowserContext], hall: Hall, clock: Clock) -> Page:
    """Somebody who sits down at counter 1."""
    clerk = make.officer(hall.office.key, "staff", "Wulan", at=OPENS)
    make.account(person_of(clerk), "wulan@contoh.id", PASSWORD)
    page = open_context().new_page()
    page.goto("/akun/login/")
    page.get_by_label("Surel").fill("wulan@contoh.id")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page).to_have_url(re.compile("/kerja/"))
    page.goto(f"/kerja/antrean/{hall.key}/loket/{make.counter(hall).pk}/")
    page.get_by_role("button", name="Duduk di loket ini").click()
    expect(page.get_by_role("heading", name="Tidak ada orang di loket Anda")).to_be_visible()
    return page


@pytest.fixture
def display(open_context: Callable[..., BrowserContext], hall: Hall, clock: Clock) -> Page:
    secret = setup.make_screen(hall, kind=Screen.Kind.DISPLAY, name="Depan", by=SYSTEM, at=OPENS)
    page = open_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(f"/antrean/layar/{secret}/")
    return page


class Day:
    """Visitors who come, three counters that call them; one of them is a page in a browser."""

    def __init__(self, hall: Hall, clock: Clock, desk: Page, display: Page) -> None:
        self.hall, self.clock, self.desk, self.display = hall, clock, desk, display
        self.rng = random.Random(7)
        self.things: list[tuple[datetime, int, Callable[[], None]]] = []
        self.numbers = itertools.count()

    def later(self, wait: timedelta, thing: Callable[[], None]) -> None:
        heapq.heappush(self.things, (self.clock.at + wait, next(self.numbers), thing))

    def live(self) -> None:
        for number in range(VISITORS):
            self.later((LAST - OPENS) * self.rng.betavariate(1.2, 1.8), partial(self.come, number))
        for label in ("2", "3"):
            clerk = make.clerk(self.hall, label, at=OPENS)
            self.later(timedelta(minutes=4), partial(self.call, label, clerk))
        self.later(timedelta(minutes=5), self.press)
        while self.things:
            at, _number, thing = heapq.heappop(self.things)
            self.clock.at = max(self.clock.at, at)
            thing()

    def come(self, number: int) -> None:
        """One in eight has two things to do; a press of the kiosk may come twice."""
        lines = ("A", "B") if number % 8 == 0 else (self.rng.choice("AAB"),)
        take = partial(make.number, self.hall, *lines, token=f"tekan-{number}", lane=self.rng.choice(LANES))
        made = take(at=self.clock.at)
        if number % 5 == 0:
            again = take(at=self.clock.at + timedelta(seconds=2))
            assert (again.fresh, again.visit) == (False, made.visit)

    # --- counters beside ---

    def call(self, label: str, clerk: Actor) -> None:
        ticket = calling.call_next(make.counter(self.hall, label), by=clerk, at=self.clock.at)
        if ticket is None:
            if self.clock.at < LAST + timedelta(hours=1):
                self.later(timedelta(minutes=2), partial(self.call, label, clerk))
            return
        self.seen(ticket)
        if self.rng.random() < 0.08:
            self.later(timedelta(seconds=40), partial(self.miss, label, clerk, ticket))
        else:
            self.later(timedelta(seconds=20), lambda: calling.start(ticket, by=clerk, at=self.clock.at))
            self.later(self.takes(), partial(self.done, label, clerk, ticket))

    def miss(self, label: str, clerk: Actor, ticket: Ticket) -> None:
        for _again in range(self.hall.patience - 1):
            calling.recall(ticket, by=clerk, at=self.clock.at)
            ticket.refresh_from_db()
            self.seen(ticket)
        calling.no_show(ticket, by=clerk, at=self.clock.at)
        self.later(timedelta(seconds=10), partial(self.call, label, clerk))

    def done(self, label: str, clerk: Actor, ticket: Ticket) -> None:
        calling.finish(ticket, by=clerk, at=self.clock.at)
        self.later(timedelta(seconds=15), partial(self.call, label, clerk))

    # --- counter 1, by hand ---

    def press(self) -> None:
        self.desk.reload()
        self.desk.get_by_role("button", name="Panggil berikutnya", exact=True).click()
        ticket = self.before()
        if ticket is None:
            if self.clock.at < LAST + timedelta(hours=1):
                self.later(timedelta(minutes=3), self.press)
            return
        expect(self.desk.locator(".counter-label")).to_have_text(ticket.label)
        expect(self.display.locator(".hall-number")).to_have_text(ticket.label)
        self.seen(ticket)
        self.desk.get_by_role("button", name="Sudah datang, mulai").click()
        expect(self.desk.get_by_role("heading", name="Sedang dilayani")).to_be_visible()
        self.later(self.takes(), self.finish)

    def finish(self) -> None:
        self.desk.reload()
        self.desk.get_by_role("button", name="Selesai", exact=True).click()
        expect(self.desk.get_by_role("heading", name="Tidak ada orang di loket Anda")).to_be_visible()
        self.later(timedelta(seconds=15), self.press)

    def before(self) -> Ticket | None:
        expect(self.desk.locator(".counter-label")).to_be_visible()
        return calling.before(make.counter(self.hall))

    # --- the wall ---

    def takes(self) -> timedelta:
        return timedelta(minutes=MINUTES) * self.rng.lognormvariate(0, 0.3)

    def seen(self, ticket: Ticket) -> None:
        """The display has this call before time goes on."""
        key = f"{ticket.pk}.{ticket.calls}"
        for _try in range(100):
            if key in shown(self.display):
                return
            self.display.wait_for_timeout(50)
        pytest.fail(f"{ticket.label} was called and never shown")


def shown(display: Page) -> list[str]:
    """The calls that the display has met, in their order."""
    found: list[str] = display.evaluate("JSON.parse(sessionStorage.getItem('spoken') ?? '[]')")
    return found


def test_a_day(hall: Hall, clock: Clock, desk: Page, display: Page) -> None:
    Day(hall, clock, desk, display).live()
    clock.at = make.moment("2026-03-03 02:00")
    close_days(now=clock.at)

    tickets = list(Ticket.objects.select_related("visit").order_by("taken_at", "id"))
    nobody_was_lost_or_doubled(tickets)
    assert sorted(shown(display)) == sorted(calls(tickets)), "each call was shown, and shown once"
    priority_was_kept(tickets)
    waits_are_reported_against_truth(tickets)


def nobody_was_lost_or_doubled(tickets: list[Ticket]) -> None:
    labels = [one.label for one in tickets]
    assert len(set(labels)) == len(labels) == VISITORS + VISITORS // 8
    for prefix in "AB":
        numbers = sorted(int(label.partition("-")[2]) for label in labels if label.startswith(prefix))
        assert numbers == list(range(1, len(numbers) + 1))
    assert {one.state for one in tickets} <= {State.DONE, State.NO_SHOW}, "everybody was called before the day ended"
    for one in tickets:
        assert one.turns.filter(kind=Kind.CALLED).count() == 1


def calls(tickets: list[Ticket]) -> Iterator[str]:
    """As a display names them: the ticket, and how often it was called."""
    return (f"{one.pk}.{number}" for one in tickets for number in range(1, one.calls + 1))


def priority_was_kept(tickets: list[Ticket]) -> None:
    """Who came later was called earlier only by the head start, and only before those who have none."""
    passed = [(early, late) for early, late in itertools.combinations(tickets, 2) if overtook(late, early, tickets)]
    assert passed, "a day on which priority changed nothing shows nothing"
    for early, late in passed:
        assert late.visit.lane
        assert not early.visit.lane
        assert late.taken_at - early.taken_at <= HEAD_START
    ordinary = [wait(one) for one in tickets if not one.visit.lane]
    assert median(wait(one) for one in tickets if one.visit.lane) < median(ordinary)


def overtook(late: Ticket, early: Ticket, tickets: list[Ticket]) -> bool:
    """Called before somebody who had taken a number earlier and was not at another counter just then."""
    assert late.called_at
    assert early.called_at
    at = late.called_at
    busy = any(
        one.visit_id == early.visit_id and one.called_at and one.ended_at and one.called_at <= at < one.ended_at
        for one in tickets
    )
    return early.taken_at < late.taken_at and at < early.called_at and not busy


def wait(ticket: Ticket) -> int:
    """Seconds."""
    assert ticket.called_at
    return int((ticket.called_at - ticket.taken_at).total_seconds())


def waits_are_reported_against_truth(tickets: list[Ticket]) -> None:
    """What everyone was told when they came, and by how much it was wrong, stands in the figures of the day."""
    for line in Line.objects.filter(prefix__in="AB"):
        theirs, day = [one for one in tickets if one.line_id == line.pk], DayOfLine.objects.get(line=line)
        errors = [abs(wait(one) - one.expected) // 60 for one in theirs if one.expected is not None]
        assert (day.taken, day.called, day.waited) == (len(theirs), len(theirs), sum(map(wait, theirs)))
        assert {int(minutes): count for minutes, count in day.misses.items()} == Counter(errors)
        assert median(errors) < MINUTES, "half of the forecasts err by less than one service"
