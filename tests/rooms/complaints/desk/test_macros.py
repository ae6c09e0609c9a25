"""Several steps under one name: on one report all or none, on many each by itself, shown before it happens."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Change, Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk.macros import MOST_STEPS, Picked, drop_macro, keep_macro, run, run_many
from balairung.rooms.complaints.models import Complaint, Macro, Phrase
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
SORT = [{"verb": "verify", "topic": "", "klass": ""}, {"verb": "forward", "office": "pupr", "text": ""}]


def fresh(made: Complaint) -> Complaint:
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def test_all_steps_or_none() -> None:
    make.regency()
    rahma, budi = make.coordinator(), make.officer("dinkes", "liaison", "Budi")
    made = make.complaint()
    answer = {"verb": "answer", "text": "Kami periksa."}
    with pytest.raises(NotAllowed):  # the answer is the office's; what was forwarded comes back
        run([*SORT, answer], fresh(made), by=rahma, at=START)
    assert fresh(made).obligation.state == "new"
    assert fresh(made).obligation.seq == 1
    with pytest.raises(Refused):
        run([], fresh(made), by=rahma, at=START)
    run([*SORT, {"verb": "tag", "word": "Prioritas Jalan"}], fresh(made), by=rahma, at=START)
    assert fresh(made).obligation.owner_office == make.office("pupr")
    assert list(made.obligation.tags.values_list("word", flat=True)) == ["prioritas jalan"]
    with pytest.raises(NotAllowed):
        run([answer], fresh(made), by=budi, at=START)


def test_words_are_filled_in_for_each_report() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    pair = [make.forwarded(rahma), make.forwarded(rahma)]
    steps = [{"verb": "answer", "text": "Laporan {nomor} kami periksa."}, {"verb": "assign", "person": ""}]
    results = run_many(steps, [Picked(made.ref) for made in pair], by=siti, at=START, keep=True)
    assert [one.sentence for one in results] == ["", ""]
    for made in pair:
        assert made.obligation.events.get(verb="answer").remark.text == f"Laporan {made.ref} kami periksa."
        assert fresh(made).obligation.owner_person_id == siti.person_id
    blank = run_many([{"verb": "note", "text": "[isi nama]"}], [Picked(pair[0].ref)], by=siti, at=START, keep=True)
    assert "isi nama" in blank[0].sentence


def test_a_bad_one_stops_no_other() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    good, stale, foreign = make.forwarded(rahma), make.forwarded(rahma), make.forwarded(rahma, to="dinkes")
    picked = [Picked(stale.ref, stale.obligation.seq), Picked(foreign.ref), Picked("P-0000-0000"), Picked(good.ref)]
    actions.note(fresh(stale), text="Saya sudah menelepon.", by=siti, at=START)  # somebody was quicker
    steps = [{"verb": "answer", "text": "Kami periksa."}]
    before = good.obligation.events.count()
    shown = run_many(steps, picked, by=siti, at=START, keep=False)
    assert good.obligation.events.count() == before
    done = run_many(steps, picked, by=siti, at=START, keep=True)
    assert shown == done  # what was shown is what happened
    assert [bool(one.sentence) for one in done] == [True, True, True, False]
    assert "diubah orang lain" in done[0].sentence
    assert "tidak ada" in done[1].sentence
    assert fresh(good).obligation.step == "resolve"
    assert fresh(stale).obligation.step == "answer"
    again = run_many(steps, [Picked(good.ref, good.obligation.seq)], by=siti, at=START, keep=True)
    assert again[0].sentence


def test_a_step_that_no_longer_holds_is_a_sentence() -> None:
    make.regency()
    rahma = make.coordinator()
    made = make.complaint()
    gone = [{"verb": "forward", "office": "kantor-yang-ditutup", "text": ""}]
    result = run_many(gone, [Picked(made.ref)], by=rahma, at=START, keep=True)
    assert "tidak berlaku" in result[0].sentence


def test_who_keeps_macros() -> None:
    make.regency()
    rahma, siti, budi = make.coordinator(), make.officer("pupr", "liaison"), make.officer("dinkes", "liaison")
    pupr = make.office("pupr")
    macro = keep_macro(None, name="Sortir", office=pupr, steps=SORT, by=siti, at=START)
    with pytest.raises(NotAllowed):
        keep_macro(macro, name="Lain", office=pupr, steps=SORT, by=budi, at=START)
    with pytest.raises(NotAllowed):
        keep_macro(None, name="Semua", office=None, steps=SORT, by=siti, at=START)
    with pytest.raises(Refused, match="delapan"):
        keep_macro(macro, name="Sortir", office=pupr, steps=SORT * MOST_STEPS, by=siti, at=START)
    keep_macro(None, name="Semua", office=None, steps=SORT, by=rahma, at=START)
    assert {one.name for one in Macro.objects.offered_to(budi).filter(name__in=["Sortir", "Semua"])} == {"Semua"}
    with pytest.raises(NotAllowed):
        drop_macro(macro, by=budi, at=START)
    drop_macro(macro, by=siti, at=START)
    notes = (
        Change.objects.filter(office=pupr, verb=Change.Verb.CHANGE_WORDS).order_by("id").values_list("note", flat=True)
    )
    assert list(notes) == [
        "Makro “Sortir” ditambahkan: Verifikasi, Teruskan",
        "Makro “Sortir” dihapus: Verifikasi, Teruskan",
    ]


@pytest.fixture
def enter(client: Client, settings: Settings) -> Callable[[Actor], Client]:
    settings.SECOND_FACTOR = "offered"

    def signed_in(actor: Actor) -> Client:
        who = Person.objects.get(pk=str(actor.person_id))
        client.force_login(who.user or make.account(who))
        return client

    return signed_in


def test_a_macro_is_built_step_by_step(enter: Callable[[Actor], Client]) -> None:
    make.regency()
    client = enter(make.coordinator())
    made = client.post("/kerja/makro/baru/", {"name": "Jalan rusak", "office": ""})
    url = made.headers["Location"]
    macro = Macro.objects.get(name="Jalan rusak")
    bad = client.post(url, {"langkah": "answer", "answer-text": "Halo {siapa}"})
    assert bad.status_code == 422
    assert "{siapa} tidak dikenal" in unescape(bad.content.decode())
    client.post(url, {"langkah": "forward", "forward-office": "pupr", "forward-text": ""})
    client.post(url, {"langkah": "tag", "tag-word": "jalan"})
    client.post(url, {"langkah": "verify", "verify-topic": make.topic().code, "verify-klass": ""})
    client.post(url, {"naik": "2"})
    client.post(url, {"naik": "1"})
    client.post(url, {"buang": "2"})
    macro.refresh_from_db()
    assert [step["verb"] for step in macro.steps] == ["verify", "forward"]
    assert "Jalan rusak" in client.get("/kerja/makro/").content.decode()
    page = client.get(url).content.decode()
    assert make.topic().name in unescape(page)
    client.post(url, {"name": "Jalan berlubang", "office": ""})
    macro.refresh_from_db()
    assert macro.name == "Jalan berlubang"
    report = make.complaint()
    assert client.post(f"/kerja/pengaduan/{report.ref}/makro/", {"macro": str(macro.pk)}).status_code == 302
    assert fresh(report).obligation.owner_office == make.office("pupr")
    assert client.post(f"/kerja/pengaduan/{report.ref}/makro/", {"macro": str(macro.pk)}).status_code == 422
    assert client.post(f"/kerja/pengaduan/{report.ref}/makro/", {"macro": "x"}).status_code == 422
    client.post(f"{url}hapus/")
    assert not Macro.objects.filter(pk=macro.pk).exists()


def test_many_at_once_are_shown_first(enter: Callable[[Actor], Client]) -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    reports = [make.forwarded(rahma) for _number in range(3)]
    client, refs = enter(siti), [made.ref for made in reports]
    url = "/kerja/serempak/pengaduan/"
    assert client.post(url).status_code == 422
    chosen = client.post(url, {"refs": refs})
    assert chosen.status_code == 200
    empty = client.post(url, {"refs": refs, "langkah": "answer", "answer-text": ""})
    assert empty.status_code == 422
    foreign = Phrase.objects.create(office=make.office("dinkes"), title="Milik dinkes", text="Dari dinkes.")
    other = client.post(url, {"refs": refs, "langkah": "answer", "answer-phrase": str(foreign.pk)})
    assert other.status_code == 422
    ready = Phrase.objects.create(title="Nomor", text="Laporan {nomor} kami periksa.")
    shown = client.post(url, {"refs": refs, "langkah": "answer", "answer-phrase": str(ready.pk), "answer-text": ""})
    assert "3 dari 3" in shown.content.decode()
    assert {fresh(made).obligation.step for made in reports} == {"answer"}
    plan = re.search(r'name="rencana" value="([^"]+)"', shown.content.decode())
    assert plan
    actions.note(fresh(reports[0]), text="Saya duluan.", by=siti, at=START)  # one has moved on since
    done = client.post(url, {"rencana": plan[1]}).content.decode()
    assert "2 dari 3" in done
    assert "diubah orang lain" in done
    assert [fresh(made).obligation.step for made in reports] == ["answer", "resolve", "resolve"]
    assert "0 dari 3" in client.post(url, {"rencana": plan[1]}).content.decode()  # sent twice, done once
    assert client.post(url, {"rencana": plan[1] + "x"}).status_code == 422
    budi = enter(make.officer("dinkes", "liaison", "Budi"))
    assert budi.post(url, {"rencana": plan[1]}).status_code == 422  # a plan is of whoever saw it
