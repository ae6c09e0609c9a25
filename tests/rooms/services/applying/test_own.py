"""The applicant's own page: by number and code, without an account."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.documents import local_authority
from balairung.kernel.documents.signing import sign
from balairung.kernel.files.models import File
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.rooms.services.applying.completing import sign_files
from balairung.rooms.services.handling import actions
from balairung.rooms.services.issuing import letter_of
from balairung.rooms.services.models import Application
from tests.kernel.documents import letters
from tests.make import moment
from tests.rooms.services.applying import sheets
from tests.rooms.services.handling import stage

pytestmark = pytest.mark.django_db
LATER = moment("2026-03-02 14:00")


@pytest.fixture(autouse=True)
def cast() -> stage.Cast:
    return stage.cast()


@pytest.fixture
def made() -> Application:
    return stage.applied(stage.published(sheets.body()), **sheets.ANSWERS | {"kk": "3577010107150001"})


def own(made: Application, page: str = "own") -> str:
    return reverse(f"services:{page}", args=[made.ref, made.secret])


def test_it_tells_where_it_is_like_a_parcel(client: Client, made: Application) -> None:
    page = client.get(own(made)).content.decode()
    for words in ("Diperiksa desa", "Diputus kecamatan", "Desa Uji", "terlambat"):  # it is long after March
        assert words in page
    assert made.nik not in page
    assert "3577********0001" in page
    assert "3577010107150001" not in page  # the family card


def test_a_wrong_code_opens_nothing(client: Client, made: Application) -> None:
    for name in ("own", "receipt", "receipt_pdf", "complete", "withdraw", "contact"):
        assert client.get(reverse(f"services:{name}", args=[made.ref, "0000000000"])).status_code == 404, name
        assert client.post(reverse(f"services:{name}", args=[made.ref, "0000000000"])).status_code == 404, name


def test_the_page_where_people_track_opens_it(client: Client, made: Application) -> None:
    answer = client.post(reverse("complaints:track"), {"ref": made.ref.lower(), "code": made.secret.lower()})
    assert answer.headers["Location"] == own(made)
    refused = client.post(reverse("complaints:track"), {"ref": made.ref, "code": "0000000000"})
    assert refused.status_code == 422


def test_wrong_codes_are_counted(client: Client, made: Application, settings: Settings) -> None:
    settings.TRACKING_LIMIT = "1/h"
    client.post(reverse("complaints:track"), {"ref": made.ref, "code": "0000000000"})
    answer = client.post(reverse("complaints:track"), {"ref": made.ref, "code": made.secret})
    assert "Terlalu banyak percobaan" in answer.content.decode()


def test_who_lost_the_code_has_the_link_sent(client: Client, made: Application) -> None:
    for _time in range(2):
        assert client.post(reverse("complaints:lost"), {"contact": "ani@contoh.id"}).status_code == 302
    sent = Notice.objects.filter(about_kind="services", about_ref="")
    assert [made.secret in notice.body for notice in sent] == [True]
    assert client.post(reverse("complaints:lost"), {"contact": "siapa@contoh.id"}).status_code == 302
    assert sent.count() == 1


def sent_back(made: Application, cast: stage.Cast, *fields: str) -> Application:
    missing = [(field, f"Perbaiki: {field or 'surat kuasa'}") for field in fields]
    actions.send_back(stage.fresh(made), missing=missing, by=cast.operator, at=LATER)
    return stage.fresh(made)


def test_what_is_missing_is_named_and_sent(client: Client, made: Application, cast: stage.Cast) -> None:
    made = sent_back(made, cast, "foto", "rumah_sakit")
    page = client.get(own(made)).content.decode()
    assert "Perbaiki: foto" in page
    form = client.get(own(made, "complete")).content.decode()
    assert 'value="RSUD Uji"' in form
    assert "Surat ini untuk apa?" not in form  # what was right is not asked again
    wrong = client.post(own(made, "complete"), {"rumah_sakit": "", "foto": sheets.picture()})
    assert "Bagian ini belum diisi" in " ".join(sheets.wrong(wrong))
    kept = sheets.hidden(wrong, "kept")
    answer = client.post(own(made, "complete"), {"rumah_sakit": "RSUD Baru", "kept": kept, "text": "Ini fotonya."})
    assert answer.status_code == 302, sheets.wrong(answer)
    made = stage.fresh(made)
    said = json.loads(made.answers)
    assert (said["rumah_sakit"], said["untuk"]) == ("RSUD Baru", "berobat")
    assert File.objects.get(pk=said["foto"][0]).about_ref == made.ref
    assert (made.obligation.state, made.missing) == (State.ACTIVE, [])
    assert client.get(own(made, "complete")).headers["Location"] == own(made)


def test_words_alone_may_be_asked_for(client: Client, made: Application, cast: stage.Cast) -> None:
    made = sent_back(made, cast, "")
    refused = client.post(own(made, "complete"), {"text": ""})
    assert refused.status_code == 422
    assert client.post(own(made, "complete"), {"text": "Suratnya menyusul."}).status_code == 302
    assert stage.fresh(made).obligation.state == State.ACTIVE


def test_files_of_another_application_are_not_taken(client: Client, made: Application, cast: stage.Cast) -> None:
    made = sent_back(made, cast, "foto")
    other = stage.applied(made.version)
    forged = sign_files(other, {"foto": ["00000000-0000-7000-8000-000000000000"]})
    client.post(own(made, "complete"), {"kept": forged})
    assert "foto" not in json.loads(stage.fresh(made).answers)


def test_withdrawing_says_what_it_means_and_does_it(client: Client, made: Application) -> None:
    assert "tidak dapat dibuka lagi" in client.get(own(made, "withdraw")).content.decode()
    assert client.post(own(made, "withdraw"), {"text": "Sudah tidak perlu."}).status_code == 302
    assert stage.fresh(made).obligation.state == State.WITHDRAWN
    assert "sudah dicabut" in client.get(own(made)).content.decode()
    assert client.post(own(made, "withdraw")).status_code == 422  # once


def test_another_contact_is_told_to_both(client: Client, made: Application) -> None:
    before = Notice.objects.count()
    assert client.post(own(made, "contact"), {"contact": "baru@contoh.id", "langkah": "simpan"}).status_code == 302
    assert stage.fresh(made).contact == "baru@contoh.id"
    assert Notice.objects.count() == before + 2
    wrong = client.post(own(made, "contact"), {"contact": "bukan", "langkah": "simpan"})
    assert wrong.status_code == 422
    client.post(own(made, "contact"), {"langkah": "henti"})
    assert "menghentikan semua pesan" in client.get(own(made, "contact")).content.decode()
    client.post(own(made, "contact"), {"langkah": "mulai"})
    assert "kami kabarkan" in client.get(own(made, "contact")).content.decode()


def test_the_receipt_on_every_paper(client: Client, made: Application) -> None:
    for paper, word in (("", "paper-a4"), ("80", "ticket-80"), ("58", "ticket-58"), ("99", "paper-a4")):
        page = client.get(own(made, "receipt"), {"kertas": paper}).content.decode()
        assert word in page
    pdf = client.get(own(made, "receipt_pdf"))
    assert pdf.content.startswith(b"%PDF")


def test_a_deadline_explains_itself(client: Client, made: Application) -> None:
    clock = made.obligation.clocks.order_by("id")[0]
    page = client.get(reverse("services:own_deadline", args=[made.ref, made.secret, clock.pk]))
    assert page.status_code == 200


def test_the_letter_is_there_when_it_is_signed(client: Client, cast: stage.Cast) -> None:
    made = stage.applied(stage.service())
    actions.pass_on(stage.fresh(made), ticked=[0], by=cast.operator, at=LATER)
    actions.pass_on(stage.fresh(made), by=cast.camat, at=LATER)
    before = client.get(own(made)).content.decode()
    assert "Unduh surat" not in before
    letter = letter_of(made)
    assert letter
    local_authority.issue(letters.person_of(cast.camat), passphrase=letters.PASSPHRASE, by=cast.camat, at=LATER)
    sign(letter, passphrase=letters.PASSPHRASE, by=cast.camat, at=LATER)
    page = client.get(own(made)).content.decode()
    letter.refresh_from_db()
    for words in ("Surat Anda sudah terbit", "Unduh surat", letter.number_text, "Bagikan ke petugas"):
        assert words in page
    assert stage.fresh(made).obligation.state == State.DONE


def test_refused_it_says_why_and_what_one_may_do(client: Client, made: Application, cast: stage.Cast) -> None:
    actions.refuse(stage.fresh(made), text="Alamatnya di desa lain.", by=cast.operator, at=LATER)
    page = client.get(own(made)).content.decode()
    assert "Alamatnya di desa lain." in page
    assert "keberatan" in page
    assert "Diputus kecamatan" not in page.split("Yang sudah terjadi")[0]
