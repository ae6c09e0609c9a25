"""Samples that nobody chose: sealed before, drawn once, recorded by somebody else, drawn again by everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from balairung.config.calling_back import cases, contact_of
from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.rooms.complaints import actions as complaints
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.participation import access
from balairung.rooms.participation.lots import seal_of
from balairung.rooms.participation.models import SampleRun, SampleUnit
from balairung.rooms.participation.sampling import figures, recording, runs
from tests import make
from tests.make import START
from tests.rooms.participation import voices

pytestmark = pytest.mark.django_db
TODAY, DAY = START.date(), timedelta(days=1)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def desk() -> tuple[Actor, Actor]:
    """Who sorts, and who answers for the office."""
    return make.coordinator(), make.officer("pupr", "liaison")


def closed(desk: tuple[Actor, Actor], contact: str, **more: Any) -> Complaint:
    """A report that was resolved, and closed by whoever filed it."""
    rahma, siti = desk
    made = make.forwarded(rahma, contact=contact, **more)
    complaints.resolve(made, text="Sudah ditutup.", files=[make.photo()], by=siti, at=START + DAY)
    complaints.close(made, text="Baik", by=make.reporter(made), at=START + 2 * DAY)
    return made


def test_the_seed_is_sealed_before_anything_can_be_drawn() -> None:
    made = voices.sample()
    assert seal_of(made.seed) == made.seed_hash
    assert made.state == SampleRun.State.COMMITTED
    for said in ({"since": TODAY}, {"until": TODAY + 200 * DAY}, {"size": 0}, {"size": 201}):
        plain: dict[str, Any] = {"kind": "guest", "since": TODAY + DAY, "until": TODAY + 9 * DAY, "size": 5}
        with pytest.raises(Refused):
            runs.commit_sample(**plain | said, by=SYSTEM, at=START)
    with pytest.raises(NotAllowed):
        runs.commit_sample(
            kind="guest", since=TODAY + DAY, until=TODAY + DAY, size=1, by=make.officer("pupr", "head"), at=START
        )


def test_guests_are_drawn_by_shelf_on_working_days_and_can_be_drawn_again() -> None:
    made = voices.drawn(12)
    units = list(SampleUnit.objects.filter(run=made).select_related("office"))
    assert len(units) == 12
    assert {one.shelf for one in units} >= {"district", "other"}
    for one in units:
        assert one.visit_on
        assert made.since <= one.visit_on <= made.until
        assert one.visit_on.weekday() < 5 or one.office.calendar != "5-day"
    assert figures.same_again(made, units)
    made.pool[units[0].shelf].remove(units[0].unit_key)
    assert not figures.same_again(made, units)
    with pytest.raises(Stale):
        runs.draw_sample(made, by=SYSTEM, at=START)


def test_nobody_is_drawn_twice_in_a_quarter() -> None:
    first, second = voices.drawn(12), voices.drawn(12)
    drawn = [set(SampleUnit.objects.filter(run=run).values_list("whom", flat=True)) for run in (first, second)]
    assert not drawn[0] & drawn[1]
    assert (first.barred, second.barred) == (0, 12)
    later = voices.drawn(12, make.moment("2026-04-06 10:00"))
    assert later.barred == 0


def test_who_records_is_of_another_office_and_not_before_the_day() -> None:
    made = voices.drawn(3)
    unit = SampleUnit.objects.filter(run=made).order_by("id")[0]
    own = make.officer(unit.office.key, "head")
    with pytest.raises(NotAllowed):
        voices.visited(unit, by=own)
    with pytest.raises(SampleRun.DoesNotExist):
        access.get_unit(own, made.ref, unit.pk)
    with pytest.raises(Refused, match="belum waktunya"):
        recording.record_visit(
            unit, said=dict.fromkeys(["greeted", "standard", "fee", "time", "respect"], "yes"), by=SYSTEM, at=START
        )
    with pytest.raises(Refused, match="setiap pertanyaan"):
        recording.record_visit(unit, said={"greeted": "yes"}, by=SYSTEM, at=START + 30 * DAY)
    auditor = make.officer("inspektorat", "auditor")
    if unit.office.key != "inspektorat":
        voices.visited(unit, by=auditor)
        with pytest.raises(Stale):
            voices.visited(unit, by=auditor)


def test_results_say_how_far_they_may_be_off_and_nothing_of_four() -> None:
    made = voices.drawn(6)
    units = list(SampleUnit.objects.filter(run=made).order_by("id"))
    for one in units[:4]:
        voices.visited(one)
    assert figures.figures_of(made, list(SampleUnit.objects.filter(run=made))).told[0].share is None
    voices.visited(units[4], "no")
    with pytest.raises(Refused, match="setelah kurunnya"):
        runs.reveal(made, by=SYSTEM, at=START + DAY)
    runs.reveal(made, by=SYSTEM, at=voices.after(made.until))
    found = figures.figures_of(made, list(SampleUnit.objects.filter(run=made)))
    assert (found.drawn, found.done, found.missed) == (6, 5, 1)
    said = found.told[0].share
    assert said
    assert (said.yes, said.n, said.percent) == (4, 5, 80)
    assert said.low < 80 < said.high


def test_nobody_keeps_a_result_in_a_drawer() -> None:
    made, waiting = voices.drawn(2), voices.sample()
    last = made.until + 30 * DAY
    assert runs.reveal_due(now=voices.after(last - DAY)) == 0
    assert runs.reveal_due(now=voices.after(last)) == 1
    made.refresh_from_db()
    waiting.refresh_from_db()
    assert (made.state, waiting.state) == (SampleRun.State.REVEALED, SampleRun.State.COMMITTED)
    assert set(SampleUnit.objects.values_list("state", flat=True)) == {"missed"}


def test_only_finished_cases_with_a_contact_and_nothing_secret(desk: tuple[Actor, Actor]) -> None:
    open_one = make.forwarded(desk[0], contact="ani@contoh.id")
    done = closed(desk, "budi@contoh.id")
    closed(desk, "", name="Tanpa kontak")
    closed(desk, "rahasia@contoh.id", secret=True)
    found = cases(TODAY, TODAY + 5 * DAY)
    assert [row[0] for row in found] == [done.ref]
    assert open_one.ref not in repr(found)
    assert cases(TODAY + 5 * DAY, TODAY + 9 * DAY) == []
    assert (contact_of(done.ref), contact_of("P-0000-0000")) == ("budi@contoh.id", "")


def test_a_call_is_made_only_with_leave_and_its_number_is_forgotten(desk: tuple[Actor, Actor]) -> None:
    for name in ("ani", "ani", "budi"):  # two of one owner: drawn once at most
        closed(desk, f"{name}@contoh.id")
    made = voices.sample("call", 5)
    with pytest.raises(Refused, match="setelah kurunnya"):
        runs.draw_sample(made, by=SYSTEM, at=START + 2 * DAY)
    at = voices.after(made.until)
    assert runs.draw_sample(made, by=SYSTEM, at=at) == 2
    made.refresh_from_db()
    asked = Notice.objects.filter(subject="Bolehkah kami menelepon Anda?").order_by("id")
    assert asked.count() == 2
    assert not any(ref in repr(made.pool) for ref in Complaint.objects.values_list("obligation__ref", flat=True))
    tokens = [re.findall(r"/dihubungi/(\w+)/", one.body)[0] for one in asked]
    first, second = map(recording.get_asked, tokens)
    with pytest.raises(Stale):
        recording.record_call(first, answer="yes", by=SYSTEM, at=at)
    with pytest.raises(Refused, match="nomor telepon"):
        recording.give_leave(first, agrees=True, by=CITIZEN, at=at)
    recording.give_leave(first, agrees=True, number="+6281234567890", by=CITIZEN, at=at)
    recording.give_leave(second, agrees=False, by=CITIZEN, at=at)
    with pytest.raises(NotAllowed):
        recording.record_call(first, answer="yes", by=make.officer("pupr", "head"), at=at)
    recording.record_call(first, answer="partly", by=SYSTEM, at=at)
    first.refresh_from_db()
    assert (first.state, first.number, first.said) == ("done", "", {"solved": "partly"})
    with pytest.raises(Refused, match="sudah selesai"):
        recording.give_leave(first, agrees=False, by=CITIZEN, at=at)
    runs.reveal(made, by=SYSTEM, at=at)
    assert not SampleUnit.objects.exclude(number="", token_hash="").exists()
    with pytest.raises(SampleUnit.DoesNotExist):
        recording.get_asked(tokens[1])
    found = figures.figures_of(made, list(SampleUnit.objects.filter(run=made)))
    assert (found.done, found.declined, found.told[0].share, found.parts) == (1, 1, None, [])
