"""The pages of a mall: live figures, criteria answered with proof, what the rules ask."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.people.models import Person
from balairung.rooms.reception.models import CriterionAnswer
from tests import make

pytestmark = pytest.mark.django_db


def enter(who: Person) -> Client:
    client = Client()
    client.force_login(make.account(who))
    return client


def test_from_all_malls_to_one_answer(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    mall, hall = make.hall(at_office="dpmptsp", mall=True, name="Mal Bersama"), make.hall()
    client = enter(make.holder("dpmptsp", "head", "Bu Kadis"))
    assert "Mal Bersama" in client.get(reverse("reception:malls")).text
    assert "ditulis dari ingatan" in client.get(reverse("reception:mall_rules")).text
    page = reverse("reception:mall_criterion", args=[mall.key, "queue"])
    refused = client.post(page, {"met": "ya", "note": "Sudah terpasang"})
    assert refused.status_code == 422
    assert "Sudah terpasang" in refused.text
    proof = SimpleUploadedFile("kios.png", make.PNG, "image/png")
    assert client.post(page, {"met": "ya", "note": "Terpasang", "uploads": [proof]}).status_code == 302
    assert CriterionAnswer.objects.get().met
    shown = client.get(reverse("reception:mall", args=[mall.key])).text
    assert "Terpasang" in shown
    assert shown.index("Informasi umum") < shown.index("Antrean</a>")  # what is missing comes first
    assert client.get(reverse("reception:mall", args=[hall.key])).status_code == 404
    staff = enter(make.holder("dpmptsp", "staff"))
    assert staff.get(page).status_code == 200
    assert staff.post(page, {"met": "belum", "note": "Rusak"}).status_code == 403
    leader = enter(make.holder("setda", "secretary"))
    assert leader.get(reverse("reception:mall_criterion", args=[mall.key, "kopi"])).status_code == 404
