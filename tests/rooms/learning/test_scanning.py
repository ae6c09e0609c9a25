"""A code is read at a door: once, by whose it is, at the moment at which it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people import passes
from balairung.kernel.people.actions import decree_day
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.badging import issue_badges
from balairung.rooms.learning.correcting import correct
from balairung.rooms.learning.counting.closing import close_days, follow_decree
from balairung.rooms.learning.kiosks import kiosk_of, make_kiosk, revoke_kiosk
from balairung.rooms.learning.models import CountedDay, PresenceDay, PresenceKiosk, PresenceScan
from balairung.rooms.learning.scanning import Clock, scan_at_kiosk, scan_by_officer
from tests import make
from tests.rooms.learning import crowd

MONDAY = date(2026, 3, 2)  # in Ramadan: 08.00 to 12.00, 12.30 to 15.00


@pytest.fixture(autouse=True)
def _regency(db: None) -> None:
    make.regency()


def counted(text: str) -> dict[str, PresenceDay]:
    """Everybody's Monday, by name, as the worker leaves it at this moment."""
    close_days(now=make.moment(text))
    return {row.person.name: row for row in PresenceDay.objects.filter(day=MONDAY).select_related("person")}


def test_first_is_the_arrival_last_the_departure_and_twice_is_once() -> None:
    siti, door = make.holder("pupr", "staff", "Siti"), crowd.kiosk()
    assert crowd.show(siti, door, "2026-03-02 08:10").first
    again = crowd.show(siti, door, "2026-03-02 08:11")
    assert (again.again, again.at) == (True, make.moment("2026-03-02 08:10"))
    assert not crowd.show(siti, door, "2026-03-02 12:20").first
    crowd.show(siti, door, "2026-03-02 14:30")
    assert PresenceScan.objects.count() == 3
    siti_day = counted("2026-03-03 00:10")["Siti"]
    assert (siti_day.late_minutes, siti_day.early_minutes, siti_day.worked_minutes) == (10, 30, 350)
    crowd.show(siti, door, "2026-03-03 08:00")  # an arrival after a departure is the next day's
    assert PresenceDay.objects.count() == 1


def test_an_old_code_and_a_strange_one_are_refused() -> None:
    siti, door, at = make.holder("pupr", "staff", "Siti"), crowd.kiosk(), make.START
    code = passes.code_of(siti, at)
    with pytest.raises(Refused, match="sudah lewat"):
        scan_at_kiosk(door, text=code, token="t" * 12, clock=None, at=at + timedelta(minutes=2))
    with pytest.raises(Refused, match="bukan QR pegawai"):
        scan_at_kiosk(door, text="https://contoh.id", token="t" * 12, clock=None, at=at)
    with pytest.raises(Refused, match="tidak lengkap"):
        scan_at_kiosk(door, text=code, token="", clock=None, at=at)
    assert not PresenceScan.objects.exists()


def test_somebody_of_another_office_is_a_guest_and_not_at_work() -> None:
    budi, pupr, dinkes = make.holder("dinkes", "staff", "Budi"), crowd.kiosk("pupr"), crowd.kiosk("dinkes")
    crowd.show(budi, dinkes, "2026-02-27 07:30")
    assert crowd.show(budi, pupr, "2026-03-02 08:00").guest
    row = counted("2026-03-03 00:10")["Budi"]
    assert (row.status, row.elsewhere, row.arrived_at) == ("absent", True, None)


def test_a_kiosk_without_a_network_sends_later_each_once() -> None:
    siti, door = make.holder("pupr", "staff", "Siti"), crowd.kiosk()
    first = crowd.show_late(siti, door, "2026-03-02 07:58", "2026-03-04 09:00", "2026-03-04 09:00", token="a" * 12)
    second = crowd.show_late(siti, door, "2026-03-02 07:58", "2026-03-04 09:05", "2026-03-04 09:05", token="a" * 12)
    assert (first.again, second.again, second.at) == (False, True, make.moment("2026-03-02 07:58"))
    row = PresenceScan.objects.get()
    assert (row.at, row.received_at) == (make.moment("2026-03-02 07:58"), make.moment("2026-03-04 09:00"))
    with pytest.raises(Refused, match="terlalu lama"):
        crowd.show_late(siti, door, "2026-02-02 07:58", "2026-03-04 09:00", "2026-03-04 09:00")


def test_a_clock_that_is_hours_off_is_put_right_and_told() -> None:
    siti, door = make.holder("pupr", "staff", "Siti"), crowd.kiosk()
    told = crowd.show_late(siti, door, "2026-03-02 02:58", "2026-03-02 05:00", "2026-03-02 10:00")
    row = PresenceScan.objects.get()
    assert (told.clock_off, row.clock_off) == (True, True)
    assert (row.at, row.device_at) == (make.moment("2026-03-02 07:58"), make.moment("2026-03-02 02:58"))
    with pytest.raises(Refused, match="sesudah dikirim"):
        crowd.show_late(siti, door, "2026-03-02 13:00", "2026-03-02 10:00", "2026-03-02 10:00")


def test_a_kept_code_of_a_telephone_is_good_for_its_own_moment_only() -> None:
    siti, door = make.holder("pupr", "staff", "Siti"), crowd.kiosk()
    shown, sent = make.moment("2026-03-02 07:58"), make.moment("2026-03-04 09:00")
    code = passes.code_of(siti, shown)
    with pytest.raises(Refused, match="sudah lewat"):
        scan_at_kiosk(door, text=code, token="b" * 12, clock=Clock(shown + timedelta(hours=24), sent), at=sent)
    assert scan_at_kiosk(door, text=code, token="b" * 12, clock=Clock(shown, sent), at=sent).at == shown


def test_a_scan_that_comes_after_the_day_was_counted_has_it_counted_anew() -> None:
    siti, budi, door = make.holder("pupr", "staff", "Siti"), make.holder("pupr", "head", "Budi"), crowd.kiosk()
    crowd.show(budi, door, "2026-03-02 08:00")
    assert counted("2026-03-03 00:10")["Siti"].status == "absent"
    crowd.show_late(siti, door, "2026-03-02 07:58", "2026-03-04 09:00", "2026-03-04 09:00")
    assert counted("2026-03-04 09:02")["Siti"].status == "present"


def test_a_holiday_that_is_decreed_late_has_the_day_counted_anew() -> None:
    siti, door = make.holder("pupr", "staff", "Siti"), crowd.kiosk()
    make.holder("pupr", "head", "Budi")
    crowd.show(siti, door, "2026-03-02 08:40")
    assert {row.status for row in counted("2026-03-03 00:10").values()} == {"present", "absent"}
    at = make.moment("2026-03-05 10:00")
    decree = decree_day(date=MONDAY, kind="regional", name="Hari jadi", decree="Kep. 1/2026", by=SYSTEM, at=at)
    follow_decree(decree, by=SYSTEM, at=at)
    assert {name: row.status for name, row in counted("2026-03-05 10:02").items()} == {"Siti": "extra"}


def test_an_absence_that_is_recorded_afterwards_is_no_absence_without_reason() -> None:
    siti, door = make.holder("pupr", "staff", "Siti"), crowd.kiosk()
    crowd.show(make.holder("pupr", "head", "Budi"), door, "2026-03-02 08:00")
    assert counted("2026-03-03 00:10")["Siti"].status == "absent"
    at = make.moment("2026-03-04 08:00")
    record_absence(person=siti, since=MONDAY, until=MONDAY, reason="", by=SYSTEM, at=at)
    assert counted("2026-03-04 08:02")["Siti"].status == "away"


def test_an_officer_scans_others_of_the_office_and_not_themselves() -> None:
    head = make.holder("pupr", "head", "Budi")
    siti, door = make.holder("pupr", "staff", "Siti"), make.office("pupr")
    by, (card, own) = actor_of(head, make.START), issue_badges([siti, head], by=SYSTEM, at=make.START)
    text = passes.badge_code(card)
    assert scan_by_officer(door, text=text, token="c" * 12, by=by, at=make.START).person == siti
    with pytest.raises(Refused, match="petugas lain"):
        scan_by_officer(door, text=passes.badge_code(own), token="d" * 12, by=by, at=make.START)
    with pytest.raises(NotAllowed):
        scan_by_officer(door, text=text, token="e" * 12, by=actor_of(siti, make.START), at=make.START)


def test_a_kiosk_is_let_in_by_its_secret_until_it_is_revoked() -> None:
    head = make.officer("pupr", "head", "Budi")
    with pytest.raises(NotAllowed):
        make_kiosk(make.office("dinkes"), name="Pintu", by=head, at=make.START)
    secret = make_kiosk(make.office("pupr"), name="Pintu", by=head, at=make.START)
    found = kiosk_of(secret)
    assert secret not in str(PresenceKiosk.objects.values())
    revoke_kiosk(found, by=head, at=make.START)
    with pytest.raises(PresenceKiosk.DoesNotExist):
        kiosk_of(secret)


def test_a_superior_puts_a_day_right_and_the_scans_stay() -> None:
    head, siti, door = make.officer("pupr", "head", "Budi"), make.holder("pupr", "staff", "Siti"), crowd.kiosk()
    crowd.show(siti, door, "2026-03-02 09:00")
    counted("2026-03-03 00:10")
    at = make.moment("2026-03-03 09:00")
    said: dict[str, Any] = {"day": MONDAY, "reason": "Kamera kios rusak pagi itu.", "at": at}
    with pytest.raises(NotAllowed):
        correct(siti, arrived_at=make.moment("2026-03-02 07:55"), by=actor_of(siti, at), **said)
    with pytest.raises(Refused, match="bukan pada hari itu"):
        correct(siti, arrived_at=make.moment("2026-03-03 07:55"), by=head, **said)
    with pytest.raises(Refused, match="Isi jam"):
        correct(siti, by=head, **said)
    right: dict[str, Any] = {"arrived_at": make.moment("2026-03-02 07:55"), "left_at": make.moment("2026-03-02 15:00")}
    correct(siti, **right, by=head, **said)
    row = PresenceDay.objects.get(person=siti)
    assert (row.late_minutes, row.early_minutes, row.corrected) == (0, 0, True)
    assert PresenceScan.objects.get().at == make.moment("2026-03-02 09:00")
    assert CountedDay.objects.get(day=MONDAY).counted_at
