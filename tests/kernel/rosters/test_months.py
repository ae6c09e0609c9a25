"""A month on the wall: every hour of every layer stands somewhere, letters are nobody else's, a night stands once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.people.models import Person
from balairung.kernel.rosters.months import Day, Entry, Gap, bounds, entries_of, month_of, signs_of, when_words
from balairung.kernel.rosters.plan import Segment, Stand, Why
from balairung.kernel.rosters.strips import gap_path, strip, together

JAKARTA = ZoneInfo("Asia/Jakarta")
ONE_DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = [JAKARTA, ZoneInfo("Asia/Jayapura"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")]


def named(name: str, number: int = 0) -> Person:
    return Person(pk=UUID(int=number), name=name)


@given(st.lists(st.text(min_size=0, max_size=30), max_size=60))
def test_letters_are_nobody_elses(names: list[str]) -> None:
    people = [named(name, number) for number, name in enumerate(names)]
    signs = signs_of(people)
    assert len({sign.letters for sign in signs.values()}) == len(people)
    assert signs_of(reversed(people)) == signs


def test_letters_leave_titles_out() -> None:
    signs = signs_of([named("dr. Siti Aminah, M.Kes.", 1), named("Sri Ayu", 2), named("Drs. H. Budi", 3)])
    assert [signs[UUID(int=number)].letters for number in (1, 2, 3)] == ["SAM", "SA", "BU"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA).astimezone(UTC)


def entry(since: datetime, until: datetime) -> Entry:
    (sign,) = signs_of([named("Ani")]).values()
    return Entry(1, sign, since, until, Why.TURN, None)


def march(one: Entry) -> list[Day]:
    month = month_of(date(2026, 3, 1), entries=[one], gaps=[], today=date(2026, 3, 2), zone=JAKARTA)
    return [day for week in month.weeks for day in week]


def test_a_night_stands_on_the_day_on_which_it_begins() -> None:
    night = entry(moment("2026-03-02 19:00"), moment("2026-03-03 07:00"))
    days = march(night)
    shown = {day.date: [one.when for lane in day.lanes for one in lane] for day in days if day.lanes}
    assert shown == {date(2026, 3, 2): ["19.00–07.00"]}


def test_a_week_stands_on_each_of_its_days() -> None:
    week = entry(moment("2026-03-02 07:30"), moment("2026-03-09 07:30"))
    days = march(week)
    words = [one.when for day in days for lane in day.lanes for one in lane]
    assert words == ["dari 07.30", "", "", "", "", "", "", "sampai 07.30"]


@given(
    zone=st.sampled_from(ZONES), first=st.dates(date(2000, 1, 1), date(2098, 12, 1)),
    begin=st.integers(-40, 900), lasts=st.integers(1, 900),
)  # fmt: skip
def test_no_gap_is_left_out_of_the_month(zone: ZoneInfo, first: date, begin: int, lasts: int) -> None:
    """Whatever touches the month is told on at least one of its days, unless it began before as a short one."""
    first = first.replace(day=1)
    since = bounds(first, zone)[0] + begin * HOUR
    gap = Gap(since, since + lasts * HOUR)
    month = month_of(first, entries=[], gaps=[gap], today=first, zone=zone)
    days = [day for week in month.weeks for day in week]
    assert all(len(week) == 7 for week in month.weeks)
    inside = [day for day in days if day.inside]
    assert [day.date for day in inside] == [first + place * ONE_DAY for place in range(len(inside))]
    end = bounds(inside[-1].date, zone)[1]
    touches = gap.since < end and gap.until > bounds(first, zone)[0]
    short_from_before = gap.since < bounds(first, zone)[0] and gap.until - gap.since <= ONE_DAY
    assert bool([day for day in inside if day.gaps]) == (touches and not short_from_before)


def test_another_layer_does_not_cut_a_stretch() -> None:
    ani, budi = UUID(int=1), UUID(int=2)
    signs = signs_of([named("Ani", 1), named("Budi", 2)])
    start = moment("2026-03-02 07:00")
    stand = Stand(1, ani, Why.TURN)
    segments = [
        Segment(start, start + HOUR, (stand, Stand(2, budi, Why.TURN))),
        Segment(start + HOUR, start + 2 * HOUR, (stand, Stand(2, None, Why.NONE))),
    ]
    found = entries_of(segments, signs)
    assert [(one.place, one.since, one.until) for one in found] == [
        (1, start, start + 2 * HOUR),
        (2, start, start + HOUR),
    ]


def test_words_of_a_day() -> None:
    begin, end = bounds(date(2026, 3, 2), JAKARTA)
    assert when_words(begin, end, begin, end, JAKARTA) == ""
    assert when_words(begin + 7 * HOUR, begin + 15 * HOUR, begin, end, JAKARTA) == "07.00–15.00"
    assert when_words(begin - 30 * HOUR, begin + 7 * HOUR, begin, end, JAKARTA) == "sampai 07.00"


@given(st.lists(st.tuples(st.integers(0, 10080), st.integers(0, 10080), st.integers(0, 10080)), max_size=54))
def test_bars_stay_in_their_box(weeks: list[tuple[int, int, int]]) -> None:
    rows = [(required, min(empty, required), min(mute, required)) for required, empty, mute in weeks]
    for week in strip(date(2026, 3, 2), rows).weeks:
        assert 0 <= week.above <= week.top <= 56
        assert bool(week.gap) == bool(week.empty)
    assert gap_path(rows).count("M") == sum(1 for row in rows if row[1])
    assert together([rows, rows]) == [(2 * a, 2 * b, 2 * c) for a, b, c in rows]
