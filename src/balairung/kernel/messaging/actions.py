"""Writing a message that is owed. Sending is the worker's (delivery.py): nothing leaves inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from balairung.ground.common.text import clean_line
from balairung.kernel.messaging.contacts import BESIDE, Door, admitted, browsers_of_all, doors_of_all
from balairung.kernel.messaging.gateways import is_open
from balairung.kernel.messaging.models import Conversation, Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.messaging.stopping import stopped
from balairung.kernel.people.models import Person


@dataclass(frozen=True)
class Recipient:
    """One address on one channel, and the person behind it when it is one of ours."""

    channel: str
    to: str
    who: Person | None = None
    then: tuple[tuple[str, str], ...] = ()  # the doors to try after this one: (channel, address)
    talk: Conversation | None = None  # the conversation in which it is said
    preferring: bool = False  # whether one of ours is asked which door they prefer

    @classmethod
    def person(cls, person: Person) -> Recipient:
        return cls("email", person.email, person, preferring=True)

    @classmethod
    def address(cls, channel: str, to: str) -> Recipient:
        return cls(channel, to)

    @classmethod
    def contact(cls, contact: str) -> Recipient:
        """Whoever left this contact: an e-mail address, or a telephone number as +62…"""
        return cls("email" if "@" in contact else "sms", contact)

    @classmethod
    def conversation(cls, talk: Conversation, then: tuple[tuple[str, str], ...] = ()) -> Recipient:
        """Whoever wrote to us there."""
        return cls(talk.channel, talk.address, then=then, talk=talk)

    def through(self, doors: Sequence[Door]) -> Recipient:
        """The same person, by the first of these doors and then by the others."""
        return replace(self, channel=doors[0][0], to=doors[0][1], then=tuple(doors[1:])) if doors else self

    @property
    def reachable(self) -> bool:
        """Whether there is an address, and its channel is open in this house."""
        return bool(self.to) and is_open(self.channel)


def notify(
    to: Recipient,
    *,
    subject: str,
    body: str,
    key: str,
    at: datetime,
    about: tuple[str, str] = ("", ""),
    bundle: str = "",
    choices: Sequence[tuple[str, str]] = (),
    not_before: datetime | None = None,
) -> None:
    """Owe one message; the same `key` again owes nothing more. `choices` (id, label): buttons where a door has them."""
    notify_all(
        [(to, key)], subject=subject, body=body, at=at, about=about, bundle=bundle, choices=choices,
        not_before=not_before,
    )  # fmt: skip


def notify_all(
    recipients: Iterable[tuple[Recipient, str]], *, subject: str, body: str, at: datetime,
    about: tuple[str, str] = ("", ""), bundle: str = "", choices: Sequence[tuple[str, str]] = (),
    not_before: datetime | None = None, own: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """The same message to several, each with its key; `not_before` a moment, where it should wake nobody.

    `own` gives keys a body of their own: one subject to many, to each with an address that is theirs.

    A recipient without an address or a channel is left out, and so is one who stopped our messages, and a telephone
    number that nobody proved after its first message: officers' duty notices and what an account needs (a message about
    nothing) go out all the same.
    """
    owed = [(to, key) for to, key in _by_preference(recipients) if to.reachable]
    outside = [to for to, _key in owed if to.who is None] if about[0] else []
    deaf = stopped(to.to for to in outside)
    feet = admitted(((to.channel, to.to) for to in outside if to.to not in deaf), at=at)
    said = {"subject": clean_line(subject)[:200], "choices": [list(choice) for choice in choices]}  # one line: mail
    told = {"about_kind": about[0], "about_ref": about[1], "written_at": at, "try_at": not_before or at}
    bodies = own or {}
    notices = [
        Notice(
            **_addressed(to, bundle), **said, **told, key=key,
            body="\n\n".join(filter(None, [bodies.get(key, body), feet.get((to.channel, to.to))])),
        )
        for to, key in owed
        if to.who or not about[0] or (to.channel, to.to) in feet
    ]  # fmt: skip
    ours = [to.who for to, _key in owed if to.preferring and to.who]
    Notice.objects.bulk_create([*notices, *_beside(notices, ours)], ignore_conflicts=True)


def _addressed(to: Recipient, bundle: str) -> dict[str, Any]:
    """To whom a notice goes, by which way."""
    return {
        "channel": to.channel, "address": to.to, "address_hash": address_hash(to.channel, to.to), "person": to.who,
        "bundle": f"{bundle}:{to.who.pk}" if bundle and to.who else "", "conversation": to.talk,
        "then": json.dumps(to.then) if to.then else "",
    }  # fmt: skip


def withdraw(keys: Collection[str]) -> int:
    """What still waits of the messages with these keys is not sent any more; return how many. What left has left."""
    waiting = Notice.objects.filter(key__in=keys, outcome=Notice.Outcome.WAITING) if keys else Notice.objects.none()
    return waiting.update(outcome=Notice.Outcome.FAILED, problem="withdrawn")


def _by_preference(recipients: Iterable[tuple[Recipient, str]]) -> list[tuple[Recipient, str]]:
    """Our own people are written to where they want to be: their first open door, then their others."""
    given = list(recipients)
    ways = doors_of_all([to.who for to, _key in given if to.preferring and to.who])
    return [(to.through(ways[to.who.pk]) if to.preferring and to.who else to, key) for to, key in given]


def _beside(notices: Sequence[Notice], people: Iterable[Person]) -> list[Notice]:
    """The same for their browsers, about nothing: whoever asks what became of a message is not told of these."""
    browsers = browsers_of_all(list(people))
    return [
        Notice(
            key=f"push:{place}:{one.key}"[:120], channel=BESIDE, address=address,
            address_hash=address_hash(BESIDE, address), person_id=person, subject=one.subject, body=one.body,
            bundle=one.bundle, written_at=one.written_at, try_at=one.try_at,
        )
        for one in notices
        for place, (person, address) in enumerate(browsers)
        if one.person_id == person
    ]  # fmt: skip
