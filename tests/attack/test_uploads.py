"""Every door that takes a file, found by reading all pages and all doors of messages: what comes in tells nothing.

A photograph with its place, a letter that acts, a page that says it is a picture: sent everywhere. What is kept is of a
kind that we give, and holds none of it; what was sent lies sealed beside it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import BinaryIO, ClassVar
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from balairung.config import settings as written
from balairung.kernel.files import disk
from balairung.kernel.files.copies import EXTENSIONS
from balairung.kernel.files.models import File
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Enclosure, Reading
from balairung.kernel.messaging.enclosures import keep
from balairung.kernel.messaging.models import Arrival
from balairung.kernel.messaging.receiving import receive
from balairung.surface.open311.media import fetch_media
from tests import make
from tests.attack.house import said
from tests.ground.web_server import MANNERS, WebServer, running, say
from tests.kernel.files.samples import GIF_AND_SCRIPT, HTML, SECRET, SVG, bomb, photo, telling_pdf, telling_photo
from tests.kernel.messaging.odd_channels import Shelf
from tests.kernel.messaging.shelves import heard
from tests.surface.open311.asking import WORDS, key, post
from tests.surface.open311.asking import said as told
from tests.test_house import place, source, tree

TELLING = telling_photo("JPEG")


def zip_bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return packed.getvalue()


HOSTILE = {
    "a drawing with a script": ("foto.svg", "image/svg+xml", SVG),
    "a drawing that says it is a photo": ("foto.jpg", "image/jpeg", SVG),
    "a page that says it is a photo": ("foto.jpg", "image/jpeg", HTML),
    "a picture that is a script as well": ("foto.gif", "image/gif", GIF_AND_SCRIPT),
    "a photo with a page behind it": ("foto.jpg.html", "text/html", photo() + HTML),
    "a photo with an archive behind it": ("foto.php.jpg", "image/jpeg", photo() + b"PK\x03\x04<?php qzx(); ?>"),
    "a letter that acts": ("surat.pdf", "application/pdf", telling_pdf()),
    "a letter and a page": ("surat.html", "application/pdf", HTML + telling_pdf()),
    "a picture of fifty million points": ("foto.png", "image/png", bomb()),
    "a program": ("foto.jpg", "image/jpeg", b"MZ" + b"\0" * 200),
    "an archive that unpacks to 200 MB": ("daftar.xlsx", "application/zip", zip_bomb()),
    "a name with a path": ("../../../etc/cron.d/qzx\r\nX: 1\x00.jpg", "image/jpeg", TELLING),
    "nothing": ("foto.jpg", "image/jpeg", b""),
}
WHAT_RUNS = (b"<script", b"<?php", b"/JavaScript", b"/OpenAction", b"/Launch", b"<svg", b"<!doctype", SECRET)

Kept = tuple[str, bytes, bytes, bytes]  # the type, the copy, the preview, what lies sealed


def lying(file: File) -> Kept:
    preview = disk.preview_of(file.path)
    small = disk.read(preview) if disk.full_path(preview).is_file() else b""
    return file.media_type, disk.read(file.path), small, disk.read(file.original_path) if file.original_path else b""


def faults(media_type: str, content: bytes, preview: bytes, original: bytes) -> Iterator[str]:
    """What is kept although it should not be."""
    yield from [] if media_type in EXTENSIONS else [f"of type {media_type}"]
    for copy in (content, preview):
        yield from (f"{mark!r} is left" for mark in WHAT_RUNS if mark in copy)
        if copy and media_type.startswith("image/"):
            with Image.open(BytesIO(copy)) as picture:
                exif = picture.getexif()
                yield from [f"EXIF {dict(exif)}"] if exif or exif.get_ifd(0x8825) else []
    yield from ["what was sent lies open"] if SECRET in original or original.startswith((b"\xff\xd8", b"%PDF")) else []
    yield from [] if original else ["nothing lies sealed"]


# --- other doors ---------------------------------------------------------------------------------------------------


class Courier(Shelf):
    """A vendor of messages that brings a photograph."""

    brings: ClassVar[bytes] = TELLING

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        return BytesIO(self.brings)


@pytest.mark.django_db
@pytest.mark.parametrize("channel", sorted(written.CHANNELS))
@pytest.mark.parametrize("trick", [None, *HOSTILE], ids=str)
def test_no_door_of_messages_keeps_it(channel: str, trick: str | None, settings: Settings) -> None:
    """Every channel of the settings: what a message brings goes the way of all strangers' files."""
    name, kind, Courier.brings = HOSTILE[trick] if trick else ("foto.jpg", "image/jpeg", TELLING)
    settings.CHANNELS = {channel: f"{__name__}.Courier"}
    gateways.connect(channel, {"token": "benar", "nama": "uji"}, at=make.START)
    receive(channel, Reading([heard(1, "halo", enclosures=[Enclosure("x", kind, name)])]), at=make.START)
    keep(Arrival.objects.get().pk, at=make.START)
    assert [fault for file in File.objects.all() for fault in faults(*lying(file))] == []
    assert File.objects.count() == 1 or trick


@pytest.mark.django_db
def test_a_picture_that_lies_elsewhere_tells_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open311's media_url, fetched by the worker."""
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    monkeypatch.setitem(MANNERS, "foto", _telling)
    at = timezone.now() - timedelta(days=1)
    make.regency(at=at)
    with running() as server:
        said_ = post(service_code="lampu-jalan-mati", address_string="Pasar", description=WORDS, api_key=key()[1],
                     media_url=f"{server.url}/foto/1")  # fmt: skip
        assert told(said_)
        fetch_media(now=timezone.now() + timedelta(seconds=1))
    assert [fault for file in File.objects.all() for fault in faults(*lying(file))] == []
    assert File.objects.count() == 1


def _telling(handler: BaseHTTPRequestHandler, value: str, server: WebServer) -> None:
    say(handler, 200, TELLING, Content_Type="image/jpeg")


@pytest.mark.django_db
@pytest.mark.parametrize("trick", [None, *HOSTILE], ids=str)
def test_no_program_brings_it(trick: str | None) -> None:
    """The two addresses by which programs file: ours, and Open311's."""
    name, kind, content = HOSTILE[trick] if trick else ("foto.jpg", "image/jpeg", TELLING)
    from django.test import Client

    make.regency(at=timezone.now() - timedelta(days=1))
    client = Client(headers={"authorization": f"Bearer {key('reports.file')[1]}"}, raise_request_exception=False)
    own = client.post(
        "/api/v1/reports", {"json": json.dumps({"text": WORDS}), "files": SimpleUploadedFile(name, content, kind)}
    )
    standard = post(service_code="lampu-jalan-mati", address_string="Pasar", description=WORDS, api_key=key()[1],
                    media=SimpleUploadedFile(name, content, kind))  # fmt: skip
    assert max(own.status_code, standard.status_code) < 500
    assert said(own)
    assert [fault for file in File.objects.all() for fault in faults(*lying(file))] == []
    assert trick or (own.status_code, standard.status_code, File.objects.count()) == (201, 200, 2)


# --- there is no other way in --------------------------------------------------------------------------------------

#: Who writes into the store without cleaning: bytes that the house made itself.
OWN_BYTES = {
    "surface/maturity/bundling.py": "a bundle of evidence that we drew",
    "kernel/documents/": "letters that we drew and signed",
    "kernel/files/actions.py": "the store itself",
    "kernel/messaging/doors/mail.py": "a whole letter, sealed, until its message was read",
    "config/demo/": "the demonstration's own pictures",
    "rooms/privacy/exporting.py": "what we hold of one person, packed and sealed by us",
    "surface/records/rotating.py": "what lies sealed already, sealed with the next key",
}


def test_nothing_comes_into_the_store_uncleaned() -> None:
    """`store` and `prepare` clean; whoever puts bytes there otherwise made them."""
    found = {
        place(path)
        for path in source()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _puts_bytes(ast.unparse(node.func))
    }
    assert {name for name in found if not name.startswith(tuple(OWN_BYTES))} == set()


def _puts_bytes(called: str) -> bool:
    last = called.rpartition(".")[2]
    return last in {"store_bytes", "prepare_bytes", "clean_own", "default_storage"} or called in {
        "disk.write", "File.objects.create", "File.objects.bulk_create", "default_storage.save",
    }  # fmt: skip


def test_no_model_takes_a_file_by_itself() -> None:
    """A FileField of Django's would keep what was sent, under the name that was sent."""
    found = [place(path) for path in source() if "models.FileField" in path.read_text()]
    found += [place(path) for path in source() if "models.ImageField" in path.read_text()]
    assert found == []


def test_no_folder_of_files_is_served() -> None:
    """No address leads into the folder where files lie: all go through a link that ends (kernel/files/links.py)."""
    served = ("MEDIA_ROOT", "MEDIA_URL", "static.serve")
    assert [place(path) for path in source() if any(word in path.read_text() for word in served)] == []
