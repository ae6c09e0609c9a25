"""The demonstration's telephone: connected to a demonstration only, over this machine only, and to no real account."""

from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from balairung.config.demo.people import ACCOUNTS
from balairung.config.demo.telephone import connect_telephone
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Gateway
from balairung.kernel.people.models import User
from tests.doors.server import call
from tests.doors.telephone.handset import open_tabs
from tests.doors.telephone.page import Page

pytestmark = pytest.mark.django_db
HOUSE = "http://127.0.0.1:8000"


@pytest.fixture
def telephone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    with ExitStack() as stack:
        page = stack.enter_context(Page(open_tabs(stack), 0))
        monkeypatch.setenv("BALAIRUNG_TELEPHONE", str(urlsplit(page.url).port))
        yield page


@pytest.fixture
def demonstration() -> None:
    User.objects.create_user(ACCOUNTS[0].email, "balairung-demo")


def open_doors() -> set[str]:
    return set(Gateway.objects.filter(open=True).values_list("channel", flat=True))


def test_every_door_of_the_telephone_is_opened(telephone: Page, demonstration: None) -> None:
    assert connect_telephone(HOUSE, at=timezone.now()) == telephone.url
    assert open_doors() == set(telephone.tabs)
    for key, tab in telephone.tabs.items():
        hook = Gateway.objects.get(pk=key).hook
        assert tab.vendor.hook == f"{HOUSE}/pintu/{key}/{hook}/"
    assert Gateway.objects.get(pk="sms").account.count(HOUSE) == 1  # it names where it is called


def test_a_regency_is_no_demonstration(telephone: Page) -> None:
    assert connect_telephone(HOUSE, at=timezone.now()) == ""
    assert not open_doors()
    assert not telephone.house


def test_a_real_account_is_left_alone(telephone: Page, demonstration: None) -> None:
    real = {"number": "1", "token": "t", "secret": "s", "verify": "v"}
    gateways.connect("whatsapp", real, at=timezone.now())
    connect_telephone(HOUSE, at=timezone.now())
    assert gateways.account_of(Gateway.objects.get(pk="whatsapp")) == real
    assert not telephone.tabs["whatsapp"].vendor.hook


def test_when_the_telephone_is_gone_nothing_waits_for_it(
    telephone: Page, demonstration: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateways.connect("telegram", {"token": "1:a"}, at=timezone.now())
    connect_telephone(HOUSE, at=timezone.now())
    monkeypatch.setenv("BALAIRUNG_TELEPHONE", "9")
    assert connect_telephone(HOUSE, at=timezone.now()) == ""
    assert "telegram" in open_doors()
    assert not {"whatsapp", "sms"} & open_doors()


def test_only_this_machine_may_press_its_buttons(telephone: Page, demonstration: None) -> None:
    connect_telephone(HOUSE, at=timezone.now())
    url = f"{telephone.url}/say?tab=sms&who=%2B6281200000001"
    assert call(url, b"Halo", {})[0] == 403  # a form of another site cannot send the header
    assert call(f"{telephone.url}/state", b"", {"Host": "contoh.id"}, "GET")[0] == 403
    assert call(f"{telephone.url}/../page.py", b"", {}, "GET")[0] == 404
    assert call(f"{telephone.url}/say?tab=sms&who=%2B62999", b"Halo", {"X-Telepon": "1"})[0] == 404
    assert call(f"{telephone.url}/page.js", b"", {}, "GET")[0] == 200
