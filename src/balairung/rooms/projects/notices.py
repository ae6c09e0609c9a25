"""Who hears what of a project's duties, and what they are found by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.projects.models import ProjectDuty

KIND = "projects"
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)


def found_by(duty: ProjectDuty) -> str:
    """What the search knows of a duty: no name of a person."""
    about = duty.project
    return f"{duty.text} {about.title} {about.ref} {about.executor} {about.region}"


def tell_opened(duty: ProjectDuty, *, at: datetime) -> None:
    facts = {"text": duty.text, "title": duty.project.title, "due": long_date(duty.due_on)}
    body = _("%(text)s · proyek “%(title)s”, paling lambat %(due)s") % facts
    _tell(duty, _("Tindak lanjut proyek: %(ref)s"), body, _owners(duty, at), at)


def tell_returned(duty: ProjectDuty, *, why: str, at: datetime) -> None:
    _tell(duty, _("Tindak lanjut proyek dikembalikan: %(ref)s"), f"{duty.text}\n\n{why}", _owners(duty, at), at)


def tell_dropped(duty: ProjectDuty, *, why: str, at: datetime) -> None:
    _tell(duty, _("Tindak lanjut proyek dibatalkan: %(ref)s"), f"{duty.text}\n\n{why}", _owners(duty, at), at)


def tell_repaired(duty: ProjectDuty, *, at: datetime) -> None:
    """Whoever gave it looks at the proof."""
    givers = Person.objects.filter(pk=duty.given_by_id) if duty.given_by_id else ()
    _tell(duty, _("Tindak lanjut proyek dilaporkan selesai: %(ref)s"), duty.text, givers, at)


def _owners(duty: ProjectDuty, at: datetime) -> list[Person]:
    rows = Holding.objects.current(at).filter(post__office=duty.obligation.owner_office_id, post__role__in=TOLD)
    found = {row.person_id: row.person for row in rows.select_related("person").order_by("since", "id")}
    return list(found.values())


def _tell(duty: ProjectDuty, subject: str, body: str, people: Iterable[Person], at: datetime) -> None:
    ref, seq = duty.obligation.ref, duty.obligation.seq
    recipients = [(Recipient.person(one), f"{duty.pk}:{seq}:{one.pk}") for one in people]
    notify_all(recipients, subject=subject % {"ref": ref}, body=body, about=(KIND, ref), bundle="inbox", at=at)
