"""The service worker, the manifest, the page without a signal: what they say and how they are served."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import Settings

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city() -> None:
    make.regency()


def shell(client: Client) -> dict[str, object]:
    text = client.get("/sw.js").content.decode()
    found: dict[str, object] = json.loads(re.findall(r"^const SHELL = (.*);$", text, re.MULTILINE)[0])
    return found


def test_the_worker_lies_at_the_root_and_is_asked_for_anew_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert not answer.cookies
    again = client.get("/sw.js", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    policy = answer.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_what_the_worker_keeps_exists_and_is_open_to_everyone(client: Client, settings: Settings) -> None:
    told = shell(client)
    files = [str(file) for file in told["files"]]  # type: ignore[attr-defined]
    assert all(finders.find(file.removeprefix(settings.STATIC_URL)) for file in files)
    for page in (told["form"], told["shelf"]):
        answer = client.get(str(page))
        assert answer.status_code == 200
        assert "sesi" not in answer.cookies
        for file in re.findall(r'(?:href|src)="(/static/ui/[^"#]+\.(?:css|js|woff2))"', answer.content.decode()):
            assert file in files, f"{file} is missing without a signal"


def test_the_page_of_a_check_is_kept_as_nobodys(client: Client, settings: Settings) -> None:
    told = shell(client)
    field: dict[str, object] = told["field"]  # type: ignore[assignment]
    files = [str(file) for file in [*told["files"], *field["files"]]]  # type: ignore[misc]
    assert all(finders.find(file.removeprefix(settings.STATIC_URL)) for file in files)
    answer = client.get(str(field["page"]))
    assert answer.status_code == 200
    assert "sesi" not in answer.cookies
    for file in re.findall(r'(?:href|src)="(/static/ui/[^"#]+\.(?:css|js|woff2))"', answer.content.decode()):
        assert file in files, f"{file} is missing without a signal"


def test_the_version_follows_what_is_kept(client: Client, settings: Settings) -> None:
    before = shell(client)["version"]
    assert shell(client)["version"] == before
    settings.OFFLINE_QUERY = "?lain=1"
    assert shell(client)["version"] != before


def test_switched_off_it_takes_itself_away(client: Client, settings: Settings) -> None:
    settings.OFFLINE = False
    text = client.get("/sw.js").content.decode()
    assert "unregister" in text
    assert "SHELL" not in text
    page = client.get("/pengaduan/baru/?halaman=satu").content.decode()
    assert "data-keeper" not in page
    assert "manifest.webmanifest" not in page
    assert "offline.js" not in client.get("/luring/").content.decode()


def test_the_manifest_names_the_regency(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert told["name"] == "Balairung Kota Madiun"
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512"]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])
    assert client.get(told["start_url"]).status_code == 200
    assert all(client.get(one["url"]).status_code == 200 for one in told["shortcuts"])


def test_a_fresh_key_opens_a_form_that_was_open_for_too_long() -> None:
    client = Client(enforce_csrf_checks=True)
    form = {"token": "T" * 24, "text": "Lampu jalan di depan pasar mati sejak seminggu."}
    assert client.post("/pengaduan/baru/", form).status_code == 403
    answer = client.get("/luring/kunci/")
    assert "no-store" in answer.headers["Cache-Control"]
    sent = client.post("/pengaduan/baru/", form | {"csrfmiddlewaretoken": answer.json()["key"]})
    assert sent.status_code == 302
    assert "tanda-terima" in sent.headers["Location"]
