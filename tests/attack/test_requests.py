"""Requests that another site sends, another host, another method: open redirects, CSRF, frames, forged names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from tests import make
from tests.attack.house import said, sampled, status
from tests.test_house import Address, addresses

AWAY = "jahat.example"
NULL_FAULT = "PostgreSQL text fields cannot contain NUL (0x00) bytes"
#: Where somebody would like to lead our visitors; each is taken for a path of ours by one browser or another.
LURES = (
    f"https://{AWAY}/", f"//{AWAY}/", f"/\\{AWAY}/", f"\\\\{AWAY}/", f"https:{AWAY}", f"///{AWAY}", f"/%09/{AWAY}",
    f"\t//{AWAY}", f"http:///{AWAY}", f"https://testserver@{AWAY}/", f"https://testserver.{AWAY}/", "javascript:qzx()",
    f"%2f%2f{AWAY}", f"/\r\nLocation: https://{AWAY}/", f"@{AWAY}", f".{AWAY}", f"//{AWAY}\\@testserver/",
)  # fmt: skip
ONWARD = (
    "next",
    "url",
    "return",
    "returnTo",
    "redirect",
    "redirect_uri",
    "back",
    "kembali",
    "lanjut",
    "ke",
    "dari",
    "r",
)
#: Who may post without a token, and why nobody gains by making a browser do it.
WITHOUT_TOKEN = {
    "set_language": "changes one cookie of a language; a page that is only read sets none for it",
    "announcements:opened": "counts an opening, once for each link",
    "complaints:poster_count": "counts a reading of a poster",
    "documents:letter": "compares a file with a letter, and keeps nothing",
    "documents:scanned": "proves what was scanned, and keeps nothing",
    "proofs:check": "checks a receipt, and keeps nothing",
    "messaging:stop": "a mail program presses it (RFC 8058); the address holds the secret",
    "duty:answer": "a telephone answers a call; the address holds the secret",
    **dict.fromkeys(
        ["learning:kiosk", "learning:kiosk_send", "meetings:attendance_kiosk", "meetings:attendance_kiosk_send",
         "reception:kiosk", "reception:kiosk_appointment", "reception:display_seen"],
        "a device in a hall without a session: the address holds its secret",
    ),
}  # fmt: skip
VENDORS = ("doors:", "open311:")  # called by programs, with a signature or a key


# --- away from here ------------------------------------------------------------------------------------------------


def led_away(answer: Any) -> Iterator[str]:
    to, content = answer.get("Location", ""), said(answer).decode(errors="replace")
    if to and not (
        urlsplit(to).netloc in {"", "testserver"} and not re.match(r"^[\s]*([/\\]{2}|\w+:(?!//testserver))", to)
    ):
        yield f"Location: {to}"
    for named in re.findall(r'(?:href|action|formaction)="([^"]*)"', content):
        if re.match(rf"^\s*(https?:)?[/\\]+([^/]*@)?[^/?]*{re.escape(AWAY)}", named):
            yield f"a link to {named}"


@pytest.mark.django_db
@pytest.mark.parametrize("lure", LURES)
def test_signing_in_and_choosing_a_language_lead_home(lure: str) -> None:
    make.regency()
    user = make.account(make.holder("pupr", "head"), "kepala@contoh.id")
    said_in = Client().post(
        reverse("account_login"), {"login": user.email, "password": "rahasia-yang-panjang", "next": lure}
    )
    chosen = Client().post(reverse("set_language"), {"language": "en", "next": lure}, headers={"referer": lure.strip()})
    signed_in = Client()
    signed_in.force_login(user)
    left = signed_in.post(reverse("account_logout"), {"next": lure})
    for answer in (said_in, chosen, left):
        assert answer.status_code == 302
        assert list(led_away(answer)) == []


# --- from another site ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_post_without_a_token_is_looked_at(settings: Settings) -> None:
    """Every address: refused before a view sees it. Another site can send a form, but cannot read a token of ours."""
    make.regency()
    settings.SECOND_FACTOR = "offered"
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make.account(make.holder("kominfo", "administrator")))
    looked_at = {
        one.name for one, path in sampled() if asks_token(one) and status(client.post(path, {"text": "x"})) != 403
    }
    assert looked_at == set()


def asks_token(address: Address) -> bool:
    return not getattr(address.view, "csrf_exempt", False)


def test_what_asks_no_token_is_known() -> None:
    free = {one.name for one in addresses() if not asks_token(one) and one.audience != "programs"}
    assert {name for name in free - WITHOUT_TOKEN.keys() if not name.startswith(VENDORS)} == set()


@pytest.mark.django_db
def test_a_token_of_another_site_is_none(settings: Settings) -> None:
    """The right token, sent by a page that is not ours: browsers say where a form came from."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("account_login")).content.decode()
    token = make.there(re.search(r'csrfmiddlewaretoken" value="([^"]+)', page))[1]
    form = {"login": "x@contoh.id", "password": "x", "csrfmiddlewaretoken": token}
    foreign = client.post(reverse("account_login"), form, headers={"origin": f"https://{AWAY}"})
    own = client.post(reverse("account_login"), form, headers={"origin": "http://testserver"})
    assert (foreign.status_code, own.status_code) == (403, 200)


# --- by another method ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_only_posted_is_not_got(client: Client, settings: Settings) -> None:
    """A method named in a header or in the question is no method."""
    make.regency()
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("kominfo", "administrator")))
    only = [path for _one, path in sampled() if status(client.get(path)) == 405]
    named = {"x-http-method-override": "POST", "x-method-override": "POST", "x-http-method": "POST"}
    assert len(only) > 100
    assert {status(client.get(f"{path}?_method=POST", headers=named)) for path in only} == {405}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QZX"])
def test_an_odd_method_is_no_failure(method: str, settings: Settings) -> None:
    make.regency()
    client = Client(raise_request_exception=False)
    given = {one.name: status(client.generic(method, path)) for one, path in sampled()}
    assert {name: code for name, code in given.items() if code >= 500} == {}
    assert Event.objects.count() == 0


# --- signs that no text may hold --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_null_sign_leads_nowhere_and_asks_nothing() -> None:
    """PostgreSQL refuses it in any text: a page that asked for it would fail."""
    make.regency()
    client = Client()
    assert client.get("/pengaduan/%00/").status_code == 404
    assert client.get("/pengaduan/?cari=a%00b&kantor=%00").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "raised"), [(NULL_FAULT, BadRequest), ("numeric field overflow", DataError)])
def test_a_null_sign_that_came_by_a_form_is_the_senders_fault(words: str, raised: type[Exception]) -> None:
    """And every other fault of the kind stays ours."""
    request = RequestFactory().post("/")
    request.user = AnonymousUser()

    @everyone
    def asks(request: HttpRequest, actor: Actor) -> HttpResponse:
        raise DataError(words)

    with pytest.raises(raised):
        asks(request)


# --- under another name ---------------------------------------------------------------------------------------------

PRIVATE = {"officers", "operators", "leaders", "overseers"}
FORGED = {
    "x-forwarded-host": AWAY, "x-host": AWAY, "x-forwarded-server": AWAY, "forwarded": f"host={AWAY};proto=http",
    "x-original-url": "/kerja/", "x-rewrite-url": "/kerja/", "x-original-host": AWAY,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("host", [AWAY, f"127.0.0.1.{AWAY}", f"localhost@{AWAY}", "localhost:x", "a b", ""])
def test_a_host_that_is_not_ours_is_not_served(host: str, settings: Settings) -> None:
    make.regency()
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    answer = Client(raise_request_exception=False).get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_nobody_says_by_a_header_who_they_are(settings: Settings) -> None:
    """Headers of a proxy or of a single sign-on open nothing: no proxy was named in the settings."""
    make.regency()
    make.account(make.holder("kominfo", "administrator"), "pengelola@contoh.id")
    forged = {
        "x-forwarded-user": "pengelola@contoh.id", "remote-user": "pengelola@contoh.id", "x-remote-user": "1",
        "x-forwarded-email": "pengelola@contoh.id", "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1",
        "x-auth-request-email": "pengelola@contoh.id", "x-forwarded-proto": "https", "authorization": "Basic eDp4",
    }  # fmt: skip
    opened = [
        one.name
        for one, path in sampled()
        if one.audience in PRIVATE and status(Client(headers=forged).get(path)) == 200
    ]
    assert opened == []
