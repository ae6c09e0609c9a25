"""The register for everybody, and the desk of whoever keeps it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.agreements import actions
from balairung.rooms.agreements.models import Agreement, Duty
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def today() -> Any:
    return timezone.localdate()


def agreement(number: str = "119/12/2026", **said: Any) -> Agreement:
    plain: dict[str, Any] = {
        "title": "Pertukaran layanan administrasi", "partner": "Pemerintah Kabupaten Ngawi",
        "scope": "Berbagi layanan.", "signed_on": today() - 30 * DAY, "since": today() - 30 * DAY,
        "until": today() + 365 * DAY, "office": make.office("dukcapil"),
    }  # fmt: skip
    return actions.record(number=number, **plain | said, by=SYSTEM, at=timezone.now())


def duty(of: Agreement, text: str = "Menyerahkan paket layanan") -> Duty:
    said = {"text": text, "due_on": today() + 9 * DAY, "office": make.office("kominfo")}
    return actions.add_duty(of, **said, by=SYSTEM, at=timezone.now())


def enter(client: Client, office: str, role: str) -> Client:
    client.force_login(make.account(make.holder(office, role)))
    return client


def test_everybody_reads_which_agreements_there_are_but_not_the_words_of_a_duty(client: Client) -> None:
    assert "Belum ada perjanjian yang berlaku" in client.get("/kerja-sama/").text
    made = agreement()
    duty(made, "Melatih Bu Sri memakai aplikasi")
    listed, page = client.get("/kerja-sama/").text, client.get(f"/kerja-sama/{made.ref}/").text
    for text in (listed, page):
        assert "Pertukaran layanan administrasi" in text
        assert "Bu Sri" not in text
        assert "masih berjalan" in text
    assert "Pindaian" not in page
    assert client.get("/kerja-sama/J-0000-0000/").status_code == 404


def test_words_and_tabs_narrow_the_list(client: Client) -> None:
    agreement()
    over = agreement("7", title="Bank sampah", signed_on=today() - 90 * DAY, since=today() - 90 * DAY,
                     until=today() - DAY)  # fmt: skip
    agreement("8", title="Pasar bersama", since=today() + DAY)
    assert "Bank sampah" not in client.get("/kerja-sama/").text
    assert over.title in client.get("/kerja-sama/?tampil=berakhir").text
    assert "Pasar bersama" in client.get("/kerja-sama/?tampil=mendatang").text
    assert "Pertukaran" in client.get("/kerja-sama/?kata=ngawi+layanan").text
    assert "Tidak ada perjanjian yang cocok" in client.get("/kerja-sama/?kata=bulan").text
    assert client.get("/kerja-sama/?tampil=%00&halaman=x").status_code == 200


def test_recording_giving_duties_and_ending_from_the_pages(client: Client) -> None:
    enter(client, "dukcapil", "head")
    form = {
        "number": "119/12/2026", "title": "Pertukaran layanan", "partner": "Pemerintah Kabupaten Ngawi",
        "scope": "Berbagi layanan.", "signed_on": today(), "since": today(), "until": today() - DAY,
        "office": "dukcapil",
    }  # fmt: skip
    answer = client.post("/kerja/kerja-sama/baru/", form)
    assert answer.status_code == 422
    assert "Tanggal berakhirnya lebih dahulu" in answer.text
    assert "Pertukaran layanan" in answer.text  # what was typed is kept
    scan = SimpleUploadedFile("pks.png", make.PNG, "image/png")
    answer = client.post("/kerja/kerja-sama/baru/", form | {"until": today() + 90 * DAY, "scans": scan}, follow=True)
    made = Agreement.objects.get()
    assert answer.redirect_chain == [(f"/kerja-sama/{made.ref}/", 302)]
    assert "pks.png" in answer.text
    desk = f"/kerja/kerja-sama/naskah/{made.ref}"
    late = {"text": "Melatih operator", "office": "kominfo", "due_on": today() + 91 * DAY}
    answer = client.post(f"{desk}/kewajiban/", late)
    assert (answer.status_code, "Melatih operator" in answer.text) == (422, True)
    assert client.post(f"{desk}/kewajiban/", late | {"due_on": today() + 9 * DAY}).status_code == 302
    owed = Duty.objects.get().obligation
    assert "Melatih operator" in client.get("/kerja/kerja-sama/").text
    assert client.get(f"/kerja/kerja-sama/{owed.ref}/").status_code == 200
    assert client.post(f"{desk}/akhiri/", {"ended_on": today(), "reason": ""}).status_code == 422
    assert client.post(f"{desk}/akhiri/", {"ended_on": today(), "reason": "Mitra mundur"}).status_code == 302
    owed.refresh_from_db()
    assert owed.state == State.WITHDRAWN
    assert "Mitra mundur" in client.get(f"/kerja-sama/{made.ref}/").text


def test_the_office_that_owes_reports_with_proof(client: Client) -> None:
    owed = duty(agreement()).obligation
    enter(client, "kominfo", "staff")
    page = f"/kerja/kerja-sama/{owed.ref}/"
    assert "Laporkan sudah dilaksanakan" in client.get(page).text
    assert "Bebaskan" not in client.get(page).text
    proof = SimpleUploadedFile("bukti.png", make.PNG, "image/png")
    given = {"fulfil-text": "Sudah diserahkan.", "fulfil-uploads": proof}
    assert client.post(f"{page}fulfil/", {"fulfil-text": "Sudah."}).status_code == 422
    assert client.post(f"{page}fulfil/", given).status_code == 302
    owed.refresh_from_db()
    assert owed.state == State.DONE


def test_other_offices_change_nothing(client: Client) -> None:
    made = agreement()
    owed = duty(made).obligation
    enter(client, "dinkes", "head")
    assert client.get(f"/kerja-sama/{made.ref}/").status_code == 200
    assert client.get(f"/kerja/kerja-sama/{owed.ref}/").status_code == 404
    for deed in ("kewajiban", "pindaian", "akhiri"):
        assert client.post(f"/kerja/kerja-sama/naskah/{made.ref}/{deed}/", {}).status_code == 403
    assert "Tambah kewajiban" not in client.get(f"/kerja-sama/{made.ref}/").text
    assert "Tidak ada yang perlu perhatian" in client.get("/kerja/kerja-sama/").text


def test_fifty_agreements_cost_as_many_questions_as_one(client: Client) -> None:
    duty(agreement())
    enter(client, "setda", "secretary")
    paths = ["/kerja-sama/", "/kerja/kerja-sama/"]
    few = [asked(client, path) for path in paths]
    for number in range(30):
        duty(agreement(str(number), until=today() + 20 * DAY if number % 2 else None))
    assert [asked(client, path) for path in paths] == few


def asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(path).status_code == 200
    return len(questions)
