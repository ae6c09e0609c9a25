"""Calling a meeting: prepared, sent, moved, cancelled; everybody concerned is told once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents.models import Document
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint, end_holding
from balairung.rooms.meetings.inviting import calling
from balairung.rooms.meetings.inviting.letter import letter_of
from balairung.rooms.meetings.models import InvitationRule, Invitee, Meeting
from tests import make

pytestmark = pytest.mark.django_db
START = make.START
LATER = START + timedelta(hours=1)
Who = InvitationRule.Who


@pytest.fixture(autouse=True)
def _city() -> None:
    make.regency()


def chair_of(meeting: Meeting) -> Actor:
    return actor_of(make.there(meeting.made_by), START)


def told(meeting: Meeting) -> list[str]:
    """The subjects of what still waits to be sent to the invited, in the order in which it was written."""
    waiting = Notice.objects.about("meetings", meeting.ref).filter(outcome=Notice.Outcome.WAITING)
    return [one.subject.partition(":")[0] for one in waiting.order_by("written_at", "id")]


def sent(meeting: Meeting) -> None:
    """What was written has gone out."""
    rows = Notice.objects.about("meetings", meeting.ref).filter(outcome=Notice.Outcome.WAITING)
    rows.update(outcome=Notice.Outcome.SENT, sent_at=START)


def test_an_urgent_meeting_goes_out_at_once_and_its_letter_follows() -> None:
    meeting = make.meeting()
    rows = list(meeting.invitees.in_protocol_order())
    assert meeting.state == Meeting.State.CALLED
    assert meeting.edition == 1
    assert [row.told for row in rows] == [1, 1, 1]
    assert told(meeting) == ["Undangan"] * 3
    assert make.there(letter_of(meeting)).state == Document.State.AWAITING
    notice = Notice.objects.about("meetings", meeting.ref).get(person=rows[0].person)
    assert f"/rapat/{rows[0].code}/" in notice.body
    assert "s.d. selesai" in notice.body
    assert "Pendopo" in notice.body
    assert "Senin, 9 Maret 2026" in notice.body


def test_pressed_twice_it_is_called_once() -> None:
    meeting = make.meeting()
    calling.call(meeting, by=chair_of(meeting), at=LATER, at_once=True)
    assert len(told(meeting)) == 3
    assert meeting.edition == 1
    assert Document.objects.about("meetings", [meeting.ref]).count() == 1


def test_an_ordinary_meeting_waits_for_its_letter() -> None:
    meeting = make.meeting(called=False, manner="Biasa")
    calling.call(meeting, by=chair_of(meeting), at=START)
    assert meeting.state == Meeting.State.DRAFT
    assert told(meeting) == []
    assert not meeting.invitees.exists()
    with pytest.raises(NotAllowed):
        calling.call(meeting, by=chair_of(meeting), at=START, at_once=True)


def test_what_changes_while_the_letter_waits_makes_it_void() -> None:
    meeting = make.meeting(called=False, manner="Biasa")
    calling.call(meeting, by=chair_of(meeting), at=START)
    letter = letter_of(meeting)
    calling.change(meeting, openness="terbuka", by=chair_of(meeting), at=START)  # not said in the letter
    assert letter_of(meeting) == letter
    calling.change(meeting, dress="Batik", by=chair_of(meeting), at=START)
    assert letter_of(meeting) is None
    calling.call(meeting, by=chair_of(meeting), at=START)
    assert letter_of(meeting) not in (None, letter)


def test_the_same_form_twice_is_one_meeting() -> None:
    first = make.meeting(called=False, token="sama")
    again = calling.prepare(
        title="Lain", office=first.office, chair=first.chair, starts_at=first.starts_at, place="Lain", token="sama",
        by=chair_of(first), at=START,
    )  # fmt: skip
    assert again == first
    assert Meeting.objects.count() == 1


def test_moved_everybody_is_told_once_however_often_it_is_pressed() -> None:
    meeting = make.meeting()
    by, session = chair_of(meeting), meeting.sessions.get()
    sent(meeting)
    moved = session.starts_at + timedelta(days=1)
    for _press in range(2):
        calling.change_session(session, starts_at=moved, by=by, at=LATER)
    assert told(meeting) == ["Undangan berubah"] * 3
    assert meeting.edition == 2
    calling.change_session(session, place="Aula", by=by, at=LATER + timedelta(minutes=1))
    assert told(meeting) == ["Undangan berubah"] * 3
    assert meeting.edition == 3
    waiting = Notice.objects.about("meetings", meeting.ref).filter(outcome=Notice.Outcome.WAITING)
    assert all("Aula" in one.body and "Selasa, 10 Maret 2026" in one.body for one in waiting)
    assert meeting.starts_at == moved
    assert [line.words for line in meeting.lines.filter(words__contains="dipindah")][-1].endswith("Pendopo ke Aula.")


def test_moved_those_who_answered_are_asked_anew() -> None:
    meeting = make.meeting()
    session = meeting.sessions.get()
    meeting.invitees.update(reply=Invitee.Reply.COMES, replied_at=START)
    calling.change_session(session, place="Aula", by=chair_of(meeting), at=LATER)
    assert meeting.invitees.filter(reply=Invitee.Reply.COMES).count() == 3
    calling.change_session(session, starts_at=session.starts_at + timedelta(hours=1), by=chair_of(meeting), at=LATER)
    assert not meeting.invitees.exclude(reply="").exists()


def test_a_rule_more_invites_only_the_new_ones_and_a_rule_less_tells_those_who_fall_off() -> None:
    meeting = make.meeting()
    sent(meeting)
    make.holder("dukcapil", "head")
    rule = calling.add_rule(meeting, who=Who.POSTS, posts=[make.post("dukcapil", "head"), make.post("pupr", "head")],
                            by=chair_of(meeting), at=LATER)  # fmt: skip
    assert told(meeting) == ["Undangan"]
    assert meeting.invitees.count() == 4
    sent(meeting)
    calling.drop_rule(rule, by=chair_of(meeting), at=LATER)
    assert told(meeting) == ["Undangan dibatalkan"]
    assert meeting.invitees.standing().count() == 3
    assert meeting.invitees.count() == 4
    with pytest.raises(Refused):
        calling.drop_rule(meeting.rules.get(), by=chair_of(meeting), at=LATER)


def test_who_falls_off_and_comes_back_keeps_their_page() -> None:
    meeting = make.meeting()
    added = [make.post("dukcapil", "head")]
    make.holder("dukcapil", "head")
    rule = calling.add_rule(meeting, who=Who.POSTS, posts=added, by=chair_of(meeting), at=LATER)
    code = meeting.invitees.get(post=added[0]).code
    calling.drop_rule(rule, by=chair_of(meeting), at=LATER)
    calling.add_rule(meeting, who=Who.POSTS, posts=added, by=chair_of(meeting), at=LATER)
    row = meeting.invitees.get(post=added[0])
    assert row.code == code
    assert row.dropped_at is None
    assert row.told == meeting.edition


def test_cancelled_they_are_told_once_and_nothing_changes_any_more() -> None:
    meeting = make.meeting()
    sent(meeting)
    with pytest.raises(Refused):
        calling.cancel(meeting, reason=" ", by=chair_of(meeting), at=LATER)
    for _press in range(2):
        calling.cancel(meeting, reason="Banjir", by=chair_of(meeting), at=LATER)
    assert told(meeting) == ["Rapat dibatalkan"] * 3
    assert meeting.edition == 2
    assert letter_of(meeting) is None
    with pytest.raises(Stale):
        calling.change(meeting, title="Lain", by=chair_of(meeting), at=LATER)


def test_another_chair_is_written_down_and_told() -> None:
    meeting = make.meeting()
    new = make.holder("dishub", "head", "Pak Baru")
    calling.change(meeting, chair=make.post("dishub", "head"), by=chair_of(meeting), at=LATER)
    assert meeting.lines.filter(words__contains="Pimpinan rapat diganti").count() == 1
    about = Notice.objects.about("meetings", meeting.ref).filter(subject__startswith="Pimpinan rapat diganti")
    assert {one.person_id for one in about} == {new.pk, meeting.made_by_id}
    assert Notice.objects.about("meetings", meeting.ref).filter(subject__startswith="Undangan berubah").count() == 0


def test_a_new_holder_is_invited_in_the_place_of_the_old_one() -> None:
    meeting = make.meeting()
    sent(meeting)
    post = make.post("pupr", "head")
    row = meeting.invitees.get(post=post)
    end_holding(post.holdings.get(), until=START.date(), by=SYSTEM, at=START)
    new = make.person("Bu Baru")
    appoint(person=new, post=post, since=START.date() + timedelta(days=1), by=SYSTEM, at=START)
    tomorrow = START + timedelta(days=1)
    calling.change(meeting, by=chair_of(meeting), at=tomorrow)
    row.refresh_from_db()
    assert row.person == new
    assert row.name == "Bu Baru"
    assert [one.person for one in Notice.objects.about("meetings", meeting.ref).filter(outcome="waiting")] == [new]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_at": START - timedelta(days=1)}, "sudah lewat"),
        ({"starts_at": START + timedelta(days=1), "ends_at": START}, "sebelum waktu mulai"),
        ({"starts_at": START + timedelta(days=2000)}, "dua tahun"),
        ({"place": " "}, "tempatnya"),
        ({"title": " "}, "nama rapatnya"),
        ({"manner": "Entah"}, "sifat surat"),
        ({"capacity": 0}, "paling sedikit satu"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(fields: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        make.meeting(called=False, **fields)
    assert not Meeting.objects.exists()


def test_without_rules_it_is_not_sent() -> None:
    meeting = make.meeting(called=False)
    meeting.rules.all().delete()
    with pytest.raises(Refused, match="Belum ada yang diundang"):
        calling.call(meeting, by=chair_of(meeting), at=START)


def test_a_date_that_passed_meanwhile_is_not_sent() -> None:
    meeting = make.meeting(called=False)
    with pytest.raises(Refused, match="sudah lewat"):
        calling.call(meeting, by=chair_of(meeting), at=START + timedelta(days=30))


def test_strangers_change_nothing() -> None:
    meeting, budi = make.meeting(called=False), make.officer("dlh", "staff", "Budi")
    for act in (
        lambda: calling.change(meeting, title="Lain", by=budi, at=START),
        lambda: calling.add_session(meeting, starts_at=LATER, place="Lain", by=budi, at=START),
        lambda: calling.add_rule(meeting, who=Who.LEADERS, by=budi, at=START),
        lambda: calling.call(meeting, by=budi, at=START),
        lambda: calling.cancel(meeting, reason="Lain", by=budi, at=START),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        make.meeting(by=budi)


def test_series() -> None:
    by = make.officer("setda", "staff")
    series = calling.make_series(name="Rakor camat", office=make.office("setda"), by=by, at=START)
    with pytest.raises(Refused, match="sudah ada"):
        calling.make_series(name="Rakor camat", office=make.office("setda"), by=by, at=START)
    calling.close_series(series, by=by, at=START)
    assert calling.make_series(name="Rakor camat", office=make.office("setda"), by=by, at=START) != series
