"""Web Push against a push service that opens what was sealed with the browser's own keys."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import browsers, gateways
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doors.door import Outgoing, Undeliverable
from balairung.kernel.messaging.doors.push import Push, read_subscription
from balairung.kernel.messaging.models import Contact, Gateway, Notice
from balairung.kernel.people.house import house_url
from tests import make
from tests.doors.push import PushVendor
from tests.make import START


@pytest.fixture
def vendor(settings: Settings) -> Iterator[PushVendor]:
    settings.OUTBOUND_ALLOW = ["127.0.0.1/32"]
    with PushVendor() as server:
        yield server


@pytest.fixture
def door() -> Push:
    return Push(Push.completed({}))


def message(to: str, body: str = "", subject: str = "Ada kabar untuk laporan P-1") -> Outgoing:
    return Outgoing("1", to, subject, body)


@pytest.mark.django_db
def test_the_browser_reads_what_was_sealed_for_it(vendor: PushVendor, door: Push) -> None:
    page = f"{house_url()}/lacak/P-1/KODE/"
    number = door.send(message(vendor.subscribe(door.public_key), f"Isi yang pribadi.\nhttps://lain.id/x\n{page}\n"))
    [shown] = vendor.shown
    assert (shown.text, shown.subject) == ("Ada kabar untuk laporan P-1", "/lacak/P-1/KODE/")
    assert number.startswith(f"{vendor.url}/pesan/")
    [headers] = vendor.headers
    assert (headers["ttl"], headers["urgency"]) == ("259200", "normal")
    assert len(headers["topic"]) == 32
    assert b"pribadi" not in vendor.calls[0].body


@pytest.mark.django_db
def test_another_house_may_not_write_to_it(vendor: PushVendor, door: Push) -> None:
    to = vendor.subscribe(door.public_key)
    with pytest.raises(OSError, match="403"):
        Push(Push.completed({})).send(message(to))


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "wrong"), [("404", Undeliverable), ("410", Undeliverable), ("413", Undeliverable),
                                            ("429", OSError), ("500", OSError), ("hang", OSError)])  # fmt: skip
def test_what_the_maker_says(vendor: PushVendor, door: Push, day: str, wrong: type[Exception]) -> None:
    to = vendor.subscribe()
    vendor.misbehave(day)
    with pytest.raises(wrong):
        door.send(message(to))
    door.send(message(to))
    assert len(vendor.shown) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x", "http://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/",
        "http://localhost:8000/", "https://2130706433/", "https://[::ffff:127.0.0.1]/", "https://a:b@contoh.id/",
    ],
)  # fmt: skip
def test_an_endpoint_in_our_own_network_is_never_called(
    endpoint: str, door: Push, vendor: PushVendor, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOW = []
    given = json.loads(vendor.subscribe()) | {"endpoint": endpoint}
    with pytest.raises((Undeliverable, OSError)):
        door.send(message(json.dumps(given)))


def test_a_long_title_and_no_address_fit(vendor: PushVendor, door: Push) -> None:
    door.send(message(vendor.subscribe(), "tanpa alamat", "x" * 5000))
    assert (len(vendor.shown[0].text), vendor.shown[0].subject) == (120, "/")


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "null", "x" * 3000, '{"endpoint": 1, "keys": {}}', '{"endpoint": "https://a.id", "keys": []}',
        '{"endpoint": "https://a.id", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}',
        '{"endpoint": "javascript:alert(1)", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}', "[" * 1900,
    ],
)  # fmt: skip
def test_what_no_browser_gives_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_subscription(text)
    with pytest.raises(Refused):
        browsers.checked(text)
    with pytest.raises(Undeliverable):
        Push(Push.completed({})).send(message(text))


@given(
    st.text(max_size=300)
    | st.builds(json.dumps, st.dictionaries(st.text(), st.text() | st.dictionaries(st.text(), st.text())))
)
def test_no_words_are_a_subscription_by_chance(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_subscription(text)


def test_the_same_browser_is_the_same_address(vendor: PushVendor) -> None:
    given = json.loads(vendor.subscribe())
    other = {"keys": dict(reversed(given["keys"].items())), "endpoint": given["endpoint"], "lain": 1}
    assert browsers.checked(json.dumps(given)) == browsers.checked(json.dumps(other))


@pytest.mark.django_db
def test_the_key_is_made_once_and_lies_sealed() -> None:
    assert browsers.public_key() == ""
    gateways.connect("push", {}, at=START)
    first = browsers.public_key()
    assert len(first) == 87
    gateways.connect("push", gateways.account_of(Gateway.objects.get()), at=START, opened=False)
    assert browsers.public_key() == ""
    row = gateways.connect("push", gateways.account_of(Gateway.objects.get()), at=START)
    assert browsers.public_key() == first
    assert gateways.check(row, at=START).startswith("VAPID")


# --- browsers of ours ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_officer_is_told_by_their_browser_until_it_is_gone(vendor: PushVendor) -> None:
    gateways.connect("push", {}, at=START)
    siti = make.person("Siti")
    subscription = vendor.subscribe(browsers.public_key())
    contact = browsers.add_browser(siti, subscription=subscription, at=START)
    assert browsers.add_browser(siti, subscription=subscription, at=START) == contact
    notify(Recipient.person(siti), subject="Laporan masuk: P-1", body="Isi", key="satu", at=START)
    deliver(now=START)
    assert vendor.said == ["Laporan masuk: P-1"]
    browsers.sweep(now=START)
    assert Contact.objects.count() == 1
    next(iter(vendor.browsers.values())).gone = True
    notify(Recipient.person(siti), subject="Laporan masuk: P-2", body="Isi", key="dua", at=START)
    deliver(now=START)
    assert Notice.objects.get(key="push:0:dua").problem == "gone"
    assert Notice.objects.get(key="dua").outcome == "sent", "the e-mail goes out beside it, whatever the browser does"
    assert browsers.sweep(now=START) == 1
    assert not Contact.objects.exists()
    browsers.add_browser(siti, subscription=vendor.subscribe(), at=START)
    assert Contact.objects.count() == 1


@pytest.mark.django_db
def test_of_many_browsers_the_last_five_count(vendor: PushVendor) -> None:
    siti = make.person("Siti")
    made = [browsers.add_browser(siti, subscription=vendor.subscribe(), at=START) for _each in range(7)]
    kept = set(Contact.objects.values_list("pk", flat=True))
    assert kept == {contact.pk for contact in made[-5:]}
    assert "127.0.0.1" not in str(Contact.objects.values("address_hash"))
