"""What comes after a report: updates of both directions, and pictures that the worker fetches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from pytest_django import Settings

from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Evidence, Remark, State
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from balairung.surface.open311.media import WAITS, fetch_media
from balairung.surface.open311.models import MediaWanted
from tests import make
from tests.ground.web_server import MANNERS, WebServer, running, say
from tests.kernel.files.samples import photo
from tests.surface.open311.asking import BASE, WORDS, ask, ask_xml, errors, key, names, post, published, root, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def rahma() -> Actor:
    at = timezone.now() - timedelta(days=9)
    make.regency(at=at)
    return make.coordinator(at=at)


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti", at=timezone.now() - timedelta(days=9))


@pytest.fixture
def text(rahma: Actor) -> str:
    return key()[1]


@pytest.fixture
def filed(text: str) -> Complaint:
    """A report that the key brought."""
    return brought(text)


def brought(text: str, **more: Any) -> Complaint:
    data = {"service_code": "lampu-jalan-mati", "address_string": "Pasar", "description": WORDS, "api_key": text}
    (told,) = said(post(**data | more))
    return Complaint.objects.select_related("obligation").get(obligation__ref=told["service_request_id"])


def worked(made: Complaint, rahma: Actor) -> None:
    actions.verify(made, klass=made.klass, topic=made.topic, by=rahma, at=timezone.now())
    actions.forward(made, office=make.office("pupr"), by=rahma, at=timezone.now())


def tell(text: str, made: Complaint, form: str = "json", **more: Any) -> Any:
    return post("servicerequestupdates", form, api_key=text, service_request_id=made.ref, **more)


def last(made: Complaint) -> Any:
    return made.obligation.events.order_by("-seq")[0]


# --- updates -----------------------------------------------------------------------------------------------------


def test_updates_are_the_public_lines(rahma: Actor, siti: Actor) -> None:
    made = published(rahma, at=timezone.now() - timedelta(days=3))
    actions.answer(made, text="Kami mulai besok.", by=siti, at=timezone.now() - timedelta(days=1))
    actions.note(made, text="Catatan dalam.", by=siti, at=timezone.now())
    told, xml = ask("servicerequestupdates"), ask_xml("servicerequestupdates")
    assert xml.tag == "service_request_updates"
    wanted = ["update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"]
    assert {tuple(one) for one in told} == {tuple(names(one)) for one in xml} == {tuple(wanted)}
    assert [one["status"] for one in told] == ["OPEN", "OPEN", "ACTION_SCHEDULED", "IN_PROGRESS"]
    assert told[-1]["description"] == "Jawaban pertama: Kami mulai besok."
    assert told[-1]["update_id"] == f"{made.ref}.4"
    moment = parse_datetime(told[-1]["updated_datetime"])
    assert moment
    since = (timezone.now() - timedelta(days=2)).isoformat()
    assert [one["update_id"] for one in ask("servicerequestupdates", start_date=since)] == [f"{made.ref}.4"]
    assert len(ask("servicerequestupdates", page_size=3, page=2)) == 1
    assert ask("servicerequestupdates", service_request_id="P-0000-0000") == []
    assert errors(Client().get(f"{BASE}servicerequestupdates.json?start_date=x")) == [400]


def test_a_program_adds_what_its_reporter_says(text: str, filed: Complaint) -> None:
    answer = tell(text, filed, status="OPEN", description="Sekarang dua lampu.", update_id="77")
    (told,) = said(answer)
    line = last(filed)
    assert told == {"update_id": f"{filed.ref}.{line.seq}", "service_request_id": filed.ref}
    assert (line.verb, line.by_kind, line.remark.text) == ("add", "citizen", "Sekarang dua lampu.")
    assert line.remark.audience == Remark.Audience.PARTIES
    again = root(tell(text, filed, "xml", status="OPEN", description="Sekarang dua lampu.", update_id="77"))
    assert again.findtext("request_update/update_id") == told["update_id"]
    assert last(filed) == line


def test_an_update_answers_a_question_closes_and_opens_again(
    text: str, filed: Complaint, rahma: Actor, siti: Actor
) -> None:
    worked(filed, rahma)
    actions.ask(filed, text="Tiang nomor berapa?", by=siti, at=timezone.now())
    assert tell(text, filed, description="Nomor 12.").status_code == 200
    assert last(filed).verb == "resume"
    filed.obligation.refresh_from_db()
    actions.resolve(filed, text="Sudah menyala.", files=[make.photo()], by=siti, at=timezone.now())
    assert tell(text, filed, status="REOPEN", description="Masih mati.").status_code == 200
    assert last(filed).verb == "reopen"
    filed.obligation.refresh_from_db()
    actions.resolve(filed, text="Sudah diganti.", files=[make.photo()], by=siti, at=timezone.now())
    assert tell(text, filed, status="FIXED", description="Terima kasih.").status_code == 200
    filed.obligation.refresh_from_db()
    assert (last(filed).verb, filed.obligation.state) == ("close", State.DONE)
    assert errors(tell(text, filed, status="CLOSED", description="Sudah.")) == [400]


def test_nobody_speaks_for_the_reports_of_others(text: str, filed: Complaint, rahma: Actor) -> None:
    _key, stranger = key()
    others = published(rahma)
    before = last(filed), last(others)
    assert errors(tell(stranger, filed, description="Cabut!")) == [404]
    assert errors(tell(text, others, description="Cabut!")) == [404]
    assert errors(tell("salah", filed, description="Cabut!")) == [403]
    assert (last(filed), last(others)) == before


@pytest.mark.parametrize("wrong", [
    {"service_request_id": ""}, {"status": "RUSAK"}, {"description": "x" * 4001}, {"description": ""},
    {"media_url": "javascript:alert(1)", "description": "Lihat."},
])  # fmt: skip
def test_a_wrong_update_is_refused(text: str, filed: Complaint, wrong: dict[str, str]) -> None:
    before = last(filed)
    answer = post("servicerequestupdates", api_key=text, **{"service_request_id": filed.ref} | wrong)
    assert errors(answer) == [400]
    assert last(filed) == before


def test_the_test_endpoint_writes_no_update(text: str, filed: Complaint) -> None:
    before = last(filed)
    data = {"api_key": text, "service_request_id": filed.ref, "description": "Halo."}
    answer = post("servicerequestupdates", base="/open311/test/v2/", **data)
    assert said(answer)[0]["update_id"] == "UJI-0000-0000"
    assert last(filed) == before


# --- pictures that lie elsewhere ---------------------------------------------------------------------------------


def _picture(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    say(handler, 200, photo(), Content_Type="text/html")  # what it claims counts for nothing


@pytest.fixture
def gallery(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    monkeypatch.setitem(MANNERS, "foto", _picture)
    with running() as server:
        yield server


def soon(**more: float) -> datetime:
    return timezone.now() + timedelta(seconds=1, **more)


def test_the_worker_brings_the_picture_cleaned(text: str, gallery: WebServer) -> None:
    made = brought(text, media_url=f"{gallery.url}/foto/1")
    assert gallery.heard == []  # never inside the request
    assert fetch_media(now=soon()) == 1
    line = last(made)
    assert (line.verb, line.by_kind) == ("add", "citizen")
    item = Evidence.objects.select_related("file").get(event=line)
    assert (item.file.media_type, item.file.about_ref, item.public) == ("image/jpeg", made.ref, False)
    assert not MediaWanted.objects.exists()
    assert fetch_media(now=soon()) == 0
    assert len(gallery.heard) == 1


@pytest.mark.parametrize("path", ["bytes/100", "status/404", "redirect", "bomb", "bytes/99999999"])
def test_what_is_no_picture_is_given_up_with_a_note(
    text: str, gallery: WebServer, settings: Settings, path: str
) -> None:
    settings.FILE_LIMIT = 50_000
    made = brought(text, media_url=f"{gallery.url}/{path}")
    fetch_media(now=soon())
    line = last(made)
    assert (line.verb, line.remark.audience) == ("note", Remark.Audience.OFFICERS)
    assert gallery.url not in line.remark.text
    assert not MediaWanted.objects.exists()
    assert not File.objects.exists()


def test_what_is_not_there_now_is_tried_again_for_a_while(text: str, settings: Settings) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with running() as server:
        gone = server.url
    made = brought(text, media_url=f"{gone}/foto/1")
    now, tried = timezone.now() + timedelta(seconds=1), 0
    for wait in WAITS:
        tried += fetch_media(now=now)
        assert fetch_media(now=now) == 0  # not twice at one moment
        now += wait
    assert tried == len(WAITS)
    assert not MediaWanted.objects.exists()
    assert last(made).verb == "note"


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:{port}/foto/1", "http://localhost:{port}/foto/1", "http://[::ffff:127.0.0.1]:{port}/foto/1",
    "http://2130706433:{port}/foto/1", "http://169.254.169.254/latest/meta-data/",
])  # fmt: skip
def test_no_address_leads_into_our_own_network(text: str, gallery: WebServer, settings: Settings, url: str) -> None:
    settings.OUTBOUND_ALLOW = []
    made = brought(text, media_url=url.format(port=gallery.port))
    fetch_media(now=soon())
    assert gallery.heard == []
    assert last(made).verb == "note"


def test_a_picture_for_a_report_that_ended_is_left(text: str, gallery: WebServer, rahma: Actor) -> None:
    made = brought(text, media_url=f"{gallery.url}/foto/1")
    actions.refuse(made, reason="not-a-report", text="Bukan laporan.", by=rahma, at=timezone.now())
    fetch_media(now=soon())
    assert not MediaWanted.objects.exists()
    assert not Evidence.objects.exists()
