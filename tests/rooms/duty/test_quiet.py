"""When drills let people be."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.facts import facts
from balairung.rooms.duty.quiet import Quiet
from tests.make import moment

JAKARTA = ZoneInfo("Asia/Jakarta")
RULES = facts("readiness")["quiet"]
MADIUN = Quiet((-7.63, 111.52), JAKARTA, RULES)
PLACES = {
    "Asia/Jakarta": (5.55, 95.32),  # Banda Aceh, the first to the west
    "Asia/Pontianak": (-0.03, 109.34),
    "Asia/Makassar": (-10.17, 123.6),  # Kupang
    "Asia/Jayapura": (-8.5, 140.4),  # Merauke, the last to the east
}
KINDS = [Quiet(point, ZoneInfo(zone), RULES) for zone, point in PLACES.items()]
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LASTING = timedelta(minutes=24)


def test_prayer_times_are_those_that_kementerian_agama_publishes() -> None:
    """Jakarta, 22 November 2026: Subuh 04.05, Zuhur 11.41, Asar 15.04, Magrib 17.53, Isya 19.07, within two minutes."""
    quiet = Quiet((-6.17, 106.83), JAKARTA, RULES)
    before = timedelta(minutes=RULES["prayer"]["before"])
    found = [one.since + before for one in quiet.windows(date(2026, 11, 22)) if "salat" in str(one.word)]
    wanted = [moment(f"2026-11-22 {clock}") for clock in ("04:05", "11:41", "15:04", "17:53", "19:07")]
    assert all(abs(a - b) <= timedelta(minutes=2) for a, b in zip(found, wanted, strict=True)), found


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("2026-03-02 02:00", "jam malam"),
        ("2026-03-02 20:59", ""),
        ("2026-03-02 21:00", "jam malam"),
        ("2026-03-02 05:30", ""),
        ("2026-03-02 11:50", "waktu salat Zuhur"),
        ("2026-03-06 13:00", "salat Jumat"),
        ("2026-03-02 13:00", ""),
        ("2026-03-01 09:00", ""),  # a Sunday: kept only where the regency says so
    ],
)
def test_what_is_quiet_and_why(when: str, why: str) -> None:
    assert MADIUN.why(moment(when)) == why
    assert MADIUN.is_quiet(moment(when)) is bool(why)


def test_posts_that_are_awake_around_the_clock_are_spared_the_night_but_not_the_prayers() -> None:
    assert not MADIUN.is_quiet(moment("2026-03-02 02:00"), all_day=True)
    assert MADIUN.is_quiet(moment("2026-03-02 04:20"), all_day=True)
    assert MADIUN.is_quiet(moment("2026-03-06 12:00"), all_day=True)


def test_sunday_morning_is_kept_where_the_regency_says_so() -> None:
    kept = Quiet(MADIUN.point, JAKARTA, {**RULES, "sunday": {**RULES["sunday"], "kept": True}})
    assert kept.why(moment("2026-03-01 09:00")) == "ibadah Minggu"
    assert kept.why(moment("2026-03-02 09:00")) == ""


def test_a_ladder_that_would_end_in_the_quiet_waits_until_after_it() -> None:
    last = MADIUN.next_allowed(moment("2026-03-02 20:30"), lasting=LASTING)
    assert last == moment("2026-03-02 20:30")
    assert MADIUN.next_allowed(moment("2026-03-02 20:40"), lasting=LASTING) == moment("2026-03-03 05:30")


def test_rules_that_leave_nothing_are_a_mistake_of_the_rules() -> None:
    never = Quiet(MADIUN.point, JAKARTA, {**RULES, "night": {"from": "05:00", "to": "05:00"}})
    with pytest.raises(ValueError, match="leave no"):
        never.next_allowed(moment("2026-03-02 10:00"))


@given(st.sampled_from(KINDS), MOMENTS, st.booleans())
def test_the_next_moment_is_allowed_and_none_before_it_is(quiet: Quiet, when: datetime, all_day: bool) -> None:
    found = quiet.next_allowed(when, all_day, LASTING)
    assert found >= when
    assert not any(quiet.is_quiet(found + n * LASTING / 12, all_day) for n in range(12))
    earlier = [when + n * (found - when) / 20 for n in range(20)] if found > when else []
    assert all(
        quiet.is_quiet(one, all_day) or quiet.next_allowed(one, all_day, LASTING) == found for one in earlier
    )  # fmt: skip


@given(st.sampled_from(KINDS), MOMENTS, st.timedeltas(timedelta(hours=1), timedelta(days=20)), st.booleans())
def test_allowed_stretches_and_quiet_share_no_moment(
    quiet: Quiet, since: datetime, lasting: timedelta, all_day: bool
) -> None:
    spans = quiet.allowed(since, since + lasting, all_day, LASTING)
    for begin, end in spans:
        assert since <= begin < end <= since + lasting - LASTING
        assert not quiet.is_quiet(begin, all_day)
        assert not quiet.is_quiet(end + LASTING - timedelta(seconds=1), all_day)
    assert all(a[1] < b[0] for a, b in pairwise(spans))
