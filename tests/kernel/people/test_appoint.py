"""Appointing, ending, being away: who holds a post on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actions import appoint, cancel_holding, end_absence, end_holding, record_absence
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Absence, Change, Holding, Person, Post
from tests import make
from tests.make import START

TODAY = START.date()
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Post:
    make.regency()
    return make.post("pupr", "head")


def put(post: Post, who: Person | None = None, **term: object) -> Holding:
    given: dict[str, object] = {"since": TODAY, "by": SYSTEM, "at": START}
    return appoint(person=who or make.person(), post=post, **{**given, **term})  # type: ignore[arg-type]


# --- definitive holders ------------------------------------------------------------------------------------------


def test_a_vacant_post_is_filled_and_a_filled_one_is_not_filled_twice(head: Post) -> None:
    siti = put(head, make.person("Siti"), decree="821.2/14/2026").person
    assert CommandLine(START).rung(head).person == siti
    with pytest.raises(Refused, match=r"dijabat Siti pada Senin, 2 Maret 2026"):
        put(head)
    with pytest.raises(Refused, match="Siti sudah memangku"):
        put(head, siti, since=TODAY + DAY)
    with pytest.raises(Refused, match="dijabat Siti"):
        put(head, since=TODAY - 9 * DAY)  # an open end runs into her term
    put(head, since=TODAY - 9 * DAY, until=TODAY - DAY)
    assert Holding.objects.filter(post=head).count() == 2


def test_an_office_of_many_seats_is_filled_to_the_last(head: Post) -> None:
    desk = make.post("pupr", "receptionist")
    for _ in range(desk.seats):
        put(desk)
    with pytest.raises(Refused, match="Semua 4 kursi"):
        put(desk)
    first = desk.holdings.order_by("id")[0]
    end_holding(first, until=TODAY + DAY, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="Semua 4 kursi"):
        put(desk, since=TODAY + DAY)
    put(desk, since=TODAY + 2 * DAY)


@pytest.mark.parametrize("until", [TODAY - DAY, date(2000, 1, 1)])
def test_a_term_that_ends_before_it_begins_is_refused(head: Post, until: date) -> None:
    with pytest.raises(Refused, match="Hari terakhir tidak boleh sebelum hari pertama"):
        put(head, until=until)
    assert put(head, until=TODAY).until == TODAY


# --- Plt. and Plh. -----------------------------------------------------------------------------------------------


def test_a_plt_leads_a_vacant_post_until_the_definitive_holder_comes(head: Post) -> None:
    acting = put(head, capacity="plt", since=TODAY - 30 * DAY)
    assert CommandLine(START).rung(head).person == acting.person
    with pytest.raises(Refused, match=r"sudah menjadi Plt\."):
        put(head, capacity="plt", since=TODAY + 5 * DAY)
    put(head, make.person("Siti"), since=TODAY)
    acting.refresh_from_db()
    assert acting.until == TODAY - DAY
    with pytest.raises(Refused, match=r"Siti yang sedang bertugas"):
        put(head, capacity="plt", since=TODAY + 5 * DAY)


def test_a_definitive_holder_does_not_jump_over_a_plt_who_comes_later(head: Post) -> None:
    put(head, make.person("Joko"), capacity="plt", since=TODAY + 5 * DAY)
    with pytest.raises(Refused, match=r"Joko menjadi Plt\."):
        put(head, since=TODAY)
    put(head, since=TODAY, until=TODAY + 4 * DAY)


def test_a_plt_stands_in_for_a_holder_who_is_away(head: Post) -> None:
    siti = put(head, since=TODAY - 30 * DAY).person
    record_absence(person=siti, since=TODAY, until=TODAY + 30 * DAY, by=SYSTEM, at=START)
    acting = put(head, capacity="plt", until=TODAY + 30 * DAY)
    assert CommandLine(START).rung(head).person == acting.person


def test_a_plh_acts_only_while_the_holder_is_away(head: Post) -> None:
    with pytest.raises(Refused, match=r"sedang kosong\. Angkat Plt\."):
        put(head, capacity="plh", until=TODAY + DAY)
    siti = put(head, make.person("Siti"), since=TODAY - 30 * DAY).person
    with pytest.raises(Refused, match="Siti, Kepala Dinas PUPR, tidak tercatat berhalangan"):
        put(head, capacity="plh", until=TODAY + 5 * DAY)
    record_absence(person=siti, since=TODAY, until=TODAY + 2 * DAY, by=SYSTEM, at=START)
    record_absence(person=siti, since=TODAY + 3 * DAY, until=TODAY + 5 * DAY, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="Sebutkan hari terakhir"):
        put(head, capacity="plh")
    with pytest.raises(Refused, match="tidak tercatat berhalangan"):
        put(head, capacity="plh", until=TODAY + 6 * DAY)
    with pytest.raises(Refused, match="Siti sudah memangku"):
        put(head, siti, capacity="plh", until=TODAY + 5 * DAY)
    acting = put(head, capacity="plh", until=TODAY + 5 * DAY)
    assert CommandLine(START).rung(head).person == acting.person
    assert CommandLine(START + 6 * DAY).rung(head).person == siti


# --- ending and undoing ------------------------------------------------------------------------------------------


def test_a_term_is_shortened_and_never_stretched(head: Post) -> None:
    holding = put(head, since=TODAY - 30 * DAY)
    end_holding(holding, until=TODAY, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="sudah berakhir"):
        end_holding(holding, until=TODAY + DAY, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="tidak boleh sebelum hari pertama"):
        end_holding(holding, until=TODAY - 31 * DAY, by=SYSTEM, at=START)
    put(head, since=TODAY + DAY)


def test_only_what_has_not_run_yet_is_undone(head: Post) -> None:
    old = put(head, since=TODAY - DAY)
    with pytest.raises(Refused, match="sudah berjalan"):
        cancel_holding(old, by=SYSTEM, at=START)
    end_holding(old, until=TODAY - DAY, by=SYSTEM, at=START)
    cancel_holding(put(head), by=SYSTEM, at=START)
    assert list(head.holdings.all()) == [old]
    assert list(Change.objects.filter(post=head).order_by("at", "id").values_list("verb", flat=True)) == [
        "appoint", "end_holding", "appoint", "cancel_holding",
    ]  # fmt: skip


def test_an_absence_is_recorded_once_and_ends_early(head: Post) -> None:
    siti = put(head).person
    away = record_absence(person=siti, since=TODAY, until=TODAY + 5 * DAY, reason="cuti", by=SYSTEM, at=START)
    assert CommandLine(START).rung(head).empty == "sedang tidak bertugas"
    with pytest.raises(Refused, match="sudah dicatat"):
        record_absence(person=siti, since=TODAY + 5 * DAY, until=TODAY + 9 * DAY, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="tidak boleh sebelum hari pertama"):
        record_absence(person=siti, since=TODAY + 9 * DAY, until=TODAY + 8 * DAY, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="sudah berakhir"):
        end_absence(away, back=TODAY + 6 * DAY, by=SYSTEM, at=START)
    end_absence(away, back=TODAY + 2 * DAY, by=SYSTEM, at=START)
    assert Absence.objects.get().until == TODAY + DAY
    end_absence(away, back=TODAY, by=SYSTEM, at=START)
    assert not Absence.objects.exists()
    assert not Change.objects.filter(note__contains="cuti").exists()


# --- who may -----------------------------------------------------------------------------------------------------


def test_a_head_gives_the_tasks_of_the_office_to_its_people_and_nothing_else(head: Post) -> None:
    boss = make.officer("pupr", "head", "Pak Kadis")
    budi = make.holder("dinsos", "staff", "Budi")
    dewi = make.holder("pupr", "staff", "Dewi")
    for role in ("liaison", "receptionist"):
        put(make.post("pupr", role), dewi, by=boss)
    with pytest.raises(NotAllowed, match="Budi belum bertugas di kantor ini"):
        put(make.post("pupr", "receptionist"), budi, by=boss)
    for other in (
        make.post("pupr", "section_head"),
        make.post("dinsos", "liaison"),
        make.post("kominfo", "administrator"),
    ):
        with pytest.raises(NotAllowed):
            put(other, dewi, by=boss)
    mine = make.post("pupr", "liaison").holdings.get()
    with pytest.raises(NotAllowed):
        end_holding(mine, until=TODAY, by=actor_of(budi, START), at=START)
    end_holding(mine, until=TODAY, by=boss, at=START)


def test_the_person_the_head_and_the_administrator_record_an_absence(head: Post) -> None:
    dewi, budi = make.holder("pupr", "staff", "Dewi"), make.officer("dinsos", "head")
    for number, by in enumerate(
        [actor_of(dewi, START), make.officer("pupr", "head"), make.officer("kominfo", "administrator")]
    ):
        record_absence(person=dewi, since=TODAY + number * DAY, until=TODAY + number * DAY, by=by, at=START)
    with pytest.raises(NotAllowed):
        record_absence(person=dewi, since=TODAY + 9 * DAY, until=TODAY + 9 * DAY, by=budi, at=START)
    assert dewi.absences.count() == 3


def test_the_last_administrator_stays(head: Post) -> None:
    admin = make.holder("kominfo", "administrator", "Rina")
    make.account(admin)
    by = actor_of(admin, START)
    mine = admin.holdings.get()
    with pytest.raises(Refused, match="pengelola sistem terakhir"):
        end_holding(mine, until=TODAY, by=by, at=START)
    make.account(make.holder("kominfo", "administrator", "Doni"))
    end_holding(mine, until=TODAY, by=by, at=START)


# --- any sequence ------------------------------------------------------------------------------------------------

SPAN = st.integers(0, 20)
STEP = st.tuples(
    st.sampled_from(["definitive", "plt", "plh", "end", "away", "back"]), SPAN, st.none() | SPAN, st.integers(0, 2)
)


class HoldingSequences(TestCase):
    @settings(max_examples=60)
    @given(st.lists(STEP, max_size=14))
    def test_no_sequence_leaves_two_definitive_holders_on_one_day(
        self, steps: list[tuple[str, int, int | None, int]]
    ) -> None:
        make.regency("13.72")
        post, crowd = make.post("pupr", "head"), [make.person() for _ in range(3)]
        for verb, first, last, who in steps:
            since, until = TODAY + first * DAY, None if last is None else TODAY + last * DAY
            try:
                _do(verb, post, crowd[who], since, until)
            except Refused:
                continue
        _check_days(post)


def _do(verb: str, post: Post, person: Person, since: date, until: date | None) -> None:
    end = until or since
    if verb == "end":
        if holding := post.holdings.filter(person=person).order_by("since", "id").first():
            end_holding(holding, until=end, by=SYSTEM, at=START)
    elif verb == "away":
        record_absence(person=person, since=since, until=end, by=SYSTEM, at=START)
    elif verb == "back":
        if absence := person.absences.order_by("since").first():
            end_absence(absence, back=since, by=SYSTEM, at=START)
    else:
        appoint(person=person, post=post, since=since, until=until, capacity=verb, by=SYSTEM, at=START)


def _check_days(post: Post) -> None:
    """On each day one definitive holder, one Plt. and one Plh. at most, and nobody twice."""
    held = list(post.holdings.all())
    for offset in range(45):
        day = TODAY + offset * DAY
        on_day = [one for one in held if one.since <= day and (one.until is None or one.until >= day)]
        capacities = [one.capacity for one in on_day]
        people = [one.person_id for one in on_day]
        assert len(capacities) == len(set(capacities)), (day, on_day)
        assert len(people) == len(set(people)), (day, on_day)
