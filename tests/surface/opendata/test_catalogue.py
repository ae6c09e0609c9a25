"""The catalogue: for people, and by the rules of DCAT and Frictionless for programs."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.actors import Actor
from balairung.surface.opendata import urls
from balairung.surface.opendata.formats import FORMS, forms_of
from balairung.surface.opendata.registry import BY_KEY, DATASETS, found
from tests import make
from tests.surface.open311.asking import published
from tests.surface.opendata.test_kept import AT, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def rahma() -> Actor:
    make.regency(at=AT - timedelta(days=300))
    return make.coordinator(at=AT - timedelta(days=300))


def told(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200
    return json.loads(answer.content)


# --- the registry ------------------------------------------------------------------------------------------------


def test_keys_and_columns_are_what_the_rules_allow() -> None:
    """Names by Data Package (lower case, no blanks); no dataset stands where another page does."""
    assert len(BY_KEY) == len(DATASETS)
    fixed = {str(pattern.pattern).strip("^/").split("/")[0].split("\\")[0] for pattern in urls.urlpatterns[:7]}
    for dataset in DATASETS:
        assert re.fullmatch(r"[a-z][a-z-]*", dataset.key)
        assert dataset.key not in fixed
        assert len(set(dataset.names)) == len(dataset.names)
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in dataset.names)
        assert dataset.answers
        assert dataset.changes == tuple(sorted(dataset.changes, key=lambda one: one.on, reverse=True))
        assert {dataset.when, *(dataset.point or ())} - {""} <= set(dataset.names)
    assert set(FORMS) == set(re.findall(r"[a-z]+", urls.FORMS.partition(">")[2]))


def test_a_dataset_is_found_by_the_words_of_its_columns() -> None:
    assert BY_KEY["proyek"] in found("sumber dana")
    assert found("zzz") == []
    assert found("") == list(DATASETS)


# --- pages -------------------------------------------------------------------------------------------------------


def test_every_dataset_has_a_page_and_every_form_an_answer(
    rahma: Actor, settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    settings.OPEN_DATA_LIMIT = "0"
    published(rahma, at=AT - timedelta(days=2))
    for dataset in DATASETS:
        with django_assert_max_num_queries(30):
            page = Client().get(f"/data/{dataset.key}/")
        text = page.content.decode()
        assert page.status_code == 200
        assert all(f"<code>{name}</code>" in text for name in dataset.names)
        for form in forms_of(dataset):
            answer = Client().get(f"/data/{dataset.key}.{form.key}")
            assert (answer.status_code, answer["Content-Type"]) == (200, form.content_type)
            content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
            assert content or form.key == "ndjson"  # of no rows
            assert f"/data/{dataset.key}.{form.key}" in text


def test_what_is_not_there(rahma: Actor) -> None:
    paths = ("tidak-ada/", "tidak-ada.csv", "kantor.xml", "kantor.geojson", "pengaduan.exe", "tidak-ada/skema.json",
             "tidak-ada/umpan.atom")  # fmt: skip
    assert {path: Client().get(f"/data/{path}").status_code for path in paths} == dict.fromkeys(paths, 404)
    answer = Client().get("/data/kantor.csv", {"bulan": "2026-03"})
    assert (answer.status_code, "tidak dibagi menurut bulan" in answer.content.decode()) == (400, True)


def test_the_catalogue_asks_little_and_finds_by_words(
    rahma: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        page = Client().get("/data/").content.decode()
    assert all(f"/data/{dataset.key}/" in page for dataset in DATASETS)
    assert "besok pagi" in page
    found_page = Client().get("/data/", {"cari": "sumber dana"}).content.decode()
    assert ("/data/proyek/" in found_page, "/data/hari-kerja/" in found_page) == (True, False)
    nothing = Client().get("/data/", {"cari": "zzz<b>"}).content.decode()
    assert ("Tidak ada data dengan kata itu" in nothing, "zzz<b>" in nothing) == (True, False)
    assert (reverse("disclosure:ask") in nothing, reverse("disclosure:ask") in found_page) == (True, False)


def test_a_page_reads_ten_rows_of_however_many(
    rahma: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 13):
        published(rahma, at=AT - timedelta(days=day))
    with django_assert_max_num_queries(30):
        page = Client().get("/data/pengaduan/").content.decode()
    body = page[page.index("data-preview") :]
    assert body[: body.index("</table>")].count("<tr>") == 11


def test_whole_tables_of_every_kind_are_limited_together(rahma: Actor, settings: Settings) -> None:
    settings.OPEN_DATA_LIMIT = "2/h"
    codes = [Client().get(f"/data/{path}").status_code for path in ("kantor.csv", "wilayah.geojson", "layanan.json")]
    assert codes == [200, 200, 429]


# --- DCAT --------------------------------------------------------------------------------------------------------


def test_the_catalogue_keeps_the_rules_of_dcat(rahma: Actor) -> None:
    """W3C DCAT 3 and the properties that DCAT-AP 3.0 calls mandatory or recommended for each class."""
    published(rahma, at=AT - timedelta(days=2))
    made = snapshot()
    answer = Client().get("/data/katalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    whole = json.loads(answer.content)
    assert {"dct:title", "dct:description", "dct:publisher", "dcat:dataset", "dct:license", "dct:language",
            "dct:spatial", "dct:modified", "foaf:homepage"} <= whole.keys()  # fmt: skip
    assert whole["@type"] == "dcat:Catalog"
    assert whole["dct:publisher"]["foaf:name"] == "Pemerintah Kota Madiun"
    assert whole["dct:spatial"]["dcat:bbox"]["@value"].startswith("POLYGON((111.")
    assert len(whole["dcat:dataset"]) == len(DATASETS)
    used = {key.partition(":")[0] for key in re.findall(r'"([a-z]+:[A-Za-z]+)"', answer.content.decode())}
    assert used <= whole["@context"].keys()
    for one in whole["dcat:dataset"]:
        assert one["@type"] == "dcat:Dataset"
        assert {"dct:title", "dct:description", "dcat:contactPoint", "dct:publisher", "dcat:keyword", "dcat:theme",
                "dct:accrualPeriodicity", "dct:spatial", "dcat:distribution"} <= one.keys()  # fmt: skip
        assert one["dct:publisher"]["@id"] == whole["dct:publisher"]["@id"]
        assert {"vcard:fn", "vcard:hasURL"} <= one["dcat:contactPoint"].keys()
        for way in one["dcat:distribution"]:
            assert {"dcat:accessURL", "dcat:mediaType", "dct:license"} <= way.keys()
            assert way["dcat:accessURL"]["@id"].startswith("http")
    reports = whole["dcat:dataset"][0]
    assert reports["dct:temporal"]["dcat:startDate"] == {"@value": "2026-11-21", "@type": "xsd:date"}
    kept = {way["@id"].rpartition("/")[2]: way for way in reports["dcat:distribution"] if "dcat:byteSize" in way}
    file = made.files["pengaduan.csv.gz"]
    assert kept[file.name]["dcat:byteSize"]["@value"] == str(file.size)
    assert kept[file.name]["spdx:checksum"]["spdx:checksumValue"]["@value"] == file.sha256
    assert kept[file.name]["dcat:compressFormat"]["@id"].endswith("/application/gzip")


def test_every_address_of_the_catalogue_is_there(rahma: Actor, settings: Settings) -> None:
    settings.OPEN_DATA_LIMIT = "0"
    snapshot()
    whole = told("/data/katalog.jsonld")
    links = {way["dcat:downloadURL"]["@id"] for one in whole["dcat:dataset"] for way in one["dcat:distribution"]}
    links |= {one[name]["@id"] for one in whole["dcat:dataset"] for name in ("dcat:landingPage", "dct:conformsTo")}
    links |= {one["dcat:contactPoint"]["vcard:hasURL"]["@id"] for one in whole["dcat:dataset"]}
    answers = {link: Client().head(link) for link in links}
    assert {link: answer.status_code for link, answer in answers.items() if answer.status_code != 200} == {}
    assert {link for link, answer in answers.items() if answer.content} == set()


# --- Frictionless ------------------------------------------------------------------------------------------------


def test_schemas_and_the_package_keep_the_rules_of_frictionless(rahma: Actor) -> None:
    """datapackage.org 2.0: required are `resources`, of each `name` and `path`, of a schema `fields` with `name`."""
    types = {"string", "integer", "number", "date", "datetime", "boolean"}
    whole = told("/data/datapackage.json")
    assert whole["$schema"].startswith("https://datapackage.org/profiles/2.0/")
    assert re.fullmatch(r"[-a-z0-9._/]+", whole["name"])
    assert all(licence["path"] for licence in whole["licenses"])
    for dataset, resource in zip(DATASETS, whole["resources"], strict=True):
        assert (resource["name"], resource["path"].endswith(f"{dataset.key}.csv")) == (dataset.key, True)
        assert resource["schema"] == told(f"/data/{dataset.key}/skema.json")
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(dataset.names)
        assert {field["type"] for field in fields} <= types
        assert resource["schema"]["primaryKey"] == [dataset.names[0]]
        assert {"produsen_data", "walidata"} <= resource["sdi"].keys()
        assert all({"konsep", "definisi", "klasifikasi", "ukuran", "satuan"} == field["sdi"].keys() for field in fields)


# --- feeds -------------------------------------------------------------------------------------------------------


def test_a_dataset_that_changed_is_news(rahma: Actor) -> None:
    snapshot(AT - timedelta(days=2))
    snapshot(AT - timedelta(days=1))
    published(rahma, at=AT - timedelta(hours=5))
    snapshot()
    news = told("/data/pengaduan/umpan.json")
    assert news["version"] == "https://jsonfeed.org/version/1.1"
    rows = [item for item in news["items"] if "/potret/" in item["id"]]
    assert [item["title"] for item in rows] == ["Laporan warga: 1 baris (+1)"]  # of two nights one changed nothing
    same = told("/data/kantor/umpan.json")
    assert [item for item in same["items"] if "/potret/" in item["id"]] == []
    atom = ElementTree.fromstring(Client().get("/data/pengaduan/umpan.atom").content)
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == len(news["items"])


def test_the_catalogue_tells_of_new_data_and_each_month(rahma: Actor) -> None:
    snapshot(make.moment("2026-10-30 02:00"))
    snapshot(make.moment("2026-10-31 02:00"))
    snapshot()
    news = told("/data/umpan.json")["items"]
    titles = [item["title"] for item in news]
    assert [title for title in titles if "Potret" in title] == ["Potret bulan 2026-11", "Potret bulan 2026-10"]
    assert "Layanan dan standarnya: Data ini mulai dibuka." in titles
    assert len({item["id"] for item in news}) == len(news)
    assert 'href="/data/umpan.atom"' in Client().get("/data/umpan/").content.decode()
    assert Client().get("/data/umpan.atom").status_code == 200
