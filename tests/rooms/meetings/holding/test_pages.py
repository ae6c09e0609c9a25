"""The pages of the hall: what each shows to whom, and the same number of queries for one name and for many."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.meetings.holding import agenda, attending, kiosks, speakers
from balairung.rooms.meetings.models import AgendaItem, Invitee, Meeting
from tests import make
from tests.rooms.meetings.holding import hall
from tests.rooms.meetings.holding.hall import DAY, EARLY

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(settings: Settings) -> Meeting:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return hall.meeting()


@pytest.fixture
def door(meeting: Meeting, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Whoever chairs it is signed in, half an hour before it begins."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: EARLY)
    enter(client, hall.leads(meeting))
    return client


def enter(client: Client, actor: Actor) -> Client:
    client.force_login(make.account(Person.objects.get(pk=str(actor.person_id))))
    return client


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/kerja/rapat/{meeting.ref}/{rest}"


def send(client: Client, url: str, *texts: str, **more: Any) -> Any:
    scans = [{"token": f"t{place}", "text": text, **more} for place, text in enumerate(texts)]
    return client.post(url, json.dumps({"scans": scans}), content_type="application/json")


def test_a_telephone_sends_what_it_kept_and_each_is_answered(door: Client, meeting: Meeting) -> None:
    texts = (hall.seat(meeting).code, "https://contoh.id", hall.seat(meeting).code)
    url = address(meeting, "hadir/pindai/kirim/")
    told = send(door, url, *texts, at=int(EARLY.timestamp() * 1000)).json()
    assert [one["outcome"] for one in told["results"]] == ["masuk", "ditolak", "sudah"]
    assert "1</strong> dari 3 hadir" in told["tally"]
    assert door.post(url, "bukan json", content_type="application/json").status_code == 422
    assert send(door, url, "x", at="kemarin").status_code == 422


def test_a_telephone_whose_clock_is_wrong_tells_only_how_long_it_waited(door: Client, meeting: Meeting) -> None:
    scans = [{"token": "t", "text": hall.seat(meeting).code, "at": 1_000_000}]
    body = json.dumps({"scans": scans, "sent": 1_000_000 + 5 * 60 * 1000})
    door.post(address(meeting, "hadir/pindai/kirim/"), body, content_type="application/json")
    assert hall.seat(meeting).came_at == EARLY - timedelta(minutes=5)


def test_a_name_that_was_typed_leads_to_the_list(door: Client, meeting: Meeting) -> None:
    row = hall.seat(meeting)
    reply = door.post(address(meeting, "hadir/pindai/"), {"teks": row.name})
    assert "hadir/?" in reply["Location"]
    page = door.get(reply["Location"])
    assert row.name in page.content.decode()
    reply = door.post(address(meeting, f"hadir/{row.pk}/hadir/"), {"cari": row.name})
    assert reply["Location"].endswith(f"#h-{row.pk}")
    assert hall.seat(meeting).came_at == EARLY


def test_only_a_page_that_scans_may_use_the_camera(door: Client, meeting: Meeting) -> None:
    told = {part: door.get(address(meeting, part))["Permissions-Policy"] for part in ("hadir/", "hadir/pindai/")}
    assert "camera=()" in told["hadir/"]
    assert "camera=(self), microphone=()" in told["hadir/pindai/"]


def test_one_of_ours_without_invitation_is_received_by_a_button(door: Client, meeting: Meeting) -> None:
    wira = hall.staff("dukcapil")
    (told,) = send(door, address(meeting, "hadir/pindai/kirim/"), hall.shown(wira)).json()["results"]
    assert (told["outcome"], str(wira.pk) in told["card"]) == ("tidak-diundang", True)
    door.post(address(meeting, "hadir/tambahan/"), {"orang": wira.pk})
    assert Invitee.objects.get(meeting=meeting, person=wira).came_at == EARLY
    form = {"name": "", "title": "", "token": "a" * 24}
    assert door.post(address(meeting, "hadir/tambahan/"), form).status_code == 422
    door.post(address(meeting, "hadir/tambahan/"), form | {"name": "Pak Kapolsek"})
    assert Invitee.objects.filter(meeting=meeting, name="Pak Kapolsek", came_at=EARLY).exists()


def test_whoever_does_not_run_it_opens_no_door(client: Client, meeting: Meeting) -> None:
    enter(client, make.officer("dukcapil", "head", "Budi"))
    row = hall.seat(meeting)
    for part in ("hadir/", "hadir/pindai/", f"hadir/{row.pk}/", "hadir/daftar.pdf", "hadir/daftar.csv", "hadir/kursi/",
                 "hadir/kios/", "hadir/perkenalan/", "hadir/tambahan/", "akhiri/", "layar/", "acara/"):  # fmt: skip
        assert client.get(address(meeting, part)).status_code == 404, part
    assert client.post(address(meeting, f"hadir/{row.pk}/hadir/")).status_code == 404


def test_whoever_is_invited_reads_the_agenda_and_changes_nothing(client: Client, meeting: Meeting) -> None:
    item = agenda.add(hall.session(meeting), title="Aset desa", by=hall.leads(meeting), at=DAY)
    head = hall.seat(meeting).person
    assert head
    client.force_login(make.account(head))
    page = client.get(address(meeting, "acara/")).content.decode()
    assert ("Aset desa" in page, "Tambah acara" in page) == (True, False)
    assert client.get(address(meeting, "layar/")).status_code == 200
    assert client.post(address(meeting, "acara/"), {"title": "Lain", "minutes": 5, "kind": "lain"}).status_code == 403
    assert client.post(address(meeting, f"acara/{item.pk}/hapus/")).status_code == 404
    assert AgendaItem.objects.filter(session__meeting=meeting).get() == item


def test_agenda_and_speakers_are_written_on_their_pages(door: Client, meeting: Meeting) -> None:
    sent = {"invited": str(hall.seat(meeting).pk), "topic": "Aset desa", "minutes": 20}
    door.post(address(meeting, "narasumber/"), sent)
    who = meeting.speakers.get()
    assert who.person == hall.seat(meeting).person
    assert door.post(address(meeting, "narasumber/"), {"topic": "Tanpa nama", "minutes": 5}).status_code == 422
    item = {"title": "Paparan", "minutes": 20, "kind": "paparan", "speaker": str(who.pk)}
    assert door.post(address(meeting, "acara/"), item | {"minutes": 0}).status_code == 422
    door.post(address(meeting, "acara/"), item)
    door.post(address(meeting, f"narasumber/{who.pk}/batal/"), {"words": "Sakit"})
    assert "batal, tetapi masih ada di acara" in door.get(address(meeting, "acara/")).content.decode()
    door.post(address(meeting, f"narasumber/{who.pk}/bahan/"), {"uploads": ""})
    for part in (f"narasumber/{who.pk}/", f"acara/{AgendaItem.objects.get().pk}/"):
        assert door.get(address(meeting, part)).status_code == 200


def test_a_kiosk_answers_by_its_secret_address_alone(client: Client, meeting: Meeting, door: Client) -> None:
    secret = kiosks.make_kiosk(hall.session(meeting), name="Pintu", by=hall.leads(meeting), at=EARLY)
    kiosk, row = Client(), hall.seat(meeting)
    assert kiosk.get("/rapat/kios/salah/").status_code == 404
    page = kiosk.post(f"/rapat/kios/{secret}/", {"teks": row.name}).content.decode()
    assert "Yang mana Anda?" in page
    assert "Selamat datang" in kiosk.post(f"/rapat/kios/{secret}/", {"orang": row.pk}).content.decode()
    (told,) = send(kiosk, f"/rapat/kios/{secret}/kirim/", hall.seat(meeting, "disdik").code).json()["results"]
    assert told["outcome"] == "masuk"


def test_the_end_says_what_is_missing_with_the_way_to_it(door: Client, meeting: Meeting) -> None:
    attending.open_session(hall.session(meeting), by=hall.leads(meeting), at=EARLY)
    meeting.questions.create(text="Kapan jalan kami?", asker_name="Kades", asked_at=EARLY, token="tanya-uji-1")
    page = door.get(address(meeting, "akhiri/")).content.decode()
    assert "1 pertanyaan belum terjawab" in page
    assert address(meeting, "dialog/") in page
    door.post(address(meeting, "akhiri/"))
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.RUNNING
    meeting.questions.update(state="tuntas")
    door.post(address(meeting, "akhiri/"))
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.ENDED


@pytest.mark.parametrize("part", ["hadir/", "hadir/kursi/", "hadir/perkenalan/", "layar/", "acara/", "narasumber/"])
def test_more_names_ask_no_more_of_the_database(door: Client, part: str) -> None:
    few, many = hall.meeting("pupr"), hall.meeting("pupr", "disdik", "dinkes", "dinsos", "dukcapil")
    for one, count in ((few, 1), (many, 5)):
        fill(one, count)
        door.get(address(one, part))
    counts = [queries(door, address(one, part)) for one in (few, many)]
    assert counts[0] == counts[1]


def fill(meeting: Meeting, count: int) -> None:
    by, session = hall.leads(meeting), hall.session(meeting)
    for row in Invitee.objects.filter(meeting=meeting).select_related("session"):
        row.meeting = meeting
        attending.check_in(meeting, row, way="daftar", by=by, at=DAY)
    for place in range(count):
        who = speakers.add(meeting, name=f"Dr. {place}", title="", topic="Aset", by=by, at=DAY - timedelta(days=1))
        agenda.add(session, title=f"Acara {place}", speaker=who, by=by, at=DAY)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
