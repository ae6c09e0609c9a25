"""Who hears what of a recommendation; and what it is found by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.oversight.models import Examination, Involved, Overseer, Recommendation

KIND = "oversight"
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON)


def found_by(recommendation: Recommendation) -> str:
    """What the search knows of a recommendation."""
    finding = recommendation.finding
    return f"{recommendation.text} {finding.title} {finding.code} {finding.examination.report_number}"


def tell_sent(recommendation: Recommendation, *, at: datetime) -> None:
    """The office that owes it. The message says nothing that was found: telephones lie about."""
    due = recommendation.owed.next_at
    body = _("Ada rekomendasi hasil pemeriksaan untuk kantor Anda. Laporkan tindak lanjutnya dengan bukti %(due)s.") % {
        "due": _("paling lambat %(day)s") % {"day": long_date(due)} if due else ""
    }
    _tell(recommendation, _("Rekomendasi pemeriksaan: %(ref)s"), body, _office(recommendation, at), at)


def tell_reported(recommendation: Recommendation, *, at: datetime) -> None:
    """Those who judge it: the team and the Inspektur."""
    body = _("Kantor yang diperiksa melaporkan tindak lanjut. Periksa buktinya.")
    people = _judges(recommendation.finding.examination, at)
    _tell(recommendation, _("Menunggu penilaian Anda: %(ref)s"), body, people, at)


def tell_judged(recommendation: Recommendation, *, said: str, at: datetime) -> None:
    subject = _("Penilaian tindak lanjut: %(ref)s")
    _tell(recommendation, subject, said, _office(recommendation, at), at)


def tell_granted(overseer: Overseer, *, at: datetime) -> None:
    """The person who may look in from now on."""
    body = _("Anda dapat membaca “%(scope)s” sampai %(day)s, menurut surat nomor %(letter)s.\n\n%(url)s") % {
        "scope": overseer.get_scope_display(), "day": long_date(overseer.until), "letter": overseer.letter,
        "url": house_url() + reverse("oversight:own"),
    }  # fmt: skip
    to = [(Recipient.person(overseer.person), f"overseer:{overseer.pk}")]
    notify_all(to, subject=_("Akses baca untuk pengawas"), body=body, about=("", ""), at=at)


def _office(recommendation: Recommendation, at: datetime) -> list[Person]:
    """Head, secretary and liaison of the office that owes it, without those whom it is about."""
    examination = recommendation.finding.examination
    rows = Holding.objects.current(at).filter(post__office=recommendation.office_id, post__role__in=TOLD)
    return _people(rows.exclude(person__in=_subjects(examination)))


def _judges(examination: Examination, at: datetime) -> list[Person]:
    """Of the team whoever sits in the Inspektorat now, and its head; without those who sit in an examined office."""
    sitting = Holding.objects.current(at).filter(post__office__kind=Office.Kind.INSPECTORATE)
    team = examination.involved.exclude(part=Involved.Part.SUBJECT).values("person")
    heads = sitting.filter(post__role=Post.Role.HEAD)
    there = Holding.objects.current(at).filter(post__office__in=examination.offices.values("pk")).values("person")
    rows = (sitting.filter(person__in=team) | heads).exclude(person__in=there)
    return _people(rows.exclude(person__in=_subjects(examination)))


def _subjects(examination: Examination) -> list[UUID]:
    rows = examination.involved.filter(part=Involved.Part.SUBJECT)
    return list(rows.values_list("person", flat=True))


def _people(rows: QuerySet[Holding]) -> list[Person]:
    """Each once."""
    found = rows.select_related("person").order_by("since", "id")
    return list({row.person_id: row.person for row in found}.values())


def _tell(recommendation: Recommendation, subject: str, body: str, people: Iterable[Person], at: datetime) -> None:
    owed = recommendation.owed
    recipients = [(Recipient.person(one), f"{recommendation.pk}:{owed.seq}:{one.pk}") for one in people]
    notify_all(
        recipients, subject=subject % {"ref": owed.ref}, body=body, about=(KIND, owed.ref), bundle="inbox", at=at
    )
