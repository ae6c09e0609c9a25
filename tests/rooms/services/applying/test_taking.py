"""An officer types for somebody who sits there: with consent, with both names, read out and printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.services.models import Application
from tests import make
from tests.rooms.services.applying import sheets
from tests.rooms.services.handling import stage

pytestmark = pytest.mark.django_db
SIGN_IN = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def cast(settings: Settings) -> stage.Cast:
    settings.SECOND_FACTOR = "offered"
    found = stage.cast()
    stage.published(sheets.body())
    return found


@pytest.fixture
def sign_in() -> SIGN_IN:
    def enter(actor: Actor) -> Client:
        client = Client()
        client.force_login(make.account(Person.objects.get(pk=str(actor.person_id))))
        return client

    return enter


def taken(client: Client, **who: object) -> Application:
    first = client.post(reverse("services:take", args=[sheets.KEY]), sheets.WHO | {"consent": "thumb"} | who)
    assert first.status_code == 302, sheets.wrong(first)
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, first.headers["Location"])
    return sheets.send(client, last)


def test_who_typed_it_and_how_they_agreed(sign_in: SIGN_IN, cast: stage.Cast) -> None:
    client = sign_in(cast.operator)
    made = taken(client, scan=sheets.picture("cap.jpg"))
    assert (made.taken_by_id, made.channel) == (cast.operator.person_id, "counter")
    assert made.taken_at_post
    assert (made.taken_at_post.title, made.consent) == ("Operator Desa Uji", "Cap jempol di atas kertas")
    assert File.objects.get(about_ref=made.ref).name == "cap.jpg"
    page = client.get(reverse("services:taken", args=[made.ref])).content.decode()
    assert made.secret[:4] in page
    assert "Operator Desa Uji" in page
    assert made.ref in client.get(reverse("services:desk")).content.decode().replace("\u2011", "-")


def test_without_consent_nothing_goes_on(sign_in: SIGN_IN, cast: stage.Cast) -> None:
    client = sign_in(cast.operator)
    answer = client.post(reverse("services:take", args=[sheets.KEY]), sheets.WHO)
    assert answer.status_code == 422
    assert "menyetujuinya" in " ".join(sheets.wrong(answer))
    assert 'value="Ani Lestari"' in answer.content.decode()


def test_a_colleague_neither_opens_the_draft_nor_reads_the_code(sign_in: SIGN_IN, cast: stage.Cast) -> None:
    client = sign_in(cast.operator)
    first = client.post(reverse("services:take", args=[sheets.KEY]), sheets.WHO | {"consent": "spoken"})
    address = first.headers["Location"]
    made = taken(client)
    other = sign_in(cast.lurah)
    assert other.get(address).status_code == 404
    assert other.get(reverse("services:taken", args=[made.ref])).status_code == 404
    public = address.replace("/kerja/permohonan/baru/", "/layanan/").replace(sheets.KEY, f"{sheets.KEY}/ajukan")
    assert Client().get(public).status_code == 404


def test_after_midnight_the_code_is_the_applicants_alone(sign_in: SIGN_IN, cast: stage.Cast) -> None:
    client = sign_in(cast.operator)
    made = taken(client)
    Application.objects.update(applied_at=timezone.now() - timedelta(days=1))
    assert client.get(reverse("services:taken", args=[made.ref])).status_code == 404


def test_officers_of_an_agency_do_not_type_for_others(sign_in: SIGN_IN, cast: stage.Cast) -> None:
    client = sign_in(cast.budi)
    for address in (reverse("services:desk"), reverse("services:take", args=[sheets.KEY])):
        assert client.get(address).status_code == 403
        assert client.post(address, sheets.WHO).status_code in {403, 405}


def test_services_are_found_in_everyday_words(sign_in: SIGN_IN, cast: stage.Cast) -> None:
    client = sign_in(cast.camat)
    assert "Surat Keterangan Uji" in client.get(reverse("services:desk"), {"cari": "keterangan"}).content.decode()
    assert "Tidak ada layanan yang cocok" in client.get(reverse("services:desk"), {"cari": "qqqq"}).content.decode()


def test_the_same_nik_names_the_number_to_an_officer_who_may_see_it(sign_in: SIGN_IN, cast: stage.Cast) -> None:
    client = sign_in(cast.operator)
    made = taken(client)
    first = client.post(reverse("services:take", args=[sheets.KEY]), sheets.WHO | {"consent": "spoken"})
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, first.headers["Location"])
    assert reverse("services:detail", args=[made.ref]) in client.get(last).content.decode()
