"""A report is filed: once, however often the form arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Tag, Visibility
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Holding, Office, Person, Post, Region
from balairung.kernel.search.actions import open_index
from balairung.rooms.complaints import notices
from balairung.rooms.complaints.filing.guarding import HELD, require_outsider
from balairung.rooms.complaints.filing.titles import make_title
from balairung.rooms.complaints.finding import said_by
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import KIND, receiving_office

TRIES = 3  # a drawn number may be taken: with a million reports in the house once in 27,000 filings
SALT = "complaints.kept"
#: What officers take down at a telephone, a counter or a screen.
DICTATED = (
    Complaint.Channel.TELEPHONE, Complaint.Channel.COUNTER, Complaint.Channel.LETTER, Complaint.Channel.SOCIAL,
)  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What somebody reports. `contact` is an e-mail address or a telephone number (+62…), or nothing."""

    text: str
    topic: Topic | None = None
    klass: str = ""  # "" for the topic's own
    region: Region | None = None
    place: str = ""
    point: tuple[Decimal, Decimal] | None = None  # latitude and longitude, degrees
    happened_on: date | None = None
    name: str = ""
    contact: str = ""
    anonymous: bool = False
    secret: bool = False
    proxy_as: str = ""  # a key of Complaint.Proxy: somebody reports for another
    affected_name: str = ""
    vulnerable: bool = False
    groups: Sequence[str] = ()  # keys of Complaint.Vulnerable
    help_wanted: str = ""
    accused: Office | None = None
    to_leader: bool = False
    channel: str = Complaint.Channel.WEB
    source_link: str = ""  # what somebody wrote elsewhere, and where
    source_handle: str = ""
    conversation: Conversation | None = None  # in which it was told
    through: str = ""  # "api:<key>": which program brought it
    took: int = 0  # seconds that it took an officer to take it down; 0 where nobody measured
    legacy: str = ""
    files: Sequence[File] = field(default_factory=tuple)

    @property
    def kind(self) -> str:
        if self.accused:
            return Complaint.Class.SUPERVISORY
        return self.klass or (self.topic.klass if self.topic else Complaint.Class.ORDINARY)

    @property
    def guarded(self) -> bool:
        """Not for the public: asked to be secret, or about the conduct of an officer."""
        return self.secret or self.kind == Complaint.Class.SUPERVISORY

    @property
    def flagged(self) -> bool:
        """About people whom an office serves first."""
        return self.vulnerable or bool(self.groups)

    @property
    def by_proxy(self) -> bool:
        return bool(self.proxy_as or self.affected_name)

    @property
    def dictated(self) -> bool:
        """Taken down by an officer who speaks for nobody: the words are those of whoever called, came or wrote."""
        return self.channel in DICTATED and self.proxy_as != Complaint.Proxy.OFFICIAL

    @property
    def priority(self) -> int:
        """1 stands above the others: it may cost a life, or vulnerable people wait for it."""
        return int(self.flagged or bool(self.topic and self.topic.urgent))


def file_complaint(report: Report, *, token: str, by: Actor, at: datetime, held: str = "") -> Complaint:
    """The one complaint that this token stands for, made now unless it was made before.

    `held` is why it waits for a person (guarding.Why): then it is marked, and nobody is written to.
    """
    if report.by_proxy:
        require_outsider(report.accused, report.contact, by=CITIZEN if report.dictated else by, at=at)
    hashed = _hashed(token)
    failures = 0
    while True:
        try:
            return _file(report, hashed, by, at, held)
        except IntegrityError:  # the form was here before, or the number drawn for it belongs to another report
            failures += 1
            if complaint := _found(hashed):
                return complaint
            if failures == TRIES:
                raise


def sign_files(files: Sequence[File]) -> str:
    """What a form carries of files that are stored already and about nothing yet."""
    return signing.dumps([str(file.pk) for file in files], salt=SALT) if files else ""


def kept_files(signed: str) -> list[File]:
    """The files of a signed list, as far as they are still loose; a forged or foreign list names nothing."""
    if not signed:
        return []
    try:
        keys = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        return []
    return list(File.objects.filter(pk__in=keys, about_kind="").order_by("id"))


def find_filed(token: str) -> Complaint | None:
    """What was filed already with this token: from this form, or from another telephone with the same draft."""
    return _found(_hashed(token)) if token else None


def _hashed(token: str) -> str:
    return keyed_hash("complaint", token)


def _found(hashed: str) -> Complaint | None:
    rows = Complaint.objects.filter(token=hashed).select_related("obligation").only("secret", "obligation__ref")
    return rows.first()


@transaction.atomic
def _file(report: Report, hashed: str, by: Actor, at: datetime, held: str) -> Complaint:
    office = receiving_office(report.kind, report.accused)
    if office is None:
        raise Refused(_("Belum ada kantor yang menerima laporan. Hubungi pengelola sistem."))
    obligation = open_obligation(
        kind=KIND, prefix="P", subject=make_title(report.text), owner=Owner(office), step="verify", by=by, at=at,
        visibility=Visibility.SECRET if report.guarded else Visibility.PUBLIC,
        excluded=_excluded(report.accused, at), evidence=report.files, priority=report.priority,
        facts={"channel": report.channel} | ({"held": held} if held else {}) | _took(report),
        clocks=[clock_rule(KIND, "verify"), clock_rule(KIND, "resolve", report.kind), clock_rule(KIND, "statutory")],
        calendars=Calendars(),
    )  # fmt: skip
    complaint = Complaint(obligation=obligation, token=hashed, secret=new_code(), filed_at=at, **_fields(report))
    complaint.save(force_insert=True)
    open_index(obligation, text=said_by(complaint).text)
    attach(report.files, about=(KIND, obligation.ref))
    if held:
        Tag.objects.create(obligation=obligation, word=HELD)
    else:
        notices.filed(complaint)
    return complaint


def _took(report: Report) -> dict[str, int]:
    return {"seconds": report.took} if report.took else {}


def _fields(report: Report) -> dict[str, Any]:
    latitude, longitude = report.point or (None, None)
    return {
        "klass": report.kind, "topic": report.topic, "title": make_title(report.text), "text": report.text,
        "happened_on": report.happened_on, "region": report.region, "place": report.place, "latitude": latitude,
        "longitude": longitude, "channel": report.channel, "reporter_name": report.name,
        "reporter_contact": report.contact,
        "contact_hash": keyed_hash("contact", report.contact) if report.contact else "",
        "anonymous": report.anonymous, "affected_name": report.affected_name, "proxy_as": report.proxy_as,
        "vulnerable": report.flagged, "groups": ",".join(report.groups), "help_wanted": report.help_wanted,
        "to_leader": report.to_leader, "legacy": report.legacy, "source_link": report.source_link,
        "source_handle": report.source_handle, "filed_through": report.through,
        "conversation": report.conversation,
    }  # fmt: skip


def _excluded(accused: Office | None, at: datetime) -> list[tuple[Post, Person | None]]:
    """Nobody of the office that a report is about may see it: no post of it, and nobody who is in one now, wherever
    they are moved later.
    """
    if accused is None:
        return []
    posts = list(accused.posts.order_by("order", "id"))
    there = Holding.objects.current(at).filter(post__in=posts).select_related("post", "person").order_by("id")
    return [*((post, None) for post in posts), *((holding.post, holding.person) for holding in there)]
