"""The lists: what is put first stands first, every row is reached once, and counting costs one statement."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from balairung.ground.common.working_time import Unit
from balairung.kernel.obligations import inbox
from balairung.kernel.obligations.assigning import take
from balairung.kernel.obligations.desk import desk_for, read_mark
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.inbox import (
    WHOLE,
    Narrow,
    Overview,
    count_all,
    counted,
    every_overview,
    mark_of,
    order_of,
    page_of,
    rows_of,
)
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.rules import ClockRule
from balairung.kernel.obligations.tags import tag
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Person, Post
from tests import make
from tests.make import START, moment

FRIDAY = moment("2026-03-06 09:00")  # what was owed since Monday is late


@pytest.fixture
def siti(db: None) -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti")


def in_days(days: int) -> ClockRule:
    return ClockRule("resolve", days, Unit.CALENDAR_DAYS, "given")


def subjects(actor: Actor, key: str, now: datetime = START, narrow: Narrow = WHOLE) -> list[str]:
    return [row.subject for row in page_of(every_overview(actor)[key], actor, now, narrow=narrow)]


# --- what stands where -------------------------------------------------------------------------------------------


def test_each_list_holds_its_own(siti: Actor) -> None:
    make.owed(subject="hari ini", clocks=[in_days(0)])
    make.owed(subject="terlambat", at=START - timedelta(days=20))
    make.owed(subject="biasa")
    make.owed(subject="menunggu", state=State.WAITING)
    make.owed("dinkes", "kantor lain")
    take(make.owed(subject="pribadi"), by=siti, at=START)
    now = START.replace(hour=12)
    assert subjects(siti, "kantor", now) == ["terlambat", "hari ini", "biasa", "pribadi"]
    assert subjects(siti, "saya", now) == ["pribadi"]
    assert subjects(siti, "belum-ditugaskan", now) == ["terlambat", "hari ini", "biasa"]
    assert subjects(siti, "hari-ini", now) == ["hari ini"]
    assert subjects(siti, "terlambat", now) == ["terlambat"]
    assert subjects(siti, "menunggu", now) == ["menunggu"]
    assert "baru" not in every_overview(siti)
    assert subjects(make.coordinator(), "baru", now)[:1] == ["terlambat"]


def test_what_climbed_to_me_is_no_longer_mixed_with_what_is_mine(siti: Actor) -> None:
    head = make.officer("pupr", "head", "Kadis")
    make.owed(subject="terlambat")
    assert escalate(now=FRIDAY) == 1
    assert (subjects(head, "naik", FRIDAY), subjects(head, "saya", FRIDAY)) == (["terlambat"], [])
    assert subjects(siti, "naik", FRIDAY) == []


def test_a_list_is_narrowed_and_sorted(siti: Actor) -> None:
    rahma = make.coordinator()
    for number, office in enumerate(("pupr", "dinkes", "pupr")):
        make.owed(office, f"{office} {number}", at=START + timedelta(hours=number))
    now = START + timedelta(hours=5)
    assert subjects(rahma, "baru", now, Narrow(office="pupr")) == ["pupr 0", "pupr 2"]
    assert subjects(rahma, "baru", now, Narrow(order="terbaru")) == ["pupr 2", "dinkes 1", "pupr 0"]
    assert subjects(rahma, "baru", now, Narrow(order="terlama")) == ["pupr 0", "dinkes 1", "pupr 2"]
    assert subjects(rahma, "baru", now, Narrow(kind="instructions")) == []
    assert subjects(rahma, "baru", now, Narrow(office="tidak-ada")) == []


def test_what_is_put_first_stands_first_in_every_list(siti: Actor) -> None:
    make.owed(subject="biasa", at=START - timedelta(days=30))
    make.owed(subject="rentan", priority=1)
    make.owed(subject="jiwa", priority=2)
    for key in ("kantor", "belum-ditugaskan"):
        assert subjects(siti, key) == ["jiwa", "rentan", "biasa"]
    assert subjects(siti, "kantor", narrow=Narrow(order="terlama")) == ["jiwa", "rentan", "biasa"]
    assert subjects(siti, "terlambat", START + timedelta(days=90)) == ["jiwa", "rentan", "biasa"]


# --- pages -------------------------------------------------------------------------------------------------------

DATES = st.one_of(st.none(), st.integers(0, 3))
ROWS = st.lists(st.tuples(st.integers(0, 2), DATES, st.integers(0, 3)), max_size=9)


class Paging(TestCase):
    """Whatever the priorities and dates, going from page to page shows each row once, in one order."""

    siti: Actor

    @classmethod
    def setUpTestData(cls) -> None:
        make.regency()
        cls.siti = make.officer("pupr", "liaison", "Siti")

    @settings(max_examples=60)
    @given(rows=ROWS, size=st.integers(1, 4), order=st.sampled_from(["", "terbaru", "terlama"]))
    def test_no_row_is_lost_or_shown_twice(
        self, rows: list[tuple[int, int | None, int]], size: int, order: str
    ) -> None:
        for number, (priority, due, opened) in enumerate(rows):
            clocks = [] if due is None else [in_days(due)]
            make.owed(subject=str(number), priority=priority, clocks=clocks, at=START + timedelta(hours=opened))
        office, narrow = every_overview(self.siti)["kantor"], Narrow(order=order)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inbox, "PAGE", size)
            seen = walk(office, self.siti, narrow, size)
        assert sorted(row.subject for row in seen) == sorted(map(str, range(len(rows))))
        assert [row.pk for row in seen] == [row.pk for row in sorted(seen, key=rank(office, narrow))]


def walk(overview: Overview, actor: Actor, narrow: Narrow, size: int) -> list[Obligation]:
    seen, mark = list[Obligation](), None
    while True:
        found = page_of(overview, actor, START, mark, narrow)
        seen += found[:size]
        if len(found) <= size:
            return seen
        mark = mark_of(found[size - 1], overview, narrow)


def rank(overview: Overview, narrow: Narrow) -> Any:
    """Priority, then the date, then the key; no date last."""
    field, down = order_of(overview, narrow)

    def place(row: Obligation) -> tuple[int, bool, float, int]:
        date = getattr(row, field)
        sign = -1 if down else 1
        return -row.priority, date is None, sign * date.timestamp() if date else 0, sign * row.pk.int

    return place


def test_the_address_of_a_page_may_be_anything() -> None:
    key = "01a200f9-7ae2-77bc-abb7-6181fb7d1a29"
    assert read_mark(f"1~2026-03-02T10:00:00+07:00~{key}") == (1, START, key)
    assert read_mark(f"0~~{key}") == (0, None, key)
    for text in (
        "",
        "x~y",
        f"0~2026-03-02T10:00:00~{key}",
        f"~~{key}",
        "0~~x",
        f"0~0~0~{key}",
        "9" * 5000 + f"~~{key}",
    ):
        assert read_mark(text) is None


def test_the_pages_of_a_desk_follow_each_other(siti: Actor) -> None:
    for number in range(60):
        make.owed(subject=str(number), priority=int(number == 59))
    first = desk_for(siti, START, {"lihat": "kantor"})
    mark = first.older.partition("sesudah=")[2].replace("%3A", ":").replace("%2B", "+")
    second = desk_for(siti, START, {"lihat": "kantor", "sesudah": mark})
    shown = [row.obligation.subject for row in [*first.rows, *second.rows]]
    assert shown[0] == "59"
    assert sorted(map(int, shown)) == list(range(60))
    assert second.older == ""


# --- counts ------------------------------------------------------------------------------------------------------


def test_counts_are_those_of_the_lists_and_cost_one_statement(siti: Actor) -> None:
    head = make.officer("pupr", "head")
    for number in range(5):
        one = make.owed(subject=str(number), at=START - timedelta(days=20 * number))
    tag(one, word="pasar", by=siti, at=START)
    escalate(now=START)
    for actor in (siti, head, make.coordinator(), make.officer("pimpinan", "regent")):
        with CaptureQueriesContext(connection) as asked:
            counts = counted(actor, START)
        assert len(asked) == 1
        lists = {row.overview.key: len(page_of(row.overview, actor, START)) for row in counts}
        assert {row.overview.key: row.count for row in counts} == lists


def test_counts_are_capped(siti: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST", 3)
    for _each in range(5):
        make.owed()
    found = {row.overview.key: row for row in counted(siti, START)}
    assert (found["kantor"].count, found["kantor"].shown, found["saya"].shown) == (4, "3+", "0")
    assert count_all([]) == []


def test_nobody_without_a_post_holds_anything(siti: Actor) -> None:
    make.owed()
    visitor = actor_of(make.person("Warga"), START)
    assert {row.count for row in counted(visitor, START)} == {0}
    assert not rows_of(every_overview(visitor)["kantor"], visitor, START).exists()


def test_a_person_in_two_offices_has_the_lists_of_both(siti: Actor) -> None:
    appoint(
        person=Person.objects.get(pk=str(siti.person_id)), post=make.post("dinkes", "liaison"),
        since=START.date() - timedelta(days=9), by=SYSTEM, at=START,
    )  # fmt: skip
    both = actor_of(Person.objects.get(pk=str(siti.person_id)), START)
    make.owed(subject="jalan")
    make.owed("dinkes", "puskesmas")
    assert sorted(subjects(both, "belum-ditugaskan")) == ["jalan", "puskesmas"]
    assert Post.objects.filter(pk__in=both.post_ids).count() == 2
