"""What the room of announcements asks of all others: names of services, and how often each ability was used.

Counts are of a span up to now, by indexes that stand for other lists; nobody is named (settings.FEATURES).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.timezone import localdate

from balairung.kernel.documents.models import Document
from balairung.kernel.obligations.models import Obligation
from balairung.rooms.announcements.features import Use
from balairung.rooms.announcements.models import Announcement
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.duty.models import Drill
from balairung.rooms.inspections.models import Inspection
from balairung.rooms.meetings.models import Meeting
from balairung.rooms.reception.models import DayOfLine
from balairung.rooms.services.models import Service
from balairung.rooms.surveys.models import Answer

WEB = "web"


def service_names() -> list[tuple[str, str]]:
    """Key and name of what one can apply for now (settings.SERVICE_NAMES)."""
    rows = Service.objects.filter(current__isnull=False, closed_on__isnull=True)
    return list(rows.order_by("name", "key").values_list("key", "name"))


def reports_here(since: datetime, until: datetime) -> Use:
    return _told(_reports(since, until).filter(complaint__channel=WEB), "owner_office")


def reports_by_message(since: datetime, until: datetime) -> Use:
    """By every door where somebody writes to us."""
    doors = {"whatsapp", "telegram", "sms", "email"} & set(Complaint.Channel.values)
    return _told(_reports(since, until).filter(complaint__channel__in=doors), "owner_office")


def reports_closed(since: datetime, until: datetime) -> Use:
    return _told(_told_of_all().filter(kind="complaints", closed_at__gte=since, closed_at__lt=until), "owner_office")


def applications(since: datetime, until: datetime) -> Use:
    return _told(_opened("services", since, until), "owner_office")


def innovations(since: datetime, until: datetime) -> Use:
    return _told(_opened("innovations", since, until), "owner_office")


def instructions(since: datetime, until: datetime) -> Use:
    return _told(_opened("instructions", since, until), "owner_office")


def letters_signed(since: datetime, until: datetime) -> Use:
    rows = Document.objects.filter(state=Document.State.SIGNED, signed_at__gte=since, signed_at__lt=until)
    return _told(rows, "office")


def tickets(since: datetime, until: datetime) -> Use:
    """Of days that are over: they were counted once, and are not counted again."""
    rows = DayOfLine.objects.filter(day__gte=localdate(since), day__lte=localdate(until))
    told = rows.aggregate(times=Sum("taken"), offices=Count("hall__office", distinct=True))
    return Use(told["times"] or 0, told["offices"])


def answers(since: datetime, until: datetime) -> Use:
    day = localdate(since)
    return _told(Answer.objects.filter(survey__until__gte=day, day__gte=day, day__lte=localdate(until)),
                 "survey__office")  # fmt: skip


def checks(since: datetime, until: datetime) -> Use:
    return _told(Inspection.objects.filter(started_at__gte=since, started_at__lt=until), "office")


def meetings(since: datetime, until: datetime) -> Use:
    rows = Meeting.objects.filter(starts_at__gte=since, starts_at__lt=until, called_at__isnull=False)
    return _told(rows, "office")


def drills(since: datetime, until: datetime) -> Use:
    """Everybody who may be called takes part: no office has one of its own."""
    rows = Drill.objects.filter(starts_at__gte=since, starts_at__lt=until).exclude(state=Drill.State.CANCELLED)
    return Use(rows.count())


def announcements(since: datetime, until: datetime) -> Use:
    rows = Announcement.objects.standing().filter(published_at__gte=since, published_at__lt=until)
    return _told(rows, "office")


def _reports(since: datetime, until: datetime) -> QuerySet[Obligation]:
    return _opened("complaints", since, until)


def _opened(kind: str, since: datetime, until: datetime) -> QuerySet[Obligation]:
    return _told_of_all().filter(kind=kind, opened_at__gte=since, opened_at__lt=until)


def _told_of_all() -> QuerySet[Obligation]:
    """What is about somebody of the house is left out: they could see their number change."""
    return Obligation.objects.exclude(pk__in=Obligation.objects.about_somebody().values("pk"))


def _told(rows: QuerySet[Any], office: str) -> Use:
    told = rows.aggregate(times=Count("pk"), offices=Count(office, distinct=True))
    return Use(told["times"], told["offices"])
