"""A colleague named in a note: it stands in their list until they have opened the case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.access import can_see, seats_that_see
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Event, Mention, Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person


def colleagues(obligation: Obligation, at: datetime) -> list[Person]:
    """Who may be mentioned: whoever may see it, by name. Their contacts stay sealed."""
    rows = Person.objects.filter(pk__in=seats_that_see(obligation, at).values("person"))
    return list(rows.only("id", "name").order_by("name", "id"))


@transaction.atomic
def mention(event: Event, *, people: Iterable[Person], by: Actor, at: datetime) -> list[Person]:
    """Ask for the attention of these; each is told once, without the words of the note. Return whom."""
    obligation, wanted = event.obligation, {person.pk: person for person in people if person.pk != by.person_id}
    require(can_see(by, obligation))
    strangers = wanted.keys() - {person.pk for person in colleagues(obligation, at)}
    if strangers:
        names = ", ".join(sorted(wanted[key].name for key in strangers))
        raise Refused(_("%(names)s tidak dapat melihat hal ini, jadi tidak dapat disebut.") % {"names": names})
    rows = [Mention(event=event, obligation=obligation, person_id=key) for key in wanted]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)
    _tell(event, list(wanted.values()), by, at)
    return list(wanted.values())


@transaction.atomic
def leave_note(obligation: Obligation, *, text: str, people: Iterable[Person], by: Actor, at: datetime) -> Event:
    """A note for colleagues that asks for the attention of these, and of those named in it."""
    require(can_see(by, obligation))
    if not text.strip():
        raise Refused(_("Tuliskan dahulu catatannya."))
    event = note(obligation, by=by, at=at, words=text)
    mention(event, people=[*people, *named_in(text, colleagues(obligation, at))], by=by, at=at)
    return event


def named_in(words: str, people: Sequence[Person]) -> list[Person]:
    """Whose name stands behind an "@": the whole name, or its first word where nobody else's begins so."""
    whole, first = defaultdict[str, list[Person]](list), defaultdict[str, list[Person]](list)
    for person in people:
        name = " ".join(person.name.casefold().split())
        whole[name].append(person)
        first[name.partition(" ")[0]].append(person)
    known = {name: found for name, found in first.items() if len(found) == 1} | whole
    longest_first = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    found = re.findall(rf"(?<!\w)@({longest_first})(?!\w)", " ".join(words.casefold().split())) if known else []
    return list(dict.fromkeys(person for name in found for person in known[name]))


def read_mentions(obligation: Obligation, *, by: Actor, at: datetime) -> list[str]:
    """They have opened the case: no longer unread. Return who had called them, by name."""
    unread = Mention.objects.filter(obligation=obligation, person=by.person_id, read_at__isnull=True)
    callers = list(unread.order_by("event__seq").values_list("event__by_person__name", flat=True))
    if callers:  # whoever has nothing to mark takes no lock
        unread.update(read_at=at)
    return list(dict.fromkeys(filter(None, callers)))


def _tell(event: Event, people: Sequence[Person], by: Actor, at: datetime) -> None:
    obligation = event.obligation
    facts = {"ref": obligation.ref, "name": by.name}
    notify_all(
        [(Recipient.person(person), f"mention:{event.pk}:{person.pk}") for person in people],
        subject=_("Anda disebut: %(ref)s") % facts,
        body=_("%(name)s menyebut Anda dalam catatan pada %(ref)s. Buka meja kerja Anda untuk membacanya.") % facts,
        about=(obligation.kind, obligation.ref), bundle="inbox", at=at,
    )  # fmt: skip
