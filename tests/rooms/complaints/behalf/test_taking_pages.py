"""The pages of whoever takes reports down: found while typing, with scripts and without, once, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint, Follower
from tests import make

pytestmark = pytest.mark.django_db
TEXT = "Lampu jalan di depan pasar mati sejak seminggu, malam hari gelap sekali."
NUMBER = "0812 3456 7890"
TYPED = {"HX-Request": "true"}
ENTER = Callable[[str, str], Client]


@pytest.fixture
def enter(settings: Settings) -> ENTER:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    make.coordinator()

    def sign_in(office: str, role: str) -> Client:
        client = Client()
        client.force_login(make.account(make.holder(office, role)))
        return client

    return sign_in


def blank(client: Client, door: str = "telepon") -> dict[str, str]:
    page = client.get(f"/kerja/{door}/").text
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("token", "opened")}  # type: ignore[index]


def published(**more: Any) -> Complaint:
    rahma, village = make.coordinator(), Region.objects.get(name="Oro-oro Ombo")
    lamp, at = make.topic("lampu-jalan-mati"), timezone.now() - timedelta(days=2)
    made = make.complaint(text="Lampu jalan depan pasar mati.", region=village, topic=lamp, at=at, **more)
    actions.verify(made, klass=made.klass, topic=lamp, by=rahma, at=at)
    return made


def test_whoever_does_not_sit_there_is_not_let_in_and_sees_no_door(enter: ENTER) -> None:
    head, desk = enter("pupr", "head"), enter("dinkes", "receptionist")
    for door in ("telepon", "loket", "medsos"):
        assert head.get(f"/kerja/{door}/").status_code == 403
        assert head.post(f"/kerja/{door}/", {"text": TEXT}).status_code == 403
        assert desk.get(f"/kerja/{door}/").status_code == 200
    assert "Terima laporan" not in head.get("/kerja/").text
    assert "Terima laporan" in desk.get("/kerja/").text
    assert not Complaint.objects.exists()


def test_what_is_found_while_typing(enter: ENTER) -> None:
    desk, other = enter("dinkes", "receptionist"), published()
    typed = blank(desk) | {"check": "1", "text": TEXT, "region": "oro", "contact": NUMBER}
    part = desk.post("/kerja/telepon/", typed, headers=TYPED)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert other.ref.replace("-", "\u2011") in part.text
    assert "Kelurahan Oro-oro Ombo, Kecamatan Kartoharjo" in part.text
    assert 'value="lampu-jalan-mati"' in part.text
    assert "Ada yang dalam bahaya" not in part.text
    fire = desk.post("/kerja/telepon/", typed | {"text": "Rumah tetangga kebakaran besar"}, headers=TYPED)
    assert "Ada yang dalam bahaya" in fire.text
    half = desk.post("/kerja/telepon/", {"check": "1", "text": "Lam", "region": "zzz", "contact": "08"}, headers=TYPED)
    assert half.status_code == 200
    assert Complaint.objects.count() == 1


def test_without_scripts_the_same_is_found_and_kept(enter: ENTER) -> None:
    desk, other = enter("dinkes", "receptionist"), published()
    page = desk.post("/kerja/telepon/", blank(desk) | {"check": "1", "text": TEXT, "region": "oro", "contact": "08"})
    assert page.status_code == 200
    assert other.ref.replace("-", "\u2011") in page.text
    assert TEXT in page.text
    assert 'value="oro"' in page.text
    assert 'role="alert"' not in page.text  # nothing was sent, so nothing is wrong


def test_filed_once_however_often_it_is_pressed_and_read_out(enter: ENTER) -> None:
    desk = enter("dinkes", "receptionist")
    typed = blank(desk) | {
        "text": TEXT,
        "region": "Oro-oro Ombo",
        "contact": NUMBER,
        "name": "Bu Sri",
        "groups": "elderly",
    }
    first, second = desk.post("/kerja/telepon/", typed), desk.post("/kerja/telepon/", typed)
    made = Complaint.objects.get()
    assert first["Location"] == second["Location"] == f"/kerja/diterima/{made.ref}/"
    assert (made.reporter_contact, made.groups, made.obligation.priority) == ("+6281234567890", "elderly", 1)
    page = desk.get(first["Location"])
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert made.ref.replace("-", "\u2011") in page.text
    assert made.secret[:4] in page.text
    assert enter("pupr", "receptionist").get(first["Location"]).status_code == 404
    for paper, name in (("", "paper-a5"), ("80", "ticket-80"), ("58", "ticket-58"), ("9", "paper-a5")):
        assert name in desk.get(f"{first['Location']}?kertas={paper}").text


def test_a_fault_costs_nothing_that_was_typed(enter: ENTER) -> None:
    desk = enter("dinkes", "receptionist")
    scan = SimpleUploadedFile("surat.png", make.PNG, "image/png")
    typed = blank(desk, "loket") | {"way": "letter", "text": "pendek", "region": "manguharja", "name": "Bu Sri"}
    page = desk.post("/kerja/loket/", typed | {"uploads": scan})
    assert page.status_code == 422
    for kept in ('value="manguharja"', 'value="Bu Sri"', ">\npendek<", "surat.png", "Manguharjo, Manguharjo?"):
        assert kept in page.text
    signed = re.search(r'name="kept" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    done = desk.post("/kerja/loket/", typed | {"text": TEXT, "region": "", "kept": signed})
    assert done.status_code == 302
    made = Complaint.objects.get()
    assert made.channel == "letter"
    assert made.obligation.events.get(seq=1).evidence.count() == 1


def test_the_receipt_goes_out_by_itself_where_a_door_is_open(enter: ENTER) -> None:
    desk = enter("dinkes", "receptionist")
    done = desk.post(
        "/kerja/loket/", blank(desk, "loket") | {"way": "counter", "text": TEXT, "contact": "sri@contoh.id"}
    )
    assert Notice.objects.get(person=None).address == "sri@contoh.id"
    assert "s***@contoh.id" in desk.get(done["Location"]).text
    silent = desk.post("/kerja/telepon/", blank(desk) | {"text": TEXT})
    assert "Tidak ada pesan yang dikirim" in desk.get(silent["Location"]).text


def test_about_their_own_office(enter: ENTER) -> None:
    desk = enter("dinkes", "receptionist")
    typed = blank(desk, "loket") | {"way": "counter", "text": TEXT, "accused": "dinkes"}
    warned = desk.post("/kerja/loket/", typed | {"check": "1"}, headers=TYPED)
    assert "tentang kantor Anda sendiri" in warned.text
    done = desk.post("/kerja/loket/", typed)
    made = Complaint.objects.get()
    page = desk.get(done["Location"]).text
    assert "tentang kantor Anda sendiri" in page
    assert made.secret[:4] in page
    assert desk.get(f"/kerja/pengaduan/{made.ref}/").status_code == 404


def test_a_post_is_answered_in_public_without_a_code(enter: ENTER) -> None:
    desk = enter("dinkes", "liaison")
    typed = {"text": TEXT, "link": "https://www.instagram.com/p/Cx1/?igsh=1", "handle": "@warga"}
    done = desk.post("/kerja/medsos/", blank(desk, "medsos") | typed)
    made = Complaint.objects.get()
    assert (made.channel, made.source_handle) == ("social", "Instagram @warga")
    assert "Balasan di muka umum" in desk.get(done["Location"]).text
    other = enter("pupr", "receptionist")
    again = other.post("/kerja/medsos/", blank(other, "medsos") | typed)
    assert again.status_code == 422
    assert f"nomor {made.ref}" in again.text
    nothing = desk.post("/kerja/medsos/", blank(desk, "medsos") | {"text": TEXT})
    assert "nama akunnya bila tidak ada tautan" in nothing.text
    bad = desk.post("/kerja/medsos/", blank(desk, "medsos") | typed | {"link": "javascript:alert(1)"})
    assert bad.status_code == 422
    secret = desk.post("/kerja/medsos/", blank(desk, "medsos") | {"text": TEXT, "handle": "@lain", "secret": "on"})
    assert "jangan membalas di muka umum" in desk.get(secret["Location"]).text


def test_the_account_is_shown_to_who_may_see_the_name(enter: ENTER) -> None:
    desk = enter("dinkes", "liaison")
    typed = {"text": TEXT, "link": "https://www.instagram.com/p/Cx1/", "handle": "@warga"}
    desk.post("/kerja/medsos/", blank(desk, "medsos") | typed)
    page = f"/kerja/pengaduan/{Complaint.objects.get().ref}/"
    assert "@warga" in enter("setda", "coordinator").get(page).text
    leader = enter("pimpinan", "regent").get(page)
    assert leader.status_code == 200
    assert "@warga" not in leader.text
    assert "instagram.com" not in leader.text


def test_the_caller_follows_anothers_report(enter: ENTER) -> None:
    desk, other = enter("dinkes", "receptionist"), published()
    typed = blank(desk) | {"text": TEXT, "region": "oro", "contact": "sri@contoh.id"}
    part = desk.post("/kerja/telepon/", typed | {"check": "1"}, headers=TYPED).text
    assert f'name="follow" value="{other.ref}"' in part
    done = desk.post("/kerja/telepon/", typed | {"follow": other.ref})
    assert done["Location"] == "/kerja/telepon/"
    assert Follower.objects.get().contact == "sri@contoh.id"
    assert Complaint.objects.count() == 1
    silent = desk.post("/kerja/telepon/", typed | {"contact": NUMBER, "follow": other.ref})
    assert silent.status_code == 422
    assert "Catat sebagai laporan baru" in silent.text
    hidden = make.complaint(text=TEXT)
    assert desk.post("/kerja/telepon/", typed | {"follow": hidden.ref}).status_code == 404


def test_more_is_added_on_the_page(enter: ENTER) -> None:
    desk = enter("setda", "coordinator")
    made = make.complaint(contact="+6281234567890", at=timezone.now())
    typed = blank(desk) | {"text": "Sekarang airnya sampai ke jalan.", "contact": NUMBER}
    done = desk.post("/kerja/telepon/", typed | {"add": made.ref}, follow=True)
    assert f"Ditambahkan pada laporan {made.ref}" in done.text
    assert Complaint.objects.count() == 1
    assert made.obligation.events.filter(verb="add").count() == 1
    other = enter("dinkes", "receptionist")
    assert other.post("/kerja/telepon/", blank(other) | typed | {"add": made.ref}).status_code == 404


def test_a_number_hears_by_the_door_that_is_open_and_is_told_to_prove_itself(enter: ENTER) -> None:
    """The first message bears six digits; what the officer says tells the caller to write them down."""
    gateways.connect("sms", {"gateway": "kannel", "url": "http://127.0.0.1:9/"}, at=make.START)
    desk = enter("dinkes", "receptionist")
    done = desk.post("/kerja/telepon/", blank(desk) | {"text": TEXT, "contact": NUMBER})
    assert Notice.objects.get(person=None).channel == "sms"
    page = desk.get(done["Location"]).text
    assert "dikirim lewat SMS ke +62***890" in page
    assert "kode enam angka" in page
    made = Complaint.objects.get()
    for address in ("tanda-terima/", "kabar/"):
        own = Client().get(f"/lacak/{made.ref}/{made.secret}/{address}").text
        assert "<strong>SMS</strong> (+62***890)" in own
        assert "Nomor itu belum dipastikan" in own
    other = published()
    desk.post("/kerja/telepon/", blank(desk) | {"text": TEXT, "contact": "081234567891", "follow": other.ref})
    assert Notice.objects.filter(about_kind="complaints.followers").get().channel == "sms"


def test_a_hidden_number_is_said_to_be_called_by_nobody(enter: ENTER) -> None:
    made = make.complaint(contact="+6281234567890", anonymous=True)
    assert "menelepon Anda" not in Client().get(f"/lacak/{made.ref}/{made.secret}/tanda-terima/").text
