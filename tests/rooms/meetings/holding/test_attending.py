"""Checking in: once, by whatever was shown; each other case has a sentence of its own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import appoint, end_holding, record_absence
from balairung.kernel.people.models import Holding
from balairung.rooms.meetings.holding import attending, receiving
from balairung.rooms.meetings.holding.attending import Outcome, check_in
from balairung.rooms.meetings.inviting.replying import reply
from balairung.rooms.meetings.models import InvitationRule, Invitee, Meeting, MeetingSession
from tests import make
from tests.rooms.meetings.holding import hall
from tests.rooms.meetings.holding.hall import DAY, EARLY

pytestmark = pytest.mark.django_db
Way = Invitee.Way


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    return hall.meeting()


def test_a_pass_is_received_once_and_the_second_time_told_when(meeting: Meeting) -> None:
    row, by = hall.seat(meeting), hall.leads(meeting)
    before = Meeting.objects.get(pk=meeting.pk).beat
    found = check_in(meeting, hall.shown(row.person), way=Way.PASS, by=by, at=EARLY)
    assert (found.outcome, found.invitee) == (Outcome.IN, row)
    later = EARLY + timedelta(minutes=3)
    again = check_in(meeting, hall.shown(row.person, later), way=Way.PASS, by=by, at=later)
    assert again.outcome == Outcome.AGAIN
    assert "sudah hadir pukul 07.30" in again.sentence
    row.refresh_from_db()
    assert (row.came_at, row.came_by, row.came_in_place, row.checked_by_id) == (EARLY, "qr", False, by.person_id)
    assert Meeting.objects.get(pk=meeting.pk).beat == before + 1


@pytest.mark.parametrize("form", ["{}", "https://balairung.contoh.id/rapat/{}/", " {} "])
def test_the_code_of_an_invitation_is_read_bare_or_in_its_address(meeting: Meeting, form: str) -> None:
    row = hall.seat(meeting)
    found = check_in(meeting, form.format(row.code), way=Way.PASS, by=hall.leads(meeting), at=EARLY)
    assert (found.outcome, found.invitee) == (Outcome.IN, row)


def test_a_ticked_name_is_received(meeting: Meeting) -> None:
    row = hall.seat(meeting)
    assert check_in(meeting, row, way=Way.LIST, by=hall.leads(meeting), at=EARLY).outcome == Outcome.IN
    assert hall.seat(meeting).came_by == Way.LIST


def test_a_stranger_may_not_stand_at_the_door(meeting: Meeting) -> None:
    budi = make.officer("dukcapil", "head", "Budi")
    with pytest.raises(NotAllowed):
        check_in(meeting, hall.seat(meeting), way=Way.LIST, by=budi, at=EARLY)
    assert hall.seat(meeting).came_at is None


def test_what_opens_nothing_is_told_apart(meeting: Meeting) -> None:
    by = hall.leads(meeting)
    other = hall.meeting(title="Rapat lain", days=8)
    sentences = {
        "sudah lewat": hall.shown(hall.seat(meeting).person, EARLY - timedelta(minutes=10)),
        "rapat lain: Rapat lain": hall.seat(other).code,
        "bukan undangan dan bukan QR pegawai": "https://contoh.id/promo",
        "bukan undangan": "",
    }
    for sentence, text in sentences.items():
        found = check_in(meeting, text, way=Way.PASS, by=by, at=EARLY)
        assert found.outcome == Outcome.REFUSED
        assert sentence in found.sentence


def test_nobody_is_here_the_day_before(meeting: Meeting) -> None:
    by, row = hall.leads(meeting), hall.seat(meeting)
    found = check_in(meeting, row, way=Way.LIST, by=by, at=DAY - timedelta(days=1))
    assert found.outcome == Outcome.REFUSED
    assert "Senin, 9 Maret 2026" in found.sentence
    with pytest.raises(Refused):
        attending.came_alone(row, by=by, at=DAY - timedelta(days=1))


def test_before_the_invitations_nobody_is_received() -> None:
    make.regency()
    prepared = hall.meeting(called=False)
    with pytest.raises(NotAllowed, match="belum dikirim"):
        check_in(prepared, "x", way=Way.PASS, by=hall.leads(prepared), at=EARLY)


# --- deputies and those who act ---------------------------------------------------------------------------------------


def test_a_deputy_stands_for_whoever_sent_them(meeting: Meeting) -> None:
    row, wira = hall.seat(meeting), hall.staff("pupr")
    reply(row, answer=Invitee.Reply.SENDS, deputy_name="Wira", deputy_title="Staf", mandate="ST/1", by=SYSTEM,
          at=EARLY - timedelta(days=1), code=row.code)  # fmt: skip
    Invitee.objects.filter(pk=row.pk).update(deputy=wira)
    found = check_in(meeting, hall.shown(wira), way=Way.PASS, by=hall.leads(meeting), at=EARLY)
    assert (found.outcome, found.sentence) == (Outcome.IN, f"Wira hadir mewakili {row.name}.")
    assert hall.seat(meeting).came_in_place
    # and whoever sent them comes after all
    self = check_in(meeting, hall.shown(row.person), way=Way.PASS, by=hall.leads(meeting), at=EARLY)
    assert (self.outcome, self.sentence) == (Outcome.AGAIN, "Wakilnya, Wira, sudah hadir pukul 07.30.")
    attending.came_alone(hall.seat(meeting), by=hall.leads(meeting), at=EARLY)
    assert not hall.seat(meeting).came_in_place


def test_a_deputy_whom_nobody_announced_is_written_down(meeting: Meeting) -> None:
    row, by = hall.seat(meeting), hall.leads(meeting)
    with pytest.raises(Refused):
        attending.receive_deputy(row, name=" ", by=by, at=EARLY)
    attending.receive_deputy(row, name="Pak Wira", title="Sekretaris dinas", by=by, at=EARLY)
    attending.receive_deputy(row, name="Bu Wiri", by=by, at=DAY)  # the name was wrong: when they came stays
    row.refresh_from_db()
    assert (row.came_at, row.came_in_place, row.deputy_name, row.came_by) == (EARLY, True, "Bu Wiri", Way.LIST)


def test_whoever_is_invited_and_stands_for_another_takes_both_seats(meeting: Meeting) -> None:
    head, row = hall.seat(meeting, "disdik").person, hall.seat(meeting)
    Invitee.objects.filter(pk=row.pk).update(deputy=head, reply=Invitee.Reply.SENDS)
    found = check_in(meeting, hall.shown(head), way=Way.PASS, by=hall.leads(meeting), at=EARLY)
    assert (found.invitee, found.also) == (hall.seat(meeting, "disdik"), (row,))
    assert hall.seat(meeting).came_in_place
    assert not hall.seat(meeting, "disdik").came_in_place


def test_whoever_acts_while_the_holder_is_away_comes_in_their_place(meeting: Meeting) -> None:
    row, by, wira = hall.seat(meeting), hall.leads(meeting), hall.staff("pupr")
    assert row.person
    assert row.post
    since, until = date(2026, 3, 9), date(2026, 3, 10)
    record_absence(person=row.person, since=since, until=until, reason="Cuti", by=SYSTEM, at=make.START)
    appoint(person=wira, post=row.post, since=since, until=until, capacity="plh", by=SYSTEM, at=make.START)
    found = check_in(meeting, hall.shown(wira), way=Way.PASS, by=by, at=EARLY)
    assert found.outcome == Outcome.IN
    row.refresh_from_db()
    assert (row.came_in_place, row.deputy) == (True, wira)
    assert row.deputy_title.startswith("Plh. ")


def test_a_new_holder_takes_the_seat_of_the_one_before(meeting: Meeting) -> None:
    row = hall.seat(meeting)
    assert row.post
    old = Holding.objects.get(person=row.person, post=row.post)
    end_holding(old, until=date(2026, 3, 5), by=SYSTEM, at=make.START)
    new = make.person("Bu Baru")
    appoint(person=new, post=row.post, since=date(2026, 3, 6), by=SYSTEM, at=make.START)
    assert check_in(meeting, hall.shown(new), way=Way.PASS, by=hall.leads(meeting), at=EARLY).outcome == Outcome.IN
    row.refresh_from_db()
    assert (row.person, row.name, row.came_in_place) == (new, "Bu Baru", False)


# --- those whom nobody invited ----------------------------------------------------------------------------------------


def test_one_of_ours_without_invitation_is_received_when_somebody_says_so(meeting: Meeting) -> None:
    wira, by, session = hall.staff("dukcapil"), hall.leads(meeting), hall.session(meeting)
    found = check_in(meeting, hall.shown(wira), way=Way.PASS, by=by, at=EARLY)
    assert (found.outcome, found.person, found.invitee) == (Outcome.UNINVITED, wira, None)
    rows = [receiving.receive_person(session, wira, way=Way.PASS, by=by, at=EARLY) for _twice in range(2)]
    assert rows[0] == rows[1]
    assert rows[0].rules.get().who == InvitationRule.Who.ADDED
    assert check_in(meeting, hall.shown(wira), way=Way.PASS, by=by, at=EARLY).outcome == Outcome.AGAIN
    with pytest.raises(NotAllowed):
        receiving.receive_person(session, wira, way=Way.PASS, by=make.officer("dukcapil", "head"), at=EARLY)


def test_a_guest_of_one_form_is_one_guest(meeting: Meeting) -> None:
    by, session = hall.leads(meeting), hall.session(meeting)
    said = {"name": "Pak Kapolsek", "title": "Polsek Taman", "token": "a" * 24}
    first, second = (receiving.receive_guest(session, **said, by=by, at=EARLY) for _twice in range(2))
    assert first == second
    with pytest.raises(Refused):
        receiving.receive_guest(session, name=" ", title="", token="b" * 24, by=by, at=EARLY)
    assert Invitee.objects.filter(meeting=meeting, name="Pak Kapolsek").count() == 1


# --- putting right ----------------------------------------------------------------------------------------------------


def test_a_mistaken_tick_is_taken_back_and_leaving_counts_once(meeting: Meeting) -> None:
    row, by = hall.seat(meeting), hall.leads(meeting)
    attending.leave(row, by=by, at=EARLY)
    assert hall.seat(meeting).left_at is None, "whoever never came does not leave"
    check_in(meeting, row, way=Way.LIST, by=by, at=EARLY)
    for minutes in (60, 90):
        attending.leave(row, by=by, at=DAY + timedelta(minutes=minutes))
    assert hall.seat(meeting).left_at == DAY + timedelta(minutes=60)
    attending.undo(row, by=by, at=DAY)
    row.refresh_from_db()
    assert (row.came_at, row.came_by, row.left_at, row.checked_by) == (None, "", None, None)


def test_somebody_of_another_session_is_told_so_and_received_where_they_stand(meeting: Meeting) -> None:
    row, by, first = hall.seat(meeting), hall.leads(meeting), hall.session(meeting)
    second = MeetingSession.objects.create(
        meeting=meeting, order=9, name="Sesi siang", starts_at=DAY + timedelta(hours=5), place="Aula"
    )
    found = check_in(meeting, hall.shown(row.person), way=Way.PASS, by=by, at=EARLY, session=second)
    assert (found.outcome, hall.seat(meeting).came_at) == (Outcome.ELSEWHERE, None)
    told = attending.receive_here(row, second, way=Way.LIST, by=by, at=EARLY)
    assert (told.outcome, hall.seat(meeting).session) == (Outcome.IN, second)
    elsewhere = hall.session(hall.meeting(days=8))
    with pytest.raises(Refused):
        attending.receive_here(row, elsewhere, way=Way.LIST, by=by, at=DAY + timedelta(days=1))
    assert first != second


def test_what_a_telephone_kept_counts_from_when_it_was_scanned(meeting: Meeting) -> None:
    row, by = hall.seat(meeting), hall.leads(meeting)
    text, sent = hall.shown(row.person), EARLY + timedelta(minutes=40)
    assert check_in(meeting, text, way=Way.PASS, by=by, at=sent).outcome == Outcome.REFUSED
    assert check_in(meeting, text, way=Way.PASS, by=by, at=sent, seen_at=EARLY).outcome == Outcome.IN
    assert hall.seat(meeting).came_at == EARLY


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_opens_and_closes_once(meeting: Meeting) -> None:
    by, session = hall.leads(meeting), hall.session(meeting)
    with pytest.raises(Refused, match="belum dibuka"):
        attending.close_session(session, by=by, at=DAY)
    with pytest.raises(Refused, match="baru berlangsung"):
        attending.open_session(session, by=by, at=DAY - timedelta(days=2))
    for minutes in (0, 5):
        attending.open_session(session, by=by, at=DAY + timedelta(minutes=minutes))
    assert session.opened_at == DAY
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.RUNNING
    for minutes in (60, 70):
        attending.close_session(session, by=by, at=DAY + timedelta(minutes=minutes))
    assert session.closed_at == DAY + timedelta(minutes=60)
