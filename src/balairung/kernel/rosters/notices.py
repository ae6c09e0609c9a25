"""What people are told about their duty: rows that the worker sends, once each, together where several are owed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.models import Roster

BUNDLE = "duty"


def tell(
    people: Iterable[Person | None], roster: Roster, *, key: str, subject: str, body: str, by: Actor, at: datetime
) -> None:
    """The same to all of these but whoever did it; the same `key` tells nobody twice."""
    chosen = {person.pk: person for person in people if person and person.pk != by.person_id}
    owed = [(Recipient.person(person), f"{key}:{person.pk.hex}") for person in chosen.values()]
    notify_all(owed, subject=subject, body=body, at=at, bundle=f"{BUNDLE}:{roster.pk.hex}")


def term_words(since: datetime, until: datetime, roster: Roster) -> str:
    """`dari Senin, 2 Maret 2026, 16.00 WIB sampai Selasa, 3 Maret 2026, 07.30 WIB`, on the roster's clock."""
    facts = {"since": moment_words(since, roster), "until": moment_words(until, roster)}
    return _("dari %(since)s sampai %(until)s") % facts


def moment_words(moment: datetime, roster: Roster) -> str:
    return long_moment(moment.astimezone(roster.tz))
