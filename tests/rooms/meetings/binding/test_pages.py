"""The pages on which a meeting binds: what may be done is offered, what was refused keeps its input."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.meetings import actions
from balairung.rooms.meetings.minutes.deciding import owe_question
from balairung.rooms.meetings.models import Decision, Meeting, MeetingTask, Minutes
from tests import make
from tests.rooms.meetings.binding import held
from tests.rooms.meetings.binding.held import LATER, approved, asked, chair, complete, decided, ended, head, task, write
from tests.rooms.meetings.binding.held import writer as keeper_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


def browser(who: Actor) -> Client:
    assert who.person_id
    person = Person.objects.select_related("user").get(pk=who.person_id)
    client = Client()
    client.force_login(person.user or make.account(person))
    return client


def form(**fields: object) -> dict[str, object]:
    given = {"text": "Dinas PUPR menambal jalan.", "kind": "tugas", "due": "lazim", "proof": "foto",
             "offices": ["pupr"], "token": "token-formulir-uji-1"}  # fmt: skip
    return given | fields


def test_a_decision_is_written_changed_and_taken_out() -> None:
    meeting = ended()
    desk, url = browser(keeper_of(meeting)), f"/kerja/rapat/{meeting.ref}/keputusan/"
    assert "Catat keputusan" in desk.get(url).content.decode()
    assert desk.get(f"{url}baru/").status_code == 200
    bad = desk.post(f"{url}baru/", form(due="tanggal", due_on="2020-01-06"))
    assert bad.status_code == 422
    page = bad.content.decode()
    assert "sudah lewat" in page
    assert "Dinas PUPR menambal jalan." in page, "what was typed is kept"
    assert 'value="pupr" checked' in page
    assert desk.post(f"{url}baru/", form()).status_code == 302
    made = Decision.objects.get()
    shown = desk.get(f"{url}{made.pk}/").content.decode()
    assert "foto" in shown
    assert desk.post(f"{url}{made.pk}/", form(version=0, offices=["disdik", "dinkes"])).status_code == 302
    assert MeetingTask.objects.count() == 2
    stale = desk.post(f"{url}{made.pk}/", form(version=0))
    assert (stale.status_code, "diubah orang lain" in stale.content.decode()) == (422, True)
    desk.post(f"{url}{made.pk}/hapus/", {"version": 1})
    assert not Decision.objects.standing().exists()


def test_the_chair_reads_and_approves_on_one_page() -> None:
    meeting = complete()
    url = f"/kerja/rapat/{meeting.ref}/pengesahan/"
    writes, leads = browser(keeper_of(meeting)), browser(chair(meeting))
    assert "Notulen lengkap" in writes.get(url).content.decode()
    assert writes.post(f"{url}submit/").status_code == 302
    page = leads.get(url).content.decode()
    assert "Sahkan notulen" in page
    assert held.TEXTS["bahas"] in page
    stamp = Minutes.objects.get().submitted_at
    assert stamp
    old = leads.post(f"{url}approve/", {"approve-submitted_at": (stamp - timedelta(hours=1)).isoformat()})
    assert (old.status_code, "diajukan lagi" in old.content.decode()) == (422, True)
    assert leads.post(f"{url}approve/", {"approve-submitted_at": "kemarin"}).status_code == 422
    assert leads.post(f"{url}approve/", {"approve-submitted_at": stamp.isoformat()}).status_code == 302
    assert Meeting.objects.get().state == Meeting.State.MINUTED
    again = leads.post(f"{url}approve/", {"approve-submitted_at": stamp.isoformat()})
    assert again.status_code == 302, "a double click is answered as the first one was"
    assert writes.post(f"{url}approve/", {"approve-submitted_at": stamp.isoformat()}).status_code == 403


def test_a_task_is_carried_out_on_its_page() -> None:
    meeting = approved(complete())
    one = task(meeting)
    assert one.obligation
    url = f"/kerja/rapat/tugas/{one.obligation.ref}/"
    office = browser(head("pupr"))
    assert "Terima tugas" in office.get(url).content.decode()
    assert office.post(f"{url}acknowledge/", {"acknowledge-text": ""}).status_code == 302
    actions.fulfil(task(meeting), text="Sudah.", files=[make.photo()], by=head("pupr"), at=LATER)
    leads = browser(chair(meeting))
    assert "Terima hasilnya" in leads.get(url).content.decode()
    assert leads.post(f"{url}accept/", {"accept-text": ""}).status_code == 302
    assert browser(make.officer("bkpsdm", "staff")).get(url).status_code == 404
    minutes = Minutes.objects.get()
    assert minutes.owed
    assert leads.get(f"/kerja/rapat/tugas/{minutes.owed.ref}/")["Location"].endswith("/pengesahan/")
    assert office.get(f"/kerja/rapat/{meeting.ref}/tugas-kami/")["Location"] == url


def test_the_matrix_as_page_csv_and_paper() -> None:
    meeting = ended(series=held.series())
    write(meeting)
    decided(meeting, "Tiga kantor bersama.", ["pupr", "disdik", "dinkes"])
    approved(meeting)
    leads = browser(chair(meeting))
    for url in (f"/kerja/rapat/{meeting.ref}/tindak-lanjut/", f"/kerja/rapat/seri/{meeting.series_id}/tindak-lanjut/",
                "/kerja/rapat/tindak-lanjut/?dari=2026-01-01&sampai=2026-12-31"):  # fmt: skip
        path, _sign, query = url.partition("?")
        page = leads.get(url).content.decode()
        assert page.count("Tiga kantor bersama.") >= 1
        sheet = b"".join(leads.get(f"{path}tabel.csv?{query}").streaming_content).decode()  # type: ignore[attr-defined]
        assert sheet.count("Tiga kantor bersama.") == 3
        assert leads.get(f"{path}tabel.pdf?{query}").content.startswith(b"%PDF")
    empty = leads.get(f"/kerja/rapat/{meeting.ref}/tindak-lanjut/?tampil=selesai").content.decode()
    assert "Tidak ada tugas di sini" in empty


def test_everybody_reads_what_was_published_and_no_asker_by_name() -> None:
    meeting = held.running(openness="terbuka", title="Rakor terbuka")
    question = asked(meeting, name="Ibu Kertaningsih", origin="Desa Sumberejo")
    owe_question(question, make.office("disdik"), None, by=keeper_of(meeting), at=held.DAY)
    held.end(meeting, by=keeper_of(meeting), at=LATER)
    meeting.refresh_from_db()
    write(meeting)
    decided(meeting)
    url, everyone = f"/rapat/notulen/{meeting.ref}/", Client()
    assert everyone.get(url).status_code == 404
    approved(meeting)
    page = everyone.get(url).content.decode()
    assert "Desa Sumberejo" in page
    assert "Kertaningsih" not in page
    for row in meeting.invitees.all():
        assert row.name not in page
    assert "Rakor terbuka" in everyone.get("/rapat/").content.decode()
    assert "Rakor terbuka" in everyone.get("/rapat/?q=jalan").content.decode()
    secret = approved(complete(title="Rapat rahasia", openness="rahasia"))
    Minutes.objects.filter(meeting=secret).update(published_at=LATER)  # whatever writes it there
    assert everyone.get(f"/rapat/notulen/{secret.ref}/").status_code == 404


def test_search_and_themes() -> None:
    meeting = ended()
    write(meeting)
    decided(meeting, themes=["jalan poros"])
    approved(meeting)
    leads = browser(chair(meeting))
    assert "<mark>" in leads.get("/kerja/rapat/cari/?q=perbaikan+jalan").content.decode()
    assert "Tidak ada yang cocok" in leads.get("/kerja/rapat/cari/?q=gajah").content.decode()
    assert leads.get("/kerja/rapat/cari/?q=jalan&sesudah=kacau").status_code == 200
    assert "jalan poros" in leads.get("/kerja/rapat/tema/").content.decode()
    assert "Dinas PUPR" in leads.get(f"/kerja/rapat/tema/{Decision.objects.get().themes.get().pk}/").content.decode()


def test_as_many_statements_for_three_offices_as_for_all() -> None:
    counted = []
    for offices in (["pupr"], ["pupr", "disdik", "dinkes", "bkpsdm", "setda"]):
        meeting = ended(title=f"Rapat {len(offices)}")
        write(meeting)
        decided(meeting, "Semua.", offices)
        approved(meeting)
        leads = browser(chair(meeting))
        numbers = []
        for page in ("keputusan", "tindak-lanjut", "pengesahan"):
            leads.get(f"/kerja/rapat/{meeting.ref}/{page}/")
            with CaptureQueriesContext(connection) as queries:
                leads.get(f"/kerja/rapat/{meeting.ref}/{page}/")
            numbers.append(len(queries))
        counted.append(numbers)
    assert counted[0] == counted[1]
