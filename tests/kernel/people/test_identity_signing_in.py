"""Signing in under attack: who waits, who never does, what is written down, and what nobody can tell."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import hashers
from django.test import Client
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.browser_words import browser_words
from balairung.kernel.people.models import AccountLine, Device, User
from tests import make
from tests.kernel.people.identity import DESK, PHONE, browser, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_regency")]
PASSWORD = "rahasia-yang-panjang"
WAITS = "Terlalu banyak percobaan masuk"
SLOWED = "sedang dicoba dari banyak tempat"


@pytest.fixture
def siti() -> User:
    return make.account(make.holder("pupr", "head", "Siti"), "siti@contoh.id", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, email: str = "siti@contoh.id") -> str:
    return client.post("/akun/login/", {"login": email, "password": password}).content.decode()


def inside(client: Client) -> bool:
    return client.get("/akun/perangkat/").status_code == 200


def strangers(count: int, *, first: int = 1) -> Iterator[Client]:
    """As many browsers, each from a network of its own."""
    for number in range(first, first + count):
        yield browser(PHONE, REMOTE_ADDR=f"10.{number // 250}.{number % 250}.7")


def lines(*verbs: str) -> list[AccountLine]:
    return list(AccountLine.objects.filter(verb__in=verbs).order_by("at", "id"))


# --- lockout -------------------------------------------------------------------------------------------------------


def test_a_stranger_who_tries_for_ever_shuts_nobody_out(siti: User) -> None:
    own = browser()
    sign_in(own)
    own.post("/akun/logout/")
    for stranger in strangers(30):
        sign_in(stranger, "tebakan")
    assert SLOWED in sign_in(browser(REMOTE_ADDR="10.9.9.9"))  # whoever is new here waits, even with the password
    for _round in range(4):  # the owner where they are known does not, nor after a mistake of their own
        sign_in(own, "salah ketik")
        assert inside(own) is False
    sign_in(own)
    assert inside(own)


def test_strangers_tries_in_the_owners_own_network_do_not_count_against_a_known_browser(siti: User) -> None:
    own, neighbour = browser(), browser(PHONE)  # both from 127.0.0.1
    sign_in(own)
    own.post("/akun/logout/")
    assert WAITS in [sign_in(neighbour, "tebakan") for _ in range(7)][-1]
    sign_in(own)
    assert inside(own)


def test_a_known_browser_is_counted_too(siti: User) -> None:
    own = browser()
    sign_in(own)
    own.post("/akun/logout/")
    pages = [sign_in(own, "tebakan") for _ in range(11)]
    assert [WAITS in page for page in pages] == [False] * 10 + [True]


def test_a_browser_known_to_one_is_a_stranger_to_the_other(siti: User) -> None:
    make.account(make.holder("dinkes", "head", "Budi"), "budi@contoh.id", PASSWORD)
    own = browser()
    sign_in(own)
    own.post("/akun/logout/")
    pages = [sign_in(own, "tebakan", "budi@contoh.id") for _ in range(6)]
    assert [WAITS in page for page in pages] == [False] * 5 + [True]


def test_a_made_up_cookie_is_no_known_browser(siti: User, settings: Settings) -> None:
    sign_in(browser())  # the owner's is known
    thief = browser()
    thief.cookies[settings.DEVICE_COOKIE_NAME] = "dikarang"
    pages = [sign_in(thief, "tebakan") for _ in range(6)]
    assert [WAITS in page for page in pages] == [False] * 5 + [True]
    thief = browser(REMOTE_ADDR="10.1.1.1")
    thief.cookies[settings.DEVICE_COOKIE_NAME] = "dikarang"
    sign_in(thief)
    assert thief.cookies[settings.DEVICE_COOKIE_NAME].value != "dikarang"


def test_one_network_does_not_try_many_accounts(siti: User) -> None:
    client = browser()
    pages = [sign_in(client, "Musim-Semi-2026", f"pegawai{number}@contoh.id") for number in range(41)]
    assert [WAITS in page for page in pages] == [False] * 40 + [True]
    sign_in(other := browser(REMOTE_ADDR="10.3.3.3"))
    assert inside(other)


def test_a_letter_opens_the_way_for_the_owner_while_strangers_try(siti: User) -> None:
    for stranger in strangers(24):
        sign_in(stranger, "tebakan")
    owner = browser(REMOTE_ADDR="10.9.9.9")
    assert SLOWED in sign_in(owner)
    owner.post("/akun/password/reset/", {"email": "siti@contoh.id"})
    form = owner.get(_link(), follow=True)
    new = {"password1": "sepeda-biru-di-pasar", "password2": "sepeda-biru-di-pasar"}
    owner.post(form.redirect_chain[-1][0], new)
    assert SLOWED not in sign_in(owner, "sepeda-biru-di-pasar")
    assert inside(owner)


def _link() -> str:
    found = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", Notice.objects.order_by("-id")[0].body)
    assert found
    return found[1]


def test_an_account_that_is_not_there_is_counted_and_answered_alike(siti: User) -> None:
    for email in ("siti@contoh.id", "tidak-ada@contoh.id"):
        client = browser(REMOTE_ADDR=f"10.5.5.{len(email)}")
        pages = [re.sub(r"\S+@contoh.id|csrf\S+ value=\S+", "", sign_in(client, "tebakan", email)) for _ in range(6)]
        assert [WAITS in page for page in pages] == [False] * 5 + [True], email
    assert len({line.typed_hash for line in lines("wrong")}) == 2
    assert [line.user for line in lines("wrong")].count(None) == 5


class Counting(hashers.MD5PasswordHasher):
    """Counts its work; a clock would tell how busy the machine is."""

    work = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).work += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("given", ["right", "wrong", "nobody", "no password yet", "closed"])
def test_every_answer_costs_one_hash(siti: User, settings: Settings, given: str) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    siti.set_password(PASSWORD)
    if given == "no password yet":
        siti.set_unusable_password()
    siti.is_active = given != "closed"
    siti.save()
    Counting.work = 0
    email = "tidak-ada@contoh.id" if given == "nobody" else "siti@contoh.id"
    sign_in(browser(), PASSWORD if given in ("right", "closed") else "tebakan", email)
    assert Counting.work == 1


def test_who_waits_costs_no_hash_whether_there_is_an_account_or_not(siti: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    for email in ("siti@contoh.id", "tidak-ada@contoh.id"):
        client = browser(REMOTE_ADDR=f"10.6.6.{len(email)}")
        for _ in range(5):
            sign_in(client, "tebakan", email)
        Counting.work = 0
        assert WAITS in sign_in(client, "tebakan", email)
        assert Counting.work == 0


def test_letters_are_bounded_and_the_page_says_the_same(siti: User) -> None:
    pages = set()
    for client in strangers(14):
        for _ in range(4):
            page = client.post("/akun/password/reset/", {"email": "siti@contoh.id"}, follow=True).content.decode()
            pages.add(re.sub(r"csrf\S+ value=\S+", "", page))
            assert "Periksa surel Anda" in page
    assert len(letters("/reset/key/")) == 10
    own = browser()
    sign_in(own)
    own.post("/akun/logout/")
    own.post("/akun/password/reset/", {"email": "siti@contoh.id"})
    assert len(letters("/reset/key/")) == 11  # where the owner is known, one more


def test_wrong_codes_of_the_telephone_wait_but_not_where_the_owner_is_known(siti: User) -> None:
    """Whoever has the password may not guess the six digits, nor keep the owner from telling theirs."""
    from tests.kernel.people.test_sign_in import set_up_totp

    door, owner, thief = "/akun/pengaman/authenticate/", browser(), browser(PHONE, REMOTE_ADDR="10.7.7.7")
    sign_in(owner)
    set_up_totp(owner)
    owner.post("/akun/logout/")
    for one in (owner, thief):
        sign_in(one)
    right = Authenticator.objects.get(user=siti, type="recovery_codes").wrap().get_unused_codes()[0]
    pages = [thief.post(door, {"code": code}).content.decode() for code in [*["salah"] * 5, right]]
    assert [WAITS in page for page in pages] == [False] * 5 + [True]
    assert not inside(thief)
    assert len(lines("wrong_code")) == 5
    owner.post(door, {"code": right})
    assert inside(owner)


# --- what is written down ------------------------------------------------------------------------------------------


def test_what_happens_to_an_account_is_a_line_without_any_address(siti: User, client: Client) -> None:
    client = browser(PHONE, REMOTE_ADDR="10.20.30.40")
    sign_in(client, "tebakan")
    sign_in(client)
    client.post("/akun/logout/")
    sign_in(client)
    client.post("/akun/password/change/", {
        "oldpassword": PASSWORD, "password1": "sepeda-biru-di-pasar", "password2": "sepeda-biru-di-pasar",
    })  # fmt: skip
    client.post("/akun/password/reset/", {"email": "siti@contoh.id"})
    told = list(AccountLine.objects.order_by("at", "id"))
    assert [line.verb for line in told] == ["wrong", "new_device", "sign_out", "sign_in", "change_password", "ask_link"]
    assert {line.words for line in told} == {"Chrome di Android"}
    assert {line.user for line in told} == {siti}
    kept = " ".join(f"{line.network_hash} {line.typed_hash} {line.words}" for line in told)
    assert "10.20.30.40" not in kept
    assert "siti" not in kept
    assert len({line.network_hash for line in told}) == 1


def test_two_lines_of_one_ipv6_house_have_one_network(siti: User) -> None:
    for place in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"):
        sign_in(browser(REMOTE_ADDR=place), "tebakan")
    assert len({line.network_hash for line in lines("wrong")}) == 2


def test_a_factor_that_comes_and_goes_is_a_line_and_told(
    siti: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    from tests.kernel.people.test_sign_in import set_up_totp

    client, other = browser(), browser()
    for one in (client, other):
        sign_in(one)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_totp(client)
    assert [one.get("/akun/perangkat/").status_code for one in (client, other)] == [200, 302]  # the other is put out
    assert [line.verb for line in lines("add_factor", "make_codes")].count("add_factor") == 1
    assert len(letters("aplikasi kode dipasang")) == 1


# --- forwarding headers ----------------------------------------------------------------------------------------------


FORGED: dict[str, Any] = {
    "HTTP_X_FORWARDED_HOST": "jahat.example", "HTTP_X_FORWARDED_FOR": "198.51.100.7", "HTTP_X_REAL_IP": "198.51.100.8",
    "HTTP_X_FORWARDED_PROTO": "https", "HTTP_FORWARDED": "for=198.51.100.9;host=jahat.example;proto=https",
    "HTTP_X_HOST": "jahat.example", "HTTP_X_FORWARDED_SERVER": "jahat.example", "HTTP_X_ORIGINAL_URL": "/jahat",
}  # fmt: skip


def test_links_in_letters_come_from_the_settings_whatever_the_request_says(siti: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # even then
    client = Client(HTTP_HOST="jahat.example", **FORGED)
    client.post("/akun/password/reset/", {"email": "siti@contoh.id"})
    sign_in(client)
    bodies = list(Notice.objects.values_list("body", flat=True))
    assert len(bodies) == 2  # the link, and that the browser is new
    assert "jahat.example" not in " ".join(bodies)
    assert all(settings.BASE_URL in body for body in bodies)


def test_a_host_that_is_not_ours_is_answered_with_nothing(siti: User) -> None:
    assert Client(HTTP_HOST="jahat.example").get("/akun/password/reset/").status_code == 400
    page = Client(**FORGED).get("/akun/login/")
    assert "jahat.example" not in page.content.decode() + str(page.headers)


def test_a_made_up_address_is_no_way_around_the_limits(siti: User) -> None:
    """Without a proxy that was named nobody is believed about addresses; with one only what it wrote itself."""
    pages = [
        sign_in(browser(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", HTTP_X_REAL_IP=f"198.51.100.{number}"), "tebakan")
        for number in range(6)
    ]
    assert [WAITS in page for page in pages] == [False] * 5 + [True]


def test_behind_one_proxy_the_last_address_counts(siti: User, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        page = sign_in(browser(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.5"), "tebakan")
    assert WAITS in page
    assert WAITS not in sign_in(browser(HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.6"), "tebakan")


def test_a_made_up_https_is_not_believed() -> None:
    assert not Client(**FORGED).get("/akun/login/").wsgi_request.is_secure()


# --- passwords -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/akun/login/", "/akun/password/reset/"])
def test_a_password_may_be_pasted_and_kept_by_a_manager(path: str) -> None:
    page = browser().get(path).content.decode()
    assert "onpaste" not in page
    assert "maxlength" not in " ".join(re.findall(r"<input[^>]*type=\"password\"[^>]*>", page))
    assert (path != "/akun/login/") or 'autocomplete="current-password"' in page


def test_a_session_and_a_cookie_cannot_be_read_out_of_the_database(siti: User, settings: Settings) -> None:
    from django.contrib.sessions.models import Session

    client = browser()
    sign_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert not Session.objects.filter(session_key=key).exists()
    assert Session.objects.count() == 1
    thief = browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().session_key  # what a stolen backup holds
    assert not inside(thief)
    code = client.cookies[settings.DEVICE_COOKIE_NAME].value
    assert code not in str(list(Device.objects.values()))
    assert inside(client)


def test_cookies_are_out_of_reach_of_scripts_and_bound_to_the_host(siti: User, settings: Settings) -> None:
    client = browser()
    sign_in(client)
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


@pytest.mark.parametrize(
    ("agent", "words"),
    [(PHONE, "Chrome di Android"), (DESK, "Firefox di Linux"), ("", "Peramban tidak dikenal"),
     ("<script>alert(1)</script>", "Peramban tidak dikenal"), ("curl/8", "Peramban tidak dikenal")],
)  # fmt: skip
def test_a_browser_has_words_that_single_nobody_out(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_settings_name_a_cookie_for_the_host_alone(tmp_path: Path) -> None:
    """Behind TLS every cookie of ours has the prefix that binds it to this very host."""
    import os
    import subprocess
    import sys

    names = ", ".join(f"s.{name}_COOKIE_NAME" for name in ("SESSION", "CSRF", "DEVICE"))
    told = f"from django.conf import settings as s; print({names})"
    given = {**os.environ, "BALAIRUNG_URL": "https://contoh.go.id", "BALAIRUNG_DATA": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", told], env=given, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["__Host-sesi", "__Host-csrf", "__Host-perangkat"]
