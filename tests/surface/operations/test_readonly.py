"""While nothing may be written: pages are read on, and what was written is neither lost nor taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.config.work import run_forever, run_once
from balairung.kernel.messaging.models import Notice
from balairung.rooms.complaints.models import Complaint
from balairung.surface.operations import readonly
from balairung.surface.operations.apology import sorry
from balairung.surface.operations.models import Round
from tests import make
from tests.surface.operations import refusing
from tests.surface.operations.refusing import away, read_only, silent

FILE = "/pengaduan/baru/"
WORDS = 'Lampu mati di depan "Pasar" <b>Besar</b>\nsejak seminggu & gelap.'
SAID = {"text": WORDS, "token": "satu-token-yang-panjang", "name": "Budi"}


@pytest.fixture(autouse=True)
def _house(settings: Settings, db: None) -> None:
    settings.FILING_LIMIT = settings.UPLOAD_LIMIT = "0/h"
    make.regency()


def ordered(state: str) -> None:
    call_command("readonly", state, stdout=StringIO())


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def test_pages_are_read_and_what_was_written_is_sent_again_afterwards(client: Client) -> None:
    made = make.complaint()
    ordered("on")
    assert client.get("/").status_code == 200
    assert client.get(f"/lacak/{made.ref}/{made.secret}/").status_code == 200
    answer = client.post(FILE, SAID)
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert "no-store" in answer["Cache-Control"]
    assert "Balairung sedang dirawat" in answer.text
    assert "Yang Anda tulis" in answer.text
    assert Complaint.objects.count() == 1

    kept = hidden(answer.text)
    assert kept["text"].splitlines() == WORDS.splitlines()
    assert re.search(rf'<form method="post" action="{FILE}"', answer.text)
    ordered("off")
    assert client.post(FILE, kept).status_code == 302
    assert Complaint.objects.latest("filed_at").text.splitlines() == WORDS.splitlines()
    assert client.post(FILE, kept).status_code == 302
    assert Complaint.objects.count() == 2, "its token makes two of the same one report"


def test_what_a_form_of_somebody_else_sent_is_not_shown_as_a_button_of_ours() -> None:
    """Without the right token it is refused as always: nobody's words are put into anybody's mouth."""
    stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)
    ordered("on")
    answer = stranger.post(FILE, SAID)
    assert answer.status_code == 403
    assert "Lampu mati" not in answer.text


def test_words_of_a_request_whose_token_nobody_looked_at_are_not_shown_back() -> None:
    page = sorry(RequestFactory().post(FILE, SAID), "order").content.decode()
    assert "Belum terkirim" in page
    assert "Lampu mati" not in page
    assert "<form" not in page


def test_words_are_shown_as_words(client: Client) -> None:
    ordered("on")
    page = client.post(FILE + '?x="><script>', SAID).text
    assert "<b>Besar</b>" not in page
    assert '"><script>' not in page


def test_files_are_asked_for_again_by_name(client: Client) -> None:
    ordered("on")
    photo = SimpleUploadedFile("lampu.png", make.PNG, "image/png")
    page = client.post(FILE, {**SAID, "uploads": photo}).text
    assert "Pilih lagi berkas ini: lampu.png" in page
    assert re.search(r'<input type="file" id="berkas-1" name="uploads" multiple>', page)


def test_a_password_is_not_shown_back(client: Client) -> None:
    ordered("on")
    answer = client.post(reverse("account_reset_password"), {"email": "orang@contoh.id", "rahasia": "kata sandi saya"})
    assert answer.status_code == 503
    assert "kata sandi saya" not in answer.text


def test_whoever_mends_it_can_sign_in(client: Client) -> None:
    who = make.account(make.holder("kominfo", "administrator"), "admin@contoh.id", "rahasia-yang-panjang")
    ordered("on")
    said = {"login": who.email, "password": "rahasia-yang-panjang"}
    assert client.post(reverse("account_login"), said).status_code == 302
    assert client.get(reverse("operations:machine")).status_code == 200


def test_programs_get_json(client: Client) -> None:
    ordered("on")
    for headers, path in (({}, "/api/v1/reports"), ({"Accept": "application/json"}, FILE)):
        answer = client.post(path, {}, headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
        assert answer.json()["code"] == "unavailable-order"
        assert answer["Retry-After"] == "600"


def test_the_worker_waits_for_the_end_of_the_order_and_goes_on_when_the_disk_is_full(settings: Settings) -> None:
    """Among its loops are those that make room."""
    make.complaint(contact="warga@contoh.id")
    settings.LOOPS = ["balairung.kernel.messaging.delivery.deliver"]
    ordered("on")
    assert run_once() == 0
    assert Round.objects.get().held == Round.Held.ORDER
    assert Notice.objects.filter(outcome="waiting").exists()
    ordered("off")
    settings.DISK_RESERVE = 10**18
    assert run_once() > 0
    assert not Notice.objects.filter(outcome="waiting", try_at__lte=timezone.now()).exists()


def test_a_disk_that_is_nearly_full_takes_no_more(client: Client, settings: Settings) -> None:
    settings.DISK_RESERVE = 10**18
    answer = client.post(FILE, SAID)
    assert answer.status_code == 503
    assert "hampir penuh" in answer.text
    settings.DISK_RESERVE = 0
    assert client.post(FILE, SAID).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_database_that_refuses_writes_is_read_on(client: Client) -> None:
    """As after a fail-over to a standby. The first to write finds out; the others are told at once."""
    made = make.complaint()
    pages = ["/", f"/lacak/{made.ref}/{made.secret}/", "/pengaduan/", "/layanan/", FILE]
    with read_only():
        assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)
        assert readonly.why() is None
        answer = client.post(FILE, SAID)
        assert answer.status_code == 503
        assert hidden(answer.text)["text"].splitlines() == WORDS.splitlines()
        assert readonly.why() == readonly.Why.DATABASE
        assert client.post(FILE, SAID).status_code == 503
    readonly.forget()
    assert client.post(FILE, SAID).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_wrong_code_under_a_database_that_refuses_writes_is_no_fault_of_ours(client: Client) -> None:
    """The throttle cannot count then: nobody is let in more often, and nobody sees a page of failure."""
    with read_only():
        assert client.get(reverse("documents:letter", args=["AAAAAAAAAAAAAAAA"])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_moment(client: Client, tmp_path: Path) -> None:
    """The page needs none itself, says when to come back, and everything is as before once it is there."""
    with away(tmp_path):
        answer = client.get("/pengaduan/")
        assert (answer.status_code, answer["Retry-After"]) == (503, "15")
        assert "Sebentar lagi kembali" in answer.text
        posted = client.post(FILE, SAID)
        assert posted.status_code == 503
        key = {"Authorization": "Bearer bal_uji_xxxxxxxxxxxxxxxxxxxxxxxx"}
        assert client.get("/api/v1/offices", headers=key).json()["code"] == "unavailable-away"
    assert client.get("/pengaduan/").status_code == 200
    assert readonly.why() is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_database_was_away_goes_on_by_itself(settings: Settings, tmp_path: Path) -> None:
    make.complaint(contact="warga@contoh.id")
    settings.LOOPS = ["balairung.kernel.messaging.delivery.deliver"]
    with away(tmp_path):
        assert run_once() == 0
    assert run_once() > 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_connection_was_cut_goes_on_by_itself(settings: Settings) -> None:
    """As when the server was started anew: the connection that it kept is dead, and it has to notice."""
    make.complaint(contact="warga@contoh.id")
    settings.LOOPS = ["tests.surface.operations.refusing.cut_once", "tests.surface.operations.refusing.deliver_and_end"]
    refusing.ended.clear()
    run_forever(refusing.ended, pause=0)
    assert not Notice.objects.filter(outcome="waiting", try_at__lte=timezone.now()).exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_server_that_says_nothing_is_not_waited_for_without_end(client: Client, settings: Settings) -> None:
    """A machine that vanished in a fail-over: somebody takes the call, and never speaks. Given up before the next
    visitor, who waits for this seat, is turned away."""
    assert connection.settings_dict["OPTIONS"]["connect_timeout"] < settings.SEAT_WAIT
    with silent():
        assert client.get("/pengaduan/").status_code == 503
    assert client.get("/pengaduan/").status_code == 200


@pytest.mark.urls("tests.surface.operations.urls")
def test_our_own_fault_stays_one(client: Client) -> None:
    """A page that fails for another reason is not excused by the weather, and quotes nothing."""
    answer = client.get("/lacak/P-7K3M-92QD/KODE/rusak/", {"kata": "qzkata"})
    assert answer.status_code == 500
    assert "Ini bukan salah Anda" in answer.text
    assert re.search(r"<strong>[0-9a-f-]{36}</strong>", answer.text)
    assert "qzkata" not in answer.text
    assert "Retry-After" not in answer


def test_every_button_of_every_kind_is_answered_while_nothing_may_be_written(
    operator: Callable[[], Client],
) -> None:
    """An operator's own deeds too: one rule, no exception that somebody would have to remember."""
    client = operator()
    ordered("on")
    for path in (reverse("people:days"), reverse("gateways:try", args=["email"]), reverse("complaints:take_call")):
        assert client.post(path, {}).status_code == 503, path
