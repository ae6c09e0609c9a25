"""What those who are concerned are told of a check and of its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.inspections.models import FieldFinding, Inspection

KIND = "inspections"
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON)  # in the office that was checked
LISTED = 10


def tell_checked(inspection: Inspection, findings: Sequence[FieldFinding], office: Office, at: datetime) -> None:
    """One message for the whole check, with its findings."""
    count = len(findings)
    subject = _("Kantor Anda dicek di tempat: %(ref)s") % {"ref": inspection.ref}
    lines = [f"• {one.title}" for one in findings[:LISTED]]
    if count > LISTED:
        lines.append(_("… dan %(count)d temuan lain") % {"count": count - LISTED})
    told = ngettext("%(count)d temuan menunggu perbaikan.", "%(count)d temuan menunggu perbaikan.", count)
    head = told % {"count": count} if count else _("Tidak ada temuan baru.")
    link = house_url() + reverse("inspections:report", args=[inspection.ref])
    _tell(office.pk, f"check:{inspection.pk}", subject, "\n".join([head, *lines, link]), inspection.ref, at)


def tell_answered(finding: FieldFinding, seq: int, at: datetime) -> None:
    """Whoever saw it last looks at the proof."""
    look = finding.looks.select_related("inspection__inspector").order_by("-inspection__started_at", "-id").first()
    if look is None:
        return
    inspector = look.inspection.inspector
    subject = _("Perbaikan menunggu penilaian Anda: %(ref)s") % {"ref": finding.obligation.ref}
    body = f"{finding.title}, {finding.office.short}. {_link(finding)}"
    recipients = [(Recipient.person(inspector), f"finding:{finding.pk}:{seq}:{inspector.pk}")]
    notify_all(recipients, subject=subject, body=body, about=(KIND, finding.obligation.ref), bundle="inbox", at=at)


def tell_judged(finding: FieldFinding, seq: int, subject: str, text: str, at: datetime) -> None:
    """The office hears what became of its proof."""
    body = f"{finding.title}. {text} {_link(finding)}"
    office = finding.obligation.owner_office_id
    if office:
        _tell(office, f"finding:{finding.pk}:{seq}", subject, body, finding.obligation.ref, at)


def _link(finding: FieldFinding) -> str:
    return house_url() + reverse("inspections:detail", args=[finding.obligation.ref])


def _tell(office: UUID, key: str, subject: str, body: str, ref: str, at: datetime) -> None:
    rows = Holding.objects.current(at).filter(post__office=office, post__role__in=TOLD, post__closed_on=None)
    people: Mapping[UUID, Person] = {one.person_id: one.person for one in rows.select_related("person").order_by("id")}
    recipients = [(Recipient.person(person), f"{key}:{person.pk}") for person in people.values()]
    notify_all(recipients, subject=subject, body=body, about=(KIND, ref), bundle="inbox", at=at)
