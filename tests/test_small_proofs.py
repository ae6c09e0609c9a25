"""What an auditor asks and no room's test has a reason to: small facts of accounts, folders and formats of others."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from openpyxl import Workbook
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.ground.ui.sentences import HostCookie, Storage
from balairung.kernel.people.accounts import set_password
from balairung.kernel.people.models import User
from balairung.kernel.people.spreadsheets import OFFICES, read_rows
from balairung.surface.operations.lines import JsonLine, TextLine
from tests import make

SOURCE = Path(__file__).resolve().parent.parent / "src" / "balairung"
PRESENT = "rahasia-yang-panjang"
FRESH = "tujuh belas kerbau di sawah"


@pytest.fixture
def siti(db: None) -> User:
    call_command("createcachetable", verbosity=0)
    cache.clear()
    make.regency()
    return make.account(make.holder("pupr", "head", "Siti"), "siti@contoh.id", PRESENT)


# --- the log ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [TextLine(), JsonLine()], ids=["text", "json"])
@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2K", "\x85", "\u2028"])
def test_a_line_stays_one_line_whatever_is_in_it(form: logging.Formatter, sign: str) -> None:
    record = logging.LogRecord("balairung", logging.ERROR, "x.py", 1, "said: %s", (f"a{sign}2026 INFO forged",), None)
    line = form.format(record)
    assert (len(line.splitlines()), "\x1b" in line) == (1, False)
    assert "forged" in line


def test_a_forged_token_and_a_forged_host_are_lines_of_their_own(
    caplog: pytest.LogCaptureFixture, settings: Settings, db: None
) -> None:
    make.regency()
    settings.ALLOWED_HOSTS = ["siap.contoh.id"]
    visitor = Client(enforce_csrf_checks=True, headers={"host": "siap.contoh.id"})
    assert visitor.post("/pengaduan/baru/", {"text": "qzwarga"}).status_code == 403
    assert Client(headers={"host": "jahat.contoh.id"}).get("/").status_code == 400
    lines = [TextLine().format(one) for one in caplog.records if one.name.startswith("django.security")]
    assert [re.findall(r"django\.security\.\w+", line) for line in lines] == [
        ["django.security.csrf"], ["django.security.DisallowedHost"],
    ]  # fmt: skip
    assert not any(word in line for line in lines for word in ("qzwarga", "/pengaduan"))


# --- cookies ---------------------------------------------------------------------------------------------------------

EVERY_COOKIE = """
from django.conf import settings as s
print(*(getattr(s, name) for name in dir(s) if name.endswith("_COOKIE_NAME")))
"""


@pytest.mark.parametrize("url", ["https://siap.contoh.id", "http://siap.contoh.id"])
def test_behind_tls_every_cookie_is_for_this_host_alone(url: str, tmp_path: Path) -> None:
    own = {
        "DJANGO_SETTINGS_MODULE": "balairung.config.settings", "BALAIRUNG_DATA": str(tmp_path), "BALAIRUNG_URL": url,
        "PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", EVERY_COOKIE], env=own, capture_output=True, text=True, check=True)
    assert [name.startswith("__Host-") for name in done.stdout.split()] == [url.startswith("https")] * 5


@pytest.mark.django_db
def test_a_sentence_waits_in_a_cookie_of_that_name(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Set and taken away again as such a cookie must be: over TLS, for the whole host, for no neighbour."""
    settings.SESSION_COOKIE_SECURE = True
    monkeypatch.setattr(HostCookie, "cookie_name", "__Host-pesan")
    request = RequestFactory().get("/")
    request.session = SessionStore()
    said, gone = HttpResponse(), HttpResponse()
    storage = Storage(request)
    storage.add(messages.SUCCESS, "Sudah.")
    storage.update(said)
    request.COOKIES["__Host-pesan"] = said.cookies["__Host-pesan"].value
    storage = Storage(request)
    assert [str(one) for one in storage] == ["Sudah."]
    storage.update(gone)
    for cookie in (said.cookies["__Host-pesan"], gone.cookies["__Host-pesan"]):
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert gone.cookies["__Host-pesan"]["max-age"] == 0


# --- passwords -------------------------------------------------------------------------------------------------------


ODD = {
    "twelve": "dua belas ja", "small letters": "tujuhkerbausawah", "digits": "9471038562047193",
    "accents": "şìrïñ čöñtöh jãwâ", "pictures": "🐃" * 12, "very long": "ab " * 60,
}  # fmt: skip


@pytest.mark.parametrize("password", ODD.values(), ids=ODD)
def test_a_password_may_be_of_any_signs_and_is_kept_as_it_was_typed(siti: User, password: str) -> None:
    set_password(siti, password)
    assert siti.check_password(password)
    assert not siti.check_password(password.swapcase() if password.swapcase() != password else password[:-1])
    assert not siti.check_password(password[:-1])
    assert not siti.check_password(password.strip() if password.strip() != password else password + " ")


@pytest.mark.parametrize("password", ["sebelas jam", "qwerty123456", "siti@contoh.id"])
def test_a_short_a_common_and_an_own_name_are_refused(siti: User, password: str) -> None:
    with pytest.raises(Refused):
        set_password(siti, password)


@pytest.mark.parametrize(("given", "changed"), [(PRESENT, True), ("bukan-yang-sekarang", False), ("", False)])
def test_whoever_changes_a_password_knows_the_present_one(siti: User, given: str, *, changed: bool) -> None:
    client = Client()
    client.force_login(siti)
    client.post("/akun/password/change/", {"oldpassword": given, "password1": FRESH, "password2": FRESH})
    siti.refresh_from_db()
    assert siti.check_password(FRESH) is changed


# --- sessions --------------------------------------------------------------------------------------------------------


def test_signing_in_begins_another_session(siti: User) -> None:
    """A session that somebody put into the browser before is not the one that is signed in."""
    client = Client()
    planted = client.session
    planted["x"] = "y"
    planted.save()
    client.cookies["sesi"] = str(planted.session_key)
    client.post("/akun/login/", {"login": siti.email, "password": PRESENT})
    assert client.session["_auth_user_id"]
    assert client.session.session_key != planted.session_key


def test_the_way_out_is_on_the_desk(siti: User) -> None:
    client = Client()
    client.force_login(siti)
    said = client.get("/akun/pengaman/", follow=True).content.decode()
    assert 'action="/akun/logout/"' in said or 'href="/akun/logout/"' in said


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/pengaduan/", "/semua/", "/data/", "/keamanan/"])
def test_reading_begins_no_session(path: str) -> None:
    make.regency()
    client = Client()
    assert client.get(path).status_code == 200
    assert "sesi" not in client.cookies


# --- folders and formats ---------------------------------------------------------------------------------------------


NOWHERE = (
    "/.git/config", "/.env", "/static/", "/static/ui/", "/berkas/", "/files/", "/media/", "/keys.json", "/admin/",
    "/static/../keys.json", "/balairung.sqlite3", "/server-status", "/gaya/", "/__debug__/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", NOWHERE)
def test_no_folder_no_key_and_no_tool_is_served(path: str) -> None:
    make.regency()
    assert Client().get(path).status_code == 404


def test_other_sites_read_only_what_is_for_everyone() -> None:
    """Who answers every origin: the public log, figures and open data, Open311. Never with cookies."""
    texts = {path.relative_to(SOURCE).as_posix(): path.read_text() for path in SOURCE.rglob("*.py")}
    open_to_all = {name for name, text in texts.items() if "Access-Control-Allow-Origin" in text}
    public = ("kernel/receipts/views/", "surface/openness/", "surface/opendata/", "surface/open311/")
    assert [name for name in open_to_all if not name.startswith(public)] == []
    said = re.findall(r"Access-Control-Allow-Origin[^,\n]*", "\n".join(texts.values()))
    assert [line for line in said if not re.search(r"""["']\*["']""", line)] == []
    assert [name for name, text in texts.items() if "Allow-Credentials" in text] == []


def workbook(head: bytes, name: bytes) -> bytes:
    """A workbook; the part with its words begins with `head`, and the first cell of the second row says `name`."""
    book, file, out = Workbook(), io.BytesIO(), io.BytesIO()
    page = book.active
    assert page is not None
    page.append(["kunci", "nama", "alamat"])
    page.append(["NAMA", "Dinas Pendidikan", "Jalan"])
    book.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.namelist():
            text = old.read(item)
            if b"NAMA" in text:
                root = re.search(rb"<[a-z]", text)
                assert root
                text = text[: root.start()] + head + text[root.start() :].replace(b"NAMA", name)
            new.writestr(item, text)
    return out.getvalue()


def test_a_workbook_names_no_file_of_the_machine(tmp_path: Path) -> None:
    """An entity is looked up nowhere, and what doubles itself is not unfolded."""
    secret = tmp_path / "rahasia.txt"
    secret.write_text("kanari-di-berkas")
    outside = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
    bombs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    doubling = b'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">' + bombs + b"]>"
    (row,), _unknown = read_rows(OFFICES, workbook(b"", b"disdik"))
    assert row.values["kunci"] == "disdik"
    for content in (workbook(outside, b"&x;"), workbook(doubling, b"&a9;")):
        with pytest.raises(Refused):
            read_rows(OFFICES, content)
