"""The button "Kabari lewat peramban ini" in a real browser.

Chromium without a head has no push service behind it: what that would give comes from our contract server, and what it
would bring is handed to the service worker by the browser's own tools. Everything between is the real thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import browsers, gateways
from balairung.kernel.messaging.delivery import deliver
from balairung.rooms.complaints.models import Complaint, Push
from balairung.rooms.complaints.pushing import tell
from tests import make
from tests.browser.conftest import PHONE
from tests.doors.push import PushVendor

pytestmark = pytest.mark.django_db(transaction=True)

#: What the push service behind `PushManager.subscribe` would give.
GIVEN = """(given) => {
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    window.asked = applicationServerKey.length;
    return { toJSON: () => given, options: { applicationServerKey } };
  };
}"""


@pytest.fixture
def vendor(settings: Settings, live_server: LiveServer) -> Iterator[PushVendor]:
    settings.OUTBOUND_ALLOW, settings.OFFLINE, settings.BASE_URL = ["127.0.0.1/32"], True, live_server.url
    make.regency()
    gateways.connect("push", {}, at=timezone.now())
    with PushVendor() as server:
        yield server


@pytest.fixture
def telephone(open_context: Callable[..., BrowserContext], live_server: LiveServer) -> Page:
    context = open_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.grant_permissions(["notifications"], origin=live_server.url)
    return context.new_page()


def own(made: Complaint) -> str:
    return f"/lacak/{made.ref}/{made.secret}/"


def test_join_be_told_and_leave(telephone: Page, vendor: PushVendor, check_axe: Callable[[Page], None]) -> None:
    made = make.complaint(at=timezone.now())
    telephone.goto(own(made))
    check_axe(telephone)
    given = json.loads(vendor.subscribe(browsers.public_key()))
    telephone.evaluate(GIVEN, given)
    telephone.get_by_role("button", name="Kabari lewat peramban ini").tap()
    telephone.get_by_text("Peramban ini akan dikabari").wait_for()
    assert json.loads(Push.objects.get().subscription)["endpoint"] == given["endpoint"]
    check_axe(telephone)

    tell(made, "uji", at=timezone.now())
    deliver(now=timezone.now())
    [line] = vendor.shown
    shown = hand_over(telephone, json.dumps({"title": line.text, "url": line.subject}))
    assert shown == [{"title": f"Ada kabar untuk laporan {made.ref}", "url": own(made)}]

    telephone.evaluate(GIVEN, given)
    telephone.get_by_role("button", name="Jangan kabari lagi").tap()
    telephone.get_by_text("Peramban ini tidak lagi dikabari").wait_for()
    assert not Push.objects.exists()
    assert telephone.get_by_role("button", name="Kabari lewat peramban ini").is_visible()


def hand_over(page: Page, payload: str) -> list[dict[str, Any]]:
    """What the browser's maker would bring to the service worker; the notifications that it shows then."""
    tools = page.context.new_cdp_session(page)
    known: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(one["registrationId"] for one in event["registrations"] if not one["isDeleted"]),
    )
    tools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(200)
    origin = page.evaluate("location.origin")
    tools.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": known[-1], "data": payload})
    page.wait_for_timeout(500)
    asking = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
      .map(({ title, data }) => ({ title, url: data.url }))"""
    found: list[dict[str, Any]] = page.evaluate(asking)
    return found


def test_whoever_forbids_it_is_told_where_to_allow_it(phone: Page, vendor: PushVendor) -> None:
    made = make.complaint(at=timezone.now())
    phone.goto(own(made))
    button = phone.get_by_role("button", name="Kabari lewat peramban ini")
    if button.is_visible():
        phone.evaluate("Notification.requestPermission = async () => 'denied'")
        button.tap()
    phone.get_by_text("tidak mengizinkan pemberitahuan").wait_for()
    assert not Push.objects.exists()


def test_without_scripts_there_is_no_button(plain: Page, vendor: PushVendor) -> None:
    made = make.complaint(at=timezone.now())
    plain.goto(own(made))
    assert not plain.get_by_role("button", name="Kabari lewat peramban ini").is_visible()
