"""The pages by which a meeting is called, and the invited person's own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.models import Person, Region, RegionGroup
from balairung.rooms.meetings.models import Invitee, Meeting
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=now())


def called(**fields: Any) -> Meeting:
    return make.meeting(at=now(), **fields)


def sign_in(client: Client, who: Person) -> None:
    client.force_login(who.user or make.account(who))


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_from_the_form_to_the_invitation(client: Client) -> None:
    """Prepared, counted, split over two sessions, sent at once by the chair."""
    chair = make.holder("setda", "secretary", "Bu Sekda", at=now())
    make.holder("pupr", "head", at=now())
    sign_in(client, chair)
    group = RegionGroup.objects.create(name="Wilayah Barat")
    first, second = Region.objects.filter(level="district").order_by("code")[:2]
    group.districts.set([first])
    page = client.get("/kerja/rapat/baru/").content.decode()
    token = make.there(re.search(r'name="token" value="([^"]+)"', page))[1]
    said = {
        "token": token, "title": "Rakor aset", "day": localdate() + timedelta(days=7), "start": "08.00",
        "place": "Pendopo", "chair": make.post("setda", "secretary").pk, "office": "setda", "manner": "Segera",
        "openness": "terbatas", "capacity": 4,
    }  # fmt: skip
    bad = client.post("/kerja/rapat/baru/", said | {"day": localdate() - timedelta(days=1)})
    assert bad.status_code == 422
    assert "sudah lewat" in text(bad)
    assert "Rakor aset" in bad.content.decode()
    for _press in range(2):
        assert client.post("/kerja/rapat/baru/", said).status_code == 302
    meeting = Meeting.objects.get()
    home = f"/kerja/rapat/{meeting.ref}/"
    assert "Tentukan siapa yang diundang" in text(client.get(home))
    rule = client.post(f"{home}undangan/aturan/", {"who": "kades", "groups": [str(group.pk)]})
    assert rule.status_code == 302
    assert client.post(f"{home}undangan/aturan/?cara=tamu", {"guests": "Ketua DPRD, DPRD Kota"}).status_code == 302
    found = client.get(f"{home}undangan/aturan/?cara=jabatan&cari=kepala dinas pupr")
    assert "Kepala Dinas PUPR" in text(found)
    posts = {"posts": [str(make.post("pupr", "head").pk)]}
    assert client.post(f"{home}undangan/aturan/?cara=jabatan&cari=kepala dinas pupr", posts).status_code == 302
    session = {"day": localdate() + timedelta(days=7), "start": "13:00", "end": "15:00", "place": "Aula",
               "groups": [str(group.pk)]}  # fmt: skip
    assert client.post(f"{home}sesi/baru/", session).status_code == 302
    page = text(client.get(f"{home}undangan/"))
    assert "Diundang, masing-masing sekali" in page
    assert "Wilayah Barat" in page
    assert client.get(f"{home}undangan/surat.pdf")["Content-Type"] == "application/pdf"
    assert client.post(f"{home}undangan/kirim/", {"segera": "1"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CALLED
    page = client.get(f"{home}undangan/daftar/?jawaban=sendiri").content.decode()
    guest = meeting.invitees.get(post=None)
    assert f"/rapat/{guest.code}/" in page
    assert client.get("/kerja/rapat/").content.decode().count("Rakor aset") == 1
    assert client.post(f"{home}batal/", {"reason": ""}).status_code == 422
    assert client.post(f"{home}batal/", {"reason": "Banjir"}).status_code == 302
    assert "Banjir" in text(client.get(f"/rapat/{guest.code}/"))
    assert second.pk


def test_the_own_page_answers_without_an_account(client: Client) -> None:
    meeting = called(dress="Batik")
    row = meeting.invitees.in_protocol_order()[0]
    home = f"/rapat/{row.code}/"
    answer = client.get(home)
    assert "noindex" in answer["X-Robots-Tag"]
    page = text(answer)
    assert "Batik" in page
    assert "Surat bertanda tangan menyusul" in page
    assert client.get(f"{home}surat.pdf").status_code == 404
    bad = client.post(f"{home}jawab/", {"answer": "tidak", "reason": ""})
    assert bad.status_code == 422
    assert "Tuliskan alasannya" in text(bad)
    assert client.post(f"{home}jawab/", {"answer": "hadir"}).status_code == 302
    row.refresh_from_db()
    assert row.reply == Invitee.Reply.COMES
    assert "Jawaban tercatat: hadir" in text(client.get(home))
    assert client.get("/rapat/KODEYANGSALAH/").status_code == 404


def test_the_invited_answer_at_their_desk_and_strangers_see_nothing(client: Client) -> None:
    meeting = called()
    row = meeting.invitees.select_related("person").in_protocol_order()[0]
    sign_in(client, make.there(row.person))
    page = client.get(f"/kerja/rapat/{meeting.ref}/")
    assert "Jawab undangan" in text(page)
    assert "Yang dikerjakan" not in text(page)
    said = {"answer": "diwakilkan", "deputy_name": "Bu Rini", "deputy_title": "Kabid", "mandate": "800/1/2026"}
    assert client.post(f"/kerja/rapat/{meeting.ref}/jawab/{row.pk}/", said).status_code == 302
    assert "diwakili Bu Rini" in text(client.get(f"/kerja/rapat/{meeting.ref}/"))
    for path in ("undangan/", "undangan/daftar/", "ubah/", "batal/", "sesi/baru/", "undangan/aturan/"):
        assert client.get(f"/kerja/rapat/{meeting.ref}/{path}").status_code == 404
    sign_in(client, make.holder("dlh", "staff", "Budi", at=now()))
    assert client.get(f"/kerja/rapat/{meeting.ref}/").status_code == 404
    assert meeting.title not in text(client.get("/kerja/rapat/"))


def test_changed_and_moved_by_its_pages(client: Client) -> None:
    meeting = called()
    sign_in(client, make.there(meeting.made_by))
    home = f"/kerja/rapat/{meeting.ref}/"
    session = meeting.sessions.get()
    page = client.get(f"{home}sesi/{session.pk}/").content.decode()
    assert 'value="08:00"' in page
    said = {"day": localdate() + timedelta(days=9), "start": "09:00", "place": "Aula"}
    assert client.post(f"{home}sesi/{session.pk}/", said | {"end": "08:00"}).status_code == 422
    assert client.post(f"{home}sesi/{session.pk}/", said).status_code == 302
    assert client.get(f"{home}ubah/").status_code == 200
    more = {"title": "Nama baru", "chair": meeting.chair_id, "manner": "Segera", "openness": "terbuka"}
    assert client.post(f"{home}ubah/", more).status_code == 302
    assert "Nama baru" in text(client.get(home))
    assert "dipindah dari" in text(client.get(home))
    assert client.get(f"{home}kalender.ics").status_code == 200


def test_series(client: Client) -> None:
    chair = make.holder("setda", "secretary", at=now())
    sign_in(client, chair)
    assert client.post("/kerja/rapat/seri/", {"name": "Rakor camat", "office": "setda"}).status_code == 302
    page = client.get("/kerja/rapat/seri/").content.decode()
    one = make.there(re.search(r"/kerja/rapat/seri/[0-9a-f-]{36}/", page))[0]
    assert "Belum ada rapat dalam seri ini" in text(client.get(one))
    key = one.split("/")[-2]
    assert "Rakor camat" in text(client.get(f"/kerja/rapat/baru/?seri={key}"))
    meeting = called()
    meeting.series_id = key
    meeting.save()
    assert meeting.title in text(client.get(one))
    assert meeting.title in client.get(f"/kerja/rapat/baru/?seri={key}").content.decode()
    assert client.post(f"{one}akhiri/").status_code == 302
    sign_in(client, make.holder("dlh", "staff", "Budi", at=now()))
    assert client.get(one).status_code == 404


def test_lists_do_not_grow_in_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    meeting = called()
    sign_in(client, make.there(meeting.made_by))
    for _one in range(6):
        make.meeting(at=now(), by=None)
    client.get("/kerja/rapat/")
    with django_assert_max_num_queries(20):
        assert client.get("/kerja/rapat/").content.decode().count("row-title") == 7
    with django_assert_max_num_queries(20):
        client.get(f"/kerja/rapat/{meeting.ref}/undangan/daftar/")
