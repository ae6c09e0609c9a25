"""Who is told of a leave: the superior who acts today, then whoever asked. A message never says what kind it is."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Person, Post
from balairung.kernel.people.presence import Presence
from balairung.rooms.learning.access import superiors_of
from balairung.rooms.learning.models import Leave

KIND = "learning"


def decider_of(leave: Leave, at: datetime) -> tuple[Post, Person] | None:
    """The nearest superior in whose post somebody acts today; None where nobody stands above."""
    presence, posts = Presence(at), superiors_of(leave.person_id, at)
    presence.load([post.pk for post in posts])
    for post in posts:
        sitting = presence.sitting(post.pk, {leave.person_id})
        if sitting.person:
            return post, sitting.person
    return None


def tell_asked(leave: Leave, *, at: datetime) -> None:
    found = decider_of(leave, at)
    if found:
        words = {"name": leave.person.name, "since": long_date(leave.since), "until": long_date(leave.until)}
        body = _("%(name)s meminta izin tidak bertugas di kantor, %(since)s sampai %(until)s.") % words
        _tell(leave, found[1], _("Permintaan cuti atau dinas luar: %(name)s") % words, body, "asked", at)


def tell_decided(leave: Leave, *, at: datetime) -> None:
    words = {"state": leave.get_state_display(), "since": long_date(leave.since), "until": long_date(leave.until)}
    body = _("Permintaan Anda untuk %(since)s sampai %(until)s %(state)s.") % words
    _tell(leave, leave.person, _("Permintaan Anda %(state)s") % words, body, leave.state, at)


def _tell(leave: Leave, who: Person, subject: str, body: str, step: str, at: datetime) -> None:
    link = house_url() + reverse("learning:leave", args=[leave.pk])
    notify(
        Recipient.person(who), subject=subject, body=f"{body}\n\n{link}", key=f"{leave.pk}:{step}:{who.pk}",
        about=(KIND, str(leave.pk)), bundle="inbox", at=at,
    )  # fmt: skip
