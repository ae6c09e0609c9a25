"""The form over the wire: every field's bad input, twice the same, too often, too big; nothing is half-written."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.kernel.files.models import File
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation, Tag
from balairung.rooms.complaints.models import Complaint
from tests import make

pytestmark = pytest.mark.django_db
GOOD = {"text": "Lampu jalan di depan pasar mati sejak seminggu.", "token": "satu-token-yang-panjang"}
BAD = {
    "no text": {"text": ""},
    "blanks only": {"text": "   \u200b \n "},
    "too short": {"text": "rusak"},
    "too long": {"text": "a" * 5001},
    "unknown village": {"region": "99.99.99.9999"},
    "a district of nowhere": {"region": "<script>"},
    "unknown topic": {"topic": "tidak-ada"},
    "unknown class": {"klass": "apa saja"},
    "no date": {"happened_on": "kemarin"},
    "no contact": {"contact": "bukan surel"},
    "a short telephone": {"contact": "0812"},
    "unknown office": {"accused": "kantor-hantu"},
    "forged token": {"token": "x"},
    "no token": {"token": ""},
    "place too long": {"place": "x" * 201},
    "name too long": {"name": "x" * 121},
}


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.FILING_LIMIT = settings.UPLOAD_LIMIT = "0/h"
    make.regency()


@pytest.mark.parametrize("address", ["/pengaduan/baru/", "/pengaduan/baru/periksa/"])
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_input_gets_a_sentence_and_keeps_the_rest(client: Client, bad: dict[str, str], address: str) -> None:
    place = "dekat masjid agung"
    answer = client.post(address, {**GOOD, "place": place, **bad})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert place in answer.text or "place" in bad
    assert not Complaint.objects.exists()
    assert not Obligation.objects.exists()
    assert not Notice.objects.exists()


def test_the_same_form_twice_is_one_report(client: Client) -> None:
    first, second = client.post("/pengaduan/baru/", GOOD), client.post("/pengaduan/baru/", GOOD)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == Obligation.objects.count() == 1


def test_html_and_signs_of_control_stay_text(client: Client) -> None:
    text = "Lampu <script>alert(1)</script> mati\x00\x07 sejak \u202eseminggu."
    answer = client.post("/pengaduan/baru/", {**GOOD, "text": text}, follow=True)
    made = Complaint.objects.get()
    assert made.text == "Lampu <script>alert(1)</script> mati sejak seminggu."
    page = client.get(f"/lacak/{made.ref}/{made.secret}/")
    assert answer.status_code == page.status_code == 200
    assert "<script>alert" not in page.text


def test_too_often_waits_for_a_person_and_is_refused_to_nobody(client: Client, settings: Settings) -> None:
    settings.FILING_LIMIT = settings.UNPROVED_LIMIT = "2/h"
    for number in range(3):
        assert client.post("/pengaduan/baru/", {**GOOD, "token": f"token-nomor-{number}-panjang"}).status_code == 302
    held = Tag.objects.get(word="!ditahan").obligation
    assert held == Complaint.objects.latest("filed_at").obligation
    assert held.events.get(seq=1).facts["held"] == "often"
    assert held.clocks.count() == 3


def test_a_flood_is_told_and_nothing_is_lost(client: Client, settings: Settings) -> None:
    settings.FILING_LIMIT, settings.FLOOD = "1/h", 2
    for number in range(2):
        assert client.post("/pengaduan/baru/", {**GOOD, "token": f"token-nomor-{number}-panjang"}).status_code == 302
    answer = client.post("/pengaduan/baru/", {**GOOD, "token": "token-nomor-tiga-panjang"})
    assert answer.status_code == 422
    assert "Terlalu banyak laporan" in answer.text
    assert GOOD["text"] in answer.text
    assert client.post("/pengaduan/baru/", {**GOOD, "token": "token-nomor-1-panjang"}).status_code == 302, "sent before"
    assert Complaint.objects.count() == 2


BROKEN = {
    "empty": ("foto.jpg", b""),
    "a page": ("foto.jpg", b"<html><body>halo</body></html>"),
    "a program": ("foto.png", b"MZ\x90\x00" + b"\x00" * 200),
    "cut off": ("foto.png", make.PNG[:40]),
    "half a PDF": ("surat.pdf", b"%PDF-1.4\n1 0 obj\n"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gets_a_sentence(client: Client, broken: tuple[str, bytes]) -> None:
    upload = SimpleUploadedFile(broken[0], broken[1], "image/jpeg")
    answer = client.post("/pengaduan/baru/periksa/", {**GOOD, "uploads": upload})
    assert answer.status_code == 422
    assert GOOD["text"] in answer.text
    assert not File.objects.exists()


def test_photographs_travel_with_the_draft(client: Client) -> None:
    upload = SimpleUploadedFile("lampu.png", make.PNG, "image/png")
    check = client.post("/pengaduan/baru/periksa/", {**GOOD, "uploads": upload}, follow=True)
    kept = check.context["form"]["kept"].value()
    answer = client.post("/pengaduan/baru/", {**GOOD, "kept": kept})
    assert answer.status_code == 302
    file = File.objects.get()
    assert (file.about_kind, file.about_ref) == ("complaints", Complaint.objects.get().ref)


def test_a_forged_list_of_files_names_nothing(client: Client) -> None:
    foreign = make.photo()
    answer = client.post("/pengaduan/baru/", {**GOOD, "kept": str(foreign.pk)})
    assert answer.status_code == 302
    foreign.refresh_from_db()
    assert foreign.about_ref == ""


def test_a_report_about_an_office_is_invisible_to_it(client: Client) -> None:
    siti = make.officer("pupr", "head", "Kadis")
    client.post("/pengaduan/baru/", {**GOOD, "accused": "pupr"})
    made = Complaint.objects.select_related("obligation__owner_office").get()
    office = made.obligation.owner_office
    assert office is not None
    assert (office.key, made.klass) == ("inspektorat", "supervisory")
    assert not Complaint.objects.visible_to(siti).exists()


def test_own_pages_are_kept_by_nobody(client: Client) -> None:
    made = make.complaint()
    for page in ("", "tanda-terima/"):
        answer = client.get(f"/lacak/{made.ref}/{made.secret}/{page}")
        assert "no-store" in answer["Cache-Control"]


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), place=st.text(max_size=250), contact=st.text(max_size=60))
def test_whatever_is_typed_no_page_breaks(client: Client, text: str, place: str, contact: str) -> None:
    answer = client.post("/pengaduan/baru/periksa/", {**GOOD, "text": text, "place": place, "contact": contact})
    assert answer.status_code in {302, 422}
