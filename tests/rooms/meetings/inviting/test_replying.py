"""Answers: one comes, sends somebody, or says why not; by the code, or as whoever acts in the post."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint, record_absence
from balairung.kernel.people.models import Holding
from balairung.rooms.meetings.inviting import calling
from balairung.rooms.meetings.inviting.replying import acting_for, invitee_of, proposals, reply, seats_of
from balairung.rooms.meetings.models import Invitee, Meeting
from tests import make

pytestmark = pytest.mark.django_db
START, Reply = make.START, Invitee.Reply


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    return make.meeting()


def seat(meeting: Meeting, office: str = "pupr") -> Invitee:
    code = meeting.invitees.get(post=make.post(office, "head")).code
    found = invitee_of(code)
    assert found is not None
    return found


def test_by_the_code_and_by_nobody_else(meeting: Meeting) -> None:
    row = seat(meeting)
    reply(row, answer=Reply.COMES, code=row.code.lower(), by=CITIZEN, at=START)
    assert row.reply == Reply.COMES
    for code in ("", "SALAH"):
        with pytest.raises(NotAllowed):
            reply(row, answer=Reply.COMES, code=code, by=CITIZEN, at=START)
    with pytest.raises(NotAllowed):
        reply(row, answer=Reply.COMES, by=make.officer("dlh", "head", "Budi"), at=START)


def test_the_holder_answers_at_their_desk(meeting: Meeting) -> None:
    row = seat(meeting)
    holder = actor_of(make.there(row.person), START)
    assert [one.pk for one in seats_of(meeting, holder, START)] == [row.pk]
    reply(row, answer=Reply.STAYS_AWAY, reason="Dinas luar", by=holder, at=START)
    assert row.reason == "Dinas luar"
    with pytest.raises(Refused, match="alasannya"):
        reply(row, answer=Reply.STAYS_AWAY, by=holder, at=START)
    assert seat(meeting).reply == Reply.STAYS_AWAY


def test_a_deputy_of_the_register_needs_no_letter(meeting: Meeting) -> None:
    row = seat(meeting)
    receiver = make.holder("pupr", "secretary_of_office", "Sekretaris Budiman")
    assert proposals(row) == []
    make.delegation(row.post, make.post("pupr", "secretary_of_office"), matter="attendance:", at=START)
    (one,) = proposals(seat(meeting))
    assert one.person == receiver
    reply(row, answer=Reply.SENDS, deputy=receiver, code=row.code, by=CITIZEN, at=START)
    assert row.deputy == receiver
    assert row.deputy_name == "Sekretaris Budiman"
    assert "memandatkan" in row.mandate
    told = Notice.objects.get(person=receiver)
    assert "mengikat" in told.body
    assert row.code in told.body
    with pytest.raises(Refused, match="tanpa surat"):
        reply(row, answer=Reply.SENDS, deputy=make.person("Orang Lain"), code=row.code, by=CITIZEN, at=START)


def test_another_deputy_needs_a_name_a_post_and_a_letter(meeting: Meeting) -> None:
    row = seat(meeting)
    said: dict[str, Any] = {"deputy_name": "Bu Rini", "deputy_title": "Kepala Bidang", "mandate": "800/12/2026"}
    for missing in said:
        with pytest.raises(Refused, match="Isi nama wakil"):
            reply(row, answer=Reply.SENDS, code=row.code, by=CITIZEN, at=START, **said | {missing: " "})
    reply(row, answer=Reply.SENDS, code=row.code, by=CITIZEN, at=START, **said)
    assert (row.deputy_name, row.mandate, row.deputy) == ("Bu Rini", "800/12/2026", None)
    reply(row, answer=Reply.COMES, code=row.code, by=CITIZEN, at=START)  # they come themselves after all
    assert row.deputy_name == ""


def test_whoever_acts_for_a_vacant_post_answers(meeting: Meeting) -> None:
    post = make.post("dishub", "head")
    by = actor_of(make.there(meeting.made_by), START)
    calling.add_rule(meeting, who="jabatan", posts=[post], by=by, at=START)
    row = meeting.invitees.select_related("post", "session", "meeting").get(post=post)
    assert row.person is None
    assert acting_for(row, START) == []
    acting = make.person("Bu Plt")
    appoint(person=acting, post=post, since=date(2026, 3, 2), capacity=Holding.Capacity.PLT, by=SYSTEM, at=START)
    assert acting_for(row, START) == [acting]
    reply(row, answer=Reply.COMES, by=actor_of(acting, START), at=START)
    assert row.reply == Reply.COMES


def test_a_plh_is_told_and_may_answer(meeting: Meeting) -> None:
    row = seat(meeting)
    record_absence(person=make.there(row.person), since=date(2026, 3, 1), until=date(2026, 3, 20), by=SYSTEM, at=START)
    plh = make.person("Pak Plh")
    appoint(
        person=plh,
        post=make.there(row.post),
        since=date(2026, 3, 1),
        until=date(2026, 3, 20),
        capacity=Holding.Capacity.PLH,
        by=SYSTEM,
        at=START,
    )
    calling.change_session(
        meeting.sessions.get(), place="Aula", by=actor_of(make.there(meeting.made_by), START), at=START
    )
    assert Notice.objects.filter(person=plh, subject__startswith="Undangan berubah").count() == 1
    assert [one.person for one in proposals(seat(meeting))] == [plh]
    reply(row, answer=Reply.COMES, by=actor_of(plh, START), at=START)


def test_no_answer_any_more(meeting: Meeting) -> None:
    row = seat(meeting)
    row.session.opened_at = START
    row.session.save()
    with pytest.raises(Refused, match="sudah dibuka"):
        reply(seat(meeting), answer=Reply.COMES, code=row.code, by=CITIZEN, at=START)
    row.session.opened_at = None
    row.session.save()
    calling.cancel(meeting, reason="Banjir", by=actor_of(make.there(meeting.made_by), START), at=START)
    with pytest.raises(Refused, match="dibatalkan"):
        reply(seat(meeting), answer=Reply.COMES, code=row.code, by=CITIZEN, at=START + timedelta(hours=1))
