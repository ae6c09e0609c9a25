"""The links that lead into an account: they count once, for a while, and only while nothing else has happened."""

import re
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from balairung.ground.common.sealed import seal, unseal
from balairung.kernel.people import account_factors
from balairung.kernel.people.accounts import set_up_link
from balairung.kernel.people.actions import change_person, close_account, move_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import User
from tests import make
from tests.kernel.people.identity import letters
from tests.make import START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_regency")]
PASSWORD, NEW, OTHER = "rahasia-yang-panjang", "sepeda-biru-di-pasar", "becak-kuning-di-jalan"


@pytest.fixture
def siti() -> User:
    return make.account(make.holder("pupr", "head", "Siti"), "siti@contoh.id", PASSWORD)


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def choose(link: str, password: str = NEW) -> str:
    """Follow the link in a browser of its own and choose a password; what the last page says."""
    client = Client()
    page = client.get(path_of(link), follow=True)
    if not page.redirect_chain:
        return page.content.decode()
    new = {"password1": password, "password2": password}
    return client.post(page.redirect_chain[-1][0], new, follow=True).content.decode()


VOID = "tidak berlaku lagi"


def test_a_link_counts_once(siti: User) -> None:
    link = set_up_link(siti)
    assert VOID not in choose(link)
    assert VOID in choose(link, OTHER)
    assert User.objects.get().check_password(NEW)


def test_every_older_link_is_void_with_the_first_that_was_used(siti: User) -> None:
    first, second = set_up_link(siti), set_up_link(siti)
    choose(second)
    assert VOID in choose(first, OTHER)


def test_looking_at_it_uses_nothing_up(siti: User) -> None:
    """Mail scanners open links."""
    link = set_up_link(siti)
    for _ in range(3):
        Client().get(path_of(link), follow=True)
    assert VOID not in choose(link)


@pytest.mark.parametrize("happened", ["password", "sign-in", "address", "three days", "another account", "a guess"])
def test_a_link_is_void_once_something_else_has_happened(siti: User, settings: Settings, happened: str) -> None:
    link = set_up_link(siti)
    if happened == "password":
        siti.set_password(OTHER)
        siti.save()
    elif happened == "sign-in":
        Client().post("/akun/login/", {"login": "siti@contoh.id", "password": PASSWORD})
    elif happened == "address":
        change_person(siti.person, name="Siti", nip="", email="baru@contoh.id", phone="", by=SYSTEM, at=START)
        move_account(siti.person, by=SYSTEM, at=START)
    elif happened == "three days":
        settings.PASSWORD_RESET_TIMEOUT = -1
    elif happened == "another account":
        budi = make.account(make.holder("dinkes", "head", "Budi"), "budi@contoh.id", PASSWORD)
        own, others = path_of(link).rstrip("/").split("/")[-1], path_of(set_up_link(budi)).rstrip("/").split("/")[-1]
        link = link.replace(own.split("-", 1)[0], others.split("-", 1)[0])
    else:
        link = link[:-3] + "zz/"
    assert VOID in choose(link)
    assert not User.objects.filter(email__startswith="siti").exclude(pk=siti.pk).exists()
    assert not any(user.check_password(NEW) for user in User.objects.all())


def test_two_presses_at_the_same_moment_are_one(siti: User, rf: RequestFactory) -> None:
    """Both were let in by the same link; the password that stood there is gone for the second."""
    request: Any = rf.post("/")
    request.session, request.user = Client().session, siti
    first, second = User.objects.get(), User.objects.get()
    with context.request_context(request):
        get_adapter(request).set_password(first, NEW)
        with pytest.raises(ImmediateHttpResponse) as told:
            get_adapter(request).set_password(second, OTHER)
    assert told.value.response.status_code == 410
    assert User.objects.get().check_password(NEW)


def test_a_link_of_a_closed_account_opens_nothing(siti: User) -> None:
    link = set_up_link(siti)
    close_account(siti.person, by=SYSTEM, at=START)
    choose(link)
    client = Client()
    client.post("/akun/login/", {"login": "siti@contoh.id", "password": NEW})
    assert client.get("/akun/perangkat/").status_code == 302


def test_nobody_adds_an_address_of_their_own_to_an_account(siti: User) -> None:
    """Else a session that was stolen for a minute would be an account for ever."""
    client = Client()
    client.force_login(siti)
    client.post("/akun/email/", {"action_add": "", "email": "pencuri@contoh.id"})
    assert not apps.get_model("account", "EmailAddress").objects.filter(email="pencuri@contoh.id").exists()
    client.post("/akun/password/reset/", {"email": "pencuri@contoh.id"})

    assert letters("/reset/key/") == []


# --- what stands in the database -----------------------------------------------------------------------------------


@pytest.fixture
def secret(siti: User) -> str:
    """The secret of a second factor that was set up by the page."""
    from tests.kernel.people.test_sign_in import set_up_totp

    client = Client()
    client.force_login(siti)
    return set_up_totp(client)


def raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        return " ".join(str(row[0]) for row in cursor.fetchall())


def test_secrets_of_second_factors_stand_sealed(siti: User, secret: str) -> None:
    found = Authenticator.objects.get(user=siti, type="totp")
    assert secret not in raw()
    assert unseal(found.data["secret"]) == secret
    codes = Authenticator.objects.get(user=siti, type="recovery_codes").wrap()
    assert len(codes.get_unused_codes()) == 10
    assert not any(code in raw() for code in codes.get_unused_codes())


def test_a_secret_from_before_still_opens_and_is_sealed_by_the_migration(siti: User) -> None:
    from importlib import import_module

    row = Authenticator.objects.create(user=siti, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    adapter = account_factors.FactorAdapter()
    assert adapter.decrypt(row.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert adapter.decrypt(seal("JBSWY3DPEHPK3PXP")) == "JBSWY3DPEHPK3PXP"
    migration = import_module("balairung.kernel.people.migrations.0013_sealed_factors")
    for _round in range(2):
        migration.seal_factors(apps, None)
    row.refresh_from_db()
    assert "JBSWY3DPEHPK3PXP" not in raw()
    assert unseal(row.data["secret"]) == "JBSWY3DPEHPK3PXP"
