"""An examination from its first form to the page of what an office owes, in a browser's words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.oversight.models import Examination, Finding, Overseer, Payment, Recommendation
from tests import make
from tests.rooms.oversight import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client: Client, settings: Settings) -> Callable[[Person], Client]:
    settings.SECOND_FACTOR = "offered"
    make.regency()

    def sign_in(person: Person) -> Client:
        client.force_login(person.user or make.account(person))
        return client

    return sign_in


def test_from_the_first_form_to_what_the_office_owes(enter: Callable[[Person], Client]) -> None:
    lead = make.holder("inspektorat", "auditor", "Ratih")
    head, siti = make.holder("inspektorat", "head", "Bagas"), make.holder("pupr", "staff", "Siti")
    client = enter(lead)
    typed = {
        "source": "inspektorat", "kind": "reguler", "letter": "700/1", "about": "Belanja jalan", "office": "pupr",
        "period_since": "2025-01-01", "period_until": "2025-12-31", "started_on": "2026-02-02", "lead": str(lead.pk),
    }  # fmt: skip
    refused = client.post(reverse("oversight:begin"), typed | {"period_until": "2024-01-01"})
    assert refused.status_code == 422
    assert "Belanja jalan" in refused.content.decode()
    client.post(reverse("oversight:begin"), typed)
    made = Examination.objects.get()
    found = {
        "title": "Volume kurang", "condition": "a", "criterion": "b", "cause": "c", "effect": "d", "loss": "1.000,50",
        "loss_kind": "daerah",
    }  # fmt: skip
    assert client.post(reverse("oversight:add_finding", args=[made.pk]), found | {"loss": "seribu"}).status_code == 422
    client.post(reverse("oversight:add_finding", args=[made.pk]), found)
    finding = Finding.objects.get()
    told = {"office": "pupr", "text": "Setorkan kelebihannya.", "value": "1000,50"}
    client.post(reverse("oversight:recommend", args=[finding.pk]), told)
    report = {"number": "LHP/1", "reported_on": "2026-02-20", "received_on": "2026-02-21"}
    client.post(reverse("oversight:report", args=[made.pk]), report)
    assert client.post(reverse("oversight:send", args=[made.pk])).status_code == 403  # the Inspektur sends
    client = enter(head)
    client.post(reverse("oversight:send", args=[made.pk]))
    ref = Recommendation.objects.get().owed.ref
    page, pay = reverse("oversight:detail", args=[ref]), reverse("oversight:pay", args=[ref])
    too_much = {"amount": "1.001", "paid_on": "2026-02-28", "receipt": "STS-9"}
    answer = client.post(pay, too_much)
    assert (answer.status_code, "STS-9" in answer.content.decode()) == (422, True)
    client.post(pay, too_much | {"amount": "1.000,50"})
    assert "Lunas" in client.get(page).content.decode()
    client.post(reverse("oversight:take_back", args=[ref, Payment.objects.get().pk]), {"text": "Salah ketik"})
    assert "Lunas" not in client.get(page).content.decode()
    client = enter(siti)
    assert ref in client.get(reverse("oversight:desk")).content.decode()
    proof = SimpleUploadedFile("bukti.png", make.PNG, "image/png")
    said = {"report-text": "Sudah disetor.", "report-uploads": proof}
    assert client.post(reverse("oversight:act", args=[ref, "report"]), said).status_code == 302
    assert client.post(reverse("oversight:act", args=[ref, "settle"]), {"settle-text": "Selesai."}).status_code == 403
    assert client.post(pay, too_much).status_code == 403


def test_a_leave_is_given_and_ended(enter: Callable[[Person], Client]) -> None:
    head, outside = make.holder("inspektorat", "head"), make.person("Bu Wulan")
    client, page = enter(head), reverse("oversight:overseers")
    typed = {
        "email": "tidak@ada.id", "body": "dprd", "body_name": "Komisi A", "letter": "1", "letter_on": "2026-01-01",
        "scope": "angka", "since": "2026-01-01", "until": "2099-01-01",
    }  # fmt: skip
    assert "Belum ada akun" in client.post(page, typed).content.decode()
    known = typed | {"email": make.account(outside).email}
    assert "satu tahun" in client.post(page, known).content.decode()
    given = cases.outsider(actor_of(head, make.START), person=outside)
    assert client.post(reverse("oversight:revoke", args=[given.pk]), {"text": ""}).status_code == 422
    client.post(reverse("oversight:revoke", args=[given.pk]), {"text": "Suratnya dicabut"})
    assert "Suratnya dicabut" in client.get(page).content.decode()
    client = enter(make.holder("pupr", "head"))
    assert client.get(page).status_code == 403
    assert Overseer.objects.count() == 1


def test_an_empty_desk_says_what_will_stand_there(enter: Callable[[Person], Client]) -> None:
    client = enter(make.holder("dinkes", "head"))
    assert "Tidak ada yang menunggu" in client.get(reverse("oversight:desk")).content.decode()
    assert client.get(reverse("oversight:begin")).status_code == 403
    assert client.get(reverse("oversight:paper")).status_code == 200
