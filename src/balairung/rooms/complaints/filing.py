"""A report is filed: once, however often the form arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Visibility
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Person, Post, Region
from balairung.rooms.complaints import notices
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import KIND, receiving_office
from balairung.rooms.complaints.titles import make_title

TRIES = 3  # a drawn number may be taken: with a million reports in the house once in 27,000 filings
SALT = "complaints.kept"


@dataclass(frozen=True)
class Report:
    """What somebody reports. `contact` is an e-mail address or a telephone number (+62…), or nothing."""

    text: str
    topic: Topic | None = None
    klass: str = ""  # "" for the topic's own
    region: Region | None = None
    place: str = ""
    happened_on: date | None = None
    name: str = ""
    contact: str = ""
    anonymous: bool = False
    secret: bool = False
    vulnerable: bool = False
    accused: Office | None = None
    channel: str = Complaint.Channel.WEB
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


def file_complaint(report: Report, *, token: str, by: Actor, at: datetime) -> Complaint:
    """The one complaint that this token stands for, made now unless it was made before."""
    hashed = keyed_hash("complaint", token)
    failures = 0
    while True:
        try:
            return _file(report, hashed, by, at)
        except IntegrityError:  # the form was here before, or the number drawn for it belongs to another report
            failures += 1
            if complaint := find_filed(hashed):
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


def find_filed(hashed: str) -> Complaint | None:
    return Complaint.objects.filter(token=hashed).select_related("obligation__owner_office").first()


@transaction.atomic
def _file(report: Report, hashed: str, by: Actor, at: datetime) -> Complaint:
    office = receiving_office(report.kind, report.accused)
    if office is None:
        raise Refused(_("Belum ada kantor yang menerima laporan. Hubungi pengelola sistem."))
    obligation = open_obligation(
        kind=KIND, prefix="P", subject=make_title(report.text), owner=Owner(office), step="verify", by=by, at=at,
        visibility=Visibility.SECRET if report.guarded else Visibility.PUBLIC,
        excluded=_excluded(report.accused), evidence=report.files, facts={"channel": report.channel},
        clocks=[clock_rule(KIND, "verify"), clock_rule(KIND, "resolve", report.kind), clock_rule(KIND, "statutory")],
        calendars=Calendars(),
    )  # fmt: skip
    complaint = Complaint(
        obligation=obligation, token=hashed, secret=new_code(), klass=report.kind, topic=report.topic,
        title=obligation.subject, text=report.text, happened_on=report.happened_on, region=report.region,
        place=report.place, channel=report.channel, filed_at=at, reporter_name=report.name,
        reporter_contact=report.contact, contact_hash=keyed_hash("contact", report.contact) if report.contact else "",
        anonymous=report.anonymous, vulnerable=report.vulnerable, legacy=report.legacy,
    )  # fmt: skip
    complaint.save(force_insert=True)
    attach(report.files, about=(KIND, obligation.ref))
    notices.filed(complaint)
    return complaint


def _excluded(accused: Office | None) -> list[tuple[Post, Person | None]]:
    """Nobody of the office that a report is about may see it."""
    return [(post, None) for post in accused.posts.order_by("order", "id")] if accused else []
