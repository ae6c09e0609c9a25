"""A public client that knows nothing of us: `three` (PyPI), every call that it has, over real HTTP against our server.

It was written for Python 2 (0.8.0, 2012). Lent to it are the one name that Python 3 dropped (`itertools.ifilter`) and a
reader of XML, whose own (relaxml) needs another; what it sends and how it joins addresses is untouched.
"""

from __future__ import annotations

import importlib
import itertools
import sys
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.obligations.models import Evidence
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.kernel.files.samples import photo
from tests.surface.open311.asking import key, published

pytestmark = pytest.mark.django_db(transaction=True)
FORMATS = ("json", "xml")


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    for name in ("OPEN311_API_KEY", "OPEN311_CITY_INFO", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    before = set(sys.modules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # backslashes of its time
        module = importlib.import_module("three")
    yield module
    for name in set(sys.modules) - before:
        if name.split(".")[0] in {"three", "relaxml"}:
            del sys.modules[name]


@pytest.fixture
def city(live_server: LiveServer) -> tuple[Actor, str]:
    """The coordinator of a regency, and the address that a client is given."""
    at = timezone.now() - timedelta(days=9)
    make.regency(at=at)
    return make.coordinator(at=at), f"{live_server.url}/open311/v2/"


def client(three: ModuleType, address: str, form: str, **more: str) -> Any:
    class Reader(three.Three):  # type: ignore[name-defined,misc]
        def convert(self, content: bytes, conversion: bool) -> Any:
            read = super().convert(content, False)
            return ElementTree.fromstring(read) if self.format == "xml" else three.core.json.loads(read)

    return Reader(endpoint=address, format=form, **more)


def value(told: Any, name: str) -> str:
    """One thing that was said of the first of a list, or of a whole, in either format."""
    if isinstance(told, ElementTree.Element):
        found = next(iter(told.iter(name)))
        return found.text or ""
    first = told[0] if isinstance(told, list) else told
    return str(first[name])


@pytest.mark.parametrize("form", FORMATS)
def test_every_call_of_a_public_client(three: ModuleType, city: tuple[Actor, str], form: str, tmp_path: Path) -> None:
    rahma, address = city
    known = published(rahma)
    _key, text = key()
    ours = client(three, address, form, api_key=text, jurisdiction="35.77")

    assert "Koordinator" in value(ours.discovery(), "contact") or "Sekretariat" in value(ours.discovery(), "contact")
    assert len(ours.services()) == len(client(three, address, "json").services()) > 50
    code = value(ours.services(), "service_code")
    assert value(ours.services(code), "service_code") == code

    (tmp_path / "foto.jpg").write_bytes(photo())
    with (tmp_path / "foto.jpg").open("rb") as picture:
        told = ours.post(
            code, address="Jalan Pahlawan 1", name="Sri Warsini", phone="081234567890", description="Rusak berat.",
            media=picture, media_url="https://foto.contoh.id/2.jpg", **{"attribute[kelompok][]": ["elderly", "child"]},
        )  # fmt: skip
    made = Complaint.objects.get(obligation__ref=value(told, "service_request_id"))
    assert (made.reporter_name, made.reporter_contact) == ("Sri Warsini", "+6281234567890")
    assert (made.place, made.groups, made.text) == ("Jalan Pahlawan 1", "elderly,child", "Rusak berat.")
    assert Evidence.objects.filter(event__obligation=made.obligation, file__media_type="image/jpeg").count() == 1
    assert made.media_wanted.count() == 1

    assert value(ours.token(made.ref, api_key=text), "service_request_id") == made.ref
    assert value(ours.request(made.ref, api_key=text), "status") == "open"
    assert value(ours.request(known.ref), "service_request_id") == known.ref
    assert value(ours.token(known.ref), "token") == known.ref


@pytest.mark.parametrize("form", FORMATS)
def test_every_filter_of_a_public_client(three: ModuleType, city: tuple[Actor, str], form: str) -> None:
    rahma, address = city
    found = [published(rahma, at=timezone.now() - timedelta(days=days)).ref for days in (1, 5, 60)]
    ours = client(three, address.rstrip("/") + "//", form)  # joined carelessly
    today = timezone.now()
    since = (today - timedelta(days=10)).strftime("%m-%d-%Y")
    tomorrow = (today + timedelta(days=1)).strftime("%m-%d-%Y")
    assert refs(ours.requests()) == found
    assert refs(ours.requests(make.topic().pk, count=2)) == found[:2]
    assert refs(ours.requests(page=2, count=2)) == found[2:]
    assert refs(ours.requests(between=[since, tomorrow])) == found[:2]
    assert refs(ours.requests(start=since, end=tomorrow, status="open")) == found[:2]
    assert refs(ours.requests(status="closed")) == []
    assert refs(ours.requests(service_request_id=",".join(found[1:]))) == found[1:]


@pytest.mark.parametrize("form", FORMATS)
def test_errors_parse_for_a_public_client(three: ModuleType, city: tuple[Actor, str], form: str) -> None:
    _rahma, address = city
    nobody = client(three, address, form)
    assert value(nobody.post("lampu-jalan-mati", address="Pasar", description="Gelap."), "code") == "403"
    assert value(nobody.services("tidak-ada"), "code") == "404"
    assert value(nobody.request("P-0000-0000"), "code") == "404"
    assert value(nobody.requests(page="x"), "code") == "400"
    assert not Complaint.objects.exists()


def test_its_short_functions_and_the_discovery_that_it_is_given(three: ModuleType, city: tuple[Actor, str]) -> None:
    rahma, address = city
    made = published(rahma)
    three.dev(address, format="json", discovery=f"{address}discovery.json")
    assert three.discovery()["endpoints"][0]["type"] == "production"
    assert three.requests()[0]["service_request_id"] == made.ref
    assert three.request(made.ref)[0]["status"] == "open"
    assert three.services("lampu-jalan-mati")["service_code"] == "lampu-jalan-mati"
    three.key("salah")
    assert three.post("lampu-jalan-mati", address="Pasar")[0]["code"] == 403


def refs(told: Any) -> list[str]:
    if isinstance(told, ElementTree.Element):
        return [one.findtext("service_request_id", "") for one in told]
    return [one["service_request_id"] for one in told]
