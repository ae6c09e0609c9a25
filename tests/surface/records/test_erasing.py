"""Erased by law: nothing of it is left in any table or file, and the ledger and the public log still hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client, TestCase
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.files import disk
from balairung.kernel.files.actions import redact, store
from balairung.kernel.messaging.models import Contact, Conversation, Notice
from balairung.kernel.obligations import audit, reads
from balairung.kernel.obligations.models import Event, Obligation, Remark
from balairung.kernel.obligations.tags import tag
from balairung.kernel.people import personal
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.personal import Item
from balairung.kernel.receipts import auditing
from balairung.kernel.receipts.proving import receipts_of
from balairung.kernel.search.models import SearchText
from balairung.rooms.announcements.models import AskedSubscription
from balairung.rooms.announcements.subscribing import Wishes, ask
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.following.followers import follow
from balairung.rooms.complaints.models import Complaint, LaporCase, LaporRun, Outcome
from balairung.rooms.disclosure.models import InfoRequest
from balairung.rooms.participation.models import CitizenProposal, ConsultComment
from balairung.rooms.reception.models import Guest
from balairung.rooms.services.applying import own
from balairung.rooms.services.models import Application
from balairung.surface.opendata import kept
from balairung.surface.opendata.making import begin
from balairung.surface.opendata.making import make as snapshot_of_all
from balairung.surface.records.holding import hold, lift
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.kernel.receipts.logged import worker
from tests.make import START
from tests.rooms.disclosure import asked
from tests.rooms.participation import voices
from tests.surface.records.traces import traces

pytestmark = pytest.mark.django_db
WORD, MAIL = "qzkenari", "qzkenari@contoh.id"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def siti() -> Actor:
    return make.coordinator("Siti")


def lived(siti: Actor) -> Complaint:
    """A report in which the word was said by everybody, in every place that a report has."""
    picture = store(upload(photo(), name=f"{WORD}.jpg"), at=START)
    made = make.complaint(
        text=f"Jalan di depan rumah {WORD} berlubang dan membahayakan anak sekolah.", place=f"Gang {WORD}",
        name=f"Ani {WORD}", contact=MAIL, affected_name=f"Ibu {WORD}", proxy_as="family", help_wanted=f"Kursi {WORD}",
        groups=("child",), source_handle=f"@{WORD}", source_link=f"https://contoh.id/{WORD}", files=[picture],
    )  # fmt: skip
    head = make.officer("pupr", "head")
    tag(made.obligation, word=f"{WORD}", by=siti, at=START)
    actions.verify(made, klass=made.klass, topic=made.topic, by=siti, at=START, words=f"Benar, {WORD}.")
    publishing.publish_text(made, title=f"Jalan {WORD}", text=f"Jalan rumah {WORD}.", by=siti, at=START)
    redact(picture, [(0, 0, 10, 10)], at=START)
    actions.forward(made, office=make.office("pupr"), by=siti, at=START + HOUR)
    follow(made, contact="tetangga@contoh.id", at=START + HOUR)
    actions.note(made, text=f"Pelapornya {WORD}.", by=head, at=START + HOUR)
    actions.answer(made, text=f"Baik, Bu {WORD}.", by=head, at=START + HOUR)
    actions.add(made, text=f"Kata {WORD} lagi.", by=make.reporter(made), at=START + HOUR)
    actions.resolve(made, text=f"Sudah, Bu {WORD}.", files=[make.photo()], by=head, at=START + 2 * HOUR)
    actions.close(made, text=f"Terima kasih dari {WORD}.", by=make.reporter(made), at=START + 3 * HOUR)
    Outcome.objects.create(complaint=made, asked_at=START, answer="yes", answered_at=START, words=WORD)
    LaporCase.objects.create(complaint=made, said=f'{{"isi": "{WORD}"}}')
    LaporRun.objects.create(kind="out", at=START, content=f"nomor,isi\n1,{WORD}\n")
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def erase(item: Item, by: Actor = SYSTEM, days: int = 1) -> personal.Erasure:
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        return personal.erase(item, by=by, at=START + days * DAY)


def test_nothing_of_a_report_is_left_and_the_proof_still_holds(siti: Actor) -> None:
    made = lived(siti)
    assert worker(START + 4 * HOUR) > 0
    assert {"complaints.Complaint.text", "files.File.name", "obligations.Remark.text"} <= set(traces(WORD))
    lines = list(made.obligation.events.values_list("pk", "verb", "commitment"))
    assert len(stored()) >= 5  # each picture as it was sent, cleaned, and what was painted over

    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    done = erase(item)

    assert done.gone > 10
    assert stored() == []
    assert personal.find(MAIL) == []
    assert traces(WORD) == []
    assert [one for one in lines if not Event.objects.filter(pk=one[0], verb=one[1], commitment=one[2]).exists()] == []
    assert made.obligation.events.order_by("-seq").values_list("verb", flat=True)[0] == "erase"
    assert list(auditing.findings(now=START + DAY)) == []
    assert audit.findings(now=START + DAY) == []
    assert worker(START + DAY) == 0  # nothing of it is sealed afterwards
    assert list(auditing.findings(now=START + 2 * DAY)) == []


def stored() -> list[str]:
    """The names of all files on the disk."""
    return [path.name for path in disk.folder().rglob("*") if path.is_file()]


def test_lines_that_were_not_in_the_log_yet_never_get_there(siti: Actor) -> None:
    lived(siti)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    erase(item)
    worker(START + DAY)
    assert [line for line in Event.objects.filter(obligation=UUID(item.key)) if receipts_of("line", [line.pk])] == []
    assert list(auditing.findings(now=START + 2 * DAY)) == []


def test_a_report_that_is_not_erased_is_left_as_it_is(siti: Actor) -> None:
    lived(siti)
    other = make.complaint(text="Lampu jalan padam di simpang lima.", name="Budi", contact="budi@contoh.id")
    worker(START + 4 * HOUR)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    erase(item)
    other.refresh_from_db()
    assert (other.reporter_name, other.text) == ("Budi", "Lampu jalan padam di simpang lima.")
    assert [one.title for one in personal.find("budi@contoh.id") if one.holder == "complaints"]
    assert list(auditing.findings(now=START + DAY)) == []


def test_the_reporter_still_opens_the_page_and_nobody_else_finds_it(siti: Actor, client: Client) -> None:
    made = lived(siti)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    erase(item)
    page = client.get(f"/lacak/{made.ref}/{made.secret}/")
    assert page.status_code == 200
    assert "Isi dan data pribadi dihapus" in page.content.decode()
    assert client.get(f"/pengaduan/{made.ref}/").status_code == 404
    assert SearchText.objects.get(obligation=made.obligation).public_words == ""


def test_erased_twice_changes_nothing(siti: Actor) -> None:
    lived(siti)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    erase(item)
    assert [one for one in personal.find(MAIL) if one.holder == "complaints"] == []


def test_a_report_still_at_work_is_kept_and_says_why() -> None:
    made = make.complaint(contact=MAIL)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    assert "Cabut dahulu" in item.kept
    assert erase(item).stays == [item.kept]
    made.refresh_from_db()
    assert made.reporter_contact == MAIL
    actions.withdraw(made, by=make.reporter(made), at=START)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    assert item.kept == ""


def test_what_is_held_is_kept_until_it_is_lifted(siti: Actor) -> None:
    made, auditor = lived(siti), make.officer("inspektorat", "auditor")
    row = hold(made.obligation, ground="law", paper="B/12/2026", by=auditor, at=START + DAY)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    assert "penegakan hukum" in item.kept
    erase(item)
    assert Complaint.objects.get(pk=made.pk).reporter_name == f"Ani {WORD}"
    with pytest.raises(Refused):
        hold(Obligation.objects.get(pk=made.obligation_id), ground="law", paper="B/13", by=auditor, at=START + DAY)
    with pytest.raises(NotAllowed):
        lift(row, by=siti, at=START + DAY)
    row.obligation.refresh_from_db()
    lift(row, by=auditor, at=START + DAY)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    assert item.kept == ""


def snapshot(at: datetime) -> None:
    folder = make.there(begin(kept.root(), at))
    for _breath in snapshot_of_all(folder, at):
        pass


def test_snapshots_that_tell_of_it_are_taken_back(siti: Actor) -> None:
    before, after = START - DAY, START + DAY
    snapshot(before)
    made = lived(siti)
    snapshot(after)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        personal.erase(item, by=SYSTEM, at=START + DAY)
        transaction.set_rollback(True)
    assert len(kept.snapshots()) == 2  # nothing came of it
    assert WORD in Complaint.objects.get(pk=made.pk).text
    erase(item)
    assert [one.day for one in kept.snapshots()] == [before.date()]


def test_an_application_is_erased(siti: Actor) -> None:
    made = make.application(name=f"Ani {WORD}")
    Application.objects.filter(pk=made.pk).update(
        contact=MAIL, contact_hash=keyed_hash("contact", MAIL), answers=f'{{"usaha": "{WORD}"}}', consent=WORD
    )
    fresh = Application.objects.select_related("obligation").get(pk=made.pk)
    applicant = own.get_own(fresh.ref, fresh.secret)[1]
    own.withdraw(fresh, text=f"Tidak jadi, kata {WORD}.", by=applicant, at=START)
    worker(START + HOUR)
    [item] = [one for one in personal.find(MAIL) if one.holder == "services"]
    extract = personal.export(item)
    assert ("usaha", WORD) in extract.facts
    assert ("NIK", "3577014107900001") in extract.facts
    erase(item)
    erase_all_messages(MAIL, "ani@contoh.id")
    assert traces(WORD, "3577014107900001") == []
    assert list(auditing.findings(now=START + DAY)) == []
    assert audit.findings(now=START + DAY) == []


def test_a_request_for_information_is_erased() -> None:
    made = asked.refused(asked.request(word=WORD, contact=MAIL, purpose=f"Skripsi {WORD}", address=f"Jalan {WORD}"))
    worker(START + 2 * DAY)
    [item] = [one for one in personal.find(MAIL) if one.holder == "disclosure"]
    assert any(WORD in text for _label, text in personal.export(item).facts)
    erase(item, days=3)
    erase_all_messages(MAIL)
    assert traces(WORD, MAIL) == []
    row = InfoRequest.objects.get(pk=made.pk)
    assert (row.outcome, row.article) == ("refused", "h")  # what the register must tell stays
    assert list(auditing.findings(now=START + 4 * DAY)) == []


def test_a_request_that_is_objected_to_waits_for_the_decision() -> None:
    made = asked.refused(asked.request(word=WORD, contact=MAIL))
    asked.objection(asked.fresh(made))
    [item] = [one for one in personal.find(MAIL) if one.holder == "disclosure"]
    assert "Keberatan" in erase(item, days=4).stays[0]
    assert WORD in InfoRequest.objects.get(pk=made.pk).name


def erase_all_messages(*contacts: str) -> None:
    for contact in contacts:
        for item in personal.find(contact):
            if item.holder == "messaging":
                erase(item)


def test_guests_comments_proposals_and_subscriptions_are_found_and_erased(settings: Settings) -> None:
    hall = make.hall()
    plain: dict[str, Any] = {"hall": hall, "arrived_at": START, "notice": "1", "people": 1}
    Guest.objects.create(token="a", name=f"Sri {WORD}", contact=MAIL, purpose=WORD, **plain)
    Guest.objects.create(token="b", name="Budi", contact="budi@contoh.id", **plain)
    voices.comment(voices.consultation(), f"Kata {WORD}.", contact=MAIL, tell=True)
    voices.proposal(voices.voting_round(), f"Taman {WORD}", contact=MAIL, text=f"Untuk {WORD}", tell=True)
    ask(channel="email", address=MAIL, wishes=Wishes(), at=START)
    found = personal.find(MAIL)
    assert [one.holder for one in found] == [
        "reception",
        "announcements",
        "participation",
        "participation",
        "messaging",
    ]
    assert all(personal.export(one).facts for one in found)
    for one in found:
        erase(one)
    assert personal.find(MAIL) == []
    assert traces(WORD) == []
    assert Guest.objects.get(token="b").name == "Budi"
    assert (ConsultComment.objects.count(), CitizenProposal.objects.count()) == (1, 1)
    assert AskedSubscription.objects.count() == 0


def test_a_talk_is_forgotten_with_its_address() -> None:
    talk = make.talk("Halo, saya mau bertanya.")
    address = talk.address
    Contact.objects.create(channel=talk.channel, address=address, address_hash=talk.address_hash, since=START)
    [item] = [one for one in personal.find(address) if one.holder == "messaging"]
    assert personal.item_of(item.mark, address) == item
    assert personal.item_of(item.mark, "lain@contoh.id") is None
    erase(item)
    assert traces(address) == []
    assert not Conversation.objects.exists()


def test_an_officer_is_told_why_the_account_stays() -> None:
    make.person("Rahma", email="rahma@madiunkota.go.id")
    [item] = personal.find("rahma@madiunkota.go.id")
    assert "dipertanggungjawabkan" in item.kept
    assert erase(item).gone == 0


def test_what_an_extract_tells_is_theirs_and_never_the_notes_of_officers(siti: Actor) -> None:
    made = lived(siti)
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    extract = personal.export(item)
    text = "\n".join(text for _label, text in extract.facts)
    for said in (f"Ani {WORD}", f"Kursi {WORD}", f"Baik, Bu {WORD}.", f"Kata {WORD} lagi.", f"Gang {WORD}"):
        assert said in text
    assert f"Pelapornya {WORD}." not in text  # an inner note
    assert extract.files[0].opened().read() == photo()  # byte for byte as it was sent
    assert len(extract.files) == 2
    assert reads.still_open({("complaints", made.ref)}) == set()


def test_messages_about_it_keep_their_keys_and_nothing_else(siti: Actor) -> None:
    made = lived(siti)
    keys = set(Notice.objects.about("complaints", made.ref).values_list("key", flat=True))
    [item] = [one for one in personal.find(MAIL) if one.holder == "complaints"]
    erase(item)
    told = Notice.objects.about("complaints", made.ref)
    assert set(told.values_list("key", flat=True)) == keys
    assert {(one.subject, one.body) for one in told} == {("", "")}
    assert {one.address for one in told if one.person_id is None} <= {""}
    assert not told.filter(outcome=Notice.Outcome.WAITING).exists()
    assert Remark.objects.filter(event__obligation=made.obligation, erased_at=None).count() == 0
