"""What the worker counts: each report once under every name, nothing that is secret, and again when it changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from balairung.kernel.obligations.leaves import earliest_key
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.instructions.actions import instruct
from balairung.surface.openness.arithmetic import Figures, median, places, wilson
from balairung.surface.openness.counting import count_months, months_between
from balairung.surface.openness.models import CountedMonth, Tally
from tests import make
from tests.make import START, moment
from tests.surface.openness.counted import count, resolved, villages, whole

LATER = START + timedelta(days=40)


@pytest.fixture
def rahma(db: None) -> Actor:
    make.regency()
    return make.coordinator()


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti")


def test_each_report_is_counted_once_and_stands_where_it_stands(rahma: Actor, siti: Actor) -> None:
    resolved(rahma, siti, days=2)
    resolved(rahma, siti, days=45)
    make.complaint()
    make.complaint(at=LATER - timedelta(days=1))
    refused = make.complaint()
    actions.refuse(refused, reason="not-a-report", text="Bukan laporan.", by=rahma, at=START)
    count(LATER + timedelta(days=10))
    assert whole() == Figures(filed=5, kept=1, broken=1, running=0, behind=2, elsewhere=1)
    assert set(Tally.objects.filter(dimension="all").values_list("month__first", "filed")) == {
        (date(2026, 3, 1), 4), (date(2026, 4, 1), 1)
    }  # fmt: skip
    march = Tally.objects.get(dimension="all", month=date(2026, 3, 1))
    assert march.days == {"2": 1, "45": 1}
    assert whole("pupr", "office").filed == 2


def test_what_is_refused_or_withdrawn_too_late_stays_late(rahma: Actor) -> None:
    first, second, third = (make.complaint() for _number in range(3))
    for made, at in ((first, START + timedelta(days=30)), (second, START + timedelta(hours=1))):
        actions.refuse(made, reason="not-a-report", text="Bukan laporan.", by=rahma, at=at)
    actions.withdraw(third, text="Sudah tidak perlu.", by=make.reporter(third), at=START + timedelta(days=31))
    count(LATER)
    assert whole() == Figures(filed=3, broken=2, elsewhere=1)
    assert Tally.objects.get(dimension="all", month=date(2026, 3, 1)).days == {"30": 1}  # who withdrew had no answer


def test_what_is_in_time_is_running_until_its_hour_has_passed(rahma: Actor) -> None:
    due = make.complaint().obligation.next_at
    assert due
    count(due - timedelta(seconds=1))
    assert whole() == Figures(filed=1, running=1)
    count(due + timedelta(minutes=11))
    assert whole() == Figures(filed=1, behind=1)


def test_all_sides_add_up_to_the_whole(rahma: Actor, siti: Actor) -> None:
    places = [*villages(0)[:2], villages(1)[0].parent, None]
    for number in range(9):
        resolved(rahma, siti, days=number * 5, region=places[number % 4], channel=("web", "sms")[number % 2])
    count(LATER)
    kept = whole().kept
    assert 0 < kept < 9
    for dimension in ("office", "district", "class", "topic", "channel"):
        sums = Tally.objects.filter(dimension=dimension).aggregate(filed=Sum("filed"), kept=Sum("kept"))
        assert sums == {"filed": 9, "kept": kept}, dimension
    district = villages(0)[0].parent
    assert district
    below = Tally.objects.filter(dimension="village", within=district.pk)
    assert dict(below.values_list("key", "filed")) == {villages(0)[0].pk: 3, villages(0)[1].pk: 2}
    assert whole(district.pk, "district").filed == 5
    other = villages(1)[0].parent
    assert other
    assert list(Tally.objects.filter(dimension="village", within=other.pk).values_list("key", "filed")) == [("", 2)]


def test_nothing_secret_and_nothing_about_an_officer_is_in_any_figure(rahma: Actor) -> None:
    make.complaint(secret=True)
    make.complaint(accused=make.office("dinkes"))
    make.complaint(klass=Complaint.Class.SUPERVISORY)
    count(START)
    assert not Tally.objects.exists()
    make.complaint()
    count(START + timedelta(minutes=11))
    assert whole().filed == 1


def test_sensitive_topics_are_one(rahma: Actor) -> None:
    first, second = Topic.objects.filter(sensitive=True).order_by("code")[:2]
    make.complaint(topic=first, klass="ordinary")
    make.complaint(topic=second, klass="ordinary")
    count(START)
    assert list(Tally.objects.filter(dimension="topic").values_list("key", "filed")) == [("peka", 2)]


def test_villages_of_a_district_are_one_office(rahma: Actor) -> None:
    make.village()
    make.forwarded(rahma, to="desa-uji")
    count(START)
    assert list(Tally.objects.filter(dimension="office").values_list("key", "filed")) == [("desa:35.77.01", 1)]


def test_what_is_opened_again_is_counted_so(rahma: Actor, siti: Actor) -> None:
    made = resolved(rahma, siti)
    actions.reopen(made, text="Belum selesai, masih berlubang.", by=make.reporter(made), at=START + timedelta(days=3))
    count(START + timedelta(days=3))
    assert whole() == Figures(filed=1, running=1, reopened=1)


def test_other_promises_are_counted_by_kind(rahma: Actor) -> None:
    regent = make.officer("pimpinan", "regent")
    instruct(
        text="Perbaiki jembatan", office=make.office("pupr"), due_on=START.date(), token="t" * 20, by=regent, at=START
    )
    make.application()
    count(LATER)
    kinds = {row.key: (row.filed, row.behind) for row in Tally.objects.filter(dimension="kind")}
    assert kinds == {"instructions": (1, 1), "services": (1, 1)}


def test_what_ended_is_told_by_the_month_in_which_it_did(rahma: Actor, siti: Actor) -> None:
    made = resolved(rahma, siti, days=35)
    actions.close(made, text="Terima kasih.", by=make.reporter(made), at=START + timedelta(days=36))
    count(LATER)
    assert list(CountedMonth.objects.order_by("first").values_list("ended_kept", "ended_broken")) == [(0, 0), (0, 1)]


# --- when it counts again ----------------------------------------------------------------------------------------


def test_nothing_is_counted_twice_within_ten_minutes(rahma: Actor) -> None:
    make.complaint()
    assert count_months(now=START) == 1
    make.complaint()
    assert count_months(now=START + timedelta(minutes=9)) == 0
    assert whole().filed == 1
    assert count_months(now=START + timedelta(minutes=10)) == 1
    assert whole().filed == 2


def test_a_finished_month_is_read_again_only_when_something_was_written_of_it(rahma: Actor, siti: Actor) -> None:
    made = resolved(rahma, siti)
    actions.close(made, text="Terima kasih.", by=make.reporter(made), at=START + timedelta(days=3))
    at = moment("2026-05-04 10:00")
    count(at)
    march = CountedMonth.objects.filter(first="2026-03-01")
    long_after = earliest_key(datetime.now(at.tzinfo) + timedelta(days=1))
    CountedMonth.objects.update(newest=long_after)  # than which no line is younger
    Tally.objects.filter(month=date(2026, 3, 1)).update(filed=99)
    count(at + timedelta(minutes=11))
    assert whole().filed == 99
    assert march.get().counted_at == at + timedelta(minutes=11)
    CountedMonth.objects.update(newest=earliest_key(datetime.now(at.tzinfo) - timedelta(minutes=1)))
    count(at + timedelta(minutes=22))
    assert whole().filed == 1


def test_every_month_is_read_once_a_day(rahma: Actor, siti: Actor) -> None:
    made = resolved(rahma, siti)
    actions.close(made, text="Terima kasih.", by=make.reporter(made), at=START + timedelta(days=3))
    at = moment("2026-05-04 10:00")
    count(at)
    CountedMonth.objects.update(newest=earliest_key(datetime.now(at.tzinfo) + timedelta(days=1)))
    Tally.objects.update(filed=99)
    count(at + timedelta(hours=21))
    assert whole().filed == 1


def test_one_month_at_once_so_that_nothing_urgent_waits(rahma: Actor) -> None:
    make.complaint(at=moment("2025-01-10 10:00"))
    assert count_months(now=START) == 1
    count(START)
    assert CountedMonth.objects.filter(counted_at=START).count() == 15


def test_a_month_costs_few_questions_however_much_was_filed(
    rahma: Actor, siti: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        resolved(rahma, siti, days=number, region=villages()[number % 5])
    with django_assert_max_num_queries(20):
        count_months(now=START + timedelta(days=20))


def test_without_a_report_there_is_no_month(rahma: Actor) -> None:
    assert count_months(now=START) == 0
    assert not CountedMonth.objects.exists()


# --- arithmetic --------------------------------------------------------------------------------------------------


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share_and_is_narrower_of_more(kept: int, more: int) -> None:
    of = kept + more
    one, ten = wilson(kept, of), wilson(10 * kept, 10 * of)
    assert 0 <= one.low <= one.share <= one.high <= 1
    assert ten.high - ten.low < one.high - one.low


def test_the_interval_is_wilsons() -> None:
    found = wilson(82, 100)
    assert (round(found.low, 3), round(found.high, 3)) == (0.733, 0.883)
    with pytest.raises(ValueError, match="so many"):
        wilson(0, 0)


@given(st.lists(st.integers(0, 90), max_size=40))
def test_the_median_is_the_least_number_of_days_within_which_half_was_done(days: list[int]) -> None:
    counts = {day: days.count(day) for day in days}
    found = median(counts)
    ordered = sorted(days)
    assert found == (ordered[(len(ordered) - 1) // 2] if ordered else None)


def test_who_cannot_be_told_apart_shares_a_place() -> None:
    sides = {
        "best": Figures(kept=990, broken=10),
        "good": Figures(kept=80, broken=20),
        "as good": Figures(kept=17, broken=4),
        "bad": Figures(kept=10, behind=90),
        "few": Figures(kept=19),
        "none": Figures(running=900),
    }
    assert places(sides) == {"best": 1, "good": 2, "as good": 2, "bad": 4}


def test_months_between_are_all_months() -> None:
    found = list(months_between(date(2025, 11, 1), date(2026, 2, 1)))
    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
