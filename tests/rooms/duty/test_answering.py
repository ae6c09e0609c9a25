"""Answers: by code, button, key, link and page; twice, late, wrong, after a cancel, by somebody else."""

import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.messaging.doors.door import Heard, Reading
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.receiving import receive
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.duty import answering, drills
from balairung.rooms.duty.answering import MOST_TRIES, Outcome, answer, ring_for, ring_of, rung_for
from balairung.rooms.duty.calling import BUTTON, code_of
from balairung.rooms.duty.models import Call, Ring
from balairung.rooms.duty.summoning import summon
from tests import make
from tests.rooms.duty.test_calling import deputy_of
from tests.rooms.duty.trays import (
    MINUTE,
    MORNING,
    call_of,
    drill_now,
    go_on,
    official,
    open_trays,
    prove,
    sent,
    talk_of,
)

pytestmark = pytest.mark.django_db
LONG = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    open_trays(settings)


@pytest.fixture
def head() -> Person:
    """Called by WhatsApp at 08.00."""
    found = official("pupr", name="Pak Kadis")
    drill_now()
    go_on(MORNING)
    return found


def ring(person: Person, channel: str = "whatsapp") -> Ring:
    return Ring.objects.get(person=person, channel=channel, skipped="")


def heard(person: Person, said: str, *, after: timedelta = MINUTE, channel: str = "whatsapp", choice: str = "") -> str:
    """They write it, the worker reads it; what we say to them."""
    talk = talk_of(person, channel, said, at=MORNING + after, choice=choice)
    go_on(MORNING + after, since=MORNING + after)
    replies = Notice.objects.filter(conversation=talk).order_by("-written_at", "-id")
    return replies[0].body if replies else ""


# --- what counts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["SIAP {code}", "siap {code}", "Hadir, {code}.", "{code}", "SIAP", "ya siap!", "Hadir"]
)
def test_a_reply_ends_the_call(head: Person, said: str) -> None:
    call = call_of(head)
    words = heard(head, said.format(code=code_of(call)))
    call.refresh_from_db()
    assert (call.state, call.means, call.answered_by, call.seconds) == (Call.State.REACHED, Call.Means.CODE, head, 60)
    assert words == (
        "Terima kasih, jawaban Anda tercatat dalam 1 menit 0 detik. Ini hanya latihan, tidak ada yang perlu dilakukan."
    )
    go_on(MORNING + LONG, since=MORNING + 2 * MINUTE)
    assert sent("sms") == []


def test_a_button_and_a_key_name_their_ring(head: Person) -> None:
    assert heard(head, "Siap", choice=f"{BUTTON}{ring(head).pk}").startswith("Terima kasih")
    assert call_of(head).means == Call.Means.BUTTON


def test_a_key_of_the_telephone_answers_although_the_number_was_proved_by_sms(head: Person) -> None:
    go_on(MORNING + 6 * MINUTE)
    rung = ring(head, "voice")
    address = Notice.objects.get(key=rung.notice_key).address
    at = MORNING + 7 * MINUTE
    receive("voice", Reading([Heard("k1", address, at, text="1", choice=f"{BUTTON}{rung.pk}")]), at=at)
    go_on(at, since=at)
    call = call_of(head)
    assert (call.state, call.means, call.answered_ring) == (Call.State.REACHED, Call.Means.KEY, rung)


def test_the_link_of_a_message_leads_to_its_ring_and_opening_it_answers_nothing(head: Person) -> None:
    token = re.findall(r"/([^/]+)/?$", sent("whatsapp")[0].body.split()[-1])[0]
    rung = ring_of(token)
    assert (rung, call_of(head).state) == (ring(head), Call.State.RINGING)
    said = answer(rung, means=Call.Means.LINK, by=SYSTEM, at=MORNING + MINUTE)
    assert (said.outcome, call_of(head).means) == (Outcome.FIRST, Call.Means.LINK)
    assert token not in str(list(Ring.objects.values()))
    with pytest.raises(Ring.DoesNotExist):
        ring_of("SALAH")


def test_whoever_is_signed_in_answers_on_the_page_and_nobody_for_them(head: Person) -> None:
    mine, other = actor_of(head, MORNING), make.officer("dinkes", "head")
    assert [one.call for one in rung_for(mine, MORNING)] == [call_of(head)]
    assert not rung_for(other, MORNING)
    with pytest.raises(Ring.DoesNotExist):
        ring_for(call_of(head), other)
    with pytest.raises(NotAllowed):
        answer(ring(head), means=Call.Means.PAGE, by=other, at=MORNING)
    found = answer(ring_for(call_of(head), mine), means=Call.Means.PAGE, by=mine, at=MORNING + MINUTE)
    assert (found.outcome, found.call.seconds) == (Outcome.FIRST, 60)


# --- twice, late, another ---------------------------------------------------------------------------------------------


def test_the_same_twice_changes_nothing(head: Person) -> None:
    heard(head, "SIAP")
    before = Call.objects.values().get(person=head)
    assert heard(head, "SIAP", after=2 * MINUTE) == "Jawaban Anda sudah tercatat. Terima kasih."
    assert Call.objects.values().get(person=head) == before


def test_an_answer_after_the_rung_moved_on_counts_with_its_true_rung(head: Person) -> None:
    go_on(MORNING + 4 * MINUTE)
    heard(head, "Siap", after=5 * MINUTE, choice=f"{BUTTON}{ring(head, 'whatsapp').pk}")
    call = call_of(head)
    assert (call.answered_ring, call.seconds, call.step) == (ring(head, "whatsapp"), 300, 2)


def test_the_first_answer_wins_and_a_later_one_is_thanked(head: Person) -> None:
    second = official("pupr", "secretary_of_office", name="Bu Sekdin")
    deputy_of(make.post("pupr", "head"), make.post("pupr", "secretary_of_office"))
    go_on(MORNING + 9 * MINUTE)
    assert heard(second, "SIAP", after=9 * MINUTE).startswith("Terima kasih, jawaban Anda tercatat")
    said = heard(head, "SIAP", after=10 * MINUTE)
    assert said == "Terima kasih. Bu Sekdin sudah menjawab lebih dahulu."
    call = call_of(head)
    assert (call.answered_by, call.answered_ring and call.answered_ring.role) == (second, Ring.Role.DEPUTY)


def test_an_answer_after_the_ladder_ended_is_late_and_written_and_changes_no_state(head: Person) -> None:
    go_on(MORNING + LONG)
    assert "datang setelah panggilan selesai" in heard(head, f"SIAP {code_of(call_of(head))}", after=LONG)
    call = call_of(head)
    assert (call.state, call.answered_late, call.answered_by) == (Call.State.UNREACHED, True, head)
    assert "sudah tercatat" in heard(head, "SIAP", after=LONG + MINUTE)


def test_an_answer_that_came_in_time_and_was_read_late_is_not_late(head: Person) -> None:
    rung = ring(head)
    go_on(MORNING + LONG)
    said = answer(rung, means=Call.Means.CODE, by=SYSTEM, at=MORNING + 7 * MINUTE)
    assert (said.outcome, call_of(head).answered_late) == (Outcome.LATE, False)
    assert "tepat waktu" in said.sentence


def test_a_day_later_nothing_is_written_any_more(head: Person) -> None:
    rung = ring(head)
    go_on(MORNING + LONG)
    said = answer(rung, means=Call.Means.LINK, by=SYSTEM, at=MORNING + timedelta(days=2))
    assert (said.outcome, call_of(head).answered_at) == (Outcome.OVER, None)


def test_answers_while_cancelled_say_so(head: Person) -> None:
    call = call_of(head)
    assert call.drill
    drills.cancel_drill(call.drill, by=SYSTEM, at=MORNING, why="banjir")
    assert heard(head, "SIAP") == "Panggilan ini sudah dibatalkan. Terima kasih, Anda siaga."
    assert call_of(head).answered_at is None


# --- codes -----------------------------------------------------------------------------------------------------------


def wrong(call: Call) -> str:
    return f"{(int(code_of(call)) + 1) % 10_000:04}"


def test_wrong_codes_are_limited_and_then_only_the_link_is_left(head: Person) -> None:
    call = call_of(head)
    for number in range(1, MOST_TRIES):
        assert heard(head, f"SIAP {wrong(call)}", after=timedelta(seconds=number)).startswith("Kodenya belum cocok")
    assert "terlalu sering salah" in heard(head, f"SIAP {wrong(call)}", after=timedelta(seconds=10))
    heard(head, f"SIAP {code_of(call)}", after=timedelta(seconds=20))
    assert call_of(head).state == Call.State.RINGING
    assert answer(ring(head), means=Call.Means.LINK, by=SYSTEM, at=MORNING).outcome == Outcome.FIRST


def test_the_code_of_a_call_is_four_digits_the_same_in_every_message_and_kept_nowhere(head: Person) -> None:
    go_on(MORNING + 4 * MINUTE)
    codes = {re.findall(r"SIAP (\d{4}) ", sent(channel)[0].body)[0] for channel in ("whatsapp", "sms")}
    assert codes == {code_of(call_of(head))}
    assert "code" not in " ".join(Call.objects.values()[0])


def test_the_code_chooses_where_several_calls_ring_for_one_person(head: Person) -> None:
    """A deputy of two officials, in two real calls."""
    boss = make.officer("pimpinan", "regent")
    calls = [
        summon(make.post(office, "head"), words="Banjir", by=boss, at=MORNING + MINUTE) for office in ("pupr", "dinkes")
    ]
    Call.objects.filter(pk=calls[1].pk).update(person=head)
    go_on(MORNING + MINUTE, since=MORNING + MINUTE)
    assert "Ada beberapa panggilan" in heard(head, "SIAP", after=2 * MINUTE)
    heard(head, f"SIAP {code_of(calls[1])}", after=3 * MINUTE)
    assert [Call.objects.get(pk=call.pk).state for call in calls] == [Call.State.RINGING, Call.State.REACHED]


# --- what is another's -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["Halo", "2026", "Jalan rusak di Siap 4821", "1", "siap pak bos mantap", "123456"])
def test_everything_else_goes_on_to_the_next_room(head: Person, said: str) -> None:
    answer(ring(head), means=Call.Means.LINK, by=SYSTEM, at=MORNING)  # nothing rings any more
    talk = talk_of(head, "whatsapp", "-", at=MORNING)
    assert answering.hear(talk, Heard("x", talk.address, MORNING, text=said), MORNING) is None


def test_who_was_not_called_is_not_answered_here(head: Person) -> None:
    stranger = make.talk("SIAP", address="+6281999", at=MORNING)
    assert answering.hear(stranger, Heard("x", "+6281999", MORNING, text="SIAP 1234"), MORNING) is None
    pressed = Heard("y", "+6281999", MORNING, text="Siap", choice=f"{BUTTON}{ring(head).pk}")
    said = answering.hear(stranger, pressed, MORNING)
    assert said is not None
    assert said[0].text == "Tombol ini tidak berlaku lagi."
    assert call_of(head).state == Call.State.RINGING


def test_an_address_that_two_people_share_answers_for_whoever_was_called(head: Person) -> None:
    adjutant = make.holder("dinkes", "head", at=make.START)
    address = Notice.objects.get(key=ring(head).notice_key).address
    prove(adjutant, "whatsapp", address)
    heard(head, "SIAP")
    assert call_of(head).answered_by == head
