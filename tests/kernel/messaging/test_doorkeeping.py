"""The operator's page of doors, and the command that does the same for scripts."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.conditions import conditions
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doorkeeping import keep_account, open_door
from balairung.kernel.messaging.models import Gateway
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Change
from tests import make
from tests.kernel.messaging.odd_channels import Shelf
from tests.kernel.messaging.shelves import open_shelves, owe
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelves(settings: Settings) -> None:
    open_shelves(settings, opened=())
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def operator(client: Client) -> Client:
    make.regency()
    client.force_login(make.account(make.holder("kominfo", "administrator", "Pengelola")))
    return client


def door(name: str, channel: str = "whatsapp") -> str:
    return reverse(f"gateways:{name}", args=[channel])


def account() -> dict[str, str]:
    return gateways.account_of(Gateway.objects.get(pk="whatsapp"))


def test_an_operator_connects_tries_opens_and_shuts_a_door(operator: Client) -> None:
    assert "Belum dipakai." in operator.get(reverse("gateways:doors")).content.decode()
    assert operator.post(door("door"), {"nama": "Kota"}).status_code == 422, "the token is missing"
    assert operator.post(door("try")).status_code == 422, "there is nothing to try"
    assert operator.post(door("door"), {"nama": "Kota", "token": "salah"}).status_code == 302
    assert not gateways.is_open("whatsapp"), "kept, and still shut"
    refused = operator.post(door("try"))
    assert (refused.status_code, "the token is wrong" in refused.content.decode()) == (422, True)
    assert operator.post(door("door"), {"nama": "Kota", "token": "benar"}).status_code == 302
    assert operator.post(door("try")).status_code == 302
    assert operator.post(door("open")).status_code == 302
    assert gateways.is_open("whatsapp")
    hook = gateways.hook_address(Gateway.objects.get(pk="whatsapp"))
    assert Shelf.announced == [hook]
    assert hook in operator.get(door("door")).content.decode()
    assert operator.post(door("shut")).status_code == 302
    assert not gateways.is_open("whatsapp")
    assert Shelf.announced == [hook, ""]
    notes = list(Change.objects.filter(verb="change_door").order_by("at", "id").values_list("note", flat=True))
    assert notes == ["WhatsApp: akun diubah"] * 2 + ["WhatsApp: dibuka", "WhatsApp: ditutup"]


def test_a_secret_is_kept_sealed_and_never_shown_again(operator: Client) -> None:
    operator.post(door("door"), {"nama": "Kota", "token": "sangat-rahasia", "lain": "x"})
    page = operator.get(door("door")).content.decode()
    assert "sangat-rahasia" not in page
    assert "Tersimpan." in page
    operator.post(door("door"), {"nama": "Kabupaten", "token": "", "lain": ""})
    assert account() == {"nama": "Kabupaten", "token": "sangat-rahasia", "lain": ""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT account FROM messaging_gateway")
        assert "rahasia" not in str(cursor.fetchall())


def test_only_operators_keep_doors(client: Client) -> None:
    make.regency()
    head = make.holder("pupr", "head")
    client.force_login(make.account(head))
    assert client.get(reverse("gateways:doors")).status_code == 403
    with pytest.raises(NotAllowed):
        open_door("whatsapp", by=make.officer("dinkes", "head"), at=START)
    with pytest.raises(Refused, match="merpati"):
        keep_account("merpati", {}, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="Tidak dikenal: x"):
        keep_account("whatsapp", {"x": "1"}, by=SYSTEM, at=START)


def test_there_is_no_page_for_a_door_that_does_not_exist(operator: Client) -> None:
    assert operator.get(door("door", "merpati")).status_code == 404
    assert operator.post(door("open", "merpati")).status_code == 404


def test_the_page_tells_how_each_door_does() -> None:
    gateways.connect("whatsapp", {"nama": "Kota", "token": "benar"}, at=START)
    owe("hilang")
    owe("baik")
    deliver(now=START)
    owe("nanti")
    found = {one.channel: one for one in conditions(START + timedelta(hours=1))}
    whatsapp = found["whatsapp"]
    assert (whatsapp.state, whatsapp.waiting, whatsapp.failed, found["sms"].state) == ("open", 1, 1, "shut")
    assert whatsapp.gateway is not None
    assert whatsapp.gateway.said_at == START
    assert {one.channel: one.failed for one in conditions(START + timedelta(days=2))}["whatsapp"] == 0


def test_an_account_that_cannot_be_read_shuts_no_other_door(caplog: pytest.LogCaptureFixture) -> None:
    for channel in ("whatsapp", "sms"):
        gateways.connect(channel, {"token": "x"}, at=START)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_gateway SET account = 'gAAAAABnothing' WHERE channel = 'whatsapp'")
    gateways.forget()
    assert sorted(gateways.doors()) == ["email", "sms"]
    assert "whatsapp" in caplog.text


def test_a_door_is_one_object_for_as_long_as_its_account_stays() -> None:
    gateways.connect("whatsapp", {"token": "x"}, at=START)
    first = gateways.doors()["whatsapp"].door
    key, (_until, found) = next(iter(gateways._known.items()))
    gateways._known[key] = (0.0, found)
    assert gateways.doors()["whatsapp"].door is first
    gateways._known[key] = (0.0, found)
    Gateway.objects.update(changed_at=START + timedelta(seconds=1), account=json.dumps({"token": "y"}))
    assert gateways.doors()["whatsapp"].door is not first


# --- the command ----------------------------------------------------------------------------------------------------


def said(*words: str) -> str:
    out = StringIO()
    call_command("door", *words, stdout=out)
    return out.getvalue()


def test_a_script_does_the_same(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("benar\n")
    assert "/pintu/whatsapp/" in said("connect", "whatsapp", "nama=Kota", f"token=@{token}")
    assert account() == {"nama": "Kota", "token": "benar"}
    assert said("check", "whatsapp").strip() == "Kota"
    assert "terbuka" in said("open", "whatsapp")
    assert "whatsapp · Terbuka · 0 menunggu" in said("list")
    assert "tertutup" in said("shut", "whatsapp")
    with pytest.raises(CommandError, match="merpati"):
        said("connect", "merpati")
    with pytest.raises(CommandError, match="kunci=nilai"):
        said("connect", "whatsapp", "nama")
    with pytest.raises(CommandError, match="tidak-ada"):
        said("list", "--host", "tidak-ada")
