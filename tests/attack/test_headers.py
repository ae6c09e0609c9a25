"""What every answer says to a browser beside its content: pages, files, feeds, refusals, redirects, static files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.test_house import Address

ROOT = Path(__file__).resolve().parents[2]
#: Only these may stand in a page of another site: the public figures, without the house around them.
FRAMES = {f"openness:{page}_frame" for page in ("front", "listing", "part", "silent")}
#: A browser's own reader of PDF writes styles into its page; our file in it is given nothing else (letters.GUARDS).
INLINE_STYLE = {"documents:paper"}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Where a code, a token or a number in the address is no secret: whoever reads the page was given it by everyone.
PUBLIC_CODES = {
    "announcements:detail": "the number of an announcement",
    "open311:token": "turns the token of a report into its number, which is no secret",
    "documents:letter": "what a letter's QR code says; whoever scans it may keep what it says",
}
#: What belongs to one person and yet may lie in that person's own browser for a while.
OWN_MINUTES = {"files:give": "private, and no longer than the link opens"}


def policy_of(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers.get("Content-Security-Policy", "").split(";")]
    return {words[0]: words[1:] for words in parts if words}


def faults(address: Address, answer: Any) -> Iterator[str]:
    """What one answer lacks, or says too much."""
    yield from (f"{name}: {answer.headers.get(name)}" for name, value in ALWAYS.items() if answer.get(name) != value)
    yield from (name for name in ("Server", "X-Powered-By", "X-AspNet-Version", "Via") if name in answer.headers)
    if "camera=" not in answer.get("Permissions-Policy", "") or "microphone=()" not in answer["Permissions-Policy"]:
        yield f"Permissions-Policy: {answer.get('Permissions-Policy')}"
    framed = address.name in FRAMES and answer.status_code in {200, 405}  # 405 is the same view, and empty
    yield from policy_faults(address.name, policy_of(answer), framed=framed)
    if framed and "X-Frame-Options" in answer.headers:
        yield f"X-Frame-Options: {answer['X-Frame-Options']}"
    if not framed and "sandbox" not in policy_of(answer) and answer.get("X-Frame-Options") != "DENY":
        yield f"X-Frame-Options: {answer.get('X-Frame-Options')}"
    for cookie in answer.cookies.values():
        if cookie["samesite"] not in {"Lax", "Strict"} or cookie["path"] != "/" or cookie["domain"]:
            yield f"cookie {cookie.OutputString()}"
        if not cookie["httponly"] and cookie["max-age"] != 0:  # one that is taken away has nothing to read
            yield f"a script may read {cookie.key}"


def policy_faults(name: str, policy: dict[str, list[str]], *, framed: bool) -> Iterator[str]:
    if policy.get("default-src") != ["'none'"]:
        yield f"default-src {policy.get('default-src')}"
    if policy.get("frame-ancestors") != (["*"] if framed else ["'none'"]):
        yield f"frame-ancestors {policy.get('frame-ancestors')}"
    if "sandbox" not in policy and name not in INLINE_STYLE:
        yield from (f"{one} {policy.get(one)}" for one in ("base-uri",) if policy.get(one) != ["'none'"])
        yield from (f"form-action {words}" for words in [policy.get("form-action")] if words not in SELF)
    for directive, words in policy.items():
        loose = [word for word in words if word in {"*", "'unsafe-inline'", "'unsafe-eval'", "http:", "https:"}]
        loose += [word for word in words if "://" in word or (word == "data:" and directive not in {"img-src"})]
        styled = name in INLINE_STYLE and directive == "style-src"
        yield from (f"{directive} {word}" for word in loose if directive != "frame-ancestors" and not styled)


SELF = (["'self'"], ["'none'"])


def cache_faults(address: Address, answer: Any, *, known: bool) -> Iterator[str]:
    """What is one person's is kept by nobody on the way; what is kept by everybody was made for nobody."""
    told = answer.get("Cache-Control", "")
    secret = {"code", "token", "secret", "draft", "signed"} & {name for name, _pattern in address.parameters}
    private = address.audience not in {"everyone", ""} or (known and address.audience == "")
    private |= bool(secret) and address.name not in PUBLIC_CODES
    if address.name in OWN_MINUTES and answer.status_code in {200, 206}:
        yield from [] if told.startswith("private, ") else [f"Cache-Control: {told}"]
        yield from (f"a file brings the cookie {name}" for name in answer.cookies)
    elif (private or answer.status_code >= 400 or answer.request["REQUEST_METHOD"] == "POST") and "public" not in told:
        kept = "no-store" not in told and address.name != "device:worker"  # a browser asks for it each time
        yield from [f"Cache-Control: {told}"] if kept else []
    elif private:
        yield f"Cache-Control: {told}"
    if "public" in told and answer.cookies:
        yield f"everybody would be given the cookies {list(answer.cookies)}"
    if known and not told:
        yield "nothing says that this was made for one person"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/data/", "/kinerja/", "/pengaduan/", "/semua/"])
def test_what_everybody_reads_may_be_kept(path: str, settings: Settings) -> None:
    """The front of the house comes from the browser's own memory when somebody goes back."""
    from tests import make

    make.regency()
    answer = Client().get(path)
    assert (answer.status_code, answer.cookies) == (200, {})
    assert "no-store" not in answer.get("Cache-Control", "")


# --- what no view has made ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/tidak-ada/", 404), ("/pengaduan", 301), ("/static/tidak-ada.js", 404), ("/kerja/", 302)]
)
def test_what_no_view_answers_is_guarded_too(path: str, status: int) -> None:
    answer = Client().get(path)
    assert answer.status_code == status
    assert list(faults(Address("", str, ()), answer)) == []


@pytest.mark.django_db
def test_a_failure_is_guarded_too(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.attack.failing"
    answer = Client(raise_request_exception=False).get("/gagal/")
    assert answer.status_code == 500
    assert list(faults(Address("", str, ()), answer)) == []
    assert "no-store" in answer["Cache-Control"]


def test_static_files_are_guarded_too(settings: Settings, tmp_path: Path) -> None:
    """A drawing that is opened by itself is a page: it may do nothing."""
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.STATIC_ROOT = tmp_path
    answer = Client().get("/static/a.svg")
    assert answer.status_code == 200
    assert policy_of(answer)["default-src"] == ["'none'"]
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    assert b"".join(answer.streaming_content).startswith(b"<svg")  # type: ignore[attr-defined]


# --- behind TLS ---------------------------------------------------------------------------------------------------

SHOW = """
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.LANGUAGE_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS, s.DEBUG)
"""


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://siap.contoh.id", "__Host-sesi __Host-csrf True True True True True 31536000 False"),
        ("http://siap.contoh.id", "sesi csrf False False False True True 0 False"),
    ],
)
def test_cookies_belong_to_this_host_alone_behind_tls(url: str, told: str, tmp_path: Path) -> None:
    """`__Host-`: a browser takes such a cookie from this host only, over TLS only, and sends it to no neighbour."""
    own = {
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "DJANGO_SETTINGS_MODULE": "balairung.config.settings", "BALAIRUNG_DATA": str(tmp_path), "BALAIRUNG_URL": url,
        "BALAIRUNG_HOSTS": "siap.contoh.id", "BALAIRUNG_SECRET_KEY": os.urandom(40).hex(),
        "BALAIRUNG_SEAL_KEYS": Fernet.generate_key().decode(), "BALAIRUNG_HASH_KEY": os.urandom(32).hex(),
        "PATH": os.environ["PATH"],
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", SHOW], env=own, capture_output=True, text=True, check=True)
    assert done.stdout.split() == told.split()


@pytest.mark.django_db
def test_tls_is_demanded_for_a_year_once_it_was_used(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    plain, safe = Client().get("/"), Client(headers={"x-forwarded-proto": "https"}).get("/")
    assert "Strict-Transport-Security" not in plain.headers
    assert safe["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.django_db
def test_signed_in_is_a_cookie_that_no_script_reads(settings: Settings) -> None:
    from tests import make

    make.regency()
    user = make.account(make.holder("pupr", "head"), "kepala@contoh.id")
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": "rahasia-yang-panjang"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


def test_the_web_server_tells_no_version() -> None:
    """What stands in front adds nothing to our headers, and does not say what it is."""
    told = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "server_tokens off;" in told
    assert "X-Powered-By" not in told


def test_files_of_strangers_are_opened_in_a_sandbox() -> None:
    """Where files are given out is in tests/kernel/files/test_links.py; no other view says what a file may do."""
    views = [path for path in (ROOT / "src").rglob("*.py") if "FileResponse(" in path.read_text()]
    assert [path.name for path in views if path.parent.name not in {"files", "views"}] == []
