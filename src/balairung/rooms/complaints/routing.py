"""Which office receives a complaint, by when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common import working_time
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.authority import Authority, Matter
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.ladder import CommandLine, offices_of_region
from balairung.kernel.people.matters import given_words
from balairung.kernel.people.models import Delegation, Office, Post, Region, Subject
from balairung.rooms.complaints.models import Complaint, Topic

KIND = "complaints"
OF_THE_PLACE = {"desa": 0, "kecamatan": -1}  # the nearest office of the place, or the district's


@dataclass(frozen=True)
class Suggestion:
    """An office and the reason in words; `under` is the row of the register by which it is not the natural one."""

    office: Office
    reason: str
    under: Delegation | None = None


def coordinating_office() -> Office | None:
    """The office that verifies and forwards: where the coordinator of complaints sits."""
    rows = Office.objects.filter(posts__role=Post.Role.COORDINATOR, posts__closed_on__isnull=True)
    return rows.order_by("order", "name").first()


def inspectorate() -> Office | None:
    return Office.objects.filter(kind=Office.Kind.INSPECTORATE, closed_on__isnull=True).order_by("order").first()


def secretariat() -> Office | None:
    return Office.objects.filter(kind=Office.Kind.SECRETARIAT, closed_on__isnull=True).order_by("order").first()


def receiving_office(klass: str, accused: Office | None) -> Office | None:
    """Where a report lands first: with the coordinator; straight with the Inspektorat when it accuses an office.

    Never with the office that it accuses: for the Inspektorat itself the coordinator stands in, then the secretariat.
    """
    guarded = accused is not None or klass == Complaint.Class.SUPERVISORY
    desks = [inspectorate, coordinating_office, secretariat] if guarded else [coordinating_office]
    return next((office for desk in desks if (office := desk()) and office != accused), None)


def suggest(topic: Topic | None, region: Region | None, klass: str, at: datetime) -> Suggestion | None:
    """The office that should answer at this moment: by class, then by topic, then by place; the register of
    delegations may give such reports from there to another.
    """
    if klass == Complaint.Class.SUPERVISORY and (office := inspectorate()):
        return Suggestion(office, _("laporan tentang dugaan pelanggaran petugas diperiksa Inspektorat"))
    if topic is None:
        return None
    natural = _of_the_place(topic, region) if topic.office_key in OF_THE_PLACE else _of_the_topic(topic)
    return _handed_on(natural, topic, region, at) if natural else None


def _of_the_topic(topic: Topic) -> Suggestion | None:
    office = Office.objects.filter(key=topic.office_key, closed_on__isnull=True).first()
    reason = _("topik “%(topic)s” menjadi tugas kantor ini") % {"topic": topic.name}
    return Suggestion(office, reason) if office else None


def _handed_on(natural: Suggestion, topic: Topic, region: Region | None, at: datetime) -> Suggestion:
    """To whom the head of the natural office gave such reports from this place; to nobody, it stays there."""
    head = CommandLine(at).head_of(natural.office.pk)
    if head is None:
        return natural
    answer = Authority(at).who(head, Matter(Subject.COMPLAINT, topic.code, region.code if region else ""))
    if answer.under is None or answer.post.office_id == natural.office.pk:
        return natural
    return Suggestion(answer.post.office, given_words(answer.under), answer.under)


def _of_the_place(topic: Topic, region: Region | None) -> Suggestion | None:
    offices = offices_of_region(region.code) if region else []
    if not offices:
        return None
    office = offices[OF_THE_PLACE[topic.office_key]]
    return Suggestion(office, _("topik “%(topic)s” diurus kantor setempat") % {"topic": topic.name})


@dataclass(frozen=True)
class Promise:
    """What a reporter is told before sending: by when the report is sorted, and by when it is dealt with."""

    verify_by: datetime
    resolve_by: datetime


def promise(klass: str, office: Office | None, at: datetime) -> Promise:
    calendar = Calendars().get(office.calendar if office else "5-day")
    verify, resolve = clock_rule(KIND, "verify"), clock_rule(KIND, "resolve", klass)
    return Promise(
        working_time.deadline(at, verify.amount, verify.unit, calendar).due,
        working_time.deadline(at, resolve.amount, resolve.unit, calendar).due,
    )


def reopen_until(complaint: Complaint, calendars: Calendars | None = None) -> datetime | None:
    """The end of the window in which a closed report is reopened in one tap: it begins anew with a later question."""
    closed = complaint.obligation.closed_at
    if complaint.obligation.state != State.DONE or closed is None:
        return None
    outcome, rule = getattr(complaint, "outcome", None), clock_rule(KIND, "reopen")
    since = max(closed, outcome.asked_at) if outcome else closed
    calendar = (calendars or Calendars()).counting(rule.unit, "5-day")
    return working_time.deadline(since, rule.amount, rule.unit, calendar).due
