"""What everyone may ask, by the letter of GeoReport v2: names, order, formats, filters, and what never goes out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.models import Complaint, Topic
from tests import make
from tests.surface.open311.asking import BASE, answered, ask, ask_xml, errors, key, names, post, published, root, said

pytestmark = pytest.mark.django_db
REQUEST = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip


@pytest.fixture
def rahma() -> Actor:
    at = timezone.now() - timedelta(days=200)
    make.regency(at=at)
    return make.coordinator(at=at)


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti", at=timezone.now() - timedelta(days=200))


def refs(**query: str | int) -> list[str]:
    return [one["service_request_id"] for one in ask("requests", **query)]


# --- discovery and services --------------------------------------------------------------------------------------


def test_discovery_names_both_endpoints_in_both_formats(rahma: Actor) -> None:
    told, xml = ask("discovery"), ask_xml("discovery")
    assert list(told) == ["changeset", "contact", "key_service", "endpoints", "bulk"]
    assert names(xml) == list(told)
    assert xml.tag == "discovery"
    assert [end["type"] for end in told["endpoints"]] == ["production", "test"]
    for end, element in zip(told["endpoints"], xml.findall("endpoints/endpoint"), strict=True):
        assert list(end) == names(element) == ["specification", "url", "changeset", "type", "formats"]
        assert end["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert end["formats"] == [one.text for one in element.findall("formats/format")]
        assert end["formats"] == ["text/xml", "application/json"]
        assert parse_datetime(end["changeset"]) is not None
        path = end["url"].removeprefix("http://127.0.0.1:8000")
        assert Client().get(f"{path}/services.xml").status_code == 200
    assert "/organisasi/" in told["key_service"]


def test_services_are_the_open_topics(rahma: Actor) -> None:
    Topic.objects.filter(pk="lampu-jalan-mati").update(closed=True)
    told, xml = ask("services"), ask_xml("services")
    assert len(told) == len(xml) == Topic.objects.filter(closed=False).count() > 50
    assert "lampu-jalan-mati" not in {one["service_code"] for one in told}
    wanted = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
    assert {tuple(one) for one in told} == {tuple(names(one)) for one in xml} == {tuple(wanted)}
    assert {one.tag for one in xml} == {"service"}
    first = told[0]
    assert first["metadata"] is True
    assert xml[0].findtext("metadata") == "true"
    assert first["type"] == "realtime"
    assert isinstance(first["group"], str)
    assert ", " not in first["keywords"]
    assert first["keywords"].count(",") > 2


def test_a_definition_lists_what_may_be_said(rahma: Actor) -> None:
    topic = Topic.objects.filter(klass="ordinary", advice="").order_by("pk")[0]
    told, xml = ask(f"services/{topic.pk}"), ask_xml(f"services/{topic.pk}")
    assert list(told) == names(xml) == ["service_code", "attributes"]
    assert xml.tag == "service_definition"
    each = ["variable", "code", "datatype", "required", "datatype_description", "order", "description"]
    for one, element in zip(told["attributes"], xml.findall("attributes/attribute"), strict=True):
        assert list(one)[:7] == names(element)[:7] == each
        assert one["required"] is False
        if "list" in one["datatype"]:
            assert [value["key"] for value in one["values"]] == [
                v.findtext("key") for v in element.findall("values/value")
            ]
    orders = [one["order"] for one in told["attributes"]]
    assert orders == list(range(1, len(orders) + 1))
    assert {"tanggal_kejadian", "kelompok", "anonim", "rahasia"} <= {one["code"] for one in told["attributes"]}


def test_advice_is_said_and_not_asked_and_offices_only_where_somebody_is_accused(rahma: Actor) -> None:
    topic = Topic.objects.filter(klass="supervisory").order_by("pk")[0]
    Topic.objects.filter(pk=topic.pk).update(advice="Simpan buktinya.")
    told = {one["code"]: one for one in ask(f"services/{topic.pk}")["attributes"]}
    assert told["nasihat_1"]["variable"] is False
    assert told["nasihat_1"]["description"] == "Simpan buktinya."
    assert "pupr" in {value["key"] for value in told["kantor_terlapor"]["values"]}


@pytest.mark.parametrize("path", ["services/tidak-ada", "requests/P-0000-0000", "tokens/x", "apa-saja"])
def test_what_is_not_here_is_404_in_both_formats(rahma: Actor, path: str) -> None:
    for form in ("json", "xml"):
        answer = Client().get(f"{BASE}{path}.{form}")
        assert answer.status_code == 404
        assert "no-store" in answer["Cache-Control"]
        if form == "json":
            assert errors(answer) == [404]
        else:
            assert [names(one) for one in root(answer)] == [["code", "description"]]
            assert root(answer).findtext("error/code") == "404"


@pytest.mark.parametrize("path", ["requests.html", "requests", "services.yaml", "", "discovery.txt", "v1/services.xm"])
def test_an_unknown_format_is_plain_words(rahma: Actor, path: str) -> None:
    answer = Client().get(f"{BASE}{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["v2//services.json", "v2/services.json/", "/v2/services.json", "v2//services//lampu-jalan-mati.json//"]
)
def test_slashes_may_be_doubled_and_stand_at_the_end(rahma: Actor, path: str) -> None:
    assert Client().get(f"/open311/{path}").status_code == 200


def test_methods_and_pages_of_other_sites(rahma: Actor) -> None:
    answer = Client().get(f"{BASE}requests.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "public" in answer["Cache-Control"]
    head, options = Client().head(f"{BASE}requests.xml"), Client().options(f"{BASE}requests.json")
    assert (head.status_code, head.content) == (200, b"")
    assert (options.status_code, options["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "POST" in options["Allow"]
    wrong = Client().put(f"{BASE}services.json")
    assert (wrong.status_code, errors(wrong), wrong["Allow"]) == (405, [405], "GET, HEAD, OPTIONS")
    private = Client().get(f"{BASE}requests.json", {"api_key": "x"})
    assert not private.has_header("Access-Control-Allow-Origin")
    assert "no-store" in private["Cache-Control"]


def test_another_regency_is_not_served_here(rahma: Actor) -> None:
    for here in ("", "35.77", "3577", "127.0.0.1"):
        assert ask("services", jurisdiction_id=here)
    wrong = Client().get(f"{BASE}services.json", {"jurisdiction_id": "35.10"})
    assert (wrong.status_code, errors(wrong)) == (404, [404])


# --- requests ----------------------------------------------------------------------------------------------------


def test_a_request_says_what_the_page_says_in_the_names_of_the_specification(rahma: Actor, siti: Actor) -> None:
    region = Region.objects.filter(level="village").order_by("pk")[0]
    made = answered(
        rahma, siti, region=region, point=(Decimal("-7.62983"), Decimal("111.52947")), name="Warsini",
        text="Jalan berlubang di depan pasar. Nomor saya 081234567890.", contact="warsini@contoh.id", place="RT 3",
    )  # fmt: skip
    (told,), (xml,) = ask(f"requests/{made.ref}"), ask_xml(f"requests/{made.ref}")
    assert list(told) == names(xml) == REQUEST
    assert xml.tag == "request"
    assert told["service_request_id"] == made.ref
    assert (told["status"], told["status_notes"]) == ("open", "Dikerjakan")
    assert told["service_code"] == made.topic_id
    assert told["address_id"] == region.pk
    assert (told["lat"], told["long"]) == (-7.63, 111.529)
    assert told["agency_responsible"].startswith("Dinas Pekerjaan Umum")
    assert told["service_notice"] is told["zipcode"] is told["media_url"] is None
    assert xml.findtext("zipcode") == ""
    moments = [parse_datetime(told[f"{name}_datetime"]) for name in ("requested", "updated", "expected")]
    assert all(moment and moment.tzinfo for moment in moments)
    whole = repr(told) + ElementTree.tostring(xml, encoding="unicode")
    assert not any(word in whole for word in ("08123", "Warsini", "warsini", "RT 3", "7.6298", made.secret))


def test_what_is_closed_says_so(rahma: Actor, siti: Actor) -> None:
    made, still = answered(rahma, siti), published(rahma)
    actions.resolve(made, text="Sudah.", files=[make.photo()], by=siti, at=timezone.now())
    assert set(refs(status="open")) == {made.ref, still.ref}
    actions.close(made, by=make.reporter(made), at=timezone.now())
    assert refs(status="closed") == [made.ref]
    assert refs(status="open") == [still.ref]
    assert set(refs(status="open,closed")) == set(refs(status="")) == {made.ref, still.ref}
    (told,) = ask(f"requests/{made.ref}")
    assert (told["status"], told["status_notes"]) == ("closed", "Selesai")
    assert told["media_url"].startswith("http://127.0.0.1:8000/berkas/")


def test_what_is_not_for_everyone_is_not_there(rahma: Actor, siti: Actor) -> None:
    hidden = [make.complaint(at=timezone.now()), published(rahma, secret=True), published(rahma)]
    hidden.append(make.complaint(at=timezone.now(), accused=make.office("pupr")))
    publishing.withdraw_publication(hidden[2], words="Menyebut orang.", by=siti, at=timezone.now())
    open_ = published(rahma)
    assert refs() == [open_.ref]
    assert refs(service_request_id=",".join(one.ref for one in [*hidden, open_])) == [open_.ref]
    assert [one["service_request_id"] for one in ask("servicerequestupdates")] == [open_.ref] * 3
    for one in hidden:
        for path in ("requests", "tokens"):
            assert Client().get(f"{BASE}{path}/{one.ref}.json").status_code == 404


def test_filters(rahma: Actor) -> None:
    now = timezone.now()
    other = Topic.objects.exclude(pk=make.topic().pk).filter(klass="ordinary").order_by("pk")[0]
    late, early = (
        published(rahma, at=now - timedelta(days=3)),
        published(rahma, at=now - timedelta(days=40), topic=other),
    )
    ancient = published(rahma, at=now - timedelta(days=120))
    assert refs() == [late.ref, early.ref]
    assert refs(service_code=other.pk) == [early.ref]
    assert refs(service_code=f"{other.pk}, {make.topic().pk}") == [late.ref, early.ref]
    assert refs(service_code="tidak-ada") == []
    since = (now - timedelta(days=135)).isoformat()
    assert refs(start_date=since) == [ancient.ref]
    assert refs(end_date=(now - timedelta(days=100)).date().isoformat()) == [ancient.ref]
    assert refs(start_date=(now - timedelta(days=5)).isoformat(), end_date=now.isoformat()) == [late.ref]
    assert refs(service_request_id=f"{ancient.ref.lower()},{late.ref}", status="closed") == [late.ref, ancient.ref]


def test_the_plus_sign_of_a_zone_may_have_become_a_blank(rahma: Actor) -> None:
    made = published(rahma)
    when = (made.filed_at - timedelta(hours=1)).astimezone(make.JAKARTA).isoformat(timespec="seconds")
    answer = Client().get(f"{BASE}requests.json?start_date={when}")
    assert [one["service_request_id"] for one in said(answer)] == [made.ref]


@pytest.mark.parametrize("wrong", [
    {"start_date": "kemarin"}, {"start_date": "2026-13-01"}, {"start_date": "0001-01-01"}, {"end_date": "9999-12-31"},
    {"start_date": "2026-01-01", "end_date": "2026-06-01"}, {"start_date": "2026-05-01", "end_date": "2026-04-01"},
    {"status": "rusak"}, {"page": "0"}, {"page": "x"}, {"page": "99999999"}, {"page_size": "-1"},
    {"updated_after": "?"}, {"service_code": ",".join(map(str, range(1001)))},
])  # fmt: skip
def test_a_wrong_filter_is_an_error_and_no_list(rahma: Actor, wrong: dict[str, str]) -> None:
    answer = Client().get(f"{BASE}requests.json", wrong)
    assert (answer.status_code, errors(answer)) == (400, [400])


def test_all_that_is_wrong_is_told_at_once(rahma: Actor) -> None:
    answer = Client().get(f"{BASE}requests.xml", {"page": "x", "status": "y", "start_date": "z"})
    assert answer.status_code == 400
    assert [one.findtext("code") for one in root(answer)] == ["400"] * 3


def test_pages(rahma: Actor) -> None:
    made = [published(rahma, at=timezone.now() - timedelta(hours=hours)).ref for hours in (1, 2, 3)]
    assert refs(page_size=2) == made[:2]
    assert refs(page_size=2, page=2) == made[2:]
    assert refs(page_size=2, page=3) == []
    assert refs(page_size=5000) == made


def test_what_changed_since(rahma: Actor, siti: Actor) -> None:
    now = timezone.now()
    old, quiet = published(rahma, at=now - timedelta(days=150)), published(rahma, at=now - timedelta(days=2))
    actions.answer(old, text="Kami mulai.", by=siti, at=now - timedelta(hours=1))
    actions.note(quiet, text="Catatan dalam.", by=siti, at=now - timedelta(minutes=30))
    assert refs(updated_after=(now - timedelta(hours=2)).isoformat()) == [old.ref]
    assert refs(updated_before=(now - timedelta(hours=5)).isoformat()) == [quiet.ref]
    (told,) = ask(f"requests/{quiet.ref}")
    assert parse_datetime(told["updated_datetime"]) == quiet.filed_at.replace(microsecond=0)


def test_extensions_bring_lines_and_pictures_masked(rahma: Actor, siti: Actor) -> None:
    made = answered(rahma, siti)
    actions.ask(made, text="Rahasia kepada pelapor: rumah nomor berapa?", by=siti, at=made.filed_at)
    (told,) = ask(f"requests/{made.ref}", extensions="true")
    assert list(told) == [*REQUEST, "extended_attributes", "attributes", "notes"]
    assert told["extended_attributes"]["page"].endswith(f"/pengaduan/{made.ref}/")
    assert [note["type"] for note in told["notes"]] == ["open", "verify", "forward", "answer", "ask"]
    answer = told["notes"][3]["description"]
    assert answer.startswith("Jawaban pertama: Kami tangani besok.")
    assert "0812" not in answer
    assert "rumah nomor" not in repr(told)
    xml = ask_xml("requests", extensions="true")
    assert names(xml.findall("request/notes/note")[0]) == ["datetime", "description", "type"]


def test_control_signs_leave_xml_whole(rahma: Actor) -> None:
    made = published(rahma)
    Complaint.objects.filter(pk=made.pk).update(public_text="a\x0bb\x1f <b>&amp;</b> ]]> \ufffe 😀")
    (xml,), (told,) = ask_xml("requests"), ask("requests")
    assert xml.findtext("description") == told["description"] == "ab <b>&amp;</b> ]]>  😀"


def test_a_topic_where_being_seen_hurts_has_no_place(rahma: Actor) -> None:
    topic = Topic.objects.filter(sensitive=True, klass="ordinary").order_by("pk")[0]
    made = published(rahma, topic=topic, point=(Decimal("-7.62983"), Decimal("111.52947")))
    (told,) = ask(f"requests/{made.ref}")
    assert told["lat"] is told["long"] is None


def test_a_token_is_the_number_itself(rahma: Actor) -> None:
    made = published(rahma)
    assert ask(f"tokens/{made.ref}") == [{"service_request_id": made.ref, "token": made.ref}]
    assert names(ask_xml(f"tokens/{made.ref}")[0]) == ["service_request_id", "token"]


def test_a_program_learns_how_its_own_report_stands_and_no_more(rahma: Actor) -> None:
    _mine, text = key()
    _other, stranger = key()
    (filed,) = said(
        post(
            service_code="lampu-jalan-mati",
            address_string="Balai desa",
            api_key=text,
            description="Lampu mati sejak Senin.",
        )
    )
    ref = filed["service_request_id"]
    assert Client().get(f"{BASE}requests/{ref}.json").status_code == 404
    assert Client().get(f"{BASE}requests/{ref}.json", {"api_key": stranger}).status_code == 404
    (told,) = ask(f"requests/{ref}", api_key=text)
    assert list(told) == REQUEST
    assert (told["status"], told["status_notes"]) == ("open", "Masuk")
    assert told["description"] is told["address"] is told["lat"] is told["agency_responsible"] is None
    assert ask(f"tokens/{ref}", api_key=text)[0]["service_request_id"] == ref
    assert refs(api_key=text) == []


def test_lists_are_limited(rahma: Actor, settings: Settings) -> None:
    settings.OPEN311_LIMIT = "2/h"
    codes = [Client().get(f"{BASE}requests.json").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert Client().get(f"{BASE}services.json").status_code == 200


def test_a_list_costs_the_same_for_one_and_for_nine(rahma: Actor, siti: Actor, settings: Settings) -> None:
    settings.OPEN311_LIMIT = "0/h"
    counts = []
    for more in (1, 8):
        for _ in range(more):
            answered(rahma, siti, files=[make.photo()])
        with CaptureQueriesContext(connection) as asked:
            ask("requests", extensions="true")
        counts.append(len(asked))
    assert counts[0] == counts[1]
