"""A draft is put to the public, people say something to its parts, the office owes an answer, a forum agrees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.ground.common.references import read_reference
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.rooms.participation import access, actions, finding, knocking
from balairung.rooms.participation.consulting import answering, commenting, preparing
from balairung.rooms.participation.models import Consultation, ConsultComment, Knock, Undertaking
from tests import make
from tests.make import START
from tests.rooms.participation import voices
from tests.rooms.services import example

pytestmark = pytest.mark.django_db
TODAY, DAY = START.date(), timedelta(days=1)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"closes_on": TODAY + 8 * DAY}, "paling sedikit 10 hari"),
        ({"kind": "regulation", "closes_on": TODAY + 12 * DAY}, "paling sedikit 14 hari"),
        ({"opens_on": TODAY - DAY}, "sudah lewat"),
        ({"closes_on": TODAY + 400 * DAY}, "lebih dari satu tahun"),
        ({"title": " "}, "harus terisi"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        voices.draft(**said)
    assert not Consultation.objects.exists()


def test_the_office_prepares_and_nobody_else() -> None:
    for office, role in [("kominfo", "head"), ("dukcapil", "staff")]:
        who = make.officer(office, role)
        with pytest.raises(NotAllowed):
            preparing.prepare_consultation(
                office=make.office("dukcapil"), kind="other", title="X", summary="Y", opens_on=TODAY,
                closes_on=TODAY + 9 * DAY, by=who, at=START,
            )  # fmt: skip
    head = make.officer("dukcapil", "head")
    made = preparing.prepare_consultation(
        office=make.office("dukcapil"), kind="other", title="X", summary="Y", opens_on=TODAY,
        closes_on=TODAY + 9 * DAY, by=head, at=START,
    )  # fmt: skip
    with pytest.raises(Refused, match="satu bagian"):
        preparing.announce(made, by=head, at=START)
    with pytest.raises(Consultation.DoesNotExist):
        access.get_announced(made.ref)


def test_what_was_announced_does_not_change() -> None:
    made = voices.draft("Satu", "Dua", "Tiga")
    preparing.drop_section(made, number=2, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="judul bagiannya"):
        preparing.change_section(made, number=1, kind="article", title=" ", by=SYSTEM, at=START)
    preparing.change_section(made, number=1, kind="question", title="Kesatu", text="Lain", by=SYSTEM, at=START)
    assert list(made.sections.values_list("number", "title", "kind")) == [
        (1, "Kesatu", "question"), (2, "Tiga", "article"),
    ]  # fmt: skip
    preparing.announce(made, by=SYSTEM, at=START + 2 * DAY)
    made.refresh_from_db()
    assert (made.opens_on, made.closes_on) == (TODAY + 2 * DAY, TODAY + 15 * DAY)  # as many days as before
    with pytest.raises(Stale):
        preparing.change_section(made, number=1, kind="article", title="Lain", by=SYSTEM, at=START)
    with pytest.raises(Stale, match="tidak berubah lagi"):
        preparing.add_section(made, kind="article", title="Empat", by=SYSTEM, at=START)
    with pytest.raises(Stale):
        preparing.drop_section(made, number=1, by=SYSTEM, at=START)
    assert made.sections.count() == 2


def test_a_standard_comes_part_by_part_and_an_unknown_service_is_refused() -> None:
    version = example.published()
    made = preparing.prepare_consultation(
        office=make.office("dukcapil"), kind="standard", title="Standar baru", summary="Lebih cepat.", opens_on=TODAY,
        closes_on=TODAY + 13 * DAY, service_key=version.service.key, by=SYSTEM, at=START,
    )  # fmt: skip
    rows = {one.number: one for one in made.sections.all()}
    assert len(rows) == 14
    assert (rows[3].title, "4 hari kerja" in rows[3].text) == ("Jangka waktu pelayanan", True)
    with pytest.raises(Refused, match="kunci itu tidak ada"):
        voices.draft(service_key="tidak-ada")
    plan = voices.draft("Satu", kind="plan", service_key=version.service.key)
    assert plan.sections.count() == 1


def test_a_comment_takes_a_code_and_stands_without_a_name() -> None:
    made, contact = voices.consultation(), voices.mail()
    said = {1: "Tolong buka hari Sabtu. Hubungi saya di 0812 3456 7890.", 2: "  "}
    row = commenting.begin_comments(made, said=said, group="user", contact=contact, tell=True, at=START)
    assert not ConsultComment.objects.exists()
    code = voices.code_to(row)
    with pytest.raises(Refused, match="belum cocok"):
        commenting.say_comments(row.pk, code=voices.wrong(code), by=CITIZEN, at=START)
    commenting.say_comments(row.pk, code=f" {code[:3]} {code[3:]}", by=CITIZEN, at=START)
    comment = ConsultComment.objects.get()
    assert comment.section.number == 1
    assert "7890" not in comment.text
    assert comment.told_to == contact
    assert not Knock.objects.exists()
    with pytest.raises(Knock.DoesNotExist):
        commenting.say_comments(row.pk, code=code, by=CITIZEN, at=START)


def test_one_contact_says_one_thing_to_a_part_whatever_it_calls_itself() -> None:
    made = voices.consultation()
    voices.comment(made, contact="ani.lestari@gmail.com")
    for days, again in enumerate(("anilestari+2@gmail.com", "Ani.Lestari@GoogleMail.com"), start=1):
        with pytest.raises(Refused, match="Satu kontak satu kali"):
            voices.comment(made, contact=again, at=START + days * DAY)
    voices.comment(made, number=2, contact="ani.lestari@gmail.com", at=START + 3 * DAY)
    assert ConsultComment.objects.count() == 2


def test_a_proved_contact_proves_nothing_here() -> None:
    """Whoever types a stranger's address that was proved for something else still needs the code."""
    from balairung.kernel.messaging.contacts import ask_code
    from balairung.kernel.messaging.models import Contact

    known = ask_code("email", "sri@contoh.id", at=START)
    Contact.objects.filter(pk=known.pk).update(verified_at=START)
    made = voices.consultation()
    row = commenting.begin_comments(
        made, said={1: "Setuju"}, group="user", contact="sri@contoh.id", tell=False, at=START
    )
    assert voices.code_to(row)
    assert not ConsultComment.objects.exists()


def test_the_message_with_a_code_forgets_to_whom_it_went() -> None:
    """Once the code is spent, or after a day: nobody reads in our messages who takes part."""
    made = voices.consultation()
    voices.comment(made, contact="ani@contoh.id")
    row = knocking.knock("vote:uji", contact="budi@contoh.id", at=START)
    for key, address in ((f"knock:{row.pk}>sms", "+6281234567890"), ("lain", "cici@contoh.id")):
        Notice.objects.create(
            key=key, channel="sms", address=address, subject="X", body="Y", written_at=START, try_at=START
        )  # fmt: skip
    assert {one.address for one in Notice.objects.all()} == {"", "budi@contoh.id", "+6281234567890", "cici@contoh.id"}
    assert knocking.sweep(now=START + DAY) == 1
    emptied = Notice.objects.exclude(key="lain")
    assert {(one.address, one.address_hash, one.body, one.outcome) for one in emptied} == {("", "", "", "failed")}
    other = Notice.objects.get(key="lain")
    assert (other.address, other.outcome) == ("cici@contoh.id", "waiting")


def test_codes_are_few_and_grow_old() -> None:
    scope, contact = "vote:uji", voices.mail()
    row = knocking.knock(scope, contact=contact, at=START)
    with pytest.raises(Refused, match="Tunggu satu menit"):
        knocking.knock(scope, contact=contact, at=START + timedelta(seconds=30))
    knocking.knock("vote:lain", contact=contact, at=START)  # another matter
    with pytest.raises(Refused, match="tidak berlaku"):
        knocking.prove(row, code=voices.code_to(row), at=START + timedelta(minutes=31))
    for number in range(1, 5):
        last = knocking.knock(scope, contact=contact, at=START + timedelta(minutes=2 * number))
    with pytest.raises(Refused, match="lima kode"):
        knocking.knock(scope, contact=contact, at=START + timedelta(hours=2))
    for _each in range(5):
        with pytest.raises(Refused, match="belum cocok"):
            knocking.prove(last, code=voices.wrong(voices.code_to(last)), at=START + timedelta(minutes=9))
    with pytest.raises(Refused, match="tidak berlaku"):
        knocking.prove(last, code=voices.code_to(last), at=START + timedelta(minutes=9))
    assert knocking.sweep(now=START + DAY) == 2
    assert knocking.mark("a", contact) != knocking.mark("b", contact)


def test_only_while_it_is_open() -> None:
    made = voices.consultation(opens_on=TODAY + DAY, closes_on=TODAY + 14 * DAY)
    for at in (START, voices.after(made.closes_on)):
        with pytest.raises(Refused, match="selama konsultasi dibuka"):
            voices.comment(made, at=at)


def test_hidden_only_by_a_rule_and_never_gone() -> None:
    made = voices.consultation()
    comment, head = voices.comment(made, "Kepala dinas itu bodoh."), make.officer("dukcapil", "head")
    with pytest.raises(Refused, match="aturan"):
        commenting.hide_comment(comment, rule="critical", why="Tidak enak dibaca", by=head, at=START)
    with pytest.raises(Refused, match="alasannya"):
        commenting.hide_comment(comment, rule="insult", why=" ", by=head, at=START)
    with pytest.raises(NotAllowed):
        commenting.hide_comment(comment, rule="insult", why="X", by=make.officer("pupr", "head"), at=START)
    commenting.hide_comment(comment, rule="insult", why="Menghina orang", by=head, at=START)
    comment.refresh_from_db()
    assert (comment.text, comment.hidden_rule) == ("Kepala dinas itu bodoh.", "insult")
    commenting.show_again(comment, by=make.coordinator(), at=START)
    assert comment.hidden_rule == ""


def test_closing_makes_the_office_owe_an_answer_once() -> None:
    head = make.holder("dukcapil", "head")
    made = voices.consultation()
    assert answering.close_due(now=START) == 0
    owed = voices.closed(made)
    assert answering.close_due(now=voices.after(made.closes_on, 9)) == 0
    obligation = owed.obligation
    assert (obligation.kind, obligation.ref[0], obligation.step) == ("participation", "4", "answer")
    assert read_reference(obligation.ref.lower().replace("-", " ")) == obligation.ref
    clock = obligation.clocks.get()
    assert (clock.amount, clock.unit) == (14, "working_days")
    assert Notice.objects.filter(person=head, subject__contains=obligation.ref).count() == 1
    assert finding.said_of([obligation.pk])[obligation.pk].text.startswith("Jawab masukan warga: Standar layanan")


def test_each_part_that_was_written_to_is_answered_before_anything_is_published() -> None:
    made, contact = voices.consultation(), voices.mail()
    hidden = voices.comment(made, number=2)
    voices.comment(made, number=1, contact=contact, tell=True)
    commenting.hide_comment(hidden, rule="advert", why="Iklan", by=SYSTEM, at=START)
    owed, head = voices.closed(made), make.officer("dukcapil", "head")
    at = voices.after(made.closes_on, 10)
    first, second = made.sections.order_by("number")
    with pytest.raises(Refused, match="mengapa tidak ada"):
        answering.answer_section(first, heard="Hari Sabtu", changed="", kept="", by=head, at=at)
    answering.answer_section(first, heard="Hari Sabtu", changed="Dibuka Sabtu", kept="", by=head, at=at)
    with pytest.raises(Refused, match="Bagian 2 belum dijawab"):
        actions.publish(owed, by=head, at=at)
    answering.answer_section(second, heard="Iklan saja", changed="", kept="Tidak tentang biaya", by=head, at=at)
    with pytest.raises(NotAllowed):
        actions.publish(owed, by=make.officer("pupr", "head"), at=at)
    actions.publish(owed, by=head, at=at)
    made.refresh_from_db()
    assert made.answered_at == at
    assert owed.obligation.state == State.DONE
    told = Notice.objects.filter(subject="Masukan Anda sudah dijawab")
    assert [one.address for one in told] == [contact]
    assert not ConsultComment.objects.exclude(told_to="").exists()
    with pytest.raises(Refused, match="sudah diumumkan"):
        answering.answer_section(first, heard="X", changed="Y", kept="", by=head, at=at)


def test_what_a_forum_agreed_on_is_owed_by_a_day_with_proof() -> None:
    made = voices.consultation()
    for groups, held, sentence in [
        ({"provider": 5}, TODAY, "dihadiri warga"), ({"user": 5}, TODAY + DAY, "belum berlangsung"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            answering.record_forum(
                made, held_on=held, place="Balai", summary="X", groups=groups, by=SYSTEM, at=START
            )  # fmt: skip
    owed = voices.forum(made)
    assert owed.obligation.clocks.get().due_at.astimezone(make.JAKARTA).date() == owed.due_on
    for due in (TODAY, TODAY + 2000 * DAY):
        with pytest.raises(Refused, match="lima tahun"):
            answering.agree(
                made.forums.get(), text="X", office=make.office("kominfo"), due_on=due, by=SYSTEM, at=START
            )  # fmt: skip
    clerk = make.officer("kominfo", "staff")
    with pytest.raises(NotAllowed):
        actions.fulfil(owed, text="Sudah", files=[make.photo()], by=make.officer("dukcapil", "head"), at=START)
    with pytest.raises(NotAllowed, match="pimpinan"):
        actions.release(owed, text="Tidak perlu", by=clerk, at=START)
    with pytest.raises(Refused, match="bukti"):
        actions.fulfil(owed, text="Sudah", files=[], by=clerk, at=START)
    actions.fulfil(owed, text="Loket Sabtu dibuka.", files=[make.photo()], by=clerk, at=START + DAY)
    owed.refresh_from_db()
    assert (owed.told, owed.obligation.state) == ("Loket Sabtu dibuka.", State.DONE)


def test_who_reads_what_is_owed() -> None:
    owed = voices.forum(voices.consultation())
    assert access.get_undertaking(make.officer("kominfo", "staff"), owed.obligation.ref) == owed
    with pytest.raises(Undertaking.DoesNotExist):
        access.get_undertaking(make.officer("dinkes", "head"), owed.obligation.ref)
