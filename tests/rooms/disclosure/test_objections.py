"""An objection: when there is a reason, which grounds fit, who decides, where one may go afterwards."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Post
from balairung.rooms.disclosure import access, answering, objecting
from balairung.rooms.disclosure.models import InfoRequest, Objection
from tests import make
from tests.rooms.disclosure import asked
from tests.rooms.disclosure.asked import DAY

pytestmark = pytest.mark.django_db
START = make.START


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def keys(found: InfoRequest) -> set[str]:
    return {key for key, _words in objecting.grounds_for(found)}


def test_there_is_a_reason_once_it_was_answered_or_is_late() -> None:
    made = asked.request()
    assert objecting.may_object(made, START + DAY) is None
    with pytest.raises(Refused):
        asked.objection(made, ground="unanswered", at=START + DAY)
    due = made.obligation.next_at
    assert due
    window = objecting.may_object(made, due + DAY)
    assert window is not None
    assert window.since == due
    assert keys(made) == {"unanswered", "periodic", "late"}
    answering.withdraw(made, by=asked.requester(made), at=START)
    assert objecting.may_object(made, due + DAY) is None


def test_the_window_closes_after_thirty_working_days() -> None:
    made = asked.refused(asked.request())
    window = objecting.may_object(made, START + DAY)
    assert window is not None
    assert objecting.may_object(made, window.until) is not None
    assert objecting.may_object(made, window.until + DAY) is None
    with pytest.raises(Refused, match="sudah lewat"):
        asked.objection(made, at=window.until + DAY)


def test_the_grounds_fit_what_happened() -> None:
    refused, given = asked.refused(asked.request()), asked.request()
    answering.give(given, text="Ini.", by=SYSTEM, at=START + DAY)
    assert keys(refused) == {"refused", "periodic", "unlike", "unmet", "cost", "late"}
    assert keys(given) == keys(refused) - {"refused"}
    with pytest.raises(Refused, match="alasan yang sesuai"):
        asked.objection(given, ground="refused")
    with pytest.raises(Refused, match="alasan yang sesuai"):
        asked.objection(given, ground="bosan")


def test_only_who_asked_objects_and_once_for_one_answer() -> None:
    made, other = asked.refused(asked.request()), asked.request()
    with pytest.raises(NotAllowed):
        objecting.object_to(made, ground="refused", by=asked.requester(other), at=START + DAY)
    against = asked.objection(made)
    assert (against.ref[0], against.obligation.case) == ("X", made.obligation.case)
    assert against.obligation.owner_office == make.office("setda")
    with pytest.raises(Refused, match="sudah Anda ajukan"):
        asked.objection(made)
    assert Objection.objects.count() == 1


def test_the_superior_decides_and_nobody_below() -> None:
    secretary = make.officer("setda", "secretary", "Bu Sekda")
    clerk = make.officer("setda", "staff_expert")
    made = asked.refused(asked.request(to="pupr"))
    against = asked.objection(made)
    assert Notice.objects.filter(person=secretary.person_id, subject__contains=against.ref).exists()
    for actor in (clerk, make.officer("pupr", "head"), make.officer("kominfo", "head")):
        with pytest.raises(NotAllowed, match="atasan PPID"):
            objecting.turn_down(against, text="Tidak.", by=actor, at=START + 3 * DAY)
    objecting.turn_down(against, text="Alamat saksi dilindungi.", by=secretary, at=START + 3 * DAY)
    assert (against.obligation.state, against.granted) == (State.REFUSED, False)
    assert against.decided_by == "Bu Sekda, Sekretaris Daerah"
    assert asked.fresh(made).obligation.state == State.REFUSED
    told = Notice.objects.get(subject__startswith="Putusan keberatan")
    assert "Alamat saksi dilindungi." in told.body
    assert "Komisi Informasi" in told.body
    with pytest.raises(Refused):
        objecting.grant(against, text="Eh.", by=secretary, at=START + 3 * DAY)


def test_a_granted_objection_is_carried_out_and_may_be_objected_to_anew() -> None:
    made = asked.refused(asked.request(to="pupr"))
    against = asked.objection(made)
    objecting.grant(against, text="Jumlahnya boleh dibuka.", by=SYSTEM, at=START + 3 * DAY)
    again = asked.fresh(made)
    assert (again.obligation.state, again.obligation.step) == (State.ACTIVE, "carry_out")
    assert again.obligation.clocks.get(met_at__isnull=True).name == "carry_out"
    assert objecting.may_object(again, START + 4 * DAY) is None
    answering.give(again, text="Empat miliar.", by=SYSTEM, at=START + 5 * DAY)
    assert (again.outcome, again.article, again.answered_at) == ("given", "", START + DAY)
    assert objecting.may_object(again, START + 6 * DAY) is not None


def test_what_was_late_stays_late_when_the_superior_orders_an_answer() -> None:
    made = asked.request()
    due = made.obligation.next_at
    assert due
    against = asked.objection(made, ground="unanswered", at=due + DAY)
    objecting.grant(against, text="Jawab segera.", by=SYSTEM, at=due + 2 * DAY)
    again = asked.fresh(made)
    assert (again.obligation.next_at, again.obligation.is_late(due + 2 * DAY)) == (due, True)
    answering.give(again, text="Ini.", by=SYSTEM, at=due + 3 * DAY)
    clocks = again.obligation.clocks.order_by("name")
    assert [(clock.name, clock.met_at) for clock in clocks] == [("answer", due + 3 * DAY), ("carry_out", due + 3 * DAY)]


def test_lateness_of_the_superior_climbs_like_any_other() -> None:
    make.holder("pimpinan", "regent", "Pak Wali")
    make.holder("setda", "secretary", "Bu Sekda")
    against = asked.objection(asked.refused(asked.request()))
    due = against.obligation.next_at
    assert due
    escalate(now=due + DAY)
    assert against.obligation.events.filter(verb="escalate").exists()


def test_the_requester_accepts_or_goes_on_once() -> None:
    made = asked.refused(asked.request())
    against, who = asked.objection(made), asked.requester(made)
    with pytest.raises(Refused, match="setelah keberatan diputus"):
        objecting.respond(against, accepts=True, by=who, at=START + 3 * DAY)
    objecting.turn_down(against, text="Tetap ditutup.", by=SYSTEM, at=START + 3 * DAY)
    with pytest.raises(NotAllowed):
        objecting.respond(against, accepts=True, by=SYSTEM, at=START + 4 * DAY)
    objecting.respond(against, accepts=False, by=who, at=START + 4 * DAY)
    against.refresh_from_db()
    assert (against.disputed_at, against.accepted_at) == (START + 4 * DAY, None)
    with pytest.raises(Stale):
        objecting.respond(against, accepts=True, by=who, at=START + 5 * DAY)


def test_it_can_be_taken_back_and_filed_again() -> None:
    made = asked.refused(asked.request())
    against = asked.objection(made)
    with pytest.raises(NotAllowed):
        objecting.take_back(against, by=SYSTEM, at=START + 3 * DAY)
    objecting.take_back(against, by=asked.requester(made), at=START + 3 * DAY)
    assert objecting.dispute_until(against, START + 90 * DAY) is None
    asked.objection(made, at=START + 4 * DAY)


def test_whoever_takes_the_request_back_objects_no_more() -> None:
    made = asked.request()
    due = made.obligation.next_at
    assert due
    against = asked.objection(made, ground="unanswered", at=due + DAY)
    answering.withdraw(asked.fresh(made), by=asked.requester(made), at=due + 2 * DAY)
    against.obligation.refresh_from_db()
    assert (against.obligation.state, against.obligation.next_at) == (State.WITHDRAWN, None)
    assert objecting.dispute_until(against, due + 90 * DAY) is None
    with pytest.raises(Refused):
        objecting.grant(against, text="Jawab.", by=SYSTEM, at=due + 3 * DAY)


def test_without_a_superior_it_is_refused_with_a_sentence() -> None:
    made = asked.refused(asked.request())
    Post.objects.filter(role="secretary").update(closed_on=START.date())
    with pytest.raises(Refused, match="Belum ada pejabat"):
        asked.objection(made)


def test_who_reads_an_objection() -> None:
    against = asked.objection(asked.refused(asked.request(to="pupr")))
    for office, role in [("setda", "secretary"), ("kominfo", "head"), ("pupr", "head")]:
        assert access.get_objection(make.officer(office, role), against.ref) == against
    for office, role in [("dinkes", "head"), ("inspektorat", "auditor")]:
        with pytest.raises(Objection.DoesNotExist):
            access.get_objection(make.officer(office, role), against.ref)


def test_the_database_wants_a_decision_with_its_moment() -> None:
    against = asked.objection(asked.refused(asked.request()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=against.pk).update(granted=True)
