"""Somebody at the form: what they type, page by page, as a browser without scripts sends it."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, Protocol

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balairung.rooms.services.applying.begun import Begun, resume
from balairung.rooms.services.applying.completing import typed_of
from balairung.rooms.services.definition.answers import Answers
from balairung.rooms.services.definition.shape import Definition, Page, Type
from balairung.rooms.services.models import Application, Service
from balairung.rooms.services.routing import definition_of
from tests.kernel.files.samples import photo
from tests.make import moment
from tests.rooms.services.handling import stage

KEY = "keterangan-uji"
VILLAGE = "35.77.01.1001"
#: A page for each way of asking: a question that hangs on its neighbour, people, files, places, "Saya tidak tahu".
PAGES: list[dict[str, Any]] = [
    {
        "key": "keperluan",
        "title": "Untuk apa surat ini?",
        "fields": [
            {"key": "untuk", "type": "choice", "label": "Surat ini untuk apa?", "choices": [
                {"key": "berobat", "label": "Berobat"}, {"key": "lain", "label": "Keperluan lain"},
            ]},
            {"key": "lainnya", "type": "line", "label": "Tuliskan keperluannya", "most": 60,
             "when": [{"field": "untuk", "among": ["lain"]}]},
            {"key": "penghasilan", "type": "money", "label": "Penghasilan sebulan", "unknown": True},
            {"key": "kk", "type": "kk", "label": "Nomor kartu keluarga", "required": False},
        ],
    },
    {
        "key": "rumah",
        "title": "Di rumah sakit mana?",
        "when": [{"field": "untuk", "among": ["berobat"]}],
        "fields": [
            {"key": "rumah_sakit", "type": "line", "label": "Nama rumah sakit"},
            {"key": "asal", "type": "region", "label": "Desa asal", "required": False},
        ],
    },
    {
        "key": "keluarga",
        "title": "Siapa saja yang serumah?",
        "fields": [
            {"key": "catatan", "type": "note", "label": "Bayi juga dihitung."},
            {"key": "anggota", "type": "members", "label": "Anggota keluarga", "most": 3, "fields": [
                {"key": "nama", "type": "name", "label": "Nama"},
                {"key": "nik", "type": "nik", "label": "NIK", "required": False},
                {"key": "tanggal_lahir", "type": "date", "label": "Tanggal lahir", "past": True, "required": False},
            ]},
            {"key": "foto", "type": "file", "label": "Foto rumah", "most": 2, "required": False},
            {"key": "setuju", "type": "agree", "label": "Semua ini benar"},
        ],
    },
]  # fmt: skip
ANSWERS: Answers = {
    "untuk": "berobat", "penghasilan": None, "rumah_sakit": "RSUD Uji",
    "anggota": [{"nama": "Budi Lestari", "nik": "3577011208140002"}, {"nama": "Citra Lestari"}], "setuju": True,
}  # fmt: skip
WHO = {"name": "Ani Lestari", "nik": "3577014107900001", "region": VILLAGE, "contact": "ani@contoh.id"}
NOW = moment("2026-03-02 10:00")


def picture(name: str = "rumah.jpg") -> SimpleUploadedFile:
    return upload(name, photo())


class Answer(Protocol):
    """What the house answers with."""

    @property
    def content(self) -> bytes: ...


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def start(client: Client, key: str = KEY, **who: str) -> str:
    """The address of the first page of the form, after the applicant's own."""
    answer = client.post(reverse("services:apply", args=[key]), WHO | who)
    assert answer.status_code == 302, wrong(answer)
    return answer.headers["Location"]


def wrong(answer: Answer) -> list[str]:
    """What the summary of errors says."""
    text = answer.content.decode()
    told = re.search(r'class="errors".*?</div>', text, re.S)
    return (
        [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in re.findall(r"<li>.*?</li>", told[0], re.S)]
        if told
        else []
    )


def hidden(answer: Answer, name: str) -> str:
    """The value that a form carries along."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found
    return found[1]


def draft_of(address: str) -> str:
    found = re.search(r"/ajukan/(\w+)/|/baru/[\w-]+/(\w+)/", address)
    assert found, address
    return found[1] or found[2]


def kept(address: str) -> Begun:
    from django.utils import timezone

    begun = resume(draft_of(address), at=timezone.now())
    assert begun
    return begun


def typed(page: Page, answers: Answers) -> dict[str, Any]:
    """What somebody types and chooses on this page for these answers to come out; a picture for each file."""
    said = typed_of([page], answers)
    for one in page.fields:
        if one.type == Type.FILE and answers.get(one.key):
            said[one.key] = [picture(f"{place}.jpg") for place in range(len(answers[one.key]))]
        for place, row in enumerate(answers.get(one.key) or () if one.type == Type.MEMBERS else ()):
            for inner in one.fields:
                if inner.type == Type.FILE and row.get(inner.key):
                    said[f"{one.key}-{place}-{inner.key}"] = [picture() for _file in row[inner.key]]
    return said


def fill(client: Client, definition: Definition, answers: Answers, address: str) -> str:
    """Walk through the form from this address; the address of the last look."""
    pages = {page.key: page for page in definition.pages}
    for _step in range(len(pages) + 1):
        key = address.rstrip("/").rsplit("/", 1)[-1]
        if key not in pages:
            return address
        assert client.get(address).status_code == 200
        answer = client.post(address, typed(pages[key], answers))
        assert answer.status_code == 302, f"{address}: {wrong(answer)}"
        address = answer.headers["Location"]
    return address


def version_of(page: str) -> str:
    """The version of the form that the last look shows."""
    found = re.search(r'name="version" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, address: str) -> Application:
    """Press the button of the last look."""
    page = client.get(address)
    assert page.status_code == 200, f"{address}: {page.status_code} {page.headers.get('Location')}"
    answer = client.post(address, {"version": version_of(page.content.decode())})
    assert answer.status_code == 302, wrong(answer)
    return Application.objects.select_related("obligation", "service", "version").latest("applied_at")


def body(**more: Any) -> dict[str, Any]:
    """The definition whose form this is: the village looks, the district decides. Its own, to be changed."""
    steps = [
        {"key": "periksa", "title": "Diperiksa desa", "at": "village", "clock": {"amount": 1}},
        {"key": "putus", "title": "Diputus kecamatan", "at": "district", "does": "decide", "clock": {"amount": 2}},
    ]
    requirements = [{"words": "Foto rumah", "field": "foto"}]
    standard = stage.definition()["standard"] | {"requirements": requirements}
    shape = {"pages": PAGES, "nik": "required", "steps": steps, "letter": None, "standard": standard} | more
    return deepcopy(stage.definition(**shape))


def definition(key: str = KEY) -> Definition:
    version = Service.objects.select_related("current").get(key=key).current
    assert version
    return definition_of(version)
