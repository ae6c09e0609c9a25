"""Who hears what of an agreement: the office that owes, whoever keeps it; and what a duty is found by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.agreements.models import Agreement, Duty

KIND = "agreements"
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON)


def people_of(office: UUID, at: datetime) -> list[Person]:
    """Head, secretary and liaison of an office, each once."""
    rows = Holding.objects.current(at).filter(post__office=office, post__role__in=TOLD)
    found = {row.person_id: row.person for row in rows.select_related("person").order_by("since", "id")}
    return list(found.values())


def found_by(duty: Duty) -> str:
    """What the search knows of a duty."""
    about = duty.agreement
    return f"{duty.text} {about.title} {about.partner} {about.number} {about.ref}"


def tell_opened(duty: Duty, *, at: datetime) -> None:
    facts = {"text": duty.text, "due": long_date(duty.due_on), "partner": duty.agreement.partner}
    body = _("%(text)s · menurut perjanjian dengan %(partner)s, paling lambat %(due)s") % facts
    _tell(duty, _("Kewajiban perjanjian: %(ref)s"), body, _owner(duty, at), at)


def tell_fulfilled(duty: Duty, *, at: datetime) -> None:
    """The office that keeps the agreement, unless it is the one that did it."""
    if duty.obligation.owner_office_id != duty.agreement.office_id:
        people = people_of(duty.agreement.office_id, at)
        _tell(duty, _("Kewajiban perjanjian dilaksanakan: %(ref)s"), duty.text, people, at)


def tell_released(duty: Duty, *, why: str, at: datetime) -> None:
    body = f"{duty.text}\n\n{why}"
    _tell(duty, _("Kewajiban perjanjian dibebaskan: %(ref)s"), body, _owner(duty, at), at)


def tell_expiring(agreement: Agreement, people: Iterable[Person], *, at: datetime) -> None:
    """So long before its last day that there is time to renew it."""
    facts = {
        "title": agreement.title, "partner": agreement.partner, "day": long_date(agreement.until or agreement.since),
        "url": house_url() + reverse("agreements:agreement", args=[agreement.ref]),
    }  # fmt: skip
    body = _(
        "“%(title)s” dengan %(partner)s berakhir %(day)s. Perpanjang dengan perjanjian baru, atau biarkan berakhir.\n\n"
        "%(url)s"
    )
    recipients = [(Recipient.person(one), f"{agreement.pk}:expire:{agreement.until}:{one.pk}") for one in people]
    subject = _("Perjanjian akan berakhir: %(ref)s") % {"ref": agreement.ref}
    notify_all(recipients, subject=subject, body=body % facts, about=(KIND, agreement.ref), bundle="inbox", at=at)


def _owner(duty: Duty, at: datetime) -> list[Person]:
    office = duty.obligation.owner_office_id
    return people_of(office, at) if office else []


def _tell(duty: Duty, subject: str, body: str, people: Iterable[Person], at: datetime) -> None:
    ref, seq = duty.obligation.ref, duty.obligation.seq
    recipients = [(Recipient.person(one), f"{duty.pk}:{seq}:{one.pk}") for one in people]
    notify_all(recipients, subject=subject % {"ref": ref}, body=body, about=(KIND, ref), bundle="inbox", at=at)
