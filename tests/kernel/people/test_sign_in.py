"""Signing in: the pages in the house's words, the second factor, the limit, and no way to sign up."""

import base64
import hashlib
import hmac
import re
import struct
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.models import User
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "rahasia-yang-panjang"


@pytest.fixture(autouse=True)
def _house() -> None:
    call_command("createcachetable", verbosity=0)
    cache.clear()
    make.regency()


@pytest.fixture
def user() -> User:
    return make.account(make.holder("pupr", "head", "Siti"), "siti@contoh.id", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, email: str = "siti@contoh.id") -> str:
    return client.post("/akun/login/", {"login": email, "password": password}).content.decode()


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def totp(secret: str) -> str:
    """RFC 6238: what the telephone shows now."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def set_up_totp(client: Client) -> str:
    page = client.get("/akun/pengaman/totp/activate/", follow=True)
    if page.redirect_chain:
        client.post(page.redirect_chain[-1][0], {"password": PASSWORD, "next": "/akun/pengaman/totp/activate/"})
        page = client.get("/akun/pengaman/totp/activate/")
    found = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert found
    client.post("/akun/pengaman/totp/activate/", {"code": totp(found[1])})
    return found[1]


# --- the pages ---------------------------------------------------------------------------------------------------

#: English of the login library that must not be left on any page.
ENGLISH = re.compile(r"\b(Sign (In|Up|Out)|Password|password is|Two-Factor|Recovery|Authenticator|Activate|Confirm)\b")


OPEN = [
    *("login/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "signup/", "inactive/"),
    "password/reset/key/abc-def/",
]
OWN = [
    *("password/change/", "email/", "logout/", "reauthenticate/", "pengaman/", "pengaman/reauthenticate/"),
    *("pengaman/webauthn/", "pengaman/webauthn/add/", "pengaman/totp/deactivate/"),
    *("pengaman/recovery-codes/", "pengaman/recovery-codes/generate/"),
]


def test_every_page_of_the_account_is_in_indonesian_and_allows_no_script_inside(client: Client, user: User) -> None:
    client.force_login(user)
    set_up_totp(client)
    client.post("/akun/pengaman/recovery-codes/generate/")
    for who, paths in ((Client(), OPEN), (client, OWN)):
        for path in paths:
            answer = who.get(f"/akun/{path}")
            page = answer.content.decode()
            assert answer.status_code == 200, path
            assert '<html lang="id">' in page, path
            assert not ENGLISH.search(re.sub(r"<[^>]*>|<script.*?</script>", " ", page, flags=re.DOTALL)), path
            scripts = re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))", page)
            assert (scripts, "onclick" in page, " style=" in page) == ([], False, False), path
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"], path


def test_the_demonstration_says_that_the_second_factor_is_offered(client: Client, settings: Settings) -> None:
    assert "diminta pengaman kedua" in text(client, "/akun/login/")
    settings.SECOND_FACTOR = "offered"
    assert "ditawarkan tetapi tidak diwajibkan" in text(client, "/akun/login/")


def test_fields_carry_the_words_of_the_house(client: Client, user: User, settings: Settings) -> None:
    forms = "balairung.kernel.people.account_forms."
    settings.ACCOUNT_FORMS = {
        "login": f"{forms}SignInForm", "reauthenticate": f"{forms}SureForm", "reset_password": f"{forms}ForgottenForm",
    }  # fmt: skip
    settings.MFA_FORMS = {
        "activate_totp": f"{forms}FirstCodeForm", "add_webauthn": f"{forms}KeyForm",
        "authenticate": f"{forms}FactorForm",
        "reauthenticate": f"{forms}SureFactorForm", "edit_webauthn": f"{forms}KeyNameForm",
    }  # fmt: skip
    page = text(client, "/akun/login/")
    assert (">Surel" in page, ">Kata sandi" in page, "placeholder" in page) == (True, True, False)
    assert ">Surel" in text(client, "/akun/password/reset/")
    client.force_login(user)
    assert ">Kata sandi" in text(client, "/akun/reauthenticate/")
    set_up_totp(client)
    assert ">Nama kunci" in text(client, "/akun/pengaman/webauthn/add/")
    sign_in(other := Client())
    assert ">Kode" in text(other, "/akun/pengaman/authenticate/")


def test_nobody_signs_up(client: Client) -> None:
    assert "Akun dibuat oleh pengelola" in text(client, "/akun/signup/")
    client.post("/akun/signup/", {"email": "x@contoh.id", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="x@contoh.id").exists()


# --- signing in --------------------------------------------------------------------------------------------------


def test_a_right_password_opens_and_a_wrong_one_is_told_without_telling_who_exists(client: Client, user: User) -> None:
    wrong, unknown = sign_in(client, "salah"), sign_in(client, email="tidak-ada@contoh.id")
    for page in (wrong, unknown):
        assert "tidak benar" in page
    sign_in(client)
    assert client.get("/akun/pengaman/").status_code == 200


def test_an_account_that_was_closed_does_not_open(client: Client, user: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client)
    assert client.get("/akun/pengaman/").status_code == 302


def test_the_sixth_wrong_password_waits_with_a_sentence(client: Client, user: User) -> None:
    pages = [sign_in(client, "salah") for _ in range(6)]
    assert "Terlalu banyak percobaan masuk" in pages[-1]
    assert "Terlalu banyak percobaan masuk" in sign_in(client)  # even the right one waits
    assert "Terlalu banyak" not in sign_in(Client(REMOTE_ADDR="10.0.0.9"), email="lain@contoh.id")


def test_a_session_ends(client: Client, user: User) -> None:
    sign_in(client)
    session = client.session
    assert (session.get_expiry_date() - timezone.now()).total_seconds() <= 12 * 3600 + 60
    client.post("/akun/logout/")
    assert client.get("/akun/pengaman/").status_code == 302


# --- the second factor -------------------------------------------------------------------------------------------


def test_without_a_second_factor_an_officer_is_sent_to_set_one_up(
    client: Client, user: User, settings: Settings
) -> None:
    client.force_login(user)
    door = f"/organisasi/orang/{user.person.pk}/"
    assert client.get(door).headers["Location"] == "/akun/pengaman/totp/activate/"
    settings.SECOND_FACTOR = "offered"
    assert client.get(door).status_code == 200
    settings.SECOND_FACTOR = "required"
    set_up_totp(client)
    assert client.get(door).status_code == 200


def test_the_code_of_the_telephone_is_asked_after_the_password(client: Client, user: User) -> None:
    client.force_login(user)
    secret = set_up_totp(client)
    assert "Terpasang" in text(client, "/akun/pengaman/")
    other = Client()
    sign_in(other)
    asked = other.get("/akun/pengaman/authenticate/")
    assert "Tuliskan enam angka" in asked.content.decode()
    wrong = other.post("/akun/pengaman/authenticate/", {"code": "000000"})
    assert "Kode salah" in wrong.content.decode()
    assert other.get("/akun/pengaman/").status_code == 302
    cache.clear()  # the code that activated it was used: forget that, half a minute is long in a test
    other.post("/akun/pengaman/authenticate/", {"code": totp(secret)})
    assert other.get("/akun/pengaman/").status_code == 200


def test_recovery_codes_are_shown_downloaded_and_used_once(client: Client, user: User) -> None:
    client.force_login(user)
    set_up_totp(client)
    client.post("/akun/pengaman/recovery-codes/generate/")
    codes = re.findall(r"<code>([0-9a-z]+)</code>", text(client, "/akun/pengaman/recovery-codes/"))
    assert len(codes) == 10
    assert text(client, "/akun/pengaman/recovery-codes/download/").split() == codes
    for expected in (200, 302):
        other = Client()
        sign_in(other)
        other.post("/akun/pengaman/authenticate/", {"code": codes[0]})
        assert other.get("/akun/pengaman/").status_code == expected


# --- a forgotten password ----------------------------------------------------------------------------------------


def test_a_forgotten_password_is_a_letter_with_a_link_that_works(client: Client, user: User, tmp_path: Path) -> None:
    page = client.post("/akun/password/reset/", {"email": "siti@contoh.id"}, follow=True)
    assert "Periksa surel Anda" in page.content.decode()
    notice = Notice.objects.get(address__isnull=False)
    assert notice.subject.endswith("Tautan kata sandi Anda")
    found = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", notice.body)
    assert found
    form = client.get(found[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "sepeda-biru-di-pasar", "password2": "sepeda-biru-di-pasar"})
    assert User.objects.get().check_password("sepeda-biru-di-pasar")
    assert "tidak berlaku lagi" in Client().get(found[1], follow=True).content.decode()


def test_a_link_with_an_address_that_nobody_has_tells_nothing(client: Client) -> None:
    page = client.post("/akun/password/reset/", {"email": "siapa@contoh.id"}, follow=True)
    assert "Periksa surel Anda" in page.content.decode()
    assert not any("/reset/key/" in notice.body for notice in Notice.objects.all())


def test_a_weak_new_password_is_refused_and_the_old_one_stays(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.post(
        "/akun/password/change/", {"oldpassword": PASSWORD, "password1": "pendek", "password2": "pendek"}
    )
    assert 'role="alert"' in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)
