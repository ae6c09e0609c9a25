"""Statements of what was done with delegated authority: owed once for each period, given, accepted or sent back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as some
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.delegating import answer_assignment, withdraw
from balairung.kernel.people.models import Delegation, Person, Post
from balairung.kernel.people.offices import close_office
from balairung.kernel.search.reads import find
from balairung.rooms.complaints import actions as complaints
from balairung.rooms.delegations import access, actions
from balairung.rooms.delegations.actions import _counted_in
from balairung.rooms.delegations.models import Statement
from balairung.rooms.delegations.periods import BACK, Period, ended, period_of
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db
APRIL = moment("2026-04-01 00:10")


@pytest.fixture
def people() -> dict[str, Actor]:
    """Who holds the posts: the mayor gives, the camat receives; others look on."""
    make.regency()
    return {
        "mayor": make.officer("pimpinan", "regent", "Wali"),
        "secretary": make.officer("setda", "secretary", "Sekda"),
        "camat": make.officer("kecamatan-357701", "head", "Camat Sari"),
        "clerk": make.officer("kecamatan-357701", "liaison", "Kasi Umum"),
        "other": make.officer("kecamatan-357702", "head", "Camat Lain"),
    }


@pytest.fixture
def mayor() -> Post:
    return make.post("pimpinan", "regent")


@pytest.fixture
def camat() -> Post:
    return make.post("kecamatan-357701", "head")


def opened(now: datetime = APRIL) -> list[Statement]:
    """What the worker opens, each time as on a new day."""
    cache.clear()
    before = set(Statement.objects.values_list("pk", flat=True))
    count = actions.open_statements(now=now)
    rows = list(Statement.objects.exclude(pk__in=before).order_by("first", "id"))
    assert len(rows) == count
    return rows


def where(statement: Statement) -> tuple[str, str]:
    statement.obligation.refresh_from_db()
    return statement.obligation.state, statement.obligation.step


# --- what is owed -------------------------------------------------------------------------------------------------


def test_a_month_is_reported_once_ten_working_days_after_its_end(
    people: dict[str, Actor], mayor: Post, camat: Post
) -> None:
    make.delegation(mayor, camat, reporting="monthly")
    make.delegation(mayor, camat, matter="service:izin-pemakaman", reporting="monthly")
    assert opened(moment("2026-03-31 23:59")) == []
    (statement,) = opened()
    assert (statement.giver, statement.receiver, str(statement.period)) == (mayor, camat, "Maret 2026")
    assert statement.delegations.count() == 2
    obligation = statement.obligation
    assert (obligation.kind, obligation.period, obligation.owner_office) == ("delegations", "2026-03", camat.office)
    assert obligation.next_at == moment("2026-04-15 23:59:59")  # Good Friday is no working day
    assert obligation.subject == "Laporan kepada Wali Kota atas wewenang yang dilimpahkan, Maret 2026"
    assert [notice.person.name for notice in Notice.objects.all() if notice.person] == ["Camat Sari"]
    assert opened(APRIL + timedelta(hours=1)) == opened(APRIL + timedelta(days=9)) == []
    number_leaves(now=APRIL, whole=True)
    assert findings(now=moment("2026-04-10 09:00")) == []


def test_a_quarter_is_reported_after_its_third_month(people: dict[str, Actor], mayor: Post, camat: Post) -> None:
    make.delegation(mayor, camat, reporting="quarterly")
    (statement,) = opened()
    assert (str(statement.period), statement.obligation.period) == ("triwulan I 2026", "2026-Q1")
    assert opened(moment("2026-05-01 08:00")) == []
    assert [one.obligation.period for one in opened(moment("2026-07-01 08:00"))] == ["2026-Q2"]


def test_months_and_quarters_of_one_pair_stand_beside_each_other(
    people: dict[str, Actor], mayor: Post, camat: Post
) -> None:
    make.delegation(mayor, camat, reporting="monthly")
    make.delegation(mayor, camat, matter="service:izin-pemakaman", reporting="quarterly")
    assert {one.obligation.period for one in opened()} == {"2026-03", "2026-Q1"}


def test_nobody_owes_for_what_asks_for_no_report(people: dict[str, Actor], mayor: Post, camat: Post) -> None:
    make.delegation(mayor, camat)
    assert opened() == []


def test_what_ended_in_the_month_owes_its_last_report(people: dict[str, Actor], mayor: Post, camat: Post) -> None:
    make.delegation(mayor, camat, reporting="monthly", until=date(2026, 3, 2))
    (row,) = make.delegation(mayor, camat, matter="letter:legalisasi", reporting="monthly")
    withdraw(row, from_day=date(2026, 3, 20), words="Diganti.", by=SYSTEM, at=START)
    (statement,) = opened()
    assert statement.delegations.count() == 2
    assert opened(moment("2026-05-01 08:00")) == []


def test_what_never_counted_owes_nothing(people: dict[str, Actor], mayor: Post, camat: Post) -> None:
    (row,) = make.delegation(mayor, camat, reporting="monthly")
    withdraw(row, from_day=row.since, words="Salah catat.", by=SYSTEM, at=START)
    make.delegation(mayor, camat, matter="letter:legalisasi", reporting="monthly", since=date(2026, 4, 1))
    assert opened() == []


def test_a_decree_that_comes_late_asks_for_no_reports_of_the_past(
    people: dict[str, Actor], mayor: Post, camat: Post
) -> None:
    (row,) = make.delegation(mayor, camat, reporting="monthly", since=date(2025, 1, 1))
    assert [one.obligation.period for one in opened()] == ["2026-03"]
    assert row.recorded_at == START


def test_a_worker_that_was_away_makes_up_for_three_months(people: dict[str, Actor], mayor: Post, camat: Post) -> None:
    make.delegation(mayor, camat, reporting="monthly")
    statements = opened(moment("2026-06-20 08:00"))
    assert [one.obligation.period for one in statements] == ["2026-03", "2026-04", "2026-05"]
    assert statements[0].obligation.next_at == moment(
        "2026-04-15 23:59:59"
    )  # counted from the month, not from the worker


def test_the_first_round_of_a_day_is_enough(people: dict[str, Actor], mayor: Post, camat: Post) -> None:
    cache.clear()
    assert actions.open_statements(now=APRIL) == 0
    make.delegation(mayor, camat, reporting="monthly")
    assert actions.open_statements(now=APRIL) == 0
    assert actions.open_statements(now=APRIL + timedelta(days=1)) == 1


def test_an_office_that_is_gone_owes_nothing(people: dict[str, Actor], mayor: Post) -> None:
    ward = Post.objects.filter(office__kind="kelurahan", role="head").order_by("id")[0]
    make.delegation(mayor, ward, reporting="monthly")
    close_office(ward.office, by=SYSTEM, at=START)
    assert opened() == []


def test_a_village_that_did_not_take_it_owes_nothing(people: dict[str, Actor], mayor: Post) -> None:
    village = make.village()
    make.delegation(mayor, village, kind="assignment", cost=0, reporting="monthly")
    assert opened() == []
    head = make.officer(village.office.key, "head", "Kades")
    (row,) = Delegation.objects.filter(receiver=village)
    answer_assignment(row, accepted=True, by=head, at=APRIL)
    assert [one.obligation.period for one in opened(moment("2026-05-01 08:00"))] == ["2026-04"]


def test_reports_are_counted_by_the_house(people: dict[str, Actor], mayor: Post) -> None:
    """Came, answered, late: of the office's own reports in the month."""
    pupr = make.post("pupr", "head")
    siti = make.officer("pupr", "liaison", "Siti")
    make.delegation(mayor, pupr, matter="complaint:", reporting="monthly")
    coordinator = make.coordinator()
    first, _second = make.forwarded(coordinator), make.forwarded(coordinator)
    make.forwarded(coordinator, to="dinkes")
    complaints.answer(first, text="Besok kami kerjakan.", by=siti, at=moment("2026-03-04 09:00"))
    make.forwarded(coordinator, at=moment("2026-04-01 00:01"))
    (statement,) = opened()
    assert statement.figures == {"complaint": {"came": 2, "answered": 1, "late": 2}}


def test_one_that_fails_never_stops_the_others(people: dict[str, Actor], mayor: Post) -> None:
    wards = list(Post.objects.filter(office__kind="kelurahan", role="head").order_by("id"))
    make.delegation(mayor, *wards, reporting="monthly")
    title = Post.objects.filter(pk=wards[0].pk)
    title.update(title="Lurah" + "h" * 150)  # its statement's words are too long for no column
    assert len(opened()) == len(wards)


# --- what becomes of it --------------------------------------------------------------------------------------------


@pytest.fixture
def statement(people: dict[str, Actor], mayor: Post, camat: Post) -> Statement:
    make.delegation(mayor, camat, reporting="monthly")
    return opened()[0]


def test_the_whole_way(statement: Statement, people: dict[str, Actor]) -> None:
    actions.submit(statement, text="Tiga undangan.", files=[make.photo()], by=people["clerk"], at=APRIL)
    assert (where(statement), statement.obligation.next_at) == ((State.WAITING, "accept"), None)
    for name, waiting in (("mayor", 1), ("secretary", 1), ("camat", 0), ("other", 0)):
        assert Statement.objects.waiting_for(people[name]).count() == waiting
    assert Notice.objects.filter(person__name="Wali", subject__startswith="Laporan pelimpahan masuk").exists()
    actions.send_back(statement, text="Sebutkan acaranya.", by=people["mayor"], at=moment("2026-04-06 09:00"))
    assert (where(statement), statement.obligation.next_at) == (
        (State.ACTIVE, "report"),
        moment("2026-04-13 23:59:59"),
    )
    actions.submit(statement, text="Tiga undangan rapat.", by=people["camat"], at=moment("2026-04-07 09:00"))
    actions.accept(statement, by=people["secretary"], at=moment("2026-04-08 09:00"))  # a leader for another
    assert where(statement) == (State.DONE, "")
    verbs = list(statement.obligation.events.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["open", "submit", "send_back", "submit", "accept"]


def test_who_may_do_what(statement: Statement, people: dict[str, Actor]) -> None:
    for name in ("mayor", "other", "secretary"):
        with pytest.raises(NotAllowed):
            actions.submit(statement, text="Bukan saya.", by=people[name], at=APRIL)
    with pytest.raises(Refused, match="penjelasannya"):
        actions.submit(statement, text=" ", by=people["camat"], at=APRIL)
    actions.submit(statement, text="Ada.", by=people["camat"], at=APRIL)
    for name in ("camat", "clerk", "other"):
        with pytest.raises(NotAllowed):
            actions.accept(statement, by=people[name], at=APRIL)
        with pytest.raises(NotAllowed):
            actions.send_back(statement, text="Kurang.", by=people[name], at=APRIL)
    with pytest.raises(Refused, match="tidak dapat dilakukan"):
        actions.submit(statement, text="Lagi.", by=people["camat"], at=APRIL)


def test_the_receivers_office_the_giver_and_leaders_see_it(statement: Statement, people: dict[str, Actor]) -> None:
    for name in ("mayor", "secretary", "camat", "clerk"):
        assert access.get_statement(people[name], statement.obligation.ref) == statement
    with pytest.raises(Statement.DoesNotExist):
        access.get_statement(people["other"], statement.obligation.ref)


def test_a_giver_who_is_no_leader_reads_what_is_owed_to_them(people: dict[str, Actor], camat: Post) -> None:
    ward = Post.objects.filter(office__kind="kelurahan", role="head", superior=camat).order_by("id")[0]
    make.delegation(make.post("pimpinan", "regent"), camat, kind="delegation", may_pass_on=True)
    make.delegation(camat, ward, reporting="monthly")
    (statement,) = opened()
    assert access.get_statement(people["camat"], statement.obligation.ref) == statement
    assert access.can_judge(people["camat"], statement)
    assert not access.can_judge(people["mayor"], statement)
    assert not Obligation.objects.visible_to(people["camat"]).filter(pk=statement.obligation_id).exists()


def test_it_is_found_by_its_words(statement: Statement, people: dict[str, Actor]) -> None:
    for name, seen in (("camat", [statement.obligation_id]), ("other", [])):
        found = find(Obligation.objects.visible_to(people[name]), "pelimpahan maret")
        assert [one.pk for one in found.obligations] == seen


def test_the_page_offers_what_may_be_done(
    statement: Statement, people: dict[str, Actor], client: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "offered"
    page, act = (reverse(f"delegations:{name}", args=[statement.obligation.ref, *more]) for name, more in
                 (("detail", ()), ("act", ("submit",))))  # fmt: skip
    client.force_login(make.account(Person.objects.get(name="Camat Sari")))
    first = client.get(page)
    assert first.status_code == 200
    assert "Kirim laporan" in first.text
    assert "Terima laporan" not in first.text
    refused = client.post(act, {"submit-text": ""})
    assert refused.status_code == 422
    assert "Tuliskan dahulu laporannya." in refused.text
    assert client.post(act, {"submit-text": "Tiga undangan rapat."}).status_code == 302
    assert where(statement) == (State.WAITING, "accept")
    assert "Menunggu dibaca pemberi" in client.get(page).text


# --- months and quarters -------------------------------------------------------------------------------------------

DAYS = some.dates(min_value=date(2000, 1, 1), max_value=date(2190, 1, 1))


@given(today=DAYS, reporting=some.sampled_from(["monthly", "quarterly"]))
def test_periods_that_ended_lie_one_behind_the_other_and_before_today(today: date, reporting: str) -> None:
    found = ended(reporting, today)
    assert len(found) == BACK[Delegation.Reporting(reporting)]
    for earlier, later in pairwise(found):
        assert earlier.last + timedelta(days=1) == later.first
    last = found[-1]
    assert last.last < today <= Period(last.last + timedelta(days=1), last.months).last
    for one in found:
        assert one.first.day == (one.last + timedelta(days=1)).day == 1
        assert period_of(one.first, one.last) == one
        assert one.begins_at < one.ends_at
    assert len({one.key for one in found}) == len(found)


@settings(max_examples=40)
@given(
    since=some.dates(date(2026, 2, 20), date(2026, 4, 10)), days=some.none() | some.integers(0, 40),
    withdrawn=some.none() | some.integers(0, 40),
)  # fmt: skip
def test_a_row_is_counted_in_the_months_in_which_it_stood(since: date, days: int | None, withdrawn: int | None) -> None:
    """The condition in the database says what asking day by day says."""
    Delegation.objects.all().delete()
    if not Post.objects.exists():
        make.regency()
    until = None if days is None else since + timedelta(days=days)
    (row,) = make.delegation(
        make.post("pimpinan", "regent"), make.post("kecamatan-357701", "head"), since=since, until=until,
        reporting="monthly",
    )  # fmt: skip
    if withdrawn is not None and (until is None or since + timedelta(days=withdrawn) <= until):
        withdraw(row, from_day=since + timedelta(days=withdrawn), words="Diganti.", by=SYSTEM, at=START)
    march = Period(date(2026, 3, 1), 1)
    stood = any(Delegation.objects.in_force(march.first + timedelta(days=day)).exists() for day in range(31))
    assert Delegation.objects.filter(_counted_in(march)).exists() == stood
