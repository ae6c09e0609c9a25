"""Consent: the code that came back, one's own link, an end that forgets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import browsers
from balairung.kernel.messaging.contacts import ask_code, confirm_code, proved
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doors.push import GONE
from balairung.kernel.messaging.gateways import connect
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.stopping import mark_of, stop
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.announcements import sending, subscribing
from balairung.rooms.announcements.models import AskedSubscription, SubscribedService, Subscription
from balairung.rooms.announcements.subscribing import Wishes, ask, confirm
from tests import make
from tests.doors.push import PushVendor
from tests.make import START
from tests.rooms.announcements import told

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PLAIN = Wishes()


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def asked(address: str = "sri@contoh.id", wishes: Wishes = PLAIN) -> AskedSubscription:
    return ask(channel="email", address=address, wishes=wishes, at=START)


def test_before_the_code_there_is_no_subscription_and_no_message_but_the_code() -> None:
    row = asked()
    assert not Subscription.objects.exists()
    assert Notice.objects.get().subject == "Kode untuk langganan kabar"
    made = confirm(row, code=told.code_sent(), at=START + MINUTE)
    assert (made.announcements, made.warnings, made.news, made.wakes) == (True, True, False, False)
    assert not AskedSubscription.objects.exists()
    greeting = Notice.objects.order_by("-written_at")[0]
    assert f"/pengumuman/langganan/{made.link_token}/" in greeting.body


def test_wrong_old_and_guessed_codes_are_refused() -> None:
    row = asked()
    right = told.code_sent()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _try in range(5):
        with pytest.raises(Refused, match="belum cocok"):
            confirm(row, code=wrong, at=START)
    with pytest.raises(Refused, match="tidak berlaku"):
        confirm(row, code=right, at=START)
    late = asked("lambat@contoh.id")
    with pytest.raises(Refused, match="tidak berlaku"):
        confirm(late, code=told.code_sent(), at=START + timedelta(minutes=16))
    assert not Subscription.objects.exists()


def test_an_address_that_was_proved_for_a_report_has_not_asked_for_news() -> None:
    ask_code("email", "sri@contoh.id", at=START)
    confirm_code("email", "sri@contoh.id", told.code_sent(), at=START)
    asked()
    assert not Subscription.objects.exists()
    assert Notice.objects.filter(subject="Kode untuk langganan kabar").count() == 1


def test_nothing_is_changed_by_somebody_who_only_types_the_address() -> None:
    made = told.subscribed("sri@contoh.id", news=True)
    asked(wishes=Wishes(news=False, warnings=False))
    made.refresh_from_db()
    assert (made.news, made.warnings) == (True, True)


def test_an_address_that_stopped_everything_gets_not_even_the_code() -> None:
    stop(mark_of("sri@contoh.id"), at=START)
    row = asked()  # and whoever asks is told the same
    assert not Notice.objects.exists()
    with pytest.raises(Refused):
        confirm(row, code="000000", at=START)


def test_three_codes_a_day_for_one_address() -> None:
    for _each in range(3):
        asked()
    with pytest.raises(Refused, match="tiga kode"):
        asked()
    asked("lain@contoh.id")
    subscribing.tidy(now=START + 2 * DAY)
    assert not AskedSubscription.objects.exists()


def test_shut_doors_and_empty_wishes_are_refused() -> None:
    with pytest.raises(Refused, match="belum dibuka"):
        ask(channel="sms", address="+6281234567890", wishes=PLAIN, at=START)
    with pytest.raises(Refused, match="satu jenis"):
        asked(wishes=Wishes(announcements=False, warnings=False))


def test_the_address_is_sealed_and_the_link_opens_one_subscription() -> None:
    made = told.subscribed("sri@contoh.id")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM announcements_subscription")
        assert "sri" not in str(cursor.fetchall())
    assert Subscription.objects.of_link(made.link_token) == made
    for forged in ("x", made.link_token[:-1] + "x", made.pk.hex):
        with pytest.raises(Subscription.DoesNotExist):
            Subscription.objects.of_link(forged)


def test_choices_change_and_the_rhythm_with_them() -> None:
    made = told.subscribed("sri@contoh.id")
    place = told.village().pk
    wishes = Wishes(place=place, news=True, rhythm="weekly", services=["ktp", "ktp", "akta"])
    subscribing.change(made, wishes=wishes, at=START)
    made.refresh_from_db()
    assert (made.place_id, made.news, made.digest_at) == (place, True, make.moment("2026-03-09 07:00"))
    assert SubscribedService.objects.count() == 2
    assert subscribing.wishes_of(made).services == ["akta", "ktp"]
    subscribing.change(made, wishes=PLAIN, at=START)
    made.refresh_from_db()
    assert (made.place_id, made.digest_at, made.rhythm) == (None, None, "once")
    with pytest.raises(Refused):
        subscribing.change(made, wishes=Wishes(announcements=False, warnings=False), at=START)


def test_leaving_forgets_the_address() -> None:
    made = told.subscribed("sri@contoh.id", services=["ktp"])
    subscribing.leave(made, at=START)
    assert not Subscription.objects.exists()
    assert not SubscribedService.objects.exists()


def test_a_telephone_is_proved_by_the_same_code(settings: Settings) -> None:
    settings.CHANNELS = {**settings.CHANNELS, "sms": "balairung.kernel.messaging.doors.mail.Mail"}
    connect("sms", {}, at=START)
    number = "+6281234567890"
    row = ask(channel="sms", address=number, wishes=PLAIN, at=START)
    assert proved([("sms", number)]) == set()
    confirm(row, code=told.code_sent(), at=START)
    assert proved([("sms", number)]) == {("sms", number)}


@pytest.fixture
def vendor(settings: Settings) -> Iterator[PushVendor]:
    settings.OUTBOUND_ALLOW, settings.OFFLINE = ["127.0.0.1/32"], True
    connect("push", {}, at=START)
    with PushVendor() as server:
        yield server


def test_a_browser_needs_no_code_because_it_gave_its_keys_and_keeps_its_choices(vendor: PushVendor) -> None:
    with pytest.raises(Refused):
        subscribing.add_browser(subscription="{}", at=START)
    assert not Subscription.objects.exists()
    given = vendor.subscribe(browsers.public_key())
    made = subscribing.add_browser(subscription=given, at=START)
    subscribing.change(made, wishes=Wishes(news=True, warnings=False), at=START)
    again = subscribing.add_browser(subscription=given, at=START + DAY)
    assert (again.pk, again.news, again.warnings) == (made.pk, True, False)
    told_of = told.published(kind="news")
    sending.send(told_of, by=SYSTEM, at=START)
    sending.spread(now=START)
    deliver(now=START)
    [line] = vendor.shown
    assert (line.text, line.subject) == (told_of.current.title, f"/pengumuman/{told_of.code}/?dari=peramban")  # type: ignore[union-attr]
    subscribing.drop_browser(subscription=given, at=START)
    assert not Subscription.objects.exists()


def test_a_browser_that_is_no_more_is_forgotten(vendor: PushVendor) -> None:
    made = subscribing.add_browser(subscription=vendor.subscribe(browsers.public_key()), at=START)
    kept = told.subscribed("sri@contoh.id")
    found = told.published()
    sending.send(found, by=SYSTEM, at=START)
    sending.spread(now=START)
    subscribing.tidy(now=START + MINUTE)
    assert Subscription.objects.filter(pk=made.pk).exists()
    Notice.objects.filter(channel="push").update(outcome="failed", problem=GONE)
    subscribing.tidy(now=START + MINUTE)
    assert list(Subscription.objects.all()) == [kept]
