"""What lies beside a case: the checklist, the reporter's history, notes that call colleagues, the seal, topics."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Mention
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Change, Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk.deeds import leave_note
from balairung.rooms.complaints.desk.history import history_of
from balairung.rooms.complaints.desk.revealing import reveal
from balairung.rooms.complaints.models import CheckItem, Complaint, Group, Topic
from balairung.rooms.complaints.topics.changing import FIELDS, keep_topic
from balairung.rooms.complaints.topics.checklists import checks_of, open_checks, tick
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
WHY = "Pelapor dilaporkan hilang dan keluarganya mencari lewat polisi."


def changed(topic: Topic, **fields: Any) -> dict[str, Any]:
    given = {name: getattr(topic, name) for name in FIELDS}
    return given | {"checks": [item.text for item in topic.check_items.filter(closed=False)]} | fields


def fresh(made: Complaint) -> Complaint:
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def test_a_checklist_is_ticked_by_name_and_counted() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    made = make.forwarded(rahma)
    CheckItem.objects.filter(topic=made.topic).delete()
    assert made.topic
    keep_topic(made.topic, **changed(made.topic, checks=["Foto sesudah", "Pelapor ditelepon"]), by=rahma, at=START)
    first = checks_of(made)[0].item
    with pytest.raises(NotAllowed):
        tick(made, item=first, done=True, by=make.officer("dinkes", "liaison", "Budi"), at=START)
    tick(made, item=first, done=True, by=siti, at=START)
    tick(made, item=first, done=True, by=rahma, at=START)
    shown = checks_of(made)
    assert [check.tick.person.name if check.tick else "" for check in shown] == ["Siti", ""]
    actions.answer(made, text="Kami periksa.", by=siti, at=START)
    actions.resolve(made, text="Sudah.", files=[make.photo()], by=siti, at=START)
    assert made.obligation.events.get(verb="resolve").facts["open_checks"] == 1  # warned, never forbidden
    keep_topic(made.topic, **changed(made.topic, checks=["Pelapor ditelepon"]), by=rahma, at=START)
    assert [check.item.text for check in checks_of(made)] == [
        "Foto sesudah",
        "Pelapor ditelepon",
    ]  # what was ticked stays
    tick(made, item=first, done=False, by=siti, at=START)
    assert open_checks(made) == 1
    assert len(checks_of(made)) == 1


def test_topics_are_the_coordinators() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    topic = make.topic()
    with pytest.raises(NotAllowed):
        keep_topic(topic, **changed(topic), by=siti, at=START)
    keep_topic(topic, **changed(topic, urgent=not topic.urgent, keywords="lubang\nbolong"), by=rahma, at=START)
    line = Change.objects.filter(verb=Change.Verb.CHANGE_TOPIC).get()
    assert line.note == f"Topik “{topic.name}”: kata kunci, mengancam jiwa"
    fields = changed(topic, name="Kabel telepon putus", group=Group.objects.order_by("code")[0], checks=["Foto"])
    new = keep_topic(None, **fields, by=rahma, at=START)
    assert (new.code, new.check_items.count()) == ("kabel-telepon-putus", 1)
    with pytest.raises(Refused, match="Sudah ada topik"):
        keep_topic(None, **fields, by=rahma, at=START)
    keep_topic(new, **changed(new), by=rahma, at=START)  # nothing changed, nothing is written
    assert Change.objects.filter(verb=Change.Verb.CHANGE_TOPIC).count() == 2


def test_history_never_tells_who_hid_their_name() -> None:
    make.regency()
    rahma, siti, budi = make.coordinator(), make.officer("pupr", "liaison"), make.officer("dinkes", "liaison")
    contact: dict[str, Any] = {"contact": "wulan@contoh.id", "name": "Wulan"}
    made, hidden = make.forwarded(rahma, **contact), make.forwarded(rahma, **contact, anonymous=True)
    elsewhere = make.forwarded(rahma, **contact, to="dinkes")
    spam = make.complaint(**contact)
    actions.refuse(spam, reason="not-a-report", text="Ini iklan.", by=rahma, at=START)
    make.complaint(contact="lain@contoh.id")
    seen = history_of(made, rahma)
    assert seen
    assert (seen.total, seen.running, seen.spam) == (2, 1, 1)
    assert {one.pk for one in seen.latest} == {elsewhere.pk, spam.pk}
    own = history_of(made, siti)
    assert own
    assert own.total == 0  # another office's reports are not hers to see
    assert history_of(hidden, rahma) is None
    assert history_of(elsewhere, budi)
    assert history_of(make.forwarded(rahma), siti) is None  # nothing to know them by


def test_a_note_calls_colleagues_who_may_see_it() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti Aminah")
    kadis, budi = make.holder("pupr", "head", "Joko Purnomo"), make.holder("dinkes", "liaison", "Budi Santoso")
    made = make.forwarded(rahma)
    for text in ["Tolong @Budi Santoso lihat.", "Tolong @budi."]:
        with pytest.raises(Refused, match="Budi"):
            leave_note(made, text=text, by=siti, at=START)
    with pytest.raises(Refused):
        leave_note(fresh(made), text="Tolong.", people=[budi], by=siti, at=START)
    assert made.obligation.events.filter(verb="note").count() == 0
    leave_note(made, text="Tolong @Joko Purnomo, kirim ke surat@contoh.id pukul 8 @ pasar.", by=siti, at=START)
    assert list(Mention.objects.values_list("person", flat=True)) == [kadis.pk]
    make.holder("pupr", "staff", "Joko Widodo")
    with pytest.raises(Refused, match="beberapa"):
        leave_note(made, text="Tanya @joko", by=siti, at=START)


def test_a_seal_is_broken_by_few_for_a_reason_and_seen() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    head, regent = make.holder("inspektorat", "head", "Ibu Inspektur"), make.officer("pimpinan", "regent")
    made = make.forwarded(rahma, name="Wulan", contact="wulan@contoh.id", anonymous=True)
    for actor in (siti, regent):
        with pytest.raises(NotAllowed):
            reveal(made, reason=WHY, by=actor, at=START)
    with pytest.raises(Refused, match="alasan"):
        reveal(made, reason="ingin tahu", by=rahma, at=START)
    found = reveal(made, reason=WHY, by=rahma, at=START)
    assert (found.name, found.contact) == ("Wulan", "wulan@contoh.id")
    line = made.obligation.events.get(verb="reveal")
    assert line.facts == {"what": "reporter"}
    assert "Wulan" not in line.remark.text
    notice = Notice.objects.get(person=head)
    assert made.ref in notice.body
    assert "Wulan" not in notice.body + notice.subject


@pytest.fixture
def enter(client: Client, settings: Settings) -> Callable[[Actor], Client]:
    settings.SECOND_FACTOR = "offered"

    def signed_in(actor: Actor) -> Client:
        who = Person.objects.get(pk=str(actor.person_id))
        client.force_login(who.user or make.account(who))
        return client

    return signed_in


def test_the_page_of_the_seal_asks_who_one_is_again(client: Client, settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    make.holder("inspektorat", "head")
    who = Person.objects.get(pk=str(make.coordinator().person_id))
    user = make.account(who)
    made = make.complaint(name="Wulan Ayu", contact="wulan@contoh.id", anonymous=True)
    url = f"/kerja/pengaduan/{made.ref}/nama-pelapor/"
    client.force_login(user)
    asked = make.stale(client).get(url)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/akun/reauthenticate/?next=")
    client.post(asked.headers["Location"], {"password": "rahasia-yang-panjang"})
    page = client.get(url)
    assert page.status_code == 200
    assert "Wulan" not in page.content.decode()
    assert client.post(url, {"reason": "pendek"}).status_code == 422
    opened = client.post(url, {"reason": WHY})
    assert "Wulan Ayu" in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    assert "Wulan" not in client.get(url).content.decode()
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert client.post(url, {"reason": WHY}).status_code == 302  # an hour later the seal is shut again
    assert made.obligation.events.filter(verb="reveal").count() == 1


def test_the_case_page_shows_what_lies_beside_it(enter: Callable[[Actor], Client]) -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    made = make.forwarded(rahma, name="Wulan", contact="wulan@contoh.id")
    make.forwarded(rahma, name="Wulan", contact="wulan@contoh.id", text="Lampu jalan di gang kami mati semua.")
    assert made.topic
    keep_topic(made.topic, **changed(made.topic, checks=["Foto sesudah"]), by=rahma, at=START)
    client, item = enter(siti), CheckItem.objects.get(topic=made.topic, closed=False)
    page = client.get(f"/kerja/pengaduan/{made.ref}/").content.decode()
    for words in ["Foto sesudah", "0 dari 1", "1 laporan lain", "Lampu jalan di gang", "Teks siap pakai"]:
        assert words in page
    ticked = f"/kerja/pengaduan/{made.ref}/periksa/{item.pk}/"
    assert client.post(ticked, {"done": "1"}).status_code == 302
    drawn = client.post(ticked, {}, headers={"HX-Request": "true"}).content.decode()
    assert "0 dari 1" in drawn
    assert "<html" not in drawn
    kept = client.post(f"/kerja/pengaduan/{made.ref}/note/", {"note-text": "Tolong @Wati lihat"})
    assert kept.status_code == 302  # nobody of that name: plain words
    make.holder("dinkes", "liaison", "Budi")
    refused = client.post(f"/kerja/pengaduan/{made.ref}/note/", {"note-text": "Tolong @Budi lihat"})
    assert refused.status_code == 422
    assert "Tolong @Budi lihat" in refused.content.decode()
    assert enter(make.officer("dinkes", "head")).post(ticked, {"done": "1"}).status_code == 404


def test_the_page_of_a_topic(enter: Callable[[Actor], Client]) -> None:
    make.regency()
    topic, siti = make.topic(), make.officer("pupr", "liaison")
    assert enter(siti).get("/kerja/topik/").status_code == 403
    assert enter(siti).get(f"/kerja/topik/{topic.code}/").status_code == 403
    client = enter(make.coordinator())
    assert topic.name in client.get("/kerja/topik/").content.decode()
    sent = {
        "name": topic.name, "group": topic.group_id, "klass": topic.klass, "office_key": topic.office_key,
        "keywords": " lubang \n\nlubang\nbolong", "urgent": "on", "order": "3", "checks": "Foto sebelum\nFoto sesudah",
    }  # fmt: skip
    assert client.post(f"/kerja/topik/{topic.code}/", {**sent, "name": ""}).status_code == 422
    assert client.post(f"/kerja/topik/{topic.code}/", sent).status_code == 302
    topic.refresh_from_db()
    assert (topic.keywords, topic.urgent, topic.order) == ("lubang\nbolong", True, 3)
    assert Complaint.objects.count() == 0
    assert client.get(f"/kerja/topik/{topic.code}/").status_code == 200
    assert client.post("/kerja/topik/baru/", {**sent, "name": "Gapura roboh"}).status_code == 302
    assert Topic.objects.get(code="gapura-roboh").check_items.count() == 2


def test_an_urgent_topic_goes_first() -> None:
    make.regency()
    rahma = make.coordinator()
    urgent, calm = Topic.objects.filter(urgent=True).order_by("code")[0], make.topic()
    made = make.complaint(topic=calm)
    assert made.obligation.priority == 0
    actions.verify(made, klass=made.klass, topic=urgent, by=rahma, at=START)
    assert fresh(made).obligation.priority == 1
    wrong = make.complaint(topic=urgent)
    assert wrong.obligation.priority == 1
    actions.verify(wrong, klass=wrong.klass, topic=calm, by=rahma, at=START)
    assert fresh(wrong).obligation.priority == 0


def test_list_and_case_say_how_much_time_is_left_and_the_case_through_which_door(
    enter: Callable[[Actor], Client],
) -> None:
    make.regency(at=timezone.now())
    siti = make.officer("pupr", "liaison", at=timezone.now())
    made = make.forwarded(make.coordinator(at=timezone.now()), at=timezone.now())
    client = enter(siti)
    row, case = client.get("/kerja/?lihat=kantor"), client.get(f"/kerja/pengaduan/{made.ref}/")
    for page in (row, case):
        assert "5 hari kerja lagi" in page.content.decode()
    assert "lewat situs web" in case.content.decode()
