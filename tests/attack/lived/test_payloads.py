"""What an attacker would write stands in every text of every table; then everybody reads everything.

No word of it becomes an element, an attribute, an address, a header, a line, a formula. What comes in by forms is in
lived/test_posted.py.
"""

from __future__ import annotations

import csv
import email
import email.policy
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from django.conf import settings as house_settings
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings

from balairung.config.work import run_once
from balairung.kernel.messaging.models import Notice
from tests.attack.corpus import CORPUS, faults_of, read
from tests.attack.house import Lived, said
from tests.surface.planting import Planted, plant
from tests.test_house import Address

pytestmark = pytest.mark.django_db

READERS = ("nobody", "administrator", "coordinator", "head", "overseer")
_turns = itertools.count()
#: What a cell may begin with although a spreadsheet calculates with it: a number, a telephone number, nothing at all.
NUMBER = re.compile(r"^[-+]?[\d][\d .,:/-]*%?$|^[-–—]$")


#: Columns in which no word of anybody can come to stand, and why; with one there, the page would be gone.
FOR_PROGRAMS = {
    "people.Draft.body": "sealed as a whole, outside the column; lived/test_posted.py types into drafts",
    "participation.Knock.body": "empty for a vote, else JSON of ours; lived/test_posted.py types what it holds",
    "rosters.Roster.zone": "the name of a time zone: `keeping._zone` takes no other",
    "rosters.Layer.zone": "that of its roster",
    "rosters.Outlook.facts": "moments and numbers, counted by the worker",
    "surveys.FollowUp.elements": "codes of elements, out of the list of the law",
    "complaints.LaporRun.content": "a file that we wrote, guarded when it was; tests/rooms/complaints looks into it",
    "complaints.Proposal.words": "of whoever decided: empty while nobody did, and then nobody is named beside it",
}


def hostile(word: str, text: str, most: int | None) -> str:
    """What an attacker writes, in front, where it counts most; the word, and as much of the text as there is room."""
    room = (most or 100) - len(word)  # what is packed has limits of its own
    fitting = [one for one in CORPUS if len(one) <= room] or [""]
    return f"{fitting[next(_turns) % len(fitting)]}{word} {text}"[:most]


def test_nothing_that_was_written_is_more_than_words(
    house: Lived, settings: Settings, log_lines: list[str], subtests: pytest.Subtests
) -> None:
    visitors = {who: house.visitors[who] for who in READERS} | house.programs
    places = list(house.places())
    planted = plant(hostile, frozenset(FOR_PROGRAMS))
    found, seen = set[str](), set[str]()
    for name, client in visitors.items():
        for address, path in places:
            if name in house.programs and address.audience != "programs":
                continue
            answer = client.get(path)
            content = said(answer)
            found |= {f"{address.name} as {name}: {fault}" for fault in wrong(address, answer, content)}
            seen |= {column for column, _row in planted.found_in(content.decode(errors="replace"))}
    with subtests.test("on no page, in no file, in no feed"):
        assert sorted(found) == []
    with subtests.test("what was planted was read"):
        assert len(seen) > 170
    with subtests.test("a line of the log is one line, and tells nothing"):
        assert [line for line in log_lines if re.search(r"[\r\n\x1b]|qz", line)] == []
        assert len(log_lines) > 1000
    with subtests.test("letters and messages"):
        assert sorted(_letters(settings, planted)) == []


def wrong(address: Address, answer: Any, content: bytes) -> Iterator[str]:
    """What an answer says that nobody of us wrote."""
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
        return
    yield from (f"header {name}" for name, value in answer.items() if "qzx" in name.lower() or "\n" in str(value))
    yield from (f"cookie {name}" for name in answer.cookies if "qzx" in name.lower())
    if house_settings.SECRET_KEY.encode() in content:
        yield "the secret key"
    kind = answer.get("Content-Type", "").partition(";")[0].strip()
    look = LOOKS.get(kind)
    if content and look:
        yield from look(content)


def _html(content: bytes) -> Iterator[str]:
    yield from read(content.decode()).faults


def _json(content: bytes) -> Iterator[str]:
    json.loads(content)
    yield from ()


def _lines_of_json(content: bytes) -> Iterator[str]:
    for line in content.decode().split("\n"):
        yield from _json(line.encode()) if line.strip() else ()


def _csv(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    rows = list(
        csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    )
    yield from (f"formula {cell[:40]!r}" for row in rows for cell in row if _calculates(cell))
    width = {len(row) for row in rows if row}
    yield from [f"rows of {sorted(width)} cells"] if len(width) > 2 else []


def _calculates(cell: str) -> bool:
    return cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and not NUMBER.match(cell)


def _xlsx(content: bytes) -> Iterator[str]:
    book = load_workbook(io.BytesIO(content))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    yield from (
        f"formula {cell.coordinate} {cell.value!r}" for cell in cells if cell.data_type == "f" or cell.hyperlink
    )


def _xml(content: bytes) -> Iterator[str]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        yield "a document type"
        return
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as fault:
        yield f"no XML: {fault}"
        return
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        yield from [f"<{tag}>"] if "qzx" in tag or tag in {"script", "foreignObject"} else []
        yield from faults_of("a", {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
                             if tag in {"a", "link", "image"} else {})  # fmt: skip
        yield from (f"{tag} {name}" for name in element.attrib if name.startswith("on") or "qzx" in name)


def _calendar(content: bytes) -> Iterator[str]:
    """RFC 5545: lines end with CRLF, none is longer than 75 octets, what was written is escaped."""
    lines = content.split(b"\r\n")
    yield from (f"{len(line)} octets" for line in lines if len(line) > 75)
    yield from (f"a bare line end in {line[:40]!r}" for line in lines if b"\n" in line or b"\r" in line)
    whole = content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode().split("\r\n")
    yield from (f"no line of a calendar: {line[:40]!r}" for line in whole if line and not NAMED.match(line))
    yield from (f"injected {line[:40]!r}" for line in whole if line.startswith(("X-QZX", "Bcc")))
    yield from [] if whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") else ["events that do not end"]


#: Where what a letter says lies until it goes out.
TOLD = {f"messaging.Notice.{name}" for name in ("subject", "body")}
NAMED = re.compile(r"^[A-Z][A-Z0-9-]*(;[A-Z-]+=(\"[^\"]*\"|[^:;\"]*))*:")


def _pdf(content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as document:
        acts = [name for name in ("/OpenAction", "/AA", "/AcroForm") if name in document.Root]
        names = document.Root.get("/Names")
        acts += ["/JavaScript"] if names is not None and "/JavaScript" in names else []
        yield from (name for name in acts if name != "/AcroForm" or "/XFA" in document.Root["/AcroForm"])
        uris = re.findall(rb"/URI \(([^)]*)\)", content)
        yield from (f"a link to {uri!r}" for uri in uris if not re.match(rb"https?://|mailto:|tel:", uri))


LOOKS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "text/html": _html, "application/json": _json, "application/x-ndjson": _lines_of_json, "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx, "text/xml": _xml,
    "application/xml": _xml, "application/atom+xml": _xml, "application/rss+xml": _xml, "image/svg+xml": _xml,
    "text/calendar": _calendar, "application/pdf": _pdf, "application/ld+json": _json, "application/feed+json": _json,
    "application/geo+json": _json, "application/manifest+json": _json, "application/problem+json": _json,
}  # fmt: skip


def _letters(settings: Settings, planted: Planted) -> Iterator[str]:
    """What goes out by mail from a house in which all of this stands: all of it goes out once more."""
    now, gone = timezone.now(), set(Path(settings.MAIL_DIRECTORY).glob("*.eml"))
    Notice.objects.filter(outcome=Notice.Outcome.SENT).update(
        outcome=Notice.Outcome.WAITING, try_at=now, sent_at=None, chase_at=None
    )
    run_once(now=now)
    paths = sorted(set(Path(settings.MAIL_DIRECTORY).glob("*.eml")) - gone)
    letters = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
    told = {column for letter in letters for part in letter.walk() if not part.is_multipart()
            for column, _row in planted.found_in(f"{letter['Subject']} {part.get_content()}")}  # fmt: skip
    yield from [f"{len(letters)} letters tell {told}"] if len(letters) < 50 or not TOLD <= told else []
    for letter in letters:
        yield from (f"header {name}" for name in letter if name.lower() in {"bcc", "set-cookie", "x-qzx"})
        yield from [f"{letter['To']!r}"] if str(letter["To"]).count("@") != 1 else []
        for part in letter.walk():
            if part.get_content_type() == "text/html":
                yield from read(part.get_content()).faults
