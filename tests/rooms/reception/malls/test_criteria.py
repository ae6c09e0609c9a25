"""The eleven criteria of MPP Digital: answered with proof, the last answer counts, what was said stays."""

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.reception.malls.criteria import answer, criteria, rules, standings
from balairung.rooms.reception.malls.looking import malls_now
from balairung.rooms.reception.models import Hall
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.queue.calling import call_next
from tests import make
from tests.make import moment

pytestmark = pytest.mark.django_db
NOW = moment("2026-04-06 09:00")


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def mall() -> Hall:
    return make.hall(at_office="dpmptsp", mall=True, name="Mal Pelayanan Publik")


def test_there_are_eleven_and_what_is_from_memory_says_so() -> None:
    assert len({one.key for one in criteria()}) == 11
    assert any(one.mem for one in rules())
    assert all(one.source for one in rules())


def test_met_needs_proof_and_the_last_answer_counts(mall: Hall) -> None:
    head = make.officer("dpmptsp", "head", "Bu Kadis")
    with pytest.raises(Refused):
        answer(mall, "queue", met=True, note="Sudah.", by=head, at=NOW)
    with pytest.raises(Refused):
        answer(mall, "queue", met=False, note="", by=head, at=NOW)
    with pytest.raises(Refused):
        answer(mall, "kopi", met=False, note="Kurang gula.", by=head, at=NOW)
    answer(mall, "queue", met=False, note="Kios belum terpasang.", by=head, at=NOW)
    answer(mall, "queue", met=True, note="Terpasang.", files=[make.photo()], by=head, at=make.START.replace(month=5))
    answer(mall, "information", met=True, note="https://contoh.id/mal", by=head, at=NOW)
    rows = standings(mall, NOW)
    assert [one.met for one in rows] == [False] * 9 + [True] * 2  # what is missing comes first
    queue = next(one for one in rows if one.criterion.key == "queue")
    assert [told.answer.met for told in queue.answers] == [True, False]
    assert queue.answers[0].proof.startswith("/")
    [now] = malls_now([mall], NOW)
    assert (now.met, now.criteria) == (2, 11)


def test_a_criterion_that_is_lost_again_counts_no_more(mall: Hall) -> None:
    head = make.officer("dpmptsp", "head", "Bu Kadis")
    answer(mall, "queue", met=True, note="https://contoh.id/mal", by=head, at=NOW)
    answer(mall, "queue", met=False, note="Kios rusak.", by=head, at=NOW.replace(hour=10))
    assert malls_now([mall], NOW)[0].met == 0


def test_only_who_keeps_the_mall_answers_and_only_malls_are_asked(mall: Hall) -> None:
    budi, hall = make.officer("pupr", "head", "Budi"), make.hall()
    with pytest.raises(NotAllowed):
        answer(mall, "queue", met=False, note="Bukan mal saya.", by=budi, at=NOW)
    with pytest.raises(NotAllowed):
        answer(hall, "queue", met=False, note="Bukan mal.", by=make.officer("dukcapil", "head"), at=NOW)


def test_agencies_outside_the_regency_stand_beside_its_own_with_live_figures(mall: Hall) -> None:
    booth = setup.add_booth(mall, name="Kantor Imigrasi", outside=True, by=SYSTEM, at=NOW)
    line = setup.add_line(booth, name="Paspor", prefix="P", by=SYSTEM, at=NOW)
    setup.add_counter(mall, label="9", lines=[line], by=SYSTEM, at=NOW)
    for _guest in range(3):
        make.number(mall, "P", at=NOW)
    clerk = make.clerk(mall, "9", at=NOW)
    call_next(make.counter(mall, "9"), by=clerk, at=NOW)
    [now] = malls_now([mall], NOW.replace(minute=30))
    found = next(one for one in now.booths if one.booth == booth)
    assert (found.waiting, found.serving, found.counters, found.longest) == (2, 1, 1, 30)
    assert (now.waiting, now.serving, now.served) == (2, 1, 0)
