"""Who finds a hole in the house learns whom to tell, by eye and by program."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import make

pytestmark = pytest.mark.django_db
FILE = "/.well-known/security.txt"


def fields(text: str) -> list[tuple[str, str]]:
    """As a program reads it (RFC 9116): a name, a colon, a blank, a value on each line."""
    assert text.endswith("\n")
    return [(name, value) for name, _colon, value in (line.partition(": ") for line in text.splitlines())]


def test_the_file_says_whom_to_tell_and_until_when(client: Client, settings: Settings) -> None:
    make.regency()
    settings.SECURITY_CONTACTS = ["mailto:keamanan@contoh.go.id", "https://csirt.contoh.go.id/lapor"]
    settings.BASE_URL = "https://balairung.contoh.go.id"
    answer = client.get(FILE, headers={"host": "localhost"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    found = fields(answer.content.decode())
    assert [value for name, value in found if name == "Contact"] == settings.SECURITY_CONTACTS
    rest = [(name, value) for name, value in found if name not in {"Contact", "Expires"}]
    assert rest == [
        ("Preferred-Languages", "id, en"),
        ("Canonical", f"https://balairung.contoh.go.id{FILE}"),
        ("Policy", "https://balairung.contoh.go.id/keamanan/"),
    ]
    (until,) = [datetime.fromisoformat(value) for name, value in found if name == "Expires"]
    assert timedelta(days=80) < until - timezone.now() < timedelta(days=365)  # the standard asks for less than a year
    assert client.post(FILE).status_code == 405


def test_without_a_contact_there_is_no_file_and_nothing_is_promised(client: Client) -> None:
    make.regency()
    assert client.get(FILE).status_code == 404
    said = client.get("/keamanan/").content.decode()
    assert "belum menunjuk alamat khusus" in said
    assert "tiga hari kerja" not in said


def test_the_page_says_the_same_in_words(client: Client, settings: Settings) -> None:
    make.regency()
    settings.SECURITY_CONTACTS = ["mailto:keamanan@contoh.go.id"]
    said = client.get("/keamanan/").content.decode()
    assert '<a href="mailto:keamanan@contoh.go.id">keamanan@contoh.go.id</a>' in said
    assert "Kami menjawab dalam tiga hari kerja." in said
    assert "belum menunjuk" not in said
