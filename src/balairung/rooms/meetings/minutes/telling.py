"""Who hears what of the minutes. Messages name no word of a secret meeting: telephones lie about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.authority import Authority
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Person, Post
from balairung.rooms.meetings.access import SEAT
from balairung.rooms.meetings.models import Decision, Invitee, Meeting, MeetingTask

KIND = "meetings"
TOLD = (Post.Role.HEAD, Post.Role.LIAISON)


def heads_of(offices: Collection[UUID], at: datetime) -> defaultdict[UUID, list[Person]]:
    """Head and liaison of each office, each person once: one query."""
    rows = Holding.objects.current(at).filter(post__office__in=offices, post__role__in=TOLD)
    found: defaultdict[UUID, dict[UUID, Person]] = defaultdict(dict)
    for holding in rows.select_related("person", "post").order_by("since", "id"):
        found[holding.post.office_id][holding.person_id] = holding.person
    return defaultdict(list, {office: list(people.values()) for office, people in found.items()})


def seated(post: Post, at: datetime) -> list[Person]:
    """Whoever sits in this post's chair at that moment, by the register; nobody where it stands empty."""
    person = Authority(at).who(post, SEAT).person
    return [person] if person else []


def tell_submitted(meeting: Meeting, *, at: datetime, stamp: str) -> None:
    """The chair: minutes wait for their approval."""
    body = _("Notulen rapat ini sudah lengkap dan menunggu pengesahan Anda. Sejak disahkan, semua tugas di dalamnya "
             "mengikat kantor yang disebut.\n\n%(url)s")  # fmt: skip
    said = body % {"url": page_of(meeting, "approval")}
    _tell(seated(meeting.chair, at), _("Sahkan notulen: %(title)s"), said, meeting, f"ajukan:{stamp}", at)


def tell_returned(meeting: Meeting, *, note: str, at: datetime, stamp: str) -> None:
    """Those who write them: with the chair's note."""
    body = f"{note}\n\n{page_of(meeting, 'approval')}"
    people = [one for one in (meeting.note_keeper, meeting.moderator) if one]
    _tell(people, _("Notulen dikembalikan: %(title)s"), body, meeting, f"kembali:{stamp}", at)


def tell_bound(decision: Decision, tasks: Sequence[MeetingTask], meeting: Meeting, *, due: str, at: datetime) -> None:
    """Head and liaison of each office that owes it, whether the office was there or not."""
    people = heads_of([task.office_id for task in tasks], at)
    secret = meeting.openness == Meeting.Openness.SECRET
    body = _("%(text)s\n\nPaling lambat: %(due)s. Bukti: %(proof)s.\nDari rapat: %(title)s.\n\n%(url)s") % {
        "text": _("Keputusan rapat tertutup: bacalah di meja kerja Anda.") if secret else decision.text,
        "due": due, "proof": _("lihat di meja kerja Anda") if secret else decision.proof, "title": meeting.title,
        "url": page_of(meeting, "bound"),
    }  # fmt: skip
    told = {one.pk: one for task in tasks for one in people[task.office_id]}
    _tell(told.values(), _("Tugas dari rapat: %(title)s"), body, meeting, f"tugas:{decision.pk}", at)


def tell_approved(meeting: Meeting, *, at: datetime) -> None:
    """Everybody who was invited, and whoever came in their place: what was decided stands, and where it is read."""
    rows = Invitee.objects.standing().filter(meeting=meeting).select_related("person", "deputy")
    people = {one.pk: one for row in rows for one in (row.person, row.deputy) if one}
    body = _("Notulen rapat pada %(day)s sudah disahkan.\n\n%(url)s") % {
        "day": long_date(meeting.starts_at), "url": page_of(meeting, "decisions"),
    }  # fmt: skip
    _tell(people.values(), _("Notulen disahkan: %(title)s"), body, meeting, "sah", at)


def page_of(meeting: Meeting, page: str) -> str:
    return house_url() + reverse(f"meetings:{page}", args=[meeting.ref])


def _tell(people: Iterable[Person], subject: str, body: str, meeting: Meeting, key: str, at: datetime) -> None:
    recipients = [(Recipient.person(one), f"rapat:{meeting.ref}:{key}:{one.pk}") for one in people]
    line = subject % {"title": meeting.title}
    notify_all(recipients, subject=line, body=body, about=(KIND, meeting.ref), bundle="inbox", at=at)
