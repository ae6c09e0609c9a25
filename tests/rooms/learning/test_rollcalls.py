"""Apel: by post, with whoever acts for an absent holder; by QR or list; each once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.people import passes
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.appointments import appoint, record_absence
from balairung.kernel.people.models import Holding
from balairung.rooms.learning import figures, rollcalls
from balairung.rooms.learning.counting.closing import close_days
from balairung.rooms.learning.models import RollCall
from tests import make
from tests.rooms.learning import crowd

AT = make.START
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _regency(db: None) -> None:
    make.regency()


def planned(by: Actor | None = None, **more: Any) -> RollCall:
    said: dict[str, Any] = {"name": "Apel Senin", "place": "Halaman kantor", "starts_at": AT, "at": AT, **more}
    return rollcalls.plan(make.office("pupr"), by=by or make.officer("pupr", "head", "Pak Kadis"), **said)


def test_an_absent_posts_deputy_is_bound_in_its_name() -> None:
    head = make.officer("pupr", "head", "Pak Kadis")
    siti, deputy = make.holder("pupr", "staff", "Siti"), make.holder("pupr", "section_head", "Budi")
    kadis, post = make.post("pupr", "head").holdings.get().person, make.post("pupr", "head")
    record_absence(person=kadis, since=DAY, until=DAY, by=SYSTEM, at=AT)
    appoint(person=deputy, post=post, since=DAY, until=DAY, capacity=Holding.Capacity.PLH, by=SYSTEM, at=AT)
    call = planned(head)
    rollcalls.open_call(call, by=head, at=AT)
    lines = {(one.person.name, one.post_id == post.pk): one for one in call.entries.for_list()}
    assert lines["Pak Kadis", True].excuse == "away"
    assert (lines["Budi", True].capacity, lines["Budi", True].excuse) == ("plh", "")
    came = rollcalls.check_in(call, text=passes.code_of(deputy, AT), by=head, at=AT)
    assert {one.capacity for one in came} == {"definitive", "plh"}
    assert rollcalls.tally([call.pk])[call.pk] == (3, 2)  # the deputy for two posts, and Siti, who is not there
    assert siti.name in {name for name, _of_head in lines}


def test_by_qr_by_list_with_a_reason_and_closed() -> None:
    head = make.officer("pupr", "head", "Pak Kadis")
    siti, budi = make.holder("pupr", "staff", "Siti"), make.holder("dinkes", "staff", "Budi")
    call = planned(head)
    with pytest.raises(Refused, match="tidak sedang"):
        rollcalls.check_in(call, text=passes.code_of(siti, AT), by=head, at=AT)
    assert rollcalls.open_call(call, by=head, at=AT) == 2
    with pytest.raises(Stale):
        rollcalls.open_call(call, by=head, at=AT)
    with pytest.raises(Refused, match="tidak termasuk"):
        rollcalls.check_in(call, text=passes.code_of(budi, AT), by=head, at=AT)
    assert rollcalls.note(call, "bukan kode", by=head, at=AT).outcome == "ditolak"
    assert rollcalls.note(call, passes.code_of(siti, AT), by=head, at=AT).outcome == "masuk"
    later = make.moment("2026-03-02 10:05")
    assert rollcalls.note(call, passes.code_of(siti, later), by=head, at=later).outcome == "lagi"
    entry = call.entries.get(person__name="Pak Kadis")
    rollcalls.tick(entry, by=head, at=AT)
    rollcalls.untick(entry, by=head, at=AT)
    entry.refresh_from_db()
    with pytest.raises(NotAllowed):
        rollcalls.excuse(entry, reason="Rapat", by=make.officer("dinkes", "head"), at=AT)
    rollcalls.excuse(entry, reason="Rapat di provinsi", by=head, at=AT)
    rollcalls.close_call(call, by=head, at=AT)
    with pytest.raises(Refused, match="tidak sedang"):
        rollcalls.tick(entry, by=head, at=AT)
    assert rollcalls.tally([call.pk])[call.pk] == (2, 1)
    crowd.show(siti, crowd.kiosk(), "2026-03-02 08:00")
    close_days(now=make.moment("2026-03-03 00:10"))
    line = next(one for one in figures.by_office(DAY, DAY) if one.office == make.office("pupr"))
    assert (line.figures.called, line.figures.came) == (2, 1)


def test_of_the_whole_regency_by_echelon_without_villages() -> None:
    make.village()
    make.holder("pupr", "staff", "Siti")
    make.holder("dinkes", "head", "Bu Kadis")
    make.holder("pupr", "head", "Pak Kadis")
    sekda, head = make.officer("setda", "secretary", "Pak Sekda"), make.officer("dishub", "head", "Budi")
    with pytest.raises(NotAllowed):
        planned(head, regency_wide=True)
    call = planned(sekda, regency_wide=True, echelons=["II.b", "bukan"])
    assert call.echelons == ["II.b"]
    rollcalls.open_call(call, by=sekda, at=AT)
    assert {one.person.name for one in call.entries.for_list()} == {"Bu Kadis", "Pak Kadis", "Budi"}


def test_planned_for_today_or_later_and_opened_on_its_day() -> None:
    head = make.officer("pupr", "head", "Pak Kadis")
    with pytest.raises(Refused, match="sudah lewat"):
        planned(head, starts_at=make.moment("2026-03-01 07:30"))
    with pytest.raises(Refused, match="nama apel"):
        planned(head, name="  ")
    call = planned(head, starts_at=make.moment("2026-03-09 07:30"))
    with pytest.raises(Refused, match="harinya sendiri"):
        rollcalls.open_call(call, by=head, at=AT)
