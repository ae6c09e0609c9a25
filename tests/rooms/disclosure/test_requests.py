"""A request for information: registered at once, answered in one of four ways, by whom it belongs to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import PARTIES, PUBLIC, officer_of, timeline
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office
from balairung.rooms.disclosure import access, answering, filing, finding
from balairung.rooms.disclosure.models import InfoRequest
from balairung.rooms.disclosure.receipts import page_of
from balairung.rooms.surveys.models import Invitation
from tests import make
from tests.rooms.disclosure import asked
from tests.rooms.disclosure.asked import DAY, TESTED

pytestmark = pytest.mark.django_db
START = make.START


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def main() -> Actor:
    return make.officer("kominfo", "head", "Bu Kadis Kominfo")


def said_to_ani(subject: str) -> str:
    """The one message with these words in its subject that went to whoever asked."""
    (found,) = [one for one in Notice.objects.filter(subject__contains=subject) if one.address == "ani@contoh.id"]
    return found.body


def test_it_is_registered_at_once_with_number_code_and_clock() -> None:
    made = asked.request()
    obligation = made.obligation
    assert (obligation.ref[0], obligation.kind, obligation.state) == ("X", "disclosure", State.ACTIVE)
    assert obligation.owner_office == make.office("kominfo")
    assert obligation.clocks.get().due_at.astimezone(make.JAKARTA).date().isoformat() == "2026-03-16"
    assert f"/informasi/{made.ref}/{made.secret}/" in said_to_ani("terdaftar")


def test_the_same_form_is_one_request() -> None:
    first, again = asked.request(token="t" * 20), asked.request(token="t" * 20, information="Lain.")
    assert first.ref == again.ref
    assert InfoRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"information": " \u200b"}, "harus terisi"),
        ({"identity": ""}, "harus terisi"),
        ({"shape": "telepati"}, "dari daftar"),
        ({"standing": "king"}, "dari daftar"),
        ({"shape": "view", "way": "post"}, "lewat pos"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        asked.request(**said)
    assert not InfoRequest.objects.exists()


def test_where_the_main_office_was_closed_the_next_one_receives() -> None:
    Office.objects.filter(key="kominfo").update(closed_on=START.date())
    assert asked.request().obligation.owner_office == make.office("setda")


def test_who_asked_is_sealed_and_in_no_index() -> None:
    made = asked.request()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM disclosure_inforequest")
        row = " ".join(map(str, cursor.fetchone()))
    for secret in ("Ani Lestari", asked.NIK, "Pahlawan", "ani@contoh.id", "skripsi", made.secret):
        assert secret not in row
    said = finding.said_of([made.obligation_id])[made.obligation_id]
    assert "Anggaran perbaikan" in said.text
    assert "Ani" not in said.text
    assert said.public == ""


def test_a_question_stops_no_clock(main: Actor) -> None:
    made = asked.request()
    due = made.obligation.next_at
    answering.ask(made, text="Tahun berapa?", by=main, at=START + DAY)
    assert (made.obligation.state, made.obligation.next_at) == (State.ACTIVE, due)
    assert "Tahun berapa?" in said_to_ani("perlu dilengkapi")
    with pytest.raises(NotAllowed):
        answering.reply(made, text="2025", by=CITIZEN, at=START + 2 * DAY)
    answering.reply(made, text="2025", by=asked.requester(made), at=START + 2 * DAY)
    assert made.question == ""
    with pytest.raises(Refused, match="Tidak ada yang perlu"):
        answering.reply(made, text="2025", by=asked.requester(made), at=START + 3 * DAY)


def test_an_extension_is_taken_once_with_a_reason_and_in_time(main: Actor) -> None:
    made, late = asked.request(), asked.request()
    with pytest.raises(Refused, match="penjelasannya"):
        answering.extend(made, text=" ", by=main, at=START + DAY)
    answering.extend(made, text="Datanya di tiga kantor.", by=main, at=START + DAY)
    running = made.obligation.clocks.get(dropped_at__isnull=True)
    assert (running.name, running.due_at.astimezone(make.JAKARTA).date().isoformat()) == ("extended", "2026-04-01")
    assert "tiga kantor" in said_to_ani("diperpanjang")
    with pytest.raises(Refused):
        answering.extend(made, text="Lagi.", by=main, at=START + 2 * DAY)
    with pytest.raises(Refused, match="sudah lewat"):
        answering.extend(late, text="Terlambat.", by=main, at=START + 20 * DAY)


def test_it_is_given_with_files_and_its_cost(main: Actor) -> None:
    made, photo = asked.request(), make.photo()
    answering.give(made, text="Terlampir.", files=[photo], cost=Decimal(5000), by=main, at=START + DAY)
    assert (made.obligation.state, made.outcome, made.cost) == (State.DONE, "given", Decimal(5000))
    assert made.obligation.clocks.get().met_at == START + DAY
    assert [file.pk for file in answering.files_given(made)] == [photo.pk]
    told = said_to_ani("Jawaban permohonan")
    assert "Terlampir." in told
    assert "/survei/" in told
    assert Invitation.objects.get().ref == made.ref
    with pytest.raises(Refused):
        answering.refuse(made, text="Salah.", article="h", consequence=TESTED, by=main, at=START + DAY)


def test_no_refusal_without_article_and_test_of_consequences(main: Actor) -> None:
    made = asked.request()
    for said in ({"article": "", "consequence": TESTED}, {"article": "h", "consequence": "rahasia"}):
        for deed in (answering.refuse, answering.give_part):
            with pytest.raises(Refused):
                deed(made, text="Tidak.", **said, by=main, at=START + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        InfoRequest.objects.filter(pk=made.pk).update(outcome="refused", answered_at=START)
    answering.give_part(made, text="Sebagian.", article="h", consequence=TESTED, by=main, at=START + DAY)
    assert (made.obligation.state, made.outcome, made.article) == (State.DONE, "part", "h")
    other = asked.refused(asked.request(), by=main)
    assert other.obligation.state == State.REFUSED
    lacking = asked.request()
    answering.lack(lacking, text="Bukan kami.", held_by="BPS Kota Madiun", by=main, at=START + DAY)
    assert (lacking.outcome, lacking.held_by, lacking.obligation.state) == ("lacking", "BPS Kota Madiun", State.DONE)


def test_another_office_takes_it_with_the_days_that_are_left(main: Actor) -> None:
    made, pupr = asked.request(), make.officer("pupr", "liaison", "Pak Humas")
    due = made.obligation.next_at
    with pytest.raises(NotAllowed):
        answering.pass_on(made, office=make.office("pupr"), by=pupr, at=START + DAY)
    answering.pass_on(made, office=make.office("pupr"), by=main, at=START + 4 * DAY)
    assert (made.obligation.owner_office, made.obligation.next_at) == (make.office("pupr"), due)
    assert Notice.objects.filter(person=pupr.person_id, subject__contains=made.ref).exists()
    with pytest.raises(Refused, match="sudah di kantor itu"):
        answering.pass_on(made, office=make.office("pupr"), by=main, at=START + 4 * DAY)
    with pytest.raises(NotAllowed):  # the PPID utama sends it on, and does not answer for another
        answering.give(made, text="Ini.", by=main, at=START + 5 * DAY)
    answering.give(made, text="Ini.", by=pupr, at=START + 5 * DAY)


def test_who_answers_and_who_only_reads() -> None:
    made = asked.request(to="pupr")
    for office, role in [("dinkes", "head"), ("pupr", "staff"), ("setda", "secretary")]:
        with pytest.raises(NotAllowed):
            answering.give(made, text="Ini.", by=make.officer(office, role), at=START + DAY)
    readers = {
        (office, role): access.can_read(make.officer(office, role), made)
        for office, role in [("pupr", "staff"), ("kominfo", "head"), ("kominfo", "staff"), ("pimpinan", "regent")]
    }
    assert readers == {
        ("pupr", "staff"): True, ("kominfo", "head"): True, ("kominfo", "staff"): False, ("pimpinan", "regent"): False,
    }  # fmt: skip
    assert access.get_request(make.officer("pimpinan", "deputy_regent"), made.ref) == made
    for office, role in [("dinsos", "head"), ("kominfo", "receptionist"), ("inspektorat", "auditor")]:
        with pytest.raises(InfoRequest.DoesNotExist):
            access.get_request(make.officer(office, role), made.ref)


def test_the_number_is_opened_for_a_purpose_and_never_unseen() -> None:
    made, pupr = asked.request(to="pupr"), make.officer("pupr", "staff", "Siti")
    with pytest.raises(NotAllowed):
        answering.reveal(made, purpose="Ingin tahu", by=make.officer("pimpinan", "regent"), at=START)
    assert answering.reveal(made, purpose="Mencocokkan KTP", by=pupr, at=START) == asked.NIK
    line = made.obligation.events.get(verb="reveal")
    assert (line.by_person_id, line.remark.text) == (pupr.person_id, "Mencocokkan KTP")
    assert asked.NIK not in str(line.facts)


def test_the_requester_takes_it_back_and_nobody_else() -> None:
    made, other = asked.request(), asked.request()
    with pytest.raises(NotAllowed):
        answering.withdraw(made, by=asked.requester(other), at=START)
    answering.withdraw(made, by=asked.requester(made), at=START)
    assert made.obligation.state == State.WITHDRAWN
    with pytest.raises(Refused):
        asked.refused(made)


def test_number_and_code_open_it_and_nothing_else_does() -> None:
    made, other = asked.request(), asked.request()
    assert page_of(made.ref.lower(), made.secret.lower(), at=START) == f"/informasi/{made.ref}/{made.secret}/"
    assert page_of(made.ref, other.secret, at=START) == ""
    against = asked.objection(asked.refused(made))
    assert page_of(against.ref, made.secret, at=START) == f"/informasi/{made.ref}/{made.secret}/"
    assert page_of("X-0000-0000", made.secret, at=START) == ""


def test_lost_links_go_to_the_contact_that_was_left_once_a_day() -> None:
    made = asked.request()
    for _twice in range(2):
        filing.send_links(contact="ani@contoh.id", at=START + DAY)
    filing.send_links(contact="lain@contoh.id", at=START + DAY)
    sent = Notice.objects.get(subject="Tautan permohonan informasi Anda")
    assert made.secret in sent.body


def test_what_is_published_names_nobody(main: Actor) -> None:
    made = asked.request()
    with pytest.raises(NotAllowed):
        answering.publish(made, question="Berapa?", answer="Ini.", by=main, at=START)  # nothing was answered yet
    answering.give(made, text="Untuk Ani: 4 miliar.", files=[make.photo()], by=main, at=START + DAY)
    answer = "Empat miliar rupiah. Hubungi Budi Santoso di 0812 3456 7890 atau budi@contoh.id."
    answering.publish(made, question="Berapa anggaran jalan?", answer=answer, by=main, at=START + 2 * DAY)
    assert "Empat miliar rupiah" in made.public_answer
    assert "0812" not in made.public_answer
    assert "budi@contoh.id" not in made.public_answer
    assert finding.said_of([made.obligation_id])[made.obligation_id].public.startswith("Berapa anggaran jalan?")
    lines = timeline(made.obligation, titles={}, sees=PUBLIC, who=officer_of, now=START)
    assert "Untuk Ani" not in " ".join(line.text for line in lines)
    with pytest.raises(Stale):  # a second click
        answering.publish(made, question="Berapa?", answer="Ini.", by=main, at=START + 3 * DAY)
    with pytest.raises(Refused):
        answering.unpublish(made, text="", by=main, at=START + 3 * DAY)
    answering.unpublish(made, text="Keliru.", by=main, at=START + 3 * DAY)
    with pytest.raises(Stale):
        answering.unpublish(made, text="Keliru.", by=main, at=START + 3 * DAY)
    assert (made.published_at, made.public_answer) == (None, "")
    assert finding.said_of([made.obligation_id])[made.obligation_id].public == ""


def test_the_requester_reads_what_was_said_to_them_and_no_note(main: Actor) -> None:
    made = asked.request()
    answering.pass_on(made, office=make.office("pupr"), text="Tolong, ini rumit.", by=main, at=START)
    answering.give(made, text="Terlampir.", by=SYSTEM, at=START + DAY)
    lines = timeline(made.obligation, titles={}, sees=PARTIES, who=officer_of, now=START + timedelta(days=2))
    said = " ".join(line.text for line in lines)
    assert "Terlampir." in said
    assert "rumit" not in said


def test_two_who_answer_at_once_do_not_both() -> None:
    made = asked.request()
    again = asked.fresh(made)
    answering.give(made, text="Ini.", by=SYSTEM, at=START + DAY)
    with pytest.raises(Stale):
        answering.lack(again, text="Tidak ada.", by=SYSTEM, at=START + DAY)
    assert asked.fresh(made).outcome == "given"
