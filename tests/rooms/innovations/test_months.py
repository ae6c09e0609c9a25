"""One a month from every village: opened once, reminded of once, met by itself, owed by nobody who is gone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.calendars import Calendar
from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Clock, Obligation, State
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.offices import close_office
from balairung.rooms.innovations import actions, adopting, league, monthly, recording, register, strip
from balairung.rooms.innovations.models import Innovation, MonthOwed
from balairung.rooms.innovations.months import first_working_day, last_day, later, month_named, month_of, name_of
from tests import make
from tests.rooms.innovations import cards

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


# --- arithmetic -------------------------------------------------------------------------------------------------------


@given(DAYS, st.integers(-40, 40))
def test_months_go_forth_and_back(day: date, months: int) -> None:
    month = month_of(day)
    assert later(later(month, months), -months) == month
    assert month_named(name_of(month)) == month
    assert last_day(month) + timedelta(days=1) == later(month, 1)


@given(DAYS)
def test_the_first_working_day_lies_in_its_month(day: date) -> None:
    calendar = Calendar("5-day", make.JAKARTA, ())
    found = first_working_day(month_of(day), calendar)
    assert month_of(found) == month_of(day)
    assert calendar.day(found).working
    assert not any(calendar.day(found - timedelta(days=back)).working for back in range(1, found.day))


@pytest.mark.parametrize("said", ["", "2026-13", "2026-1", "x", "2026-00", "12026-01"])
def test_what_is_no_month_is_none(said: str) -> None:
    assert month_named(said) is None


# --- the loop ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def villages() -> Any:
    make.regency()
    cache.clear()
    return cards.village("Maju"), cards.village("Jaya", "35.77.01.1002")


@pytest.mark.django_db
def test_opened_on_the_first_working_day_and_once(villages: Any) -> None:
    assert monthly.open_month(now=make.moment("2026-03-01 09:00")) == 0  # a Sunday
    assert monthly.open_month(now=make.moment("2026-03-02 09:00")) == 2
    assert monthly.open_month(now=make.moment("2026-03-03 09:00")) == 0
    duties = Obligation.objects.filter(kind="innovations")
    assert {one.period for one in duties} == {"2026-03"}
    assert {one.next_at for one in duties} == {make.moment("2026-03-31 23:59:59")}
    assert monthly.follow(now=make.moment("2026-04-20 09:00")) > 0  # a worker that was away opens what is left
    assert duties.filter(period="2026-04").count() == 2


@pytest.mark.django_db
def test_a_card_meets_the_month_owed_longest(villages: Any) -> None:
    maju, jaya = villages
    monthly.open_month(now=make.moment("2026-03-02 09:00"))
    monthly.open_month(now=make.moment("2026-04-01 09:00"))
    first = cards.sent(maju, at=make.moment("2026-04-02 10:00"))
    second = cards.sent(maju, "Air dari bukit", at=make.moment("2026-04-03 10:00"))
    third = cards.sent(maju, "Kelas malam ibu", at=make.moment("2026-04-04 10:00"))
    assert [one.month for one in (first, second, third)] == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 4, 1)]
    assert third.duty is None
    open_now = Obligation.objects.open().filter(kind="innovations", origin="monthly")
    assert {one.owner_office_id for one in open_now} == {cards.office_of(jaya).pk}


@pytest.mark.django_db
def test_reminded_a_week_before_once_and_only_who_has_not_sent(villages: Any) -> None:
    maju, _jaya = villages
    monthly.open_month(now=make.moment("2026-03-02 09:00"))
    cards.sent(maju)
    assert monthly.remind(now=make.moment("2026-03-20 09:00")) == 0
    monthly.remind(now=make.moment("2026-03-25 09:00"))
    monthly.remind(now=make.moment("2026-03-26 09:00"))
    told = Notice.objects.filter(subject__contains="Inovasi bulan ini")
    assert [one.person.name for one in told if one.person] == ["Kades Jaya"]


@pytest.mark.django_db
def test_what_is_late_climbs_to_the_district(villages: Any) -> None:
    make.holder(cards.DISTRICT, "head", "Pak Camat")
    monthly.open_month(now=make.moment("2026-03-02 09:00"))
    for day in range(1, 16):
        escalate(now=make.moment(f"2026-04-{day:02} 10:00"))
    told = Clock.objects.filter(obligation__origin="monthly").values_list("told_post__office__key", flat=True)
    assert set(told) == {cards.DISTRICT}


@pytest.mark.django_db
def test_a_village_that_merged_owes_nothing_more(villages: Any) -> None:
    _maju, jaya = villages
    monthly.open_month(now=make.moment("2026-03-02 09:00"))
    office = cards.office_of(jaya)
    assert office.region is not None
    office.region.until = date(2026, 3, 10)
    office.region.save(update_fields=["until"])
    assert monthly.forgive(now=make.moment("2026-03-11 09:00")) == 1
    assert monthly.forgive(now=make.moment("2026-03-11 09:01")) == 0
    duty = Obligation.objects.get(owner_office=office)
    assert duty.state == State.WITHDRAWN
    assert monthly.open_month(now=make.moment("2026-04-01 09:00")) == 1
    with pytest.raises(Refused):
        actions.release(MonthOwed(duty), text="Lagi.", by=make.officer("pimpinan", "regent"), at=make.START)


@pytest.mark.django_db
def test_a_closed_village_is_not_asked_and_files_nothing(villages: Any) -> None:
    _maju, jaya = villages
    card = cards.draft(jaya)
    Office.objects.filter(key="desa-jaya").update(closed_on=date(2026, 3, 2))
    assert monthly.open_month(now=make.moment("2026-03-02 09:00")) == 1
    with pytest.raises(Refused, match="sudah dihapus"):
        recording.submit(card, by=jaya, at=make.START)


@pytest.mark.django_db
def test_a_village_is_closed_once_its_month_is_released(villages: Any) -> None:
    maju, _jaya = villages
    monthly.open_month(now=make.moment("2026-03-02 09:00"))
    duty = MonthOwed(Obligation.objects.get(owner_office=cards.office_of(maju)))
    with pytest.raises(NotAllowed):
        actions.release(duty, text="Kami libur.", by=maju, at=make.START)
    actions.release(duty, text="Desa ini digabung.", by=cards.district(), at=make.START)
    with pytest.raises(Refused, match=r"dijabat|pemangku|menjabat|masih"):  # its people come first
        close_office(cards.office_of(maju), by=SYSTEM, at=make.START)


# --- strip and league -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_strip_shows_every_village_and_month(villages: Any, django_assert_num_queries: Any) -> None:
    maju, _jaya = villages
    cards.sent(maju)
    cards.sent(maju, "Air dari bukit")
    with django_assert_num_queries(2):
        found = strip.whole(date(2026, 3, 1))
        rows = {one.office.short: one for shelf in found.shelves for one in shelf.strips}
    assert len(found.months) == 36
    assert (rows["Maju"].counts[-1], rows["Maju"].filled, rows["Jaya"].total) == (2, 1, 0)
    assert rows["Maju"].drawn == '<path class="l2" d="M350 0h8v8h-8z"/>'
    assert rows["Jaya"].drawn == ""
    assert (found.villages, found.last) == (2, 1)


@pytest.mark.django_db
def test_a_village_that_merged_has_no_line_and_its_cards_stay(villages: Any) -> None:
    maju, jaya = villages
    camat = cards.district()
    card = cards.approved(jaya, camat)
    copy = adopting.adopt(card, office=cards.office_of(maju), by=maju, at=make.START)
    assert _lines() == ({"Maju", "Jaya"}, {"Maju", "Jaya"})
    before = _district()
    place = Region.objects.get(offices__key="desa-jaya")
    place.until = date(2026, 3, 10)
    place.save(update_fields=["until"])
    assert _lines() == ({"Maju"}, {"Maju"})
    assert (_district().villages, _district().points) == (before.villages - place.offices.count(), 0)
    assert card in register.narrowed({})  # what it did stays to be read
    assert copy.origin == card  # and credited


def _lines() -> tuple[set[str], set[str]]:
    """Of the strip, and of the league of villages."""
    shelves = strip.whole(date(2026, 3, 1)).shelves
    return {one.office.short for shelf in shelves for one in shelf.strips}, set(_points("desa"))


@pytest.mark.django_db
def test_points_can_be_counted_again(villages: Any, django_assert_max_num_queries: Any) -> None:
    maju, jaya = villages
    camat = cards.district()
    card = cards.approved(maju, camat)
    cards.promoted(card, maju, camat)
    copy = adopting.adopt(card, office=cards.office_of(jaya), by=jaya, at=make.START)
    recording.prove(copy, [cards.proof()], by=jaya, at=make.START)
    recording.change(copy, cards.told(card.name), by=jaya, at=make.START)
    recording.submit(copy, by=jaya, at=make.START)
    assert _points("desa") == {"Maju": 1 + 3 + 2, "Jaya": 1}  # nobody is credited before it was approved
    actions.approve(cards.review_of(copy), found=cards.found(), by=camat, at=make.START)
    with django_assert_max_num_queries(3):
        assert _points("desa") == {"Maju": 1 + 3 + 2 + 5, "Jaya": 1 + 3 + 2}
    district = _district()
    assert district.points == 11 + 6
    assert district.mean == round(district.points / (1.0 * district.villages), 1) or district.villages > 2
    actions_of_agency = _points("kantor")
    assert set(actions_of_agency.values()) == {0}
    assert Innovation.objects.filter(origin=card).count() == 1


def _district() -> league.Line:
    return next(line for line in league.table("kecamatan", 2026) if line.office.key == cards.DISTRICT)


def _points(level: str) -> dict[str, int]:
    lines = league.table(level, 2026)
    return {line.office.short: line.points for line in lines if level != "desa" or line.office.key.startswith("desa-")}
