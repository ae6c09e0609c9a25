"""A file between its preview and its import: kept sealed for a while, with what was said about its columns."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.drafts import drop_draft, read_draft, save_draft
from balairung.rooms.complaints.intake.checking import Order, Prepared, Survey, prepare, survey
from balairung.rooms.complaints.intake.statuses import MEANINGS

KIND = "complaints-import"
MOST_BYTES = 3 * 1024 * 1024  # of a file that waits in the database
MOST_REPORTS = 2000  # that are written while a browser waits; the command line takes the rest


@dataclass(frozen=True)
class Kept:
    """A stranger's file and the operator's words about it."""

    name: str
    content: bytes
    unsaid: str = "terbuka"
    chosen: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)


def keep(kept: Kept, *, at: datetime, token: str = "") -> str:
    """Store it under a token, if it is a table. Raise `Refused` when it is none, or too big for a page."""
    if len(kept.content) > MOST_BYTES:
        raise Refused(_("Berkas ini terlalu besar untuk halaman ini. Minta pengelola sistem mengimpornya."))
    with opened(kept, at=at) as prepared:
        checked(prepared)
    content = base64.b64encode(kept.content).decode()
    body = {
        "name": kept.name[:100], "content": content, "unsaid": kept.unsaid, "chosen": dict(kept.chosen),
        "meanings": dict(kept.meanings),
    }  # fmt: skip
    return save_draft(kind=KIND, body=body, token=token, at=at)


def find(token: str, *, at: datetime) -> Kept:
    body = read_draft(kind=KIND, token=token, at=at)
    if body is None:
        raise Refused(_("Pratinjau ini sudah tidak ada. Unggah berkasnya sekali lagi."))
    return Kept(**body | {"content": base64.b64decode(body["content"])})


def drop(token: str) -> None:
    drop_draft(kind=KIND, token=token)


@contextmanager
def opened(kept: Kept, *, at: datetime) -> Iterator[Prepared]:
    """The table in it, for as long as it is being read."""
    with NamedTemporaryFile() as file:
        file.write(kept.content)
        file.flush()
        order = Order(Path(file.name), kept.chosen, kept.meanings, MEANINGS[kept.unsaid])
        yield prepare(order, at=at)


def checked(prepared: Prepared) -> Survey:
    """What its rows are. Raise `Refused` when they are too many for a page."""
    found = survey(prepared)
    if found.good + len(found.bad) > MOST_REPORTS:
        sentence = _("Berkas ini lebih dari %(most)d laporan. Minta pengelola sistem mengimpornya.")
        raise Refused(sentence % {"most": MOST_REPORTS})
    return found
