"""Alarms: who cannot be called at all, empty shifts, and what becomes of them."""

from datetime import date, timedelta

import pytest
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint, record_absence
from balairung.kernel.people.models import Post
from balairung.kernel.rosters.models import Outlook, Roster
from balairung.rooms.duty import actions, alarms, reach
from balairung.rooms.duty.models import Alarm
from tests import make
from tests.make import moment
from tests.rooms.duty.trays import MINUTE, MORNING, drill_now, go_on, official, open_trays, prove

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    open_trays(settings)


def alarm(office: str, kind: str = Alarm.Kind.CONTACT) -> Alarm:
    return Alarm.objects.select_related("obligation").get(office__key=office, kind=kind)


def notices(start: str) -> list[Notice]:
    return list(Notice.objects.filter(key__startswith=start).order_by("id"))


# --- contacts --------------------------------------------------------------------------------------------------------


def test_an_office_with_somebody_who_cannot_be_called_owes_it_once_a_month_and_the_secretary_hears_once() -> None:
    sekda = official("setda", "secretary", name="Bu Sekda")
    head = official("pupr", "head", "-")
    official("dinkes")
    made = alarms.raise_contacts(now=MORNING)
    assert made == Alarm.objects.count() > 2  # vacant heads of the other offices too
    assert alarm("pupr").lacking == [str(make.post("pupr", "head").pk)]
    assert not Alarm.objects.filter(office__key="dinkes").exists()
    assert alarm("pupr").obligation.step == "repair"
    [notice] = [one for one in notices("duty:contacts") if one.person == sekda]
    assert "dan" in notice.body
    assert [one.person for one in notices("duty:") if one.bundle and one.person == head] == [head]
    assert alarms.raise_contacts(now=MORNING + DAY) == 0
    assert len(notices("duty:contacts")) == 1
    assert alarms.raise_contacts(now=MORNING + 31 * DAY) == made


def test_leave_is_no_lack_and_a_vacant_post_is() -> None:
    away = official("pupr", "head", "-")
    record_absence(person=away, since=date(2026, 3, 1), until=date(2026, 3, 9), by=SYSTEM, at=make.START)
    lacking = {one.post.pk: one.lacks for one in reach.officials(MORNING)}
    assert lacking[make.post("pupr", "head").pk] == ""
    assert lacking[make.post("dinkes", "head").pk] == "jabatan kosong"


def test_an_alarm_is_met_by_itself_once_every_contact_is_proved() -> None:
    head = official("pupr", "head", "-")
    alarms.raise_contacts(now=MORNING)
    assert alarms.meet_contacts(now=MORNING) == 0
    prove(head, "sms", at=MORNING)
    assert alarms.meet_contacts(now=MORNING + MINUTE) == 1
    assert alarm("pupr").obligation.state == State.DONE
    appoint(person=official("dishub"), post=make.post("dinkes", "head"), since=date(2026, 3, 1), capacity="plt",
            by=SYSTEM, at=MORNING)  # fmt: skip
    assert alarms.meet_contacts(now=MORNING + MINUTE) == 2  # the vacant seat that was filled, and the new office


def test_the_worker_raises_them_in_the_morning_once_a_day_and_looks_often_for_what_was_repaired() -> None:
    head = official("pupr", "head", "-")
    assert alarms.watch(now=moment("2026-03-02 05:00")) == 0
    raised = alarms.watch(now=MORNING)
    assert raised == Alarm.objects.count() > 0
    assert alarms.watch(now=MORNING + MINUTE) == 0
    prove(head, "sms", at=MORNING)
    assert alarms.meet_contacts(now=MORNING) == 1


# --- rosters ---------------------------------------------------------------------------------------------------------


def outlook(office: str, *, days: int) -> Roster:
    """A roster with one gap that begins in so many days, as the worker counts it."""
    roster = Roster.objects.create(
        office=make.office(office), name="Siaga malam", coverage="always", zone="Asia/Jakarta", made_at=make.START
    )
    begins = MORNING + days * DAY
    gaps = [[begins.isoformat(), (begins + DAY).isoformat(), "none"]]
    Outlook.objects.create(roster=roster, gap_minutes=1440, facts={"gaps": gaps})
    return roster


def test_an_empty_shift_that_is_near_is_an_alarm_a_far_one_is_not() -> None:
    outlook("pupr", days=3)
    outlook("dinkes", days=20)
    assert alarms.raise_gaps(now=MORNING) == 1
    assert alarm("pupr", Alarm.Kind.GAP).obligation.subject == "Jadwal jaga yang kosong"
    assert alarms.raise_gaps(now=MORNING) == 0
    Outlook.objects.update(gap_minutes=0, facts={"gaps": []})
    assert alarms.meet_gaps(now=MORNING) == 1
    assert alarm("pupr", Alarm.Kind.GAP).obligation.state == State.DONE


# --- what becomes of them --------------------------------------------------------------------------------------------


@pytest.fixture
def unreached() -> Alarm:
    official("pupr", name="Pak Kadis")
    drill_now()
    go_on(MORNING + 30 * MINUTE)
    return alarm("pupr", Alarm.Kind.UNREACHED)


def test_the_office_explains_and_the_secretary_accepts(unreached: Alarm) -> None:
    siti, sekda = make.officer("pupr", "staff"), make.officer("setda", "secretary")
    with pytest.raises(NotAllowed):
        actions.explain(unreached, text="Sinyal hilang.", by=make.officer("dinkes", "staff"), at=MORNING + DAY)
    with pytest.raises(Refused, match="penjelasannya"):
        actions.explain(unreached, text="", by=siti, at=MORNING + DAY)
    actions.explain(unreached, text="Sinyal hilang di lokasi banjir.", by=siti, at=MORNING + DAY)
    with pytest.raises(NotAllowed):
        actions.accept(unreached, by=siti, at=MORNING + DAY)
    actions.send_back(unreached, text="Mengapa wakil tidak dipanggil?", by=sekda, at=MORNING + DAY)
    actions.explain(unreached, text="Wakil sedang cuti.", by=siti, at=MORNING + 2 * DAY)
    actions.accept(unreached, by=sekda, at=MORNING + 2 * DAY)
    owed = Obligation.objects.get(pk=unreached.obligation_id)
    assert (owed.state, [event.verb for event in owed.events.order_by("seq")]) == (
        State.DONE, ["open", "explain", "send_back", "explain", "accept"],
    )  # fmt: skip


def test_nobody_judges_the_alarm_about_themselves() -> None:
    sekda = official("setda", "secretary")
    drill_now()
    go_on(MORNING + 30 * MINUTE)
    mine = alarm(Post.objects.get(role="secretary").office.key, Alarm.Kind.UNREACHED)
    actions.explain(mine, text="Rapat di Jakarta.", by=actor_of(sekda, MORNING), at=MORNING + DAY)
    with pytest.raises(NotAllowed, match="pimpinan lain"):
        actions.accept(mine, by=actor_of(sekda, MORNING), at=MORNING + DAY)
    actions.accept(mine, by=make.officer("pimpinan", "regent"), at=MORNING + DAY)
    assert Obligation.objects.get(pk=mine.obligation_id).state == State.DONE


def test_alarms_are_seen_by_their_office_and_by_those_who_lead(unreached: Alarm) -> None:
    for by, sees in ((make.officer("pupr", "staff"), True), (make.officer("dinkes", "staff"), False)):
        assert Alarm.objects.visible_to(by).filter(pk=unreached.pk).exists() is sees
    assert Alarm.objects.visible_to(make.officer("setda", "secretary")).exists()


def test_only_the_house_says_that_something_is_met(unreached: Alarm) -> None:
    with pytest.raises(NotAllowed):
        actions.meet(unreached, text="Selesai", by=make.officer("setda", "secretary"), at=MORNING)
