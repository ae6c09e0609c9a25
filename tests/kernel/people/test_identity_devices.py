"""“Perangkat Anda”: the browsers of an account are listed, put out, and a new one is told to its owner."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people import account_devices, account_leaving, account_lines
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import end_holding
from balairung.kernel.people.models import AccountLine, Device, User
from tests import make
from tests.kernel.people.identity import DESK, PHONE, browser, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_regency")]
PASSWORD, NEW = "rahasia-yang-panjang", "sepeda-biru-di-pasar"


@pytest.fixture
def siti() -> User:
    return make.account(make.holder("pupr", "head", "Siti"), "siti@contoh.id", PASSWORD)


def entered(agent: str = DESK, email: str = "siti@contoh.id", password: str = PASSWORD) -> Client:
    client = browser(agent)
    client.post("/akun/login/", {"login": email, "password": password})
    return client


def page(client: Client) -> str:
    return client.get("/akun/perangkat/").content.decode()


def inside(client: Client) -> bool:
    return client.get("/akun/perangkat/").status_code == 200


def denial() -> str:
    found = re.search(r"(/akun/perangkat/bukan-saya/\S+/)", letters("bukan-saya")[-1].body)
    assert found
    return found[1]


# --- the list ------------------------------------------------------------------------------------------------------


def test_the_page_says_which_browsers_and_since_when_and_nothing_of_where(siti: User) -> None:
    desk, phone = entered(), entered(PHONE)
    text = page(desk)
    assert "Firefox di Linux" in text
    assert "Chrome di Android" in text
    assert text.count("perangkat ini") == 1
    assert text.count("sedang masuk") == 1
    assert "127.0.0.1" not in text
    phone.post("/akun/logout/")
    assert "sudah keluar" in page(desk)


def test_nobody_sees_or_ends_the_browsers_of_another(siti: User) -> None:
    make.account(make.holder("dinkes", "head", "Budi"), "budi@contoh.id", PASSWORD)
    own, other = entered(), entered(PHONE, "budi@contoh.id")
    assert "Firefox" not in page(other)
    key = Device.objects.get(user=siti).pk
    assert other.post(f"/akun/perangkat/{key}/keluarkan/").status_code == 404
    other.post("/akun/perangkat/lain/")
    assert inside(own)
    assert browser().get("/akun/perangkat/").headers["Location"].startswith("/akun/login/")


def test_one_is_put_out_with_its_next_click(siti: User) -> None:
    desk, phone = entered(), entered(PHONE)
    key = Device.objects.get(words="Chrome di Android").pk
    assert desk.get(f"/akun/perangkat/{key}/keluarkan/").status_code == 405
    answer = desk.post(f"/akun/perangkat/{key}/keluarkan/", follow=True)
    assert "Chrome di Android dikeluarkan" in answer.content.decode()
    assert (inside(phone), inside(desk)) == (False, True)
    assert AccountLine.objects.filter(verb="end_device", user=siti).count() == 1


def test_all_others_are_put_out_at_once(siti: User) -> None:
    clients = [entered(), entered(PHONE), entered(PHONE)]
    assert "2 perangkat dikeluarkan" in clients[0].post("/akun/perangkat/lain/", follow=True).content.decode()
    assert [inside(client) for client in clients] == [True, False, False]


def test_the_list_is_asked_in_few_queries(siti: User, django_assert_max_num_queries: Any) -> None:
    desk = entered()
    for _ in range(8):
        entered(PHONE)
    page(desk)
    with django_assert_max_num_queries(16):
        page(desk)


def test_signing_in_again_in_the_same_browser_is_one_browser(siti: User) -> None:
    client = entered()
    client.post("/akun/logout/")
    client.post("/akun/login/", {"login": "siti@contoh.id", "password": PASSWORD})
    assert Device.objects.count() == 1
    assert len(letters("bukan-saya")) == 1


def test_when_it_was_seen_is_written_four_times_an_hour_at_most(siti: User) -> None:
    client, before = entered(), timezone.now() - timedelta(minutes=16)
    device = Device.objects.get()
    session = client.session
    session[account_devices.MARK] = [*session[account_devices.MARK][:2], before.timestamp()]
    session.save()
    Device.objects.update(seen_at=before)
    page(client)
    device.refresh_from_db()
    assert device.seen_at > before
    seen = device.seen_at
    page(client)
    device.refresh_from_db()
    assert device.seen_at == seen


# --- ends by themselves ----------------------------------------------------------------------------------------------


def test_a_new_password_ends_every_other_browser(siti: User) -> None:
    desk, phone = entered(), entered(PHONE)
    desk.post("/akun/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert (inside(desk), inside(phone)) == (True, False)
    assert Device.objects.get().words == "Firefox di Linux"
    assert len(letters("kata sandi diganti")) == 1
    device = Device.objects.get()
    account_devices.end(device)  # its session has another key since: it is found all the same
    assert not inside(desk)


def test_a_password_by_link_ends_all(siti: User) -> None:
    phone = entered(PHONE)
    client = browser()
    client.post("/akun/password/reset/", {"email": "siti@contoh.id"})
    found = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", Notice.objects.latest("id").body)
    assert found
    form = client.get(found[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert not inside(phone)
    assert not Device.objects.exists()


def test_the_last_holding_ends_and_so_do_the_sessions(siti: User) -> None:
    now = timezone.now()
    clients = [entered(), entered(PHONE)]
    assert account_leaving.follow(now=now) == 0
    end_holding(siti.person.holdings.get(), until=localdate(now), by=SYSTEM, at=now)
    assert account_leaving.follow(now=now) == 0  # the last day counts
    assert account_leaving.follow(now=now + timedelta(days=2)) == 1
    assert [client.get("/akun/pengaman/").status_code for client in clients] == [302, 302]
    assert AccountLine.objects.get(verb="end_post").user == siti
    assert account_leaving.follow(now=now + timedelta(days=2)) == 0


def test_a_closed_account_leaves_no_browser_behind(siti: User) -> None:
    from balairung.kernel.people.actions import close_account

    client = entered()
    close_account(siti.person, by=SYSTEM, at=timezone.now())
    assert not inside(client)
    assert not Device.objects.exists()


# --- a new browser is told -------------------------------------------------------------------------------------------


def test_a_new_browser_is_told_with_a_link_that_puts_it_out(siti: User, settings: Settings) -> None:
    desk, thief = entered(), entered(PHONE)
    notice = Notice.objects.filter(person=siti.person).latest("id")
    assert "Chrome di Android" in notice.body
    assert f"{settings.BASE_URL}/akun/perangkat/bukan-saya/" in notice.body
    path = denial()
    stranger = browser()
    assert "Bukan saya, keluarkan" in stranger.get(path).content.decode()
    assert (inside(desk), inside(thief)) == (True, True)  # a scanner of mail opens links
    done = stranger.post(path).content.decode()
    assert "Semua perangkat sudah dikeluarkan" in done
    assert (inside(desk), inside(thief)) == (False, False)
    assert not inside(entered(PHONE))  # the password that the thief knows is worth nothing
    letter = Notice.objects.filter(subject="Pilih kata sandi baru").get()
    assert letter.address == "siti@contoh.id"
    assert AccountLine.objects.filter(verb="deny", user=siti).count() == 1


def test_that_link_works_once_and_for_a_week(siti: User) -> None:
    entered(PHONE)
    path = denial()
    browser().post(path)
    again = browser().post(path)
    assert (again.status_code, "sudah dipakai" in again.content.decode()) == (410, True)
    siti.refresh_from_db()
    siti.set_password(PASSWORD)
    siti.save()
    entered(PHONE)
    later = denial()
    assert later != path
    Device.objects.update(first_at=timezone.now() - timedelta(days=8))
    assert browser().get(later).status_code == 410
    assert browser().get("/akun/perangkat/bukan-saya/dikarang/").status_code == 410


def test_the_word_of_that_link_stands_nowhere_in_the_tables_of_accounts(siti: User) -> None:
    entered(PHONE)
    word = denial().split("/")[-2]
    assert word not in str(list(Device.objects.values())) + str(list(AccountLine.objects.values()))


# --- kept for how long ------------------------------------------------------------------------------------------------


def test_what_is_old_is_forgotten_and_what_is_not_stays(siti: User) -> None:
    now = make.START
    for days in (1, 399, 401):
        AccountLine.objects.create(verb="sign_in", at=now - timedelta(days=days), user=siti)
        Device.objects.create(
            user=siti, code_hash=str(days), words="x", first_at=now, seen_at=now - timedelta(days=days % 230),
        )  # fmt: skip
    assert (account_lines.tidy(now=now), account_lines.tidy(now=now)) == (1, 0)
    assert account_devices.tidy(now=now) == 0
    Device.objects.filter(code_hash="401").update(seen_at=now - timedelta(days=181))
    assert account_devices.tidy(now=now) == 1
    assert AccountLine.objects.count() == 2
