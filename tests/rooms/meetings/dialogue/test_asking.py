"""Questions: asked aloud, sent from a telephone, read out, answered, owed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.meetings.dialogue import answering, asking, showing
from balairung.rooms.meetings.dialogue.answering import Heard
from balairung.rooms.meetings.dialogue.own import own_questions
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingQuestion, MeetingTask, Minutes, Theme
from tests import make

NOW = make.START
pytestmark = pytest.mark.django_db
State = MeetingQuestion.State


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("setda", "staff", "Siti")


@pytest.fixture
def meeting(siti: Actor) -> Meeting:
    return make.meeting("pupr", "disdik", at=NOW)


@pytest.fixture
def kades(meeting: Meeting) -> Invitee:
    found = meeting.invitees.select_related("meeting", "session", "office__region__parent").first()
    assert found
    return found


def noted(meeting: Meeting, by: Actor, text: str = "Kapan jembatan diperbaiki?") -> MeetingQuestion:
    return asking.note(meeting, text=text, name="Pak Lurah", token=f"token-{text}", by=by, at=NOW)


def test_a_question_asked_aloud_is_written_down_once(siti: Actor, meeting: Meeting, kades: Invitee) -> None:
    one = asking.note(meeting, text=" Kapan? ", asker=kades, token="token-langsung", by=siti, at=NOW)
    assert asking.note(meeting, text="Kapan?", asker=kades, token="token-langsung", by=siti, at=NOW) == one
    assert (one.asker_name, one.origin, one.text) == (kades.name, asking.origin_of(kades), "Kapan?")
    assert one.called_at == NOW, "it is being talked about"
    with pytest.raises(Refused, match="siapa yang bertanya"):
        asking.note(meeting, text="Kapan?", token="token-tanpa-nama", by=siti, at=NOW)
    with pytest.raises(Refused, match="Tuliskan pertanyaannya"):
        asking.note(meeting, text=" ", asker=kades, token="token-tanpa-kata", by=siti, at=NOW)
    with pytest.raises(NotAllowed):
        noted(meeting, make.officer("dinkes", "staff"))


def test_from_a_telephone_a_few_and_in_time(siti: Actor, meeting: Meeting, kades: Invitee) -> None:
    made = [asking.send(kades, text=f"Tanya {n}", token=f"token-ke-{n}", at=NOW) for n in range(asking.MOST)]
    assert made[0].door == "sebelum"
    assert asking.send(kades, text="Tanya 0", token="token-ke-0", at=NOW) == made[0]
    with pytest.raises(Refused, match="sudah mengirim 5"):
        asking.send(kades, text="Lagi", token="token-ke-9", at=NOW)
    asking.withdraw(made[0], at=NOW)
    asking.withdraw(made[0], at=NOW)
    assert asking.send(kades, text="Lagi", token="token-ke-9", at=NOW).text == "Lagi"
    answering.call_up(made[1], by=siti, at=NOW)
    with pytest.raises(Refused, match="sudah dibacakan"):
        asking.withdraw(made[1], at=NOW)
    with pytest.raises(Refused, match="1000 huruf"):
        asking.send(meeting.invitees.exclude(pk=kades.pk)[0], text="x" * 1001, token="token-panjang", at=NOW)
    Meeting.objects.update(state=Meeting.State.ENDED)
    late = Invitee.objects.select_related("meeting", "session").exclude(pk=kades.pk)[0]
    with pytest.raises(Refused, match="tidak menerima pertanyaan lagi"):
        asking.send(late, text="Terlambat", token="token-lambat", at=NOW)


def test_what_waits_is_put_in_order_and_read_out(siti: Actor, meeting: Meeting, kades: Invitee) -> None:
    one, two, three = [asking.send(kades, text=f"Tanya {n}", token=f"token-ke-{n}", at=NOW) for n in range(3)]
    answering.arrange(three, up=True, by=siti, at=NOW)
    answering.arrange(one, up=True, by=siti, at=NOW)  # the first one stays first
    assert answering.waiting(meeting) == [one, three, two]
    answering.call_up(three, by=siti, at=NOW)
    answering.call_up(two, by=siti, at=NOW + timedelta(minutes=1))
    shown = showing.board(meeting)
    assert (shown.now, shown.open, shown.waiting) == (two, [three], [one])
    answering.put_back(two, by=siti, at=NOW)
    assert showing.board(meeting).now == three
    assert "1 pertanyaan" not in showing.said(showing.board(meeting))


def test_an_answer_settles_and_is_opened_again(siti: Actor, meeting: Meeting) -> None:
    one = noted(meeting, siti)
    with pytest.raises(Refused, match="Tuliskan jawabannya"):
        answering.write_down(one, Heard(one.text), turn=one.turn, settled=True, by=siti, at=NOW)
    heard = Heard(one.text, "Bulan depan.", "Kepala PUPR", "Pak Lurah", "", ["Jembatan", "jembatan", "Aset desa"])
    answering.write_down(one, heard, turn=one.turn, settled=True, by=siti, at=NOW)
    assert (one.state, one.settled_at) == (State.SETTLED, NOW)
    assert set(Theme.objects.values_list("name", flat=True)) == {"Jembatan", "Aset desa"}
    with pytest.raises(Refused, match="sudah tuntas"):
        answering.call_up(one, by=siti, at=NOW)
    answering.reopen(one, by=siti, at=NOW)
    assert (one.state, one.settled_at, one.answer) == (State.OPEN, None, "Bulan depan.")


def test_of_two_who_write_at_once_the_second_is_told(siti: Actor, meeting: Meeting) -> None:
    one = noted(meeting, siti)
    same = MeetingQuestion.objects.select_related("meeting").get(pk=one.pk)
    answering.write_down(one, Heard(one.text, "Jawaban satu"), turn=one.turn, by=siti, at=NOW)
    with pytest.raises(Stale):
        answering.write_down(same, Heard(one.text, "Jawaban dua"), turn=same.turn, by=siti, at=NOW)
    one.refresh_from_db()
    assert one.answer == "Jawaban satu"


def test_what_was_not_answered_is_owed_at_once(siti: Actor, meeting: Meeting, kades: Invitee) -> None:
    one, dinkes = asking.send(kades, text="Kapan vaksin?", token="token-vaksin", at=NOW), make.office("dinkes")
    heard, turn = Heard(one.text, "Belum diketahui."), one.turn
    with pytest.raises(Refused, match="sudah lewat"):
        answering.write_and_owe(
            one, heard, office=dinkes, due_on=date(2020, 1, 1), keep_day=False, turn=turn, by=siti, at=NOW
        )
    one.refresh_from_db()
    assert (one.answer, one.state) == ("", State.OPEN), "both or neither"
    sunday = date(2026, 3, 8)
    with pytest.raises(Refused, match="Hari kerja berikutnya Senin, 9 Maret 2026"):
        answering.owe(one, office=dinkes, due_on=sunday, turn=one.turn, by=siti, at=NOW)
    task = answering.write_and_owe(
        one, heard, office=dinkes, due_on=None, keep_day=False, turn=one.turn, by=siti, at=NOW
    )
    assert task.obligation
    assert task.obligation.owner_office == dinkes
    assert MeetingQuestion.objects.get().state == State.OWED
    for deed in (answering.reopen, answering.call_up):
        with pytest.raises(Refused, match="sudah menjadi tugas"):
            deed(one, by=siti, at=NOW)
    (own,) = own_questions(kades)
    assert (own.task, own.said, own.may_be_withdrawn) == (task, "", False)
    assert MeetingTask.objects.count() == 1


def test_after_submission_the_dialogue_is_read_only(siti: Actor, meeting: Meeting) -> None:
    one = noted(meeting, siti)
    Minutes.objects.update(submitted_at=NOW)
    with pytest.raises(Refused, match="menunggu pengesahan"):
        answering.write_down(one, Heard(one.text, "Ya"), turn=one.turn, by=siti, at=NOW)
    with pytest.raises(Refused, match="menunggu pengesahan"):
        noted(meeting, siti, "Lagi")


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client, siti: Actor) -> Client:
    client.force_login(make.account(Person.objects.get(pk=str(siti.person_id))))
    return client


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"


def test_the_pages_of_the_dialogue(desk: Client, siti: Actor, meeting: Meeting, kades: Invitee) -> None:
    board = reverse("meetings:dialogue", args=[meeting.ref])
    asker = ", ".join([asking.name_of(kades), asking.origin_of(kades)])
    answer = desk.post(board, {"asker": asker, "text": "Kapan?", "token": "token-halaman-1"})
    one = MeetingQuestion.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("meetings:question", args=[meeting.ref, one.pk]))
    assert one.asker == kades
    desk.post(board, {"asker": "Bu Sri, Desa Jauh", "text": "Dan saya?", "token": "token-halaman-2"})
    assert MeetingQuestion.objects.filter(asker_name="Bu Sri", origin="Desa Jauh", asker=None).exists()
    wrong = desk.post(board, {"asker": "", "text": "Kata yang tetap ada", "token": "token-halaman-3"})
    assert wrong.status_code == 422
    assert "Kata yang tetap ada" in wrong.content.decode()
    page = answer["Location"]
    fields = {"text": "Kapan?", "asker_name": kades.name, "turn": one.turn, "deed": "tuntas"}
    assert desk.post(page, fields | {"answer": "Besok."}).status_code == 302
    late = desk.post(page, fields | {"answer": "Lusa.", "deed": "simpan"})
    assert late.status_code == 422
    assert all(words in late.content.decode() for words in ("Lusa.", "Besok.", "Orang lain baru saja mengubah"))
    one.refresh_from_db()
    assert (one.answer, one.state) == ("Besok.", State.SETTLED)
    assert f'name="turn" value="{one.turn}"' in late.content.decode(), "sent again, it is kept"
    gone = reverse("meetings:question_turn", args=[meeting.ref, "0" * 36, "call_up"])
    assert desk.post(gone).status_code == 404


def test_the_own_page_of_who_was_invited(client: Client, meeting: Meeting, kades: Invitee) -> None:
    own = reverse("meetings:ask", args=[kades.code])
    assert client.post(own, {"text": "Dari telepon?", "token": "token-sendiri-1"}).status_code == 302
    page = client.get(own)
    assert "Menunggu dibacakan" in page.content.decode()
    beat = Meeting.objects.get().beat
    assert client.get(own, {"denyut": beat}).status_code == 204
    assert client.get(own, {"denyut": beat - 1}).status_code == 200
    one = MeetingQuestion.objects.get()
    other = meeting.invitees.exclude(pk=kades.pk).get()
    assert client.post(reverse("meetings:withdraw_question", args=[other.code, one.pk])).status_code == 404
    assert client.post(reverse("meetings:withdraw_question", args=[kades.code, one.pk])).status_code == 302
    assert MeetingQuestion.objects.get().state == State.WITHDRAWN
    assert client.get(reverse("meetings:ask", args=["TIDAKADAKODEINI"])).status_code == 404
