"""A reporter's browser asks to be told, is told that there is news, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.messaging import browsers, gateways
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.reads import last_outside
from balairung.rooms.complaints import actions, notices
from balairung.rooms.complaints.models import Complaint, Push
from balairung.rooms.complaints.pushing import MOST, subscribe, unsubscribe
from balairung.rooms.complaints.routing import KIND
from tests import make
from tests.doors.push import PushVendor
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(settings: Settings) -> Iterator[PushVendor]:
    settings.OUTBOUND_ALLOW, settings.OFFLINE = ["127.0.0.1/32"], True
    make.regency()
    gateways.connect("push", {}, at=START)
    with PushVendor() as server:
        yield server


def join(made: Complaint, vendor: PushVendor) -> str:
    subscription = vendor.subscribe(browsers.public_key())
    subscribe(made, subscription=subscription, by=make.reporter(made), at=START)
    return subscription


def address(made: Complaint) -> str:
    return reverse("complaints:browser", args=[made.ref, made.secret])


def test_each_step_is_one_line_without_content(vendor: PushVendor) -> None:
    rahma = make.coordinator()
    made = make.complaint(text="Saluran air di rumah Ibu Aminah tersumbat sampah", contact="warga@contoh.id")
    join(made, vendor)
    actions.verify(made, klass=made.klass, topic=make.topic(), by=rahma, at=START)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=START)
    deliver(now=START)
    [line] = vendor.shown
    assert line.text == f"Ada kabar untuk laporan {made.ref}"
    assert line.subject == reverse("complaints:own", args=[made.ref, made.secret])
    assert "Aminah" not in json.dumps(Notice.objects.filter(channel="push").values_list("subject", flat=True)[0])
    told = last_outside((KIND, made.ref))
    assert told is not None
    assert told.channel == "email", "what is told to browsers is no message to the reporter's address"


def test_a_reporter_with_no_address_is_told_all_the_same(vendor: PushVendor) -> None:
    rahma = make.coordinator()
    made = make.complaint(contact="")
    join(made, vendor)
    actions.verify(made, klass=made.klass, topic=make.topic(), by=rahma, at=START)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=START)
    deliver(now=START)
    assert len(vendor.said) == 1
    assert notices.delivered(made, "forward") == "page", "a line on a screen proves nothing"


def test_whoever_leaves_is_told_no_more(vendor: PushVendor) -> None:
    rahma = make.coordinator()
    made = make.complaint()
    subscription = join(made, vendor)
    unsubscribe(made, subscription=subscription, by=make.reporter(made))
    unsubscribe(made, subscription=subscription, by=make.reporter(made))
    actions.verify(made, klass=made.klass, topic=make.topic(), by=rahma, at=START)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=START)
    deliver(now=START)
    assert vendor.said == []


def test_a_browser_that_is_gone_is_forgotten(vendor: PushVendor) -> None:
    rahma = make.coordinator()
    made = make.complaint()
    join(made, vendor)
    next(iter(vendor.browsers.values())).gone = True
    actions.verify(made, klass=made.klass, topic=make.topic(), by=rahma, at=START)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=START)
    deliver(now=START)
    assert Push.objects.count() == 1
    actions.answer(made, text="Kami periksa besok pagi.", by=make.officer("pupr", "liaison"), at=START)
    assert Push.objects.count() == 0


def test_of_many_browsers_the_last_five_count(vendor: PushVendor) -> None:
    made = make.complaint()
    given = [join(made, vendor) for _each in range(MOST + 2)]
    assert Push.objects.count() == MOST
    endpoints = {json.loads(row.subscription)["endpoint"] for row in Push.objects.all()}
    assert endpoints == {json.loads(one)["endpoint"] for one in given[2:]}


def test_the_page_has_the_button_where_the_door_is_open(vendor: PushVendor, client: Client) -> None:
    made = make.complaint()
    own = reverse("complaints:own", args=[made.ref, made.secret])
    page = client.get(own).content.decode()
    assert "Kabari lewat peramban ini" in page
    assert browsers.public_key() in page
    gateways.connect("push", {}, at=START, opened=False)
    assert "peramban ini" not in client.get(own).content.decode()


def test_join_and_leave_by_the_page(vendor: PushVendor) -> None:
    made = make.complaint()
    visitor = Client()
    subscription = vendor.subscribe(browsers.public_key())
    for _twice in range(2):
        answer = visitor.post(address(made), {"langkah": "ikut", "subscription": subscription})
        assert answer.status_code == 302
    assert Push.objects.count() == 1
    assert subscription not in str(Push.objects.values("subscription_hash"))
    visitor.post(address(made), {"langkah": "henti", "subscription": subscription})
    assert Push.objects.count() == 0


def test_only_the_holder_of_the_code_may(vendor: PushVendor, client: Client) -> None:
    made = make.complaint()
    subscription = vendor.subscribe()
    wrong = reverse("complaints:browser", args=[made.ref, "AAAA-AAAA"])
    assert client.post(wrong, {"langkah": "ikut", "subscription": subscription}).status_code == 404
    assert client.get(address(made)).status_code == 405
    for text in ("", "{}", "x" * 5000, '{"endpoint":"https://a.id","keys":{}}'):
        assert client.post(address(made), {"langkah": "ikut", "subscription": text}).status_code in {409, 422, 400}
    assert not Push.objects.exists()


def test_it_is_counted(vendor: PushVendor, client: Client, settings: Settings) -> None:
    settings.FOLLOWING_LIMIT = "2/h"
    made = make.complaint()
    codes = [
        client.post(address(made), {"langkah": "ikut", "subscription": vendor.subscribe()}).status_code
        for _each in range(3)
    ]
    assert codes[:2] == [302, 302]
    assert codes[2] != 302
    assert Push.objects.count() == 2
