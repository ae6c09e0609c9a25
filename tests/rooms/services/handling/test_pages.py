"""The officers' pages: what each sees, what a form keeps, what is hidden from whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from balairung.kernel.obligations.models import Event, State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.services import actions
from balairung.rooms.services.models import Application
from tests import make
from tests.make import START
from tests.rooms.services.handling import stage
from tests.rooms.services.handling.stage import NIK, Cast, applied, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def who() -> Cast:
    return stage.cast()


def entered(client: Client, actor: Actor) -> Client:
    person = Person.objects.get(pk=str(actor.person_id))
    client.force_login(person.user or make.account(person))
    return client


def page(application: Application) -> str:
    return f"/kerja/permohonan/{application.ref}/"


def test_the_page_says_what_is_asked_and_hides_numbers(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    text = entered(client, who.operator).get(page(application)).text
    assert "Diperiksa desa" in text
    assert "memeriksa apakah permohonan ini lengkap" in text
    assert "Selesai diperiksa, teruskan" in text
    assert "berjualan soto" in text
    assert "Ani Lestari" in text
    assert "dianggap dikabulkan menurut hukum" in text
    assert NIK not in text
    assert "Lihat konsepnya" in text


@pytest.mark.parametrize(("name", "status"), [("operator", 200), ("lurah", 200), ("camat", 404), ("budi", 404)])
def test_only_the_village_sees_it_at_first(client: Client, who: Cast, name: str, status: int) -> None:
    application = applied(stage.service())
    assert entered(client, getattr(who, name)).get(page(application)).status_code == status
    for path in ("nomor/", "surat.pdf"):
        assert entered(client, getattr(who, name)).get(page(application) + path).status_code in {status, 302}


def test_whoever_had_it_follows_it_and_can_do_nothing(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    text = entered(client, who.operator).get(page(application)).text
    assert "bukan giliran Anda" in text
    assert "berjualan soto" in text
    refused = client.post(page(application) + "pass_on/", {"pass_on-ticked": ["0"]})
    assert refused.status_code == 422
    assert fresh(application).obligation.step == "putus"


def test_leaders_see_where_it_stands_and_nothing_that_was_said(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    regent = make.officer("pimpinan", "regent")
    text = entered(client, regent).get(page(application)).text
    assert "Diperiksa desa" in text or "Surat Keterangan Uji" in text
    assert "berjualan soto" not in text
    assert "Ani Lestari" not in text
    assert client.get(page(application) + "surat.pdf").status_code == 403


def test_passing_on_needs_every_tick_and_keeps_the_words(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    entered(client, who.operator)
    short = client.post(page(application) + "pass_on/", {"pass_on-text": "Sudah saya lihat."})
    assert short.status_code == 422
    assert "Sudah saya lihat." in short.text
    done = client.post(page(application) + "pass_on/", {"pass_on-text": "Benar.", "pass_on-ticked": ["0"]}, follow=True)
    assert "Diteruskan: Diputus kecamatan." in done.text


def test_sending_back_names_the_questions(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    entered(client, who.operator)
    empty = client.post(page(application) + "send_back/", {})
    assert empty.status_code == 422
    assert "Sebutkan" in empty.text
    client.post(page(application) + "send_back/", {"send_back-kurang-foto": "Foto tampak depan."})
    application = fresh(application)
    assert application.obligation.state == State.WAITING
    assert application.missing == [{"field": "foto", "words": "Foto tampak depan."}]
    assert "Menunggu pemohon" in client.get(page(application)).text


def test_refusing_says_reason_and_words(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    entered(client, who.operator)
    assert client.post(page(application) + "refuse/", {"refuse-text": "x"}).status_code == 422
    client.post(page(application) + "refuse/", {"refuse-reason": "not-ours", "refuse-text": "Alamatnya di kota lain."})
    line = fresh(application).obligation.events.get(verb="refuse")
    assert "bukan warga" in line.remark.text
    assert "kota lain" in line.remark.text


def test_an_inspection_is_recorded_with_its_photograph(client: Client, who: Cast) -> None:
    application = applied(stage.service(), di_jalan=True)
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    entered(client, who.operator)
    assert "Catat pemeriksaan lapangan" in client.get(page(application)).text
    assert client.get(page(application) + "tinjau/").status_code == 200
    where = page(application) + "inspect/"
    without = client.post(where, {"inspect-text": "Ada."})
    assert without.status_code == 422
    assert "itulah buktinya" in without.text
    photo = SimpleUploadedFile("warung.png", make.PNG, "image/png")
    told = {"inspect-text": "Warung ada.", "inspect-uploads": [photo], "inspect-seen_at": "2026-03-02T09:30"}
    position = {"inspect-latitude": "-7.62", "inspect-longitude": "111.52"}
    assert client.post(where, told | position).status_code == 302
    line = Event.objects.get(verb="inspect")
    assert (line.facts["latitude"], line.facts["longitude"]) == ("-7.62", "111.52")
    assert "Diperiksa di tempat" in client.get(page(application)).text


def test_opening_numbers_is_a_post_with_a_purpose(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    person = Person.objects.get(pk=str(who.operator.person_id))
    user = make.account(person)
    client.post("/akun/login/", {"login": user.email, "password": "rahasia-yang-panjang"})
    asked = client.get(page(application) + "nomor/")
    assert asked.status_code == 200
    assert NIK not in asked.text
    assert client.post(page(application) + "nomor/", {}).status_code == 422
    assert client.post(page(application) + "nomor/", {"purpose": "other", "text": "ya"}).status_code == 422
    assert not Event.objects.filter(verb="reveal").exists()
    shown = client.post(page(application) + "nomor/", {"purpose": "compare"})
    assert NIK in shown.text
    line = Event.objects.get(verb="reveal")
    assert NIK not in str(line.facts) + line.remark.text
    assert "Mencocokkan" in line.remark.text


def test_the_draft_of_the_letter_is_a_pdf(client: Client, who: Cast) -> None:
    application = applied(stage.service())
    answer = entered(client, who.operator).get(page(application) + "surat.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_many_checks_are_passed_on_together_and_decisions_never(client: Client, who: Cast) -> None:
    version = stage.service()
    first, second, third = (applied(version) for _place in range(3))
    actions.pass_on(third, ticked=[0], by=who.operator, at=START)
    entered(client, who.operator)
    refs = [one.ref for one in (first, second, third)]
    asked = client.post("/kerja/serempak/permohonan/", {"refs": refs})
    assert "Teruskan 2 permohonan" in asked.text
    assert "1 permohonan tidak ikut" in asked.text
    client.post("/kerja/serempak/permohonan/", {"refs": refs, "diperiksa": "1"})
    assert {fresh(one).obligation.step for one in (first, second, third)} == {"putus"}
    entered(client, who.camat)
    client.post("/kerja/serempak/permohonan/", {"refs": refs, "diperiksa": "1"})
    assert {fresh(one).obligation.step for one in (first, second, third)} == {"putus"}
    assert client.post("/kerja/serempak/permohonan/", {}).status_code == 422


def test_the_list_names_the_step_and_asks_as_often_for_one_as_for_many(client: Client, who: Cast) -> None:
    version = stage.service()
    applied(version)
    entered(client, who.operator)
    client.get("/kerja/")
    with CaptureQueriesContext(connection) as one:
        text = client.get("/kerja/").text
    assert "Diperiksa desa" in text
    for _place in range(6):
        applied(version)
    with CaptureQueriesContext(connection) as many:
        client.get("/kerja/")
    assert len(many) == len(one)


def test_what_the_same_person_asked_for_stands_beside(client: Client, who: Cast) -> None:
    version = stage.service()
    first, second = applied(version), applied(version)
    text = entered(client, who.operator).get(page(second)).text
    assert first.ref.replace("-", "\u2011") in text or first.ref in text
    assert "Mungkin terkirim dua kali" in text


def test_figures_of_an_office_and_its_people(client: Client, who: Cast) -> None:
    body = stage.definition()
    body["steps"] = body["steps"][:3]
    del body["letter"]
    version = stage.service(body)
    for days in (0, 1, 4):
        application = applied(version)
        actions.pass_on(application, ticked=[0], by=who.operator, at=START)
        actions.pass_on(fresh(application), by=who.camat, at=START + timedelta(days=days, hours=1))
    late = applied(version)
    assert late.obligation.next_at
    from balairung.rooms.services.handling.figures import officers_of, services_of

    now = START + timedelta(days=8)
    (one,) = services_of(who.lurah, now)
    assert (one.open, one.late, one.decided, one.granted, one.median) == (1, 1, 3, 3, 1)
    (sari,) = officers_of(who.lurah, now)
    assert (sari.name, sari.done, sari.late, sari.median) == ("Sari", 3, 0, 0)
    (camat,) = officers_of(who.camat, now)
    assert (camat.done, camat.late, camat.median) == (3, 1, 1)
    assert services_of(who.budi, now) == []
    assert "Petugas kantor Anda" not in entered(client, who.operator).get("/kerja/permohonan/").text
    assert re.search(
        "Belum ada permohonan|Surat Keterangan Uji", entered(client, who.camat).get("/kerja/permohonan/").text
    )
