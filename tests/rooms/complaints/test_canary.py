"""A word is planted in every private corner of some reports; then everything that a stranger can reach is read.

A new address for everyone fails the first test until it is walked here.
"""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from zipfile import ZipFile

import pikepdf
import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from balairung.kernel.files.actions import read_original, store
from balairung.kernel.files.models import File
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Evidence
from balairung.kernel.obligations.tags import tag
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Person, Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.desk.deeds import leave_note
from balairung.rooms.complaints.desk.proposing import propose
from balairung.rooms.complaints.filing.similar import similar
from balairung.rooms.complaints.following.followers import call_improper, confirm, follow
from balairung.rooms.complaints.models import Complaint, Follower, Outcome
from balairung.rooms.complaints.notices import FOLLOWERS
from balairung.rooms.disclosure import answering
from balairung.surface.opendata import kept
from balairung.surface.opendata.making import begin
from balairung.surface.opendata.making import make as make_snapshot
from balairung.surface.opendata.registry import DATASETS
from balairung.surface.openness.counting import count_months
from tests import make
from tests.kernel.files.recorded import recorded
from tests.kernel.files.samples import pdf, photo, telling_exif, upload
from tests.kernel.receipts.logged import worker
from tests.rooms.disclosure import asked as informed
from tests.test_house import addresses

pytestmark = pytest.mark.django_db
MOST_PAGES = 900
SPOT = Decimal("-7.62983"), Decimal("111.52947")
#: To the point, where everyone may know a square of a hundred metres.
EXACT = ("7.6298", "111.5294", "111.5295")


@dataclass
class House:
    """What was planted, and what a stranger might ask for."""

    words: dict[str, str] = field(default_factory=dict)  # where it was planted → the word
    open: list[Complaint] = field(default_factory=list)
    hidden: list[Complaint] = field(default_factory=list)
    follower: Follower | None = None

    def plant(self, place: str) -> str:
        """A word that stands nowhere else, without the number of any telephone or the look of a name."""
        number = len(self.words)
        letters = "".join(chr(ord("a") + (number // 20**power) % 20) for power in range(3))
        self.words[place] = f"kanariq{letters}zx"
        return self.words[place]

    def mail(self, place: str) -> str:
        return f"{self.plant(place)}@contoh.id"

    @property
    def region(self) -> Region:
        assert self.open[0].region
        return self.open[0].region


@pytest.fixture
def house() -> House:
    made, now = House(), timezone.now() - timedelta(days=3)
    make.regency(at=now)
    rahma, siti = make.coordinator(at=now), make.officer("pupr", "liaison", "Siti", at=now)
    make.holder("pupr", "head", "Joko", at=now)
    made.open.append(_lived(made, rahma, siti))
    made.open.append(_reopened(made, rahma, siti))
    made.hidden += _hidden(made, rahma, siti)
    _informed(made)
    worker(timezone.now())  # their lines stand in the public log, too
    count_months(now=timezone.now())  # and in the public figures
    return made


def _report(house: House, label: str, **more: Any) -> dict[str, Any]:
    """A report with a word in everything that belongs to its reporter alone."""
    told = f"Lubang di jalan, kata {house.plant(label + ' text')}. Surel {house.mail(label + ' mail in text')}."
    return {
        "text": told, "place": f"Gang {house.plant(label + ' place')}", "point": SPOT,
        "region": Region.objects.filter(parent__isnull=False).order_by("code")[0],
        "name": house.plant(label + " name"), "contact": house.mail(label + " contact"),
        "affected_name": house.plant(label + " affected"), "proxy_as": "family",
        "help_wanted": house.plant(label + " help"), "groups": ("elderly",), "anonymous": True,
        "source_link": f"https://contoh.id/{house.plant(label + ' link')}",
        "source_handle": house.plant(label + " account"),
        **more,
    }  # fmt: skip


def _lived(house: House, rahma: Actor, siti: Actor) -> Complaint:
    """Published, and everything that may happen beside it happened."""
    at = timezone.now() - timedelta(days=2)
    made = make.complaint(at=at, **_report(house, "open", files=_sent(house)))
    actions.verify(made, klass=made.klass, topic=made.topic, by=rahma, at=at, words=house.plant("words of verify"))
    publishing.publish_text(made, title="Lubang di jalan", text="Lubang dalam di jalan desa.", by=rahma, at=at)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=at, words=house.plant("words of forward"))
    _kept_beside(house, made, siti)
    _shown(house, made, siti)
    actions.ask(made, text=house.plant("question"), by=siti, at=at)
    note = store(upload(photo(), house.plant("name of a later file") + ".jpg"), at=at)
    actions.resume(made, text=house.plant("answer of reporter"), files=[note], by=make.reporter(made), at=at)
    actions.answer(made, text=f"Kami tangani. Hubungi {house.mail('mail in answer')}.", by=siti, at=at)
    proof = store(upload(photo(), house.plant("name of proof") + ".jpg"), at=at)
    actions.resolve(made, text="Sudah ditutup.", files=[proof], by=siti, at=at)
    actions.close(made, text=house.plant("words of close"), by=make.reporter(made), at=at)
    words = house.plant("words of outcome")
    Outcome.objects.create(complaint=made, asked_at=at, answer="yes", answered_at=at, words=words)
    return made


def _sent(house: House) -> list[File]:
    """A photo, a film and a letter of a reporter, each with a name and hidden words."""
    at, exif = timezone.now(), telling_exif()
    exif[0x010F] = exif[0x013B] = house.plant("EXIF")
    image = photo(exif=exif, comment=house.plant("comment in a photo").encode())
    with pikepdf.open(BytesIO(pdf())) as document:
        document.docinfo["/Author"] = house.plant("author of a letter")
        letter = BytesIO()
        document.save(letter)
    film = recorded("mp4", "libx264", "aac") + b"\0\0\0\x20free" + house.plant("film").encode().ljust(24)
    kinds = (("photo", image, "jpg"), ("letter", letter.getvalue(), "pdf"), ("film", film, "mp4"))
    return [
        store(upload(content, f"{house.plant('name of ' + name)}.{ending}"), at=at) for name, content, ending in kinds
    ]


def _kept_beside(house: House, made: Complaint, siti: Actor) -> None:
    """What officers lay beside a report, and what others say about it."""
    at = timezone.now() - timedelta(days=2)
    joko = Person.objects.get(name="Joko")
    inner = store(upload(photo(), house.plant("name of a file of a note") + ".jpg"), at=at)
    leave_note(made, text=f"{house.plant('note')} @Joko", files=[inner], people=[joko], by=siti, at=at)
    tag(made.obligation, word=house.plant("tag"), by=siti, at=at)
    propose(made, verb="answer", fields={"text": house.plant("draft of a colleague")}, by=siti, at=at)
    follow(made, contact=house.mail("contact of a follower"), at=at)
    house.follower = Follower.objects.get(complaint=made)
    confirm(house.follower, at=at)
    call_improper(made, words=house.plant("words of a reader"), at=at)


def _shown(house: House, made: Complaint, siti: Actor) -> None:
    """An officer shows all that the reporter sent, and paints over the photo."""
    at = timezone.now()
    for item in publishing.evidence_of(made).filter(event__verb="open"):
        if item.file.is_image:
            publishing.redact_photo(made, evidence=item.pk, boxes=[(0, 0, 20, 20)], by=siti, at=at)
        publishing.show_photo(made, evidence=item.pk, by=siti, at=at)


def _reopened(house: House, rahma: Actor, siti: Actor) -> Complaint:
    """Published, resolved with proof that is not for everyone, and opened again."""
    at = timezone.now() - timedelta(days=1)
    made = make.forwarded(rahma, at=at, **_report(house, "reopened"))
    publishing.publish_text(made, title="Jalan berlubang", text="Lubang di depan pasar.", by=rahma, at=at)
    actions.answer(made, text="Kami tangani.", by=siti, at=at)
    proof = store(upload(photo(), house.plant("name of hidden proof") + ".jpg"), at=at)
    actions.resolve(made, text="Sudah.", files=[proof], show=False, by=siti, at=at)
    actions.reopen(made, text=house.plant("words of reopen"), by=make.reporter(made), at=at)
    return made


def _hidden(house: House, rahma: Actor, siti: Actor) -> Iterator[Complaint]:
    """Reports that everyone knows nothing of."""
    at = timezone.now() - timedelta(days=1)
    yield make.complaint(at=at, **_report(house, "unverified"))
    yield make.forwarded(rahma, at=at, **_report(house, "secret", secret=True))
    yield make.complaint(at=at, **_report(house, "accusing", accused=make.office("pupr")))
    refused = make.complaint(at=at, **_report(house, "refused"))
    actions.refuse(refused, reason="not-a-report", text=house.plant("words of refuse"), by=rahma, at=at)
    yield refused
    taken_back = make.forwarded(rahma, at=at, **_report(house, "taken back"))
    actions.withdraw(taken_back, text=house.plant("words of withdraw"), by=make.reporter(taken_back), at=at)
    yield taken_back
    unpublished = make.forwarded(rahma, at=at, **_report(house, "unpublished"))
    publishing.withdraw_publication(unpublished, words=house.plant("why withdrawn"), by=siti, at=at)
    yield unpublished


def _informed(house: House) -> None:
    """Two who asked for information: what one was told everybody reads, the other's was refused and objected to."""
    at = timezone.now() - timedelta(days=1)
    for label in ("informed", "refused information"):
        said = {name: house.plant(f"{label} {name}") for name in ("name", "address", "purpose", "information")}
        made = informed.request(at=at, contact=house.mail(f"{label} contact"), **said)
        if label == "informed":
            words = house.plant("answer to whoever asked for information")
            answering.give(made, text=words, files=[make.photo(at=at)], by=SYSTEM, at=at)
            answer = f"Empat miliar. Surel {house.mail('mail in a published answer')}."
            answering.publish(made, question="Berapa?", answer=answer, with_files=True, by=SYSTEM, at=at)
        else:
            why = house.plant("test of consequences")
            answering.refuse(made, text="Tidak.", article="h", consequence=f"{why} terancam", by=SYSTEM, at=at)
            informed.objection(made, at=at)


# --- where a stranger goes ---------------------------------------------------------------------------------------

FILTERS = ("", "?keadaan=selesai", "?keadaan=berjalan", "?keadaan=terlambat", "?keadaan=menunggu", "?waktu=7")


def _lists(name: str) -> Callable[[House], list[str]]:
    def places(house: House) -> list[str]:
        topic = house.open[0].topic
        here = [f"?wilayah={house.region.pk}", f"?topik={topic.pk if topic else ''}", "?kantor=pupr", "?cari=lubang"]
        return [reverse(name) + query for query in (*FILTERS, *here)]

    return places


def _of_all(name: str, *more: str) -> Callable[[House], list[str]]:
    """The same page of each report, open or not."""
    return lambda house: [reverse(name, args=[one.ref, *more]) for one in (*house.open, *house.hidden)]


def _of_data(name: str, *more: str) -> Callable[[House], list[str]]:
    """The same of every dataset of the catalogue."""
    return lambda house: [reverse(name, args=[one.key, *more]) for one in DATASETS]


def _plain(name: str, *args: str, query: str = "") -> Callable[[House], list[str]]:
    return lambda house: [reverse(name, args=args) + query]


FIGURES: dict[str, list[tuple[str, ...]]] = {
    "front": [()], "silent": [()], "listing": [(side,) for side in ("kantor", "wilayah", "jenis", "topik", "kanal")],
    "part": [("kantor", "pupr"), ("kanal", "web"), ("jenis", "ordinary"), ("wilayah", "35.77.01")],
}  # fmt: skip


def _figures(name: str, frame: str) -> Callable[[House], list[str]]:
    """What the worker counted of it, as a page and as a file."""
    return lambda house: [
        reverse(f"openness:{name}{frame}", args=args) + query for args in FIGURES[name] for query in ("", "?bentuk=csv")
    ]


def _speak(house: House) -> list[str]:
    return [reverse("complaints:speak", args=[house.open[0].ref, WRONG, "reopen"])]


def _open311(name: str, *queries: str) -> Callable[[House], list[str]]:
    """Both formats of both endpoints."""

    def places(house: House) -> list[str]:
        ends = [(place, form) for place in ("v2", "test/v2") for form in ("xml", "json")]
        return [f"{reverse(f'open311:{name}', args=end)}?{query}" for end in ends for query in queries or ("",)]

    return places


WRONG = "AAAA-AAAA-AAAA"
NO_CLOCK = "00000000-0000-7000-8000-000000000000"
#: Forms of services hold nothing of a report; an application is opened by its own number and code.
APPLYING = {
    "services:apply": ("x",),
    "services:resume": (),
    **{f"services:apply_{page}": ("x", "x") for page in ("resume", "check", "later")},
    "services:apply_page": ("x", "x", "x"),
    **dict.fromkeys(
        [f"services:{page}" for page in ("own", "receipt", "receipt_pdf", "complete", "withdraw", "contact")],
        ("M-0000-0000", WRONG),
    ),
    "services:own_deadline": ("M-0000-0000", WRONG, NO_CLOCK),
}
#: What is public of information, and the pages of whoever asks for it.
INFORMED: list[tuple[str, tuple[str, ...], str]] = [
    ("front", (), ""), ("listed", (), "?kata=jalan"), ("table", (), ""), ("listing", (NO_CLOCK,), ""),
    ("withheld", (), ""), ("basis", (), ""), ("answered", (), ""), ("answer", ("X-0000-0000",), ""),
    ("reports", (), ""), ("report", ("2026",), ""), ("report_pdf", ("2026",), ""), ("report_csv", ("2026",), ""),
    ("ask", (), ""), ("ask_first", ("apa",), ""), ("ask_step", ("apa", "x"), ""), ("check", ("x",), ""),
    ("own", ("X-0000-0000", WRONG), ""), ("receipt", ("X-0000-0000", WRONG), ""),
    ("own_deadline", ("X-0000-0000", WRONG, NO_CLOCK), ""), ("speak", ("X-0000-0000", WRONG, "keberatan"), ""),
    ("respond", ("X-0000-0000", WRONG), ""),
]  # fmt: skip
#: By the code of whoever was invited, and by the secret of a kiosk.
MEETING_PAGES = ("attendance_kiosk", "attendance_kiosk_send", "own", "own_reply", "own_letter", "own_calendar")
TOLD = ("article", "opened", "helped", "report", "poster")
PRIVATE: dict[str, tuple[str, ...]] = {
    "front": (), "ask": ("copy",), "prove": (NO_CLOCK,), "download": ("x",), "own": ("7-0000-0000", "x"),
    "take_back": ("7-0000-0000", "x"), "own_deadline": ("7-0000-0000", "x", NO_CLOCK),
}  # fmt: skip
WALKS: dict[str, Callable[[House], list[str]]] = {
    **{name: _plain(name, *args) for name, args in APPLYING.items()},
    "home": _plain("home"),
    "everything": _plain("everything"),
    "found_a_hole": _plain("found_a_hole"),
    "security_txt": _plain("security_txt"),
    "api:guide": _plain("api:guide"),
    "api:openapi": _plain("api:openapi"),
    "device:worker": _plain("device:worker"),
    "device:manifest": _plain("device:manifest"),
    "device:shelf": _plain("device:shelf"),
    "device:key": _plain("device:key"),
    "complaints:public": _lists("complaints:public"),
    "complaints:feed": _lists("complaints:feed"),
    "complaints:map": _lists("complaints:map"),
    "complaints:office": lambda house: [reverse("complaints:office", args=[key]) for key in ("pupr", "dinkes")],
    "complaints:create": _plain("complaints:create"),
    "complaints:prepare": _plain("complaints:prepare"),
    "complaints:check": _plain("complaints:check", "x"),
    "complaints:topics": _plain("complaints:topics"),
    "complaints:challenge": _plain("complaints:challenge"),
    "complaints:step": lambda house: [
        reverse("complaints:step", args=[step]) + query
        for step in ("tempat", "serupa", "kejadian", "pelapor")
        for query in ("", f"?wilayah={house.region.pk}&topik={house.open[0].topic.code if house.open[0].topic else ''}")
    ],
    "complaints:published": _of_all("complaints:published"),
    "complaints:follow": _of_all("complaints:follow"),
    "complaints:improper": _of_all("complaints:improper"),
    "complaints:follower": lambda house: [
        reverse("complaints:follower", args=[house.follower.token if house.follower else "x"])
    ],
    "complaints:track": _plain("complaints:track"),
    "complaints:lost": _plain("complaints:lost"),
    "complaints:own": _of_all("complaints:own", WRONG),
    "complaints:contact": _of_all("complaints:contact", WRONG),
    "complaints:outcome": _of_all("complaints:outcome", WRONG),
    "complaints:browser": _of_all("complaints:browser", WRONG),
    "complaints:receipt": _of_all("complaints:receipt", WRONG),
    "complaints:receipt_pdf": _of_all("complaints:receipt_pdf", WRONG),
    "complaints:own_deadline": _of_all("complaints:own_deadline", WRONG, NO_CLOCK),
    "complaints:speak": _speak,
    "services:catalogue": lambda house: [
        reverse("services:catalogue") + query for query in ("", "?kata=surat+miskin", "?peristiwa=sakit")
    ],
    "services:standards": _plain("services:standards"),
    "maturity:public": _plain("maturity:public"),
    **{f"openness:{name}{frame}": _figures(name, frame) for name in FIGURES for frame in ("", "_frame")},
    "services:service": _plain("services:service", "keterangan-tidak-mampu"),
    "services:standard": _plain("services:standard", "keterangan-tidak-mampu"),
    "files:give": _plain("files:give", "x", "berkas.jpg"),  # the real ones are found on the pages
    "messaging:stop": _plain("messaging:stop", "x"),
    "devices:deny": _plain("devices:deny", "x"),
    "recovery:stop_here": _plain("recovery:stop_here", "x"),
    "doors:called": _plain("doors:called", "sms", "x"),
    "people:organisation": _plain("people:organisation", query="?cari=dinas"),
    "people:office": _plain("people:office", "pupr"),
    "open311:discovery": _open311("discovery"),
    "open311:services": _open311("services"),
    "open311:service": lambda house: [
        reverse("open311:service", args=["v2", house.open[0].topic.code if house.open[0].topic else "x", "json"])
    ],
    "open311:requests": _open311("requests", "", "extensions=true", "status=closed", "page_size=1&extensions=true"),
    "open311:request": lambda house: [
        reverse("open311:request", args=[place, one.ref, form]) + "?extensions=true"
        for one in (*house.open, *house.hidden)
        for place, form in (("v2", "xml"), ("test/v2", "json"))
    ],
    "open311:token": lambda house: [
        reverse("open311:token", args=["v2", one.ref, "json"]) for one in (*house.open, *house.hidden)
    ],
    "open311:updates": _open311("updates"),
    "open311:lost": _plain("open311:lost", "v2/x.json"),
    "data:about": _plain("data:about", query="?cari=lubang"),
    **{f"data:{page}": _plain(f"data:{page}") for page in ("catalogue", "package", "feeds", "snapshots")},
    **{f"data:{page}": _of_data(f"data:{page}") for page in ("dataset", "schema")},
    "data:table": _of_data("data:table", "ndjson"),
    "data:feed": _of_data("data:feed", "atom"),
    "data:catalogue_feed": _plain("data:catalogue_feed", "json"),
    "data:snapshot_file": _plain("data:snapshot_file", "2026-01-31", "index.html"),  # what lies in one: see below
    "data:reports": lambda house: [reverse("data:reports", args=[form]) for form in ("csv", "json", "xml")],
    "contacts:board": _plain("contacts:board", query="?cari=dinas"),
    "contacts:table": _plain("contacts:table"),
    "messaging:prove": lambda house: [reverse("messaging:prove", args=[NO_CLOCK])],
    "complaints:poster_read": _plain("complaints:poster_read", "pupr"),
    "complaints:poster_count": _plain("complaints:poster_count", "pupr"),
    "complaints:poster": lambda house: [
        reverse("complaints:poster", args=["pupr", form]) for form in ("a4.pdf", "a4.png", "cerita.png")
    ],
    "records:privacy": _plain("records:privacy"),
    "agreements:register": _plain("agreements:register", query="?kata=lubang"),
    "agreements:agreement": _plain("agreements:agreement", "J-0000-0000"),
    "announcements:listing": _plain("announcements:listing", query="?jenis=news"),
    **{f"announcements:{page}": _plain(f"announcements:{page}") for page in ("feed", "subscribe", "browser")},
    **{f"announcements:{page}": _plain(f"announcements:{page}") for page in ("novelties", "changes")},
    **{f"announcements:{page}": _plain(f"announcements:{page}", "x") for page in ("choices", "leave", *TOLD)},
    "announcements:prove": _plain("announcements:prove", NO_CLOCK),
    **{f"disclosure:{page}": _plain(f"disclosure:{page}", *args, query=query) for page, args, query in INFORMED},
    **{f"privacy:{page}": _plain(f"privacy:{page}", *args) for page, args in PRIVATE.items()},
    "inspections:public": _plain("inspections:public"),
    "inspections:field": _plain("inspections:field"),
    "reception:halls": _plain("reception:halls", query="?cari=lubang"),
    "reception:challenge": _plain("reception:challenge"),
    "reception:receptions": _plain("reception:receptions"),
    **{
        f"reception:{page}": _plain(f"reception:{page}", "x")
        for page in ("hall", "book", "number", "slip", "kiosk", "guest", "guest_written", "public_figures")
    },
    **{
        f"reception:display{page}": _plain(f"reception:display{page}", "x")
        for page in ("", "_stream", "_content", "_seen")
    },
    "reception:kiosk_appointment": _plain("reception:kiosk_appointment", "x"),
    "reception:kiosk_ticket": _plain("reception:kiosk_ticket", "x", "x"),
    **{
        f"reception:appointment{page}": _plain(f"reception:appointment{page}", "x")
        for page in ("", "_calendar", "_cancel", "_report", "_move")
    },
    **{f"reception:{page}": _plain(f"reception:{page}", "x", NO_CLOCK) for page in ("leave", "survey")},
    **{f"programmes:{page}": _plain(f"programmes:{page}") for page in ("front", "performance", "public_hundred")},
    **{f"programmes:{page}": _plain(f"programmes:{page}") for page in ("report", "challenge")},
    **{f"programmes:{page}": _plain(f"programmes:{page}", NO_CLOCK) for page in ("node", "voice")},
    "programmes:tree": _plain("programmes:tree", "2025", query="?kata=lubang"),
    "programmes:public_office": _plain("programmes:public_office", "pupr"),
    **{f"innovations:{page}": _plain(f"innovations:{page}") for page in ("map", "league", "strip", "propose")},
    "innovations:register": _plain("innovations:register", query="?kata=lubang"),
    **{f"innovations:{page}": _plain(f"innovations:{page}") for page in ("challenge", "field")},
    **{f"innovations:{page}": _plain(f"innovations:{page}", "F-0000-0000") for page in ("innovation", "proposed")},
    "meetings:public": _plain("meetings:public", query="?q=lubang"),
    "meetings:public_minutes": _plain("meetings:public_minutes", "Q-0000-0000"),
    **{f"meetings:{page}": _plain(f"meetings:{page}", "x") for page in ("ask", *MEETING_PAGES)},
    "meetings:withdraw_question": _plain("meetings:withdraw_question", "x", NO_CLOCK),
    "pacts:public": _plain("pacts:public"),
    "pacts:public_csv": _plain("pacts:public_csv"),
    "pacts:office": _plain("pacts:office", "pupr"),
    "pacts:breach": _plain("pacts:breach"),
    "learning:kiosk": _plain("learning:kiosk", "x"),
    "learning:kiosk_send": _plain("learning:kiosk_send", "x"),
    "projects:register": _plain("projects:register", query="?kata=lubang"),
    "projects:map": _plain("projects:map"),
    "projects:table": _plain("projects:table"),
    "projects:project": _plain("projects:project", "Y-0000-0000"),
    "projects:sign": _plain("projects:sign", "Y-0000-0000"),
    "documents:scanned": _plain("documents:scanned"),
    "documents:root": _plain("documents:root"),
    "documents:letter": _plain("documents:letter", "0" * 26),
    **{f"receipts:{page}": _plain(f"receipts:{page}", query="?dari=0") for page in ("checkpoint", "key", "growth")},
    "receipts:tile": lambda house: [reverse("receipts:tile", args=[f"{level}/000.p/1"]) for level in ("0", "entries")],
    **{f"proofs:{page}": _plain(f"proofs:{page}") for page in ("book", "check")},
    **{f"proofs:{page}": _plain(f"proofs:{page}", "x") for page in ("receipt", "file", "paper")},
    "delegations:register": _plain("delegations:register", query="?cari=pupr"),
    "delegations:sheet": _plain("delegations:sheet"),
    "delegations:who": _plain("delegations:who"),
    "delegations:row": _plain("delegations:row", NO_CLOCK),
    "delegations:basis": _plain("delegations:basis", NO_CLOCK),
    "duty:league": _plain("duty:league"),
    "duty:month": _plain("duty:month", "2026-01"),
    "duty:table": _plain("duty:table", "2026-01"),
    "duty:answer": _plain("duty:answer", "x"),
    "on_duty:now": _plain("on_duty:now"),
    "on_duty:feed": _plain("on_duty:feed", "x"),
    **{
        f"participation:{page}": _plain(f"participation:{page}")
        for page in ("front", "consultations", "rounds", "samples")
    },
    **{
        f"participation:{page}": _plain(f"participation:{page}", "x") for page in ("consultation", "comment", "consent")
    },
    **{
        f"participation:{page}": _plain(f"participation:{page}", "x")
        for page in ("round", "propose", "vote", "table", "data", "codes", "sample", "lots")
    },
    **{f"participation:{page}": _plain(f"participation:{page}", "x", "1") for page in ("part", "proposal", "receipt")},
    "participation:code": _plain("participation:code", NO_CLOCK),
    "participation:cast": _plain("participation:cast", "x", NO_CLOCK),
    "surveys:results": _plain("surveys:results"),
    "surveys:invited": _plain("surveys:invited", "A" * 16),
    "surveys:of_office": _plain("surveys:of_office", "pupr"),
    "surveys:at_stand": _plain("surveys:at_stand", "pupr", "1"),
    "surveys:on_screen": _plain("surveys:on_screen", "x"),
    "surveys:poster": _plain("surveys:poster", "pupr", "kartu.pdf"),
    "surveys:stand_poster": _plain("surveys:stand_poster", "pupr", "1", "kartu.pdf"),
    "surveys:result": _plain("surveys:result", "pupr", "2026-S1"),
    "surveys:publication": _plain("surveys:publication", "pupr", "2026-S1"),
    "surveys:export": _plain("surveys:export", "pupr", "2026-S1"),
    "places:at": _plain("places:at", query="?lat=-7.62983&lon=111.52947"),
    "places:outlines": _plain("places:outlines"),
}


def test_every_address_for_everyone_is_walked() -> None:
    everyone = {address.name for address in addresses() if address.ours and address.audience == "everyone"}
    assert everyone - WALKS.keys() == set(), "a new public exit: say in WALKS how a stranger goes through it"
    assert WALKS.keys() - everyone == set()


def test_a_stranger_reads_none_of_it(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Every address, and whatever its pages lead to: text, headers, names of files, what a PDF says, what is logged."""
    client, seen, found = Client(), dict[str, int](), list[str]()
    with caplog.at_level(logging.DEBUG):
        ahead = [place for places in WALKS.values() for place in places(house)]
        while ahead and len(seen) < MOST_PAGES:
            if (place := ahead.pop(0)) not in seen:
                answer = client.get(place)
                said = said_by(answer)
                seen[place] = answer.status_code
                found += [f"{where} in {place}" for where in _leaks(house, said)]
                ahead += onward(place, said)
    assert found == []
    assert not ahead, "there are more pages than are read: raise MOST_PAGES"
    assert [place for place, status in seen.items() if status >= 500] == []
    given = [place for place, status in seen.items() if place.startswith("/berkas/") and status == 200]
    assert len(given) > 6  # photos and their previews, a film, a letter, a proof
    assert _leaks(house, caplog.text) == []
    for one in house.hidden:
        assert seen[reverse("open311:token", args=["v2", one.ref, "json"])] == 404
        assert {
            seen[reverse(f"complaints:{name}", args=[one.ref])] for name in ("published", "follow", "improper")
        } == {404}


def test_no_snapshot_holds_it(house: House) -> None:
    """What lies on somebody's disk for ever, unpacked as far as it is packed."""
    now = timezone.now()
    folder = make.there(begin(kept.root(), now))
    for _breath in make_snapshot(folder, now):
        pass
    made = make.there(kept.newest())
    assert house.open[0].ref in _unpacked(made.folder / "pengaduan.csv.gz")
    assert house.open[0].ref in _unpacked(made.folder / "pengaduan.xlsx")
    leaks = [(where, name) for name in made.files for where in _leaks(house, _unpacked(made.folder / name))]
    outlines = ("wilayah.geojson", "wilayah.geojson.gz")  # of villages: they go through any place
    assert [leak for leak in leaks if leak[1] not in outlines or not leak[0].startswith("place to the point")] == []


def _unpacked(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        with ZipFile(path) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode(errors="replace")


def test_no_search_answers_to_it(house: House) -> None:
    """Not to show a word is not enough: a search that finds by it says that it is there."""
    refs = [one.ref for one in (*house.open, *house.hidden)]
    assert house.open[0].ref in Client().get("/pengaduan/?cari=lubang").content.decode()
    for where, word in house.words.items():
        for name in ("complaints:public", "complaints:feed", "complaints:map"):
            answer = Client().get(f"{reverse(name)}?{urlencode({'cari': word})}")
            assert [ref for ref in refs if ref in said_by(answer)] == [], f"{name} finds a report by {where}"


def test_what_is_similar_does_not_answer_to_it(house: House) -> None:
    """Nor does the likeness to what others wrote: it is the same with the words as without."""
    topic, now = house.open[0].topic, timezone.now()
    for word in ["", *house.words.values()]:
        text = f"Lubang dalam di jalan desa {word}".strip()
        told = similar(region=house.region, topic=topic, text=text, point=SPOT, now=now, public=True)
        assert {one.ref for one in told} <= {one.ref for one in house.open}
        assert _leaks(house, repr([(one.title, one.reason, one.office, one.url) for one in told])) == []


def test_who_follows_is_told_none_of_it(house: House) -> None:
    written = Notice.objects.filter(about_kind=FOLLOWERS)
    assert written.count() > 2
    for notice in written:
        assert _leaks(house, f"{notice.subject}\n{notice.body}") == [], notice.subject


def test_it_was_really_planted(house: House) -> None:
    """Else nothing would ever be found."""
    first = Complaint.objects.get(pk=house.open[0].pk)
    own = Client().get(reverse("complaints:own", args=[first.ref, first.secret])).content.decode()
    assert {"open text", "open place", "question", "answer of reporter", "name of proof"} <= set(_leaks(house, own))
    assert first.reporter_name == house.words["open name"]
    sealed = Evidence.objects.filter(event__obligation=first.obligation, event__verb="open")
    originals = b"".join(read_original(item.file) for item in sealed)
    assert house.words["EXIF"].encode() in originals
    assert house.words["film"].encode() in originals
    assert len(set(house.words.values())) == len(house.words) > 60


def said_by(answer: HttpResponseBase) -> str:
    """Everything that an answer says: status, headers, content; of a PDF also what is packed in it."""
    content = b"".join(getattr(answer, "streaming_content", None) or [getattr(answer, "content", b"")])
    if content.startswith(b"%PDF"):
        plain = BytesIO()
        with pikepdf.open(BytesIO(content)) as document:
            document.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
        content += plain.getvalue()
    return f"{dict(answer.items())}\n{unescape(content.decode('utf-8', 'replace'))}"


def _leaks(house: House, said: str) -> list[str]:
    """Where the words that stand in it were planted."""
    lowered = said.lower()
    exact = [f"place to the point {part}" for part in EXACT if part in said and "/wilayah/di/" not in said]
    return [place for place, word in house.words.items() if word in lowered] + exact


def onward(place: str, said: str) -> list[str]:
    """Addresses of our own for everyone, that a page names in any way; what a list is narrowed to stands in WALKS."""
    named = re.findall(r"""(?:href|src|poster|action|data-[a-z-]+)="([^"#]+)""", said)
    named += re.findall(r"<(?:id|link|uri)>([^<]+)", said) + re.findall(r'"(/[a-z][^"]*)"', said)
    named += re.findall(r"""[">](https?://[^"<\s]+)["<]""", said)  # as Open311 names pictures and pages
    paths = {_relative(urljoin(f"http://testserver{place}", name)) for name in named}
    once = (path for path in paths if path and "/poster-" not in path)  # one office's stand in WALKS, all are alike
    return sorted(path for path in once if "?" not in path and _is_for_everyone(path))


def _relative(address: str) -> str:
    parts = urlsplit(address)
    if parts.hostname not in {"testserver", "127.0.0.1", "localhost"}:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _is_for_everyone(path: str) -> bool:
    try:
        return getattr(resolve(urlsplit(path).path).func, "audience", "") == "everyone"
    except Resolver404:
        return False
