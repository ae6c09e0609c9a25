"""Letters for tests, asked for and signed by the real actions."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from balairung.kernel.documents import local_authority
from balairung.kernel.documents.bodies import Body, Paragraph
from balairung.kernel.documents.models import Document, SigningDoor
from balairung.kernel.documents.requesting import draft, request_signature
from balairung.kernel.files import disk
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.authority import Matter
from balairung.kernel.people.models import Person
from tests import make

PASSPHRASE = "kuda terbang di atas awan"
_numbers = itertools.count(1)


def body(text: str = "Yang bertanda tangan di bawah ini menerangkan bahwa keterangan ini benar.") -> Body:
    return Body(title="Surat Keterangan Tidak Mampu", blocks=(Paragraph(text=text),))


def drafted(office: str = "pupr", *, role: str = "head", at: datetime = make.START, **more: Any) -> Document:
    """A letter that the head of this office has the authority for."""
    given: dict[str, Any] = {
        "office": make.office(office), "body": body(), "title": "Surat Keterangan Tidak Mampu", "holder": "Siti Aminah",
        "number_format": "{kode}/{nomor:3}/{kantor}/{tahun}", "classification": "470", "post": make.post(office, role),
        "matter": Matter("letter", "sktm"), "about": ("uji", "M-0001"), "token": f"surat-{next(_numbers)}",
        "valid": date(2026, 12, 31),
    }  # fmt: skip
    return draft(**given | more, by=SYSTEM, at=at)


def waiting(office: str = "pupr", *, at: datetime = make.START, **more: Any) -> Document:
    return request_signature(drafted(office, at=at, **more), by=SYSTEM, at=at)


def signer(office: str = "pupr", name: str = "Budi Santoso", *, at: datetime = make.START, role: str = "head") -> Actor:
    """The head of this office, with a certificate of the regency."""
    made = make.officer(office, role, name, at=at)
    local_authority.issue(person_of(made), passphrase=PASSPHRASE, by=made, at=at)
    return made


def person_of(actor: Actor) -> Person:
    assert actor.person_id
    return Person.objects.get(pk=actor.person_id)


def bytes_of(document: Document) -> bytes:
    assert document.file is not None
    return disk.read(document.file.path)


def door(kind: str = "local", *, since: datetime = make.START, **more: Any) -> SigningDoor:
    return SigningDoor.objects.create(kind=kind, since=since, **more)


def signing_door() -> SigningDoor:
    return SigningDoor.objects.order_by("-since")[0]


def pdfsig(content: bytes) -> str:
    """What an independent program (poppler) says of the signatures."""
    program = shutil.which("pdfsig")
    assert program, "pdfsig is installed by .ci/run"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "surat.pdf"
        path.write_bytes(content)
        done = subprocess.run([program, "-nocert", str(path)], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout
