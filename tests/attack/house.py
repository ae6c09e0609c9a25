"""A house in which every room was used, and everybody who may knock at its doors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balairung.config.work import run_once
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.keys import SCOPES, make_key
from balairung.kernel.people.models import Holding, Office, Person
from balairung.kernel.people.offices import add_office, add_post
from tests import make
from tests.rooms.oversight import cases as examined
from tests.surface.life import CANARY, PASSWORD, Life
from tests.test_house import SAMPLES, Address, addresses

#: What ends the session of whoever asks.
ENDING = {"account_logout"}
#: Answers that never end.
ENDLESS = re.compile(r"_stream$")


@dataclass
class Lived:
    """The house, and who asks it: each a browser or a program of their own."""

    life: Life
    visitors: dict[str, Client]
    programs: dict[str, Client]
    folders: dict[str, object]
    walks: dict[tuple[str, str], Any] = field(default_factory=dict)
    parsed: set[tuple[str, frozenset[bytes]]] = field(default_factory=set)

    def places(self) -> Iterator[tuple[Address, str]]:
        """Every address of the house that leads to something, and every one that leads nowhere with a sample in it."""
        for address in addresses():
            if address.name in ENDING or ENDLESS.search(address.name):
                continue
            found = self.life.paths(address) if address.parameters else [reverse(address.name)]
            for path in found or filter(None, [sample(address)]):
                yield address, path


def limitless() -> dict[str, object]:
    """Settings without limits: whoever reads everything is no flood here; floods have tests of their own."""
    named = [name for name in dir(settings) if name.endswith("_LIMIT") and isinstance(getattr(settings, name), str)]
    return {**dict.fromkeys(named, "0"), "SECOND_FACTOR": "offered"}


def lived(folders: dict[str, object]) -> Lived:
    """Built inside a transaction that is taken back; the worker went round once."""
    make.regency(at=timezone.now())
    life = Life(CANARY)
    run_once(now=timezone.now())
    return Lived(life, visitors(life), programs(life), folders)


MORE = ("v2", "json", "csv", "AAAA-AAAA-AAAA", "A" * 10, "A" * 16, "0" * 26, "0/000", "2026-S1", "2026-01", "x.json")


def sampled() -> Iterator[tuple[Address, str]]:
    """Every address of the house, with samples that lead nowhere in the places of words."""
    for address in addresses():
        if path := sample(address):
            yield address, path


def sample(address: Address) -> str:
    """An address of this kind that leads nowhere; "" where no sample fits."""
    found = {name: _first(pattern) for name, pattern in address.parameters}
    return reverse(address.name, kwargs=found) if all(found.values()) else ""


def _first(pattern: str) -> str:
    return next((word for word in [*SAMPLES, *MORE, *pattern.split("|")] if re.fullmatch(pattern, word)), "")


#: Roles in an office that has nothing to do with what the Life of the house is about.
STRANGERS = ("head", "receptionist")


def visitors(life: Life) -> dict[str, Client]:
    found = {"nobody": Client(raise_request_exception=False), "postless": signed_in(make.person(at=life.now))}
    for name, person in life.people.items():
        found[name] = signed_in(person)
    for role in STRANGERS:
        found[f"{role} elsewhere"] = signed_in(_stranger(role, life))
    found["overseer"] = signed_in(_overseer(life))
    return found


def _stranger(role: str, life: Life) -> Person:
    """Somebody new, on a post made for them, in an office that was opened for them: nothing here is theirs."""
    office = Office.objects.filter(key="dinas-lain").first() or _elsewhere(life)
    above = office.posts.filter(role="head").first() or make.post("setda", "secretary")
    title = f"Orang lain {office.posts.count()}"
    seat = add_post(office=office, title=title, role=role, superior=above, by=SYSTEM, at=life.now)
    person = make.person(f"Orang Lain {role}", at=life.now)
    appoint(person=person, post=seat, since=date(2024, 1, 1), by=SYSTEM, at=life.now)
    return person


def _elsewhere(life: Life) -> Office:
    return add_office(key="dinas-lain", name="Dinas Lain", kind=Office.Kind.AGENCY, by=SYSTEM, at=life.now)


def programs(life: Life) -> dict[str, Client]:
    """A program of somebody elsewhere with one scope each, and one whose key was never given."""
    person, clerk = _stranger("liaison", life), life.actor("administrator")
    found = {"program without a key": _program("balairung_0000")}
    for scope in SCOPES:
        _key, text = make_key(name=scope, scopes=[scope], person=person, by=clerk, at=life.now)
        found[f"program for {scope}"] = _program(text)
    return found


def signed_in(person: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person.user or make.account(person, password=PASSWORD))
    return client


def _program(key: str) -> Client:
    return Client(raise_request_exception=False, headers={"authorization": f"Bearer {key}"})


def _overseer(life: Life) -> Person:
    """Somebody of the council, who reads what was said to be put right."""
    seat = Holding.objects.filter(post__office__key="inspektorat", post__role="head").order_by("id")[0]
    today = life.now.date()
    let_in: dict[str, Any] = {"since": today, "until": today + timedelta(days=9)}
    return examined.outsider(actor_of(seat.person, life.now), person=make.person("Bu Sri"), **let_in).person


def status(answer: Any) -> int:
    """The status, and whatever was open behind it is closed."""
    said(answer)
    return int(answer.status_code)


def said(answer: Any) -> bytes:
    """Read to its end, where Django's client closes it; closed by hand it would take PostgreSQL's connection along."""
    return bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
